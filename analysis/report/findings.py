"""The facts that stand behind the answer, a sentence each."""

import math

from analysis.comparison.comparable import policy_start
from analysis.comparison.compare import at_no_stated_cost
from analysis.comparison.outcome import Comparison, VariantOutcome
from analysis.comparison.twins import TwinAccount
from analysis.report.answer import Judged, judged_strategies
from analysis.report.numbers import (
    MONEY_UNIT,
    difference_text,
    interval_text,
    percent,
    plain,
    quantity,
    rounded,
)
from analysis.report.reading import (
    Verdict,
    is_change_of_market,
    is_satisfaction_felt,
    judged,
    kept_metric,
    kind_word,
    mean_of,
    per_thousand_of_market,
    ranked_metric,
)
from simulation.scenario.difference import differences
from simulation.scenario.problems import listed

LEAVING = {
    "contract_months": "the length of contracts",
    "exit_fee": "the exit fee",
    "structural_lock": "the structural lock",
}
"""Levers that make leaving dearer and staying no better."""
CHOSEN = ("market_share", "revenue")  # of customers' choices
FELT = ("mean_satisfaction", "mean_trust", "mean_belonging")


def findings(comparison: Comparison) -> list[str]:
    """Return the facts that a reader of the answer asks for next, one sentence each."""
    strategies = judged_strategies(comparison)
    # The facts are of the strategy that the answer names: a clear winner before a lucky first.
    clear = (strategy for strategy in strategies if strategy.verdict is Verdict.BETTER)
    told = next(clear, strategies[0])
    shown = [_kept_most(comparison, strategies), _saved(comparison, told)]
    shown.append(_break_even(comparison, told))
    shown.append(unmoved_sentence(comparison))
    shown += [held_sentence(comparison, strategy.name, strategy.outcome) for strategy in strategies]
    return [sentence for sentence in shown if sentence]


def unmoved_sentence(comparison: Comparison) -> str:
    """Return which strategies please customers who act on nothing of it; empty where there are none.

    Their profit is their cost: it says nothing of what a market would do that felt them.
    """
    if is_satisfaction_felt(comparison):
        return ""
    names = [
        strategy.name
        for strategy in judged_strategies(comparison)
        if _is_same(comparison, strategy.outcome, CHOSEN)
        and not _is_same(comparison, strategy.outcome, FELT)
    ]
    if not names:
        return ""
    verb, whose = ("moves", "its") if len(names) == 1 else ("move", "their")
    return (
        f"{listed(names)} {verb} nobody here, because no choice of customers follows from "
        f"satisfaction, trust or belonging in these markets: read {whose} profit as {whose} cost, and "
        f"as nothing against {'it' if len(names) == 1 else 'them'}."
    )


def _is_same(comparison: Comparison, outcome: VariantOutcome, metrics: tuple[str, ...]) -> bool:
    """Return whether metrics are those of the baseline in every replication."""
    return all(
        run.metrics[name] == base.metrics[name]
        for run, base in zip(outcome.runs, comparison.base_runs, strict=True)
        for name in metrics
    )


def twin_sentence(comparison: Comparison, name: str, outcome: VariantOutcome) -> str:
    """Return the twin accounting of one strategy in words."""
    account = outcome.account
    began = _what_began(comparison, name, outcome)
    if account.cohort == 0:
        return f"{comparison.base.focal_firm} had no customers when {began} began."
    cells = {cell: plain(1000.0 * n / account.cohort, 1) for cell, n in account.customers.items()}
    world = " in both worlds" if account.elsewhere else ""
    sentence = (
        f"Of every 1,000 customers {comparison.base.focal_firm} had{world} when {began} began, "
        f"{cells['saved']} were saved by {'it' if began == name else name}, {cells['stayed_anyway']} would have stayed anyway, "
        f"{cells['lost_by_policy']} were lost because of it and {cells['left_anyway']} left all the same."
    )
    return f"{sentence} {_given(outcome)}"


def _what_began(comparison: Comparison, name: str, outcome: VariantOutcome) -> str:
    """Return what the customers of the account are those of the start of: one step for all strategies."""
    if policy_start((comparison.base, outcome.scenario)) == comparison.start_step:
        return name
    return f"the first {kind_word(comparison)}" if comparison.start_step else "the study"


def saved_sentence(name: str, outcome: VariantOutcome) -> str:
    """Return whom one strategy saved and lost, and what that took."""
    account = outcome.account
    if account.cohort == 0:
        return f"{name}: nobody was there to be saved or lost."
    saved = plain(1000.0 * account.customers["saved"] / account.cohort, 1)
    lost = plain(1000.0 * account.customers["lost_by_policy"] / account.cohort, 1)
    sentence = f"{name} saved {saved} of every 1,000 customers and lost {lost}. {_given(outcome)}"
    return f"{sentence}{_elsewhere(account)}"


def _elsewhere(account: TwinAccount) -> str:
    """Return how many customers of the start the base alone had; empty where both worlds begin alike."""
    if not account.elsewhere:
        return ""
    everybody = account.cohort + account.exits + account.elsewhere
    return (
        " It differs from the baseline in the burn-in already: "
        f"{plain(1000.0 * account.elsewhere / everybody, 1)} of every 1,000 customers of the baseline's "
        "start were no customers then in its own world, and are not counted."
    )


def _given(outcome: VariantOutcome) -> str:
    account = outcome.account
    given = sum(account.given.values())
    if given <= 0.0:
        return "It gave nothing to single customers beyond the baseline."
    anyway = percent(account.given["stayed_anyway"] / given)
    sentence = f"Of what it gave, {anyway} went to those who would have stayed anyway"
    if account.customers["saved"] == 0:
        return f"{sentence}."
    each = rounded(given / account.customers["saved"])
    return f"{sentence}: {each} reference prices were given for each customer saved."


def held_sentence(comparison: Comparison, name: str, outcome: VariantOutcome) -> str:
    """Return whom a strategy keeps only because leaving costs more; empty if it does more, or keeps nobody.

    A strategy that changes nothing but what leaving costs saves its customers by that alone.
    """
    account = outcome.account
    levers = _changed_levers(comparison, outcome)
    if not levers or not levers <= LEAVING.keys() or not account.customers["saved"]:
        return ""
    saved = plain(1000.0 * account.customers["saved"] / account.cohort, 1)
    satisfaction = outcome.differences["mean_satisfaction"]
    sentence = (
        f"The {saved} of every 1,000 customers whom {name} saved stay only because leaving costs more: "
        f"it changes nothing but {listed(LEAVING[lever] for lever in sorted(levers))}, and the satisfaction of "
        f"{comparison.base.focal_firm}'s customers changes by {difference_text(satisfaction)} points "
        f"({interval_text(satisfaction)})"
    )
    gained, leavers = sum(account.profit.values()), account.profit["left_anyway"]
    if 0.0 < leavers <= gained:
        return (
            f"{sentence}; {percent(leavers / gained)} of the margin it gained from the customers of "
            "the start came from those who left all the same."
        )
    return f"{sentence}."


def _changed_levers(comparison: Comparison, outcome: VariantOutcome) -> set[str]:
    """Return the levers of the focal firm that a strategy moves; anything else by its whole path."""
    own = f"firms.{comparison.base.focal_firm}."
    levers: set[str] = set()
    for difference in differences(comparison.base, outcome.scenario):
        group, _, rest = difference.path.partition(".")
        if group == "policies" and difference.base is None and rest.isdigit():
            policy = outcome.scenario.policies[int(rest)]
            paths = {f"firms.{policy.firm}.{lever}" for lever in policy.set}
        else:
            paths = {difference.path}
        levers |= {path.removeprefix(own) for path in paths}
    return levers


def moved_sentence(comparison: Comparison, name: str, outcome: VariantOutcome) -> str:
    """Return how many customers a strategy moved, and how many of them to and from the focal firm."""
    firms = sorted(outcome.scenario.firms)
    focal = firms.index(comparison.base.focal_firm)
    scale = per_thousand_of_market(comparison)
    same = float(outcome.flows.trace())
    moved = (float(outcome.flows.sum()) - same) * scale
    stayed = float(outcome.flows[focal, focal])
    won = (float(outcome.flows[:, focal].sum()) - stayed) * scale
    lost = (float(outcome.flows[focal].sum()) - stayed) * scale
    return (
        f"{name} moved {plain(moved, 1)} of every 1,000 customers of the market: {plain(won, 1)} to "
        f"{comparison.base.focal_firm}, {plain(lost, 1)} away from it."
    )


def _kept_most(comparison: Comparison, strategies: list[Judged]) -> str:
    metric = kept_metric(comparison)
    if metric == ranked_metric(comparison):
        return ""
    own = [s for s in strategies if math.isfinite(s.outcome.differences[metric.name].mean)]
    if not own:
        return ""
    best = max(own, key=lambda strategy: strategy.outcome.differences[metric.name].mean)
    raw = best.outcome.differences[metric.name]
    verdict = judged(raw, metric)
    if verdict is Verdict.ONE_RUN:
        return ""  # from one run nothing is clear, and nothing is known to be unclear
    if verdict is not Verdict.BETTER:
        return f"No {kind_word(comparison)} clearly keeps more customers than the baseline."
    change = quantity(metric).shown(raw)
    what = (
        "the survival of the customers at the start"
        if metric.name == "cohort_survival"
        else "retention"
    )
    sentence = (
        f"{best.name} keeps the most customers: {what} changes by {difference_text(change)} "
        f"{quantity(metric).difference_unit} ({interval_text(change)})"
    )
    if ranked_metric(comparison).name == "profit" and best.verdict is Verdict.WORSE:
        return f"{sentence}, but it does not pay."
    return f"{sentence}."


def _saved(comparison: Comparison, first: Judged) -> str:
    if first.outcome.account.cohort == 0:
        return ""
    return twin_sentence(comparison, first.name, first.outcome)


def _break_even(comparison: Comparison, first: Judged) -> str:
    """Return what a strategy may cost; costs are those beyond the baseline's."""
    if is_change_of_market(comparison, first.outcome):
        return ""  # nobody bears a cost of it
    if first.verdict is Verdict.SAME and first.outcome.break_even_cost == 0.0:
        return ""  # it does nothing that a cost could be set against
    added = first.outcome.differences["policy_cost"].mean
    has_costly_base = mean_of(comparison, "policy_cost") != 0.0
    if first.outcome.break_even_cost < 0.0:
        return _no_break_even(comparison, first, "" if has_costly_base else f" ({rounded(added)})")
    limit = rounded(first.outcome.break_even_cost)
    if not has_costly_base:
        return (
            f"{first.name} is charged a stated cost of {rounded(added)}; it breaks even at {limit} "
            f"{MONEY_UNIT}."
        )
    more = "less" if added < 0.0 else "more"
    return (
        f"{first.name} is charged {rounded(abs(added))} {more} in stated costs than the baseline; it "
        f"breaks even at {limit} {MONEY_UNIT} more."
    )


def _no_break_even(comparison: Comparison, first: Judged, cost: str) -> str:
    """Return that no stated cost is low enough, as sure as the runs are of it."""
    at_no_cost = at_no_stated_cost(comparison.base_runs, first.outcome.runs)
    sentence = f"would lower profit even if its stated cost{cost} were nothing"
    if at_no_cost.high < 0.0:
        return f"{first.name} {sentence}."
    if at_no_cost.n < 2:
        return f"In the one run that was made, {first.name} {sentence}."
    return (
        f"On average {first.name} {sentence}, but that is not clear ({interval_text(at_no_cost)} "
        f"{MONEY_UNIT})."
    )
