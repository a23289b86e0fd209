"""The answer in one sentence, with how sure it is."""

import math
from dataclasses import dataclass

from analysis.comparison.intervals import Difference, paired_difference
from analysis.comparison.outcome import Comparison, VariantOutcome
from analysis.metrics.registry import Metric
from analysis.report.numbers import (
    count_word,
    difference_text,
    interval_text,
    plain,
    quantity,
)
from analysis.report.reading import (
    Verdict,
    base_name,
    compares_markets,
    judged,
    kind_word,
    mean_of,
    ranked_metric,
    strategy_names,
    study_length,
)
from simulation.scenario.problems import listed


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
        return f"{label} of {firm} could not be measured under any {kind_word(comparison)}, so none can be ranked."
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
    is_profit = _is_said_to_pay(comparison)
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
    """Return who comes out first of one run: the baseline, where no strategy does better."""
    metric, base = ranked_metric(comparison), base_name(comparison)
    gain = best.difference.mean if metric.is_better_high else -best.difference.mean
    several, effect = len(comparison.outcomes) > 1, _effect(comparison, best)
    made = "the one run that was made"
    if gain > 0.0:
        first = _first(comparison, best, judged_strategies(comparison))
        head = f"{first} in {made}: against {base} {effect}"
    elif gain < 0.0 and several:
        head = f"Every {kind_word(comparison)} comes out behind {base} in {made}, {best.name} the least: {effect}"
    elif gain < 0.0:
        head = f"{best.name} comes out behind {base} in {made}: {effect}"
    else:
        head = f"{best.name} does not change {_label(metric)} in {made}"
        if several:
            head += f", and no {kind_word(comparison)} does better than {base}"
    return (
        f"{head}; how sure that is cannot be said from one run (ask for more with --replications)."
    )


def _nothing(comparison: Comparison, measured: list[Judged]) -> str:
    metric = ranked_metric(comparison)
    best = measured[0]
    if len(measured) == 1:
        head = f"{best.name} {_harms(comparison)}"
        return (
            f"{head}: against {base_name(comparison)} {_effect(comparison, best)} "
            f"(95 % interval {interval_text(best.difference)}, simulation noise only)"
            f"{_draws(comparison, best)}."
        )
    verb = "lower" if metric.is_better_high else "raise"
    all_of_them = "both" if len(measured) == 2 else f"all {count_word(len(measured))}"
    if _is_said_to_pay(comparison):
        head, what = "pays", "profit"
    else:
        head, what = f"{_good_verb(metric)} {_label(metric)}", "it"
    return (
        f"No {kind_word(comparison)} {head}: {all_of_them} {verb} {what}, and the least harmful against "
        f"{base_name(comparison)} is {best.name}: {_effect(comparison, best)} "
        f"(95 % interval {interval_text(best.difference)}, simulation noise only)"
        f"{_draws(comparison, best)}."
    )


def _unclear(comparison: Comparison, measured: list[Judged]) -> str:
    metric = ranked_metric(comparison)
    best = measured[0]
    verb = "pays" if _is_said_to_pay(comparison) else f"{_good_verb(metric)} {_label(metric)}"
    if all(strategy.verdict is Verdict.SAME for strategy in measured):
        who = (
            f"{best.name} does not change"
            if len(measured) == 1
            else f"No {kind_word(comparison)} changes"
        )
        return f"{who} {_label(metric)}: {_no_effect(comparison)}{_draws(comparison, best)}."
    if len(measured) == 1:
        head = f"Whether {best.name} {verb} is not clear"
        first = f"against {base_name(comparison)}"
    else:
        sure = (Verdict.SAME, Verdict.WORSE)
        clearly = "" if all(strategy.verdict in sure for strategy in measured) else "clearly "
        head = f"No {kind_word(comparison)} {clearly}{verb}"
        first = (
            f"of {count_word(len(measured))}, {_first(comparison, best, measured)}, and "
            f"against {base_name(comparison)}"
        )
    return f"{head}: {first} {_how_sure(comparison, best)}{_draws(comparison, best)}."


def _how_sure(comparison: Comparison, best: Judged) -> str:
    """Return what the first of several strategies does where none of them clearly helps."""
    if best.verdict is Verdict.SAME:
        return f"it does not change {_label(ranked_metric(comparison))}: {_no_effect(comparison)}"
    effect, interval = _effect(comparison, best), interval_text(best.difference)
    if best.verdict is Verdict.WORSE:
        return (
            f"{effect} (95 % interval {interval}, simulation noise only); what comes after it on "
            "average is less sure, as an interval covers no change"
        )
    return f"{effect}, but the 95 % interval ({interval}, simulation noise only) covers no change"


def _no_effect(comparison: Comparison) -> str:
    firm, label = comparison.base.focal_firm, _label(ranked_metric(comparison))
    return f"{firm}'s {label} is that of {base_name(comparison)} in every replication"


def _effect(comparison: Comparison, strategy: Judged) -> str:
    """Return `it adds 112 … to Alpha's profit over 36 months` or its like."""
    metric = ranked_metric(comparison)
    firm = comparison.base.focal_firm
    over = f"over {study_length(comparison.base)}"
    amount = difference_text(strategy.difference).lstrip("+\N{MINUS SIGN}")
    unit = quantity(metric).difference_unit
    is_more = strategy.difference.mean >= 0.0
    if metric.name == "profit":
        verb, preposition = ("adds", "to") if is_more else ("takes", "from")
        before = mean_of(comparison, "profit")
        relative = abs(strategy.difference.mean) / before if before > 0.0 else math.nan
        part = f", {plain(100.0 * relative, 1)} % of it," if math.isfinite(relative) else ""
        return f"it {verb} {amount} {unit} {preposition} {firm}'s profit{part} {over}"
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


def _first(comparison: Comparison, best: Judged, measured: list[Judged]) -> str:
    """Return who comes out first, and who did exactly the same in every replication."""
    name = comparison.request.metric
    own = [run.metrics[name] for run in best.outcome.runs]
    alike = [
        strategy.name
        for strategy in measured
        if strategy.outcome is not best.outcome
        and [run.metrics[name] for run in strategy.outcome.runs] == own
    ]
    first = f"{best.name} comes out first"
    if not alike:
        return first
    return f"{first} ({listed(alike)} {'does' if len(alike) == 1 else 'do'} exactly the same)"


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
    if strategy.verdict is Verdict.SAME and outcome.wins == 0:
        return ""  # ties are no losses
    low, high = outcome.win_interval
    count = f"{outcome.wins} of {comparison.request.uncertain} draws of the uncertain parameters"
    if low > 0.5:
        link = "and" if strategy.verdict is Verdict.BETTER else "yet"
        return f", {link} it did better than the baseline in {count}"
    if high < 0.5:
        link = "but" if strategy.verdict is Verdict.BETTER else "and"
        return f", {link} it did better than the baseline in only {count}"
    return f"; it did better in {count}, which does not settle it"


def _is_said_to_pay(comparison: Comparison) -> bool:
    return ranked_metric(comparison).name == "profit" and not compares_markets(comparison)


def _harms(comparison: Comparison) -> str:
    """Return what a single variant that makes things worse does."""
    metric = ranked_metric(comparison)
    if compares_markets(comparison):
        return f"{'lowers' if metric.is_better_high else 'raises'} {_label(metric)}"
    return f"does not {'pay' if metric.name == 'profit' else 'help'}"


def _label(metric: Metric) -> str:
    return metric.label[0].lower() + metric.label[1:]


def _good_verb(metric: Metric) -> str:
    return "raises" if metric.is_better_high else "lowers"
