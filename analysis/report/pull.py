"""Why customers stay: what holds them without a strategy, and what each strategy adds (EQ15)."""

import math
from typing import TYPE_CHECKING

from analysis.comparison.intervals import Difference
from analysis.comparison.outcome import Comparison, VariantOutcome
from analysis.comparison.pull import CONSTRUCTS
from analysis.comparison.twins import TOGETHER
from analysis.plots.pull import pull_changes
from analysis.report.numbers import plain, signed
from analysis.report.page_tables import Table
from analysis.report.reading import base_name, kind_word, mean_of, strategy_names

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

TITLE = "Why: what holds the customers who stay"
UNIT = "logits"
DECIMALS = 3
REVIEWS = "review_rate"
CLEAR = 1.0e-4
"""Logits; what changes less is told as no change."""


def has_pull(comparison: Comparison) -> bool:
    """Return whether anybody stayed with the focal firm in both worlds, and had somewhere else to go."""
    return any(outcome.pull.is_told for outcome in comparison.outcomes)


def pull_rows(comparison: Comparison) -> "pd.DataFrame":
    """Return one row per strategy and construct: `pull.csv`; logits."""
    import pandas as pd

    rows = [
        {
            "strategy": outcome.name,
            "construct": name,
            "base_mean": outcome.pull.base[name],
            "difference": change.mean,
            "low": change.low,
            "high": change.high,
        }
        for outcome in comparison.outcomes
        for name, change in outcome.pull.change.items()
    ]
    return pd.DataFrame(rows)


def pull_figure(comparison: Comparison, drawn_at_most: int) -> "Figure":
    """Return the pull of the baseline and what the best strategies change of it, by construct."""
    import pandas as pd

    told = [(n, o) for n, o in _named(comparison) if o.pull.is_told][:drawn_at_most]
    words = list(CONSTRUCTS.values())
    level = [told[0][1].pull.base[name] for name in CONSTRUCTS]
    changes = [[outcome.pull.change[name].mean for name in CONSTRUCTS] for _, outcome in told]
    base = pd.DataFrame([level], index=[base_name(comparison)], columns=words)
    table = pd.DataFrame(changes, index=[name for name, _ in told], columns=words)
    return pull_changes(base, table, f"pull over the other firms, {UNIT}", kind_word(comparison))


def pull_table(comparison: Comparison) -> Table:
    """Return the level of the baseline and each strategy's changes; a star where 0 is left out."""
    level = next(outcome.pull.base for outcome in comparison.outcomes if outcome.pull.is_told)
    rows = []
    for key, word in {**CONSTRUCTS, TOGETHER: TOGETHER}.items():
        changes = [outcome.pull.change[key] for outcome in comparison.outcomes]
        if level[key] or any(change.mean for change in changes):
            texts = map(_change_text, changes)
            rows.append([word[0].upper() + word[1:], plain(level[key], 2), *texts])
    times = [plain(odds(outcome), 2) for outcome in comparison.outcomes]
    rows.append(["Odds, times the baseline's", "1", *times])
    if comparison.base.market.mode == "contract":
        reviews = [_change_text(outcome.differences[REVIEWS]) for outcome in comparison.outcomes]
        rows.append(["Reviews a year", plain(mean_of(comparison, REVIEWS), 2), *reviews])
    caption = (
        f"Pull over the other firms, {UNIT}: the baseline's level, and the change each {kind_word(comparison)} makes. "
        "* The 95 % interval over replications (simulation noise only) leaves zero out."
    )
    return Table(caption, ["", base_name(comparison), *strategy_names(comparison)], rows)


def odds(outcome: VariantOutcome) -> float:
    """Return what the odds to choose the firm are multiplied by: e to the change of the pull."""
    return math.exp(outcome.pull.change[TOGETHER].mean)


def pull_sentences(comparison: Comparison) -> list[str]:
    """Return what holds the customers of the baseline, and what each strategy changes of it."""
    firm = comparison.base.focal_firm
    changed = [pull_sentence(firm, name, outcome) for name, outcome in _named(comparison)]
    return [held_by_sentence(comparison), *changed]


def held_by_sentence(comparison: Comparison) -> str:
    """Return what holds the customers of the baseline most."""
    level = next(outcome.pull.base for outcome in comparison.outcomes if outcome.pull.is_told)
    most = max(CONSTRUCTS, key=lambda key: level[key])
    return (
        f"In the baseline {comparison.base.focal_firm} holds its customers mostly by "
        f"{CONSTRUCTS[most]}: {plain(level[most], 2)} of {plain(level[TOGETHER], 2)}."
    )


def pull_sentence(firm: str, name: str, outcome: VariantOutcome) -> str:
    """Return what a strategy changes most of what holds the customers of both worlds."""
    if not outcome.pull.is_told:
        return f"{name}: nobody stayed in both worlds, so there is nothing to compare."
    changes = {key: outcome.pull.change[key].mean for key in CONSTRUCTS}
    most = max(changes, key=lambda key: abs(changes[key]))
    if abs(changes[most]) < CLEAR:
        return f"{name} changes nothing of what holds them."
    return (
        f"{name} works mostly through {CONSTRUCTS[most]} ({signed(changes[most], DECIMALS)}); with all "
        f"the rest the odds to choose {firm} rather than another firm are {plain(odds(outcome), 2)} "
        "times those of the baseline."
    )


def _change_text(change: Difference) -> str:
    """Return a change with a star where its interval leaves 0 out and three decimals show it."""
    text = signed(change.mean, DECIMALS)
    is_clear = change.low > 0.0 or change.high < 0.0
    return f"{text}*" if is_clear and text.strip("+−0.") else text


def _named(comparison: Comparison) -> list[tuple[str, VariantOutcome]]:
    return list(zip(strategy_names(comparison), comparison.outcomes, strict=True))
