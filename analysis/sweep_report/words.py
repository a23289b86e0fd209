"""Names, units and numbers of a sweep as a reader wants them."""

import math
import re
from collections.abc import Mapping, Sequence

from analysis.experiments.experiment import VARIANT, Design, Factor
from analysis.exploration.effects import Effect
from analysis.exploration.estimates import Estimate
from analysis.exploration.places import ends
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


def count_text(count: int, worlds: str) -> str:
    """Return so many worlds or seeds in words: `1 seed`, `8 seeds`."""
    word, space, rest = worlds.partition(" ")
    return f"{count:,} {word.removesuffix('s') if count == 1 else word}{space}{rest}"


def replications_text(sample: Sample) -> str:
    """Return how many replications points have: one number, or the fewest and the most."""
    fewest = int(sample.table.groupby("point")["replication"].nunique().min())
    most = sample.most_replications
    if fewest == most:
        return f"{most} {'replication' if most == 1 else 'replications'} each"
    return f"{fewest} to {most} replications each"


def seeds_sentence(sample: Sample) -> str:
    """Return which seeds points share, and so which differences are paired."""
    shared, most = sample.replications, sample.most_replications
    paired = "so every difference between points is paired: the same customers with the same luck."
    if shared < most:
        return (
            f"Points have {replications_text(sample).removesuffix(' each')}; this page compares them over the "
            f"{shared} that all share, {paired}"
        )
    return (
        "All points share one seed."
        if most == 1
        else f"All points share their {most} seeds, {paired}"
    )


def flip_place_text(at: Estimate, factor: Factor) -> str:
    """Return where the advice flips; an end of the interval outside the range is said to be so."""
    low, high = ends(factor)
    is_inside = low <= at.low and at.high <= high
    if is_inside or not math.isfinite(at.high - at.low):
        return estimate_text(at, is_signed=False)
    first, last = interval_ends(at, factor)
    return f"{value_text(at.value)} ({first} to {last})"


def interval_ends(at: Estimate, factor: Factor) -> tuple[str, str]:
    """Return the ends of an interval of a factor's values: nobody looked beyond its range."""
    low, high = ends(factor)
    first = f"below {value_text(low)}" if at.low < low else value_text(at.low)
    return first, f"above {value_text(high)}" if at.high > high else value_text(at.high)


def with_unit(text: str, unit: str) -> str:
    """Return a number with its unit, if it has one."""
    return f"{text} {unit}" if unit else text
