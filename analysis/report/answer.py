"""The answer in one sentence, and the few facts that stand behind it."""

import math
from dataclasses import dataclass

from analysis.comparison.intervals import Difference, paired_difference
from analysis.comparison.outcome import Comparison, VariantOutcome
from analysis.metrics.registry import Metric
from analysis.report.numbers import (
    count_word,
    difference_text,
    interval_text,
    percent,
    quantity,
    rounded,
)
from analysis.report.reading import (
    Verdict,
    base_name,
    clock,
    judged,
    kept_metric,
    per_thousand_of_market,
    ranked_metric,
    strategy_names,
)


@dataclass(frozen=True)
class Judged:
    """One strategy with what its interval says about the chosen metric."""

    name: str
    outcome: VariantOutcome
    difference: Difference
    verdict: Verdict


def judged_strategies(comparison: Comparison) -> list[Judged]:
    """Return the strategies with a verdict each, best first, differences in the reader's units."""
    metric = ranked_metric(comparison)
    shown = quantity(metric)
    return [
        Judged(
            name,
            outcome,
            shown.shown(outcome.differences[metric.name]),
            judged(outcome.differences[metric.name], metric),
        )
        for name, outcome in zip(strategy_names(comparison), comparison.outcomes, strict=True)
    ]


def answer_sentence(comparison: Comparison) -> str:
    """Return what the comparison found, in one sentence that says how sure that is.

    A strategy wins only if its interval over replications leaves zero out on the good side.
    """
    strategies = judged_strategies(comparison)
    measured = [strategy for strategy in strategies if strategy.verdict is not Verdict.MISSING]
    if not measured:
        label = ranked_metric(comparison).label
        firm = comparison.base.focal_firm
        return f"{label} of {firm} could not be measured under any strategy, so none can be ranked."
    clear = [strategy for strategy in measured if strategy.verdict is Verdict.BETTER]
    if clear:
        return _winner(comparison, clear[0], measured)
    if measured[0].verdict is Verdict.ONE_RUN:
        return _one_run(comparison, measured[0])
    if all(strategy.verdict is Verdict.WORSE for strategy in measured):
        return _nothing(comparison, measured)
    return _unclear(comparison, measured)


def _winner(comparison: Comparison, best: Judged, measured: list[Judged]) -> str:
    metric = ranked_metric(comparison)
    is_profit = metric.name == "profit"
    several = len(measured) > 1
    if is_profit:
        head = f"{best.name} pays{' best' if several else ''}"
    else:
        head = f"{best.name} {_good_verb(metric)} {_label(metric)}{' most' if several else ''}"
    return (
        f"{head}: against {base_name(comparison)} {_effect(comparison, best)} "
        f"(95 % interval {interval_text(best.difference)}, simulation noise only)"
        f"{_beside(comparison, best, measured)}{_draws(comparison, best)}."
    )


def _one_run(comparison: Comparison, best: Judged) -> str:
    return (
        f"{best.name} comes out first in the one run that was made: against {base_name(comparison)} "
        f"{_effect(comparison, best)}, and how sure that is cannot be said from one run "
        "(ask for more with --replications)."
    )


def _nothing(comparison: Comparison, measured: list[Judged]) -> str:
    metric = ranked_metric(comparison)
    best = measured[0]
    if len(measured) == 1:
        head = f"{best.name} does not {'pay' if metric.name == 'profit' else 'help'}"
        return (
            f"{head}: against {base_name(comparison)} {_effect(comparison, best)} "
            f"(95 % interval {interval_text(best.difference)}, simulation noise only)"
            f"{_draws(comparison, best)}."
        )
    verb = "lower" if metric.is_better_high else "raise"
    head = "pays" if metric.name == "profit" else f"{_good_verb(metric)} {_label(metric)}"
    return (
        f"No strategy {head}: all {count_word(len(measured))} {verb} it, and against "
        f"{base_name(comparison)} even the least harmful, {best.name}, {_harm(comparison, best)} "
        f"(95 % interval {interval_text(best.difference)}, simulation noise only)"
        f"{_draws(comparison, best)}."
    )


def _harm(comparison: Comparison, strategy: Judged) -> str:
    return _effect(comparison, strategy).removeprefix("it ")


def _unclear(comparison: Comparison, measured: list[Judged]) -> str:
    metric = ranked_metric(comparison)
    best = measured[0]
    verb = "pays" if metric.name == "profit" else f"{_good_verb(metric)} {_label(metric)}"
    if len(measured) == 1:
        head = f"Whether {best.name} {verb} is not clear"
        first = f"against {base_name(comparison)}"
    else:
        head = f"No strategy clearly {verb}"
        first = f"of {count_word(len(measured))}, {best.name} comes out first, and against {base_name(comparison)}"
    return (
        f"{head}: {first} {_effect(comparison, best)}, but the 95 % interval "
        f"({interval_text(best.difference)}, simulation noise only) covers no change"
        f"{_draws(comparison, best)}."
    )


def _effect(comparison: Comparison, strategy: Judged) -> str:
    """Return `it adds 112 … to Alpha's profit over 36 months` or its like."""
    metric = ranked_metric(comparison)
    firm = comparison.base.focal_firm
    over = f"over {clock(comparison).length(comparison.base.market.steps)}"
    amount = difference_text(strategy.difference).lstrip("+\N{MINUS SIGN}")
    unit = quantity(metric).difference_unit
    is_more = strategy.difference.mean >= 0.0
    if metric.name == "profit":
        verb, preposition = ("adds", "to") if is_more else ("takes", "from")
        return f"it {verb} {amount} {unit} {preposition} {firm}'s profit {over}"
    return f"{firm}'s {_label(metric)} is {amount} {unit} {'higher' if is_more else 'lower'} {over}"


def _beside(comparison: Comparison, best: Judged, measured: list[Judged]) -> str:
    """Return what has to be said of the strategies next to the winner."""
    if measured[0] is not best:
        return f"; {measured[0].name} is ahead on average, but its interval covers no change"
    rivals = [
        strategy.name
        for strategy in measured[1:]
        if is_indistinct(comparison, best.outcome, strategy.outcome)
    ]
    if not rivals:
        return ""
    if len(rivals) > 2:
        return f"; {count_word(len(rivals))} others cannot be told apart from it"
    return f"; {' and '.join(rivals)} cannot be told apart from it"


def is_indistinct(comparison: Comparison, one: VariantOutcome, other: VariantOutcome) -> bool:
    """Return whether the paired interval between two strategies covers zero."""
    name = comparison.request.metric
    between = paired_difference(
        [run.metrics[name] for run in one.runs], [run.metrics[name] for run in other.runs]
    )
    return between.low <= 0.0 <= between.high


def _draws(comparison: Comparison, strategy: Judged) -> str:
    """Return what the draws of the uncertain parameters add, set against the verdict."""
    outcome = strategy.outcome
    if outcome.wins is None or outcome.win_interval is None:
        return ""
    low, high = outcome.win_interval
    count = f"{outcome.wins} of {comparison.request.uncertain} draws of the uncertain parameters"
    if low > 0.5:
        link = "and" if strategy.verdict is Verdict.BETTER else "yet"
        return f", {link} it did better than the baseline in {count}"
    if high < 0.5:
        link = "but" if strategy.verdict is Verdict.BETTER else "and"
        return f", {link} it did better than the baseline in only {count}"
    return f"; it did better in {count}, which does not settle it"


def findings(comparison: Comparison) -> list[str]:
    """Return the facts that a reader of the answer asks for next, one sentence each."""
    strategies = judged_strategies(comparison)
    shown = [_kept_most(comparison, strategies), _saved(comparison, strategies[0])]
    shown.append(_break_even(strategies[0]))
    return [sentence for sentence in shown if sentence]


def twin_sentence(comparison: Comparison, name: str, outcome: VariantOutcome) -> str:
    """Return the twin accounting of one strategy in words."""
    account = outcome.account
    if account.cohort == 0:
        return f"{comparison.base.focal_firm} had no customers when {name} began."
    cells = {cell: rounded(1000.0 * n / account.cohort) for cell, n in account.customers.items()}
    sentence = (
        f"Of every 1,000 customers {comparison.base.focal_firm} had when {name} began, "
        f"{cells['saved']} were saved by it, {cells['stayed_anyway']} would have stayed anyway, "
        f"{cells['lost_by_policy']} were lost because of it and {cells['left_anyway']} left all the same."
    )
    given = sum(account.given.values())
    if given <= 0.0:
        return f"{sentence} It gave nothing to single customers."
    anyway = account.given["stayed_anyway"] / given
    sentence += f" {percent(anyway)} of what it gave went to those who would have stayed anyway"
    if account.customers["saved"] > 0:
        each = rounded(given / account.customers["saved"])
        return f"{sentence}: {each} reference prices given for each customer saved."
    return f"{sentence}."


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
        f"{name} moved {rounded(moved)} of every 1,000 customers of the market: {rounded(won)} to "
        f"{comparison.base.focal_firm}, {rounded(lost)} away from it."
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
    if judged(raw, metric) is not Verdict.BETTER:
        return "No strategy clearly keeps more customers than the baseline."
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


def _break_even(first: Judged) -> str:
    cost = rounded(first.outcome.differences["policy_cost"].mean)
    if first.outcome.break_even_cost < 0.0:
        return f"{first.name} would lower profit even if its stated cost ({cost}) were nothing."
    limit = rounded(first.outcome.break_even_cost)
    return f"{first.name} is charged a stated cost of {cost}; it breaks even at {limit}."


def _label(metric: Metric) -> str:
    return metric.label[0].lower() + metric.label[1:]


def _good_verb(metric: Metric) -> str:
    return "raises" if metric.is_better_high else "lowers"
