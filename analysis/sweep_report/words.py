"""Names, units and numbers of a sweep as a reader wants them."""

import math
import re
from collections.abc import Mapping, Sequence

from analysis.experiments.experiment import VARIANT, Design, Factor
from analysis.exploration.effects import Effect
from analysis.exploration.estimates import Estimate
from analysis.exploration.sample import Sample
from analysis.metrics.registry import BY_NAME
from analysis.report.numbers import Quantity, decimals_for, end_text, plain, quantity, signed
from simulation.scenario.schema import Value

_FOLDER = re.compile(r"[^\s/]+/")
"""What stands before the last part of a scenario's name."""
PLAIN = Quantity(1.0, "", "")
DESIGNS = {
    "grid": "a full grid: every combination of the levels",
    "one_at_a_time": "one factor at a time, the others at their base values",
    "latin_hypercube": "a Latin hypercube (McKay, Beckman & Conover 1979)",
    "sobol": "a Sobol design (Saltelli 2002)",
    "morris": "Morris trajectories (Morris 1991)",
    "list": "the points of a list",
}


def quantity_of(outcome: str) -> Quantity:
    """Return how an outcome is shown; one that is no metric as it is."""
    metric = BY_NAME.get(outcome.partition(".")[0])
    return PLAIN if metric is None else quantity(metric)


def label_of(outcome: str) -> str:
    """Return the name of an outcome for people (`profit.Beta` is the profit of Beta)."""
    name, _, firm = outcome.partition(".")
    metric = BY_NAME.get(name)
    if metric is None:
        return outcome
    return f"{metric.label} of {firm}" if firm else metric.label


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """Return the shortest end of each dotted path that no other of them has."""
    found = {}
    for path in paths:
        words = path.split(".")
        for length in range(1, len(words) + 1):
            end = ".".join(words[-length:])
            if sum(other == end or other.endswith("." + end) for other in paths) == 1:
                break
        found[path] = end
    return found


def value_text(value: Value) -> str:
    """Return a factor's value: four digits of a number, a word as it is."""
    if isinstance(value, float):
        return f"{value:.4g}"
    return "none" if value is None else _FOLDER.sub("", str(value))


def policy_text(policy: Mapping[str, Value]) -> str:
    """Return a policy in words: each lever and its value, a whole scenario by its name alone."""
    names = short_names(list(policy))
    return ", ".join(
        value_text(value) if path == VARIANT else f"{names[path]} {value_text(value)}"
        for path, value in policy.items()
    )


def change_text(effect: Effect) -> str:
    """Return from what to what an effect goes, scenarios by the last part of their names."""
    return _FOLDER.sub("", effect.change)


def range_text(factor: Factor) -> str:
    """Return what a factor was varied over."""
    if factor.values is not None:
        return ", ".join(str(value) for value in factor.values)
    scale = ", logarithmic" if factor.scale == "log" else ""
    return f"{value_text(factor.low)} to {value_text(factor.high)}{scale}"


def design_text(design: Design, points: int) -> str:
    """Return a design in a few words."""
    more = " for pairs too" if design.second_order else ""
    if design.crossed:
        more = " over the uncertainties, every policy at each of its points"
    return f"{DESIGNS[design.kind]}{more}, {points:,} points"


def estimate_text(estimate: Estimate, factor: float = 1.0, *, is_signed: bool = True) -> str:
    """Return an estimate with its interval, as many decimals as that allows."""
    half = (estimate.high - estimate.low) / 2.0 * factor
    precision = half if math.isfinite(half) and half > 0.0 else abs(estimate.value * factor) / 10.0
    decimals = decimals_for(precision)
    number = signed if is_signed else plain
    value = number(estimate.value * factor, decimals)
    if not math.isfinite(half):
        return value
    bound = end_text if is_signed else plain
    low, high = (bound(end * factor, decimals) for end in (estimate.low, estimate.high))
    return f"{value} ({low} to {high})"


def worlds_text(sample: Sample) -> str:
    """Return what policies are ranked over: seeds alone, or sets of uncertain values with a seed."""
    return "worlds" if sample.uncertainties else "seeds"


def with_unit(text: str, unit: str) -> str:
    """Return a number with its unit, if it has one."""
    return f"{text} {unit}" if unit else text
