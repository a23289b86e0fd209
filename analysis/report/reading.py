"""What is read out of a comparison once and used everywhere: names, times, verdicts."""

import math
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from analysis.comparison.intervals import Difference
from analysis.comparison.outcome import Comparison, VariantOutcome
from analysis.metrics.record import PER_CUSTOMERS
from analysis.metrics.registry import BY_NAME, Metric
from simulation.scenario.difference import differences
from simulation.scenario.problems import dotted
from simulation.scenario.schema import Policy, Scenario
from simulation.tables import MONTH_DAYS

WEEK_DAYS = 7.0
MONTHLY_FROM_DAYS = 28  # steps at least this long are told in months, shorter ones in weeks

THROUGH_CHOICE = (
    "satisfaction_weight", "trust_weight", "bond_weight", "spend_growth", "message_positive",
    "message_negative",
)  # fmt: skip
FELT_THROUGH = {
    "repertoire": THROUGH_CHOICE,
    "contract": (*THROUGH_CHOICE, "review_dissatisfaction"),
}
"""Customer parameters through which satisfaction moves what people do; at 0 nothing follows from it."""


class Verdict(StrEnum):
    """What the interval of a difference says."""

    BETTER = "better"
    UNCLEAR = "not clear"
    WORSE = "worse"
    SAME = "no difference"
    ONE_RUN = "one run only"
    MISSING = "not measured"


@dataclass(frozen=True)
class Clock:
    """The unit that time is told in.

    Attributes
    ----------
    unit : str
        `months` (of 30 days) or `weeks`.
    per_step : float
        Units a step.
    """

    unit: str
    per_step: float

    def length(self, steps: float) -> str:
        """Return a number of steps in words, `36 months`."""
        count = steps * self.per_step
        text = f"{count:,.1f}".removesuffix(".0")
        return f"{text} {self.unit.removesuffix('s') if text == '1' else self.unit}"


def clock_of(scenario: Scenario) -> Clock:
    """Return the unit that suits the steps of a market."""
    days = scenario.market.step_days
    if days >= MONTHLY_FROM_DAYS:
        return Clock("months", days / MONTH_DAYS)
    return Clock("weeks", days / WEEK_DAYS)


def study_length(scenario: Scenario) -> str:
    """Return how long the study of a market lasts, burn-in left out, in words: `36 months`."""
    return clock_of(scenario).length(scenario.market.steps)


def clock(comparison: Comparison) -> Clock:
    """Return the unit that time is told in on the page of a comparison."""
    return clock_of(comparison.base)


def strategy_names(comparison: Comparison) -> list[str]:
    """Return what each strategy is called, best first: its title, told apart where titles repeat."""
    titles = [_line(outcome.title) or outcome.name for outcome in comparison.outcomes]
    counts = Counter([*titles, base_name(comparison)])
    return [
        title if counts[title] == 1 else f"{title} ({outcome.name})"
        for title, outcome in zip(titles, comparison.outcomes, strict=True)
    ]


def is_change_of_market(comparison: Comparison, outcome: VariantOutcome) -> bool:
    """Return whether a variant changes the world around the focal firm, and nothing that it does.

    That is customers, the market, other firms and their policies, and rules that come or go for all.
    """
    changes = differences(comparison.base, outcome.scenario)
    focal = comparison.base.focal_firm
    return (
        bool(changes)
        and not any(_is_own_value(change.path, focal) for change in changes)
        and not _has_own_policies(comparison.base, outcome.scenario, focal)
    )


def _is_own_value(path: str, focal: str) -> bool:
    """Return whether the value at a path is one of the focal firm; policies are asked for apart."""
    own = dotted(("firms", focal))
    is_world = path.partition(".")[0] in (*WORLD, "policies")
    return path == own or path.startswith(f"{own}.") or not is_world


def _has_own_policies(base: Scenario, variant: Scenario, focal: str) -> bool:
    """Return whether the focal firm's policies change, but by rules that come or go for all firms.

    Policies are told apart by what they say: their places in the file move with those of rivals.
    """
    if _policies_of(base, focal) == _policies_of(variant, focal):
        return False
    gone, come = _only_in(base, variant), _only_in(variant, base)
    own = [(policy, gone, base) for policy in gone if policy.firm == focal]
    own += [(policy, come, variant) for policy in come if policy.firm == focal]
    return not own or not all(_binds_all(*one) for one in own)


def _policies_of(scenario: Scenario, firm: str) -> list[Policy]:
    return [policy for policy in scenario.policies if policy.firm == firm]


def _only_in(scenario: Scenario, other: Scenario) -> list[Policy]:
    """Return the policies of a scenario that another one has not, whatever their places."""
    left, found = list(other.policies), []
    for policy in scenario.policies:
        if policy in left:
            left.remove(policy)
        else:
            found.append(policy)
    return found


def _binds_all(policy: Policy, changed: list[Policy], scenario: Scenario) -> bool:
    """Return whether a policy changes for every firm alike and none pays for it, as a regulator's rule."""
    alike = {other.firm for other in changed if _but_the_firm(other) == _but_the_firm(policy)}
    is_paid = policy.cost is not None and any(policy.cost.model_dump().values())
    return alike == set(scenario.firms) and len(alike) > 1 and not is_paid


def _but_the_firm(policy: Policy) -> dict[str, object]:
    return policy.model_dump(exclude={"firm", "grade"})


WORLD = ("customers", "segments", "market", "firms")
"""Groups of a scenario's values that stand around the focal firm; of the firms, the others."""


def compares_markets(comparison: Comparison) -> bool:
    """Return whether a variant is another world, of which nobody can say that it `pays`."""
    return any(is_change_of_market(comparison, outcome) for outcome in comparison.outcomes)


def kind_word(comparison: Comparison) -> str:
    """Return what the compared are called: `strategy`, or `variant` where one is another market."""
    return "variant" if compares_markets(comparison) else "strategy"


def kind_words(comparison: Comparison) -> str:
    """Return the same of several."""
    return "variants" if compares_markets(comparison) else "strategies"


def is_one_run(comparison: Comparison) -> bool:
    """Return whether one replication was made, from which no interval follows."""
    return comparison.replications < 2


def base_name(comparison: Comparison) -> str:
    """Return what the baseline is called."""
    return _line(comparison.base_title) or comparison.request.base


def ranked_metric(comparison: Comparison) -> Metric:
    """Return the metric that strategies are ranked by."""
    return BY_NAME[comparison.request.metric]


def kept_metric(comparison: Comparison) -> Metric:
    """Return the metric of retention that can be told: survival of the customers at the start.

    A firm that enters later had none; it is told by its retention a month.
    """
    survival = [run.metrics["cohort_survival"] for run in comparison.base_runs]
    is_told = all(math.isfinite(value) for value in survival)
    return BY_NAME["cohort_survival" if is_told else "retention_rate"]


def shown_metrics(comparison: Comparison) -> list[Metric]:
    """Return the metrics of the first table: the chosen one, profit, and retention beside them."""
    wanted = [ranked_metric(comparison), BY_NAME["profit"], kept_metric(comparison)]
    return list(dict.fromkeys(wanted))


def judged(difference: Difference, metric: Metric) -> Verdict:
    """Return what a difference in a metric means for the firm, by its interval alone."""
    if not math.isfinite(difference.mean):
        return Verdict.MISSING
    if difference.n < 2:
        return Verdict.ONE_RUN
    if difference.low == difference.high == 0.0:
        return Verdict.SAME
    if difference.low <= 0.0 <= difference.high:
        return Verdict.UNCLEAR
    return Verdict.BETTER if (difference.mean > 0.0) == metric.is_better_high else Verdict.WORSE


def mean_of(comparison: Comparison, metric: str, outcome: VariantOutcome | None = None) -> float:
    """Return the mean of a metric over replications, of a strategy or (None) of the baseline."""
    runs = comparison.base_runs if outcome is None else outcome.runs
    return sum(run.metrics[metric] for run in runs) / len(runs)


def per_thousand_of_market(comparison: Comparison) -> float:
    """Return the factor from a sum over customers and replications to one per 1,000 customers."""
    return PER_CUSTOMERS / (comparison.base.market.customers * comparison.replications)


def has_cohort(comparison: Comparison) -> bool:
    """Return whether the focal firm had customers when the strategies began."""
    return any(outcome.account.cohort > 0 for outcome in comparison.outcomes)


def is_satisfaction_felt(comparison: Comparison) -> bool:
    """Return whether anything that anybody does, in any of the scenarios, follows from satisfaction."""
    scenarios = [comparison.base, *(outcome.scenario for outcome in comparison.outcomes)]
    return any(
        value
        for scenario in scenarios
        for own in ({}, *(segment.set for segment in scenario.segments.values()))
        for name in FELT_THROUGH[scenario.market.mode]
        for value in (own.get(name, getattr(scenario.customers, name)),)
    )


def _line(text: str) -> str:
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
