"""All facts by their id. Adding one is a file below `facts/` and a line here."""

import difflib
import re
from collections.abc import Sequence

from analysis.evidence.fact import Fact
from analysis.evidence.facts import (
    sf01_satisfaction_curve,
    sf02_top_box,
    sf04_increasing_returns,
    sf05_retention_rises,
    sf06_five_points,
    sf07_equity_elasticities,
    sf08_double_jeopardy,
    sf09_duplication,
    sf10_dirichlet_norms,
    sf11_concentration,
    sf12_goal_gradient,
    sf13_endowed_progress,
    sf14_inframarginal_reward,
    sf15_self_selection,
    sf17_subsidized_entry,
    sf19_recovery_paradox,
    sf20_double_deviation,
    sf22_losses_loom_larger,
    sf23_tenure_protects,
    sf25_word_of_mouth,
    sf26_net_promoter,
    sf27_service_profit_chain,
    sf28_brand_loyalty,
    sf29_price_matching,
)
from simulation.errors import ScenarioError

ALL: tuple[Fact, ...] = (
    sf01_satisfaction_curve.FACT,
    sf02_top_box.FACT,
    sf04_increasing_returns.FACT,
    sf05_retention_rises.FACT,
    sf06_five_points.FACT,
    sf07_equity_elasticities.FACT,
    sf08_double_jeopardy.FACT,
    sf09_duplication.FACT,
    sf10_dirichlet_norms.FACT,
    sf11_concentration.FACT,
    sf12_goal_gradient.FACT,
    sf13_endowed_progress.FACT,
    sf14_inframarginal_reward.FACT,
    sf15_self_selection.FACT,
    sf17_subsidized_entry.FACT,
    sf19_recovery_paradox.FACT,
    sf20_double_deviation.FACT,
    sf22_losses_loom_larger.FACT,
    sf23_tenure_protects.FACT,
    sf25_word_of_mouth.FACT,
    sf26_net_promoter.FACT,
    sf27_service_profit_chain.FACT,
    sf28_brand_loyalty.FACT,
    sf29_price_matching.FACT,
)
FACTS: dict[str, Fact] = {fact.id: fact for fact in ALL}


def chosen_facts(ids: Sequence[str]) -> list[Fact]:
    """Return the facts of these ids, sorted; all of them for no id.

    Raises
    ------
    ScenarioError
        If there is no fact of such an id.
    """
    wanted = {name.strip().upper() for name in ids}
    unknown = sorted(wanted - FACTS.keys())
    if unknown:
        hint = _nearest(unknown[0])
        if not unknown[0]:
            hint = " Leave IDs out for all facts."
        msg = (
            f"validate: there is no fact {unknown[0] or 'without a name'}.{hint}"
            f" There are: {', '.join(sorted(FACTS))}."
        )
        raise ScenarioError(msg)
    return [FACTS[name] for name in sorted(wanted or FACTS)]


def _nearest(name: str) -> str:
    """Return a sentence on the fact that a wrong id may mean: one of its number, else a like one."""
    number = re.fullmatch(r"\D*?0*(\d+)", name)
    padded = f"SF{int(number[1]):02d}" if number else ""
    near = [padded] if padded in FACTS else difflib.get_close_matches(name, sorted(FACTS), n=1)
    return f" Nearest: {near[0]}." if near else ""
