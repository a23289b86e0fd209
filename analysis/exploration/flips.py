"""Flip points: which assumption, moved how far from its base value, reverses the advice.

The advice is the policy with the best mean outcome over common seeds. One assumption at a time is
moved away from its base value, the others stay, until another policy is best; the place is closed
in by bisection.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.experiment import Factor
from analysis.exploration.estimates import NO_INTERVAL, Estimate, over_replications
from analysis.exploration.places import is_number, levels_of, middle_of, number_at, place_of
from simulation.scenario.schema import Value

Worlds = Mapping[str, Value]
Evaluate = Callable[[Worlds], NDArray[np.float64]]
"""Outcome of every policy in a world, shape (policies, replications): more is better."""
Predict = Callable[[Worlds], NDArray[np.float64]]
"""The same as a surrogate predicts it, shape (policies,)."""

SCAN = 4
"""Steps from the base value to each end of the range, where no surrogate says where to look."""
TOLERANCE = 0.02
"""Width of a bracket at which bisection stops, as a share of the range."""
MARGIN = 0.1
"""How far on either side of a predicted flip real runs look first, as a share of the range."""


@dataclass(frozen=True)
class FlipPoint:
    """Where moving one assumption reverses the advice, or that it does not.

    Attributes
    ----------
    factor : str
        Which assumption.
    base : Value
        Its base value.
    advised, instead : int, int | None
        Policies advised at the base value and beyond the flip, by number; None if there is none in
        the range.
    at : Estimate | None
        Value at which both do equally well, with its interval; None without a flip, or for a category.
    bracket : tuple[float, float] | None
        Last value with the old advice and first with the new one.
    level : Value
        Category that reverses the advice; None for a number.
    moved : float
        Distance from the base value as a share of the range; infinite without a flip.
    """

    factor: str
    base: Value
    advised: int
    instead: int | None = None
    at: Estimate | None = None
    bracket: tuple[float, float] | None = None
    level: Value = None
    moved: float = float("inf")

    @property
    def is_flip(self) -> bool:
        """Whether the advice is reversed within the range."""
        return self.instead is not None


def flip_points(
    evaluate: Evaluate,
    factors: Sequence[Factor],
    *,
    surrogate: Predict | None = None,
    tolerance: float = TOLERANCE,
) -> list[FlipPoint]:
    """Return the flip points of every assumption, the one that needs the smallest move first.

    At most one on either side of the base value of a number: the nearest that is found. Where the
    advice changes and changes back between two looks, nothing is seen.

    Parameters
    ----------
    evaluate : Evaluate
        Outcome of each policy in a world, by replication; policies share the seeds.
    factors : Sequence[Factor]
        Assumptions; each is moved from its base value to both ends of its range.
    surrogate : Predict | None
        Says where to look first. What it predicts is always checked by `evaluate`.
    tolerance : float
        Width of the final bracket, as a share of the range.
    """
    base = {factor.path: middle_of(factor) for factor in factors}
    advised = _best(evaluate(base))
    found = []
    for factor in factors:
        if is_number(factor):
            flips = _flips_of_number(evaluate, surrogate, factor, base, tolerance)
        else:
            flips = _flips_of_category(evaluate, factor, base, advised)
        found += flips or [FlipPoint(factor.path, base[factor.path], advised)]
    return sorted(found, key=lambda flip: flip.moved)


def flips_in_line(
    factor: Factor,
    values: Sequence[float],
    outcomes: Sequence[NDArray[np.float64]],
    advised: int | None = None,
) -> list[FlipPoint]:
    """Return the flip points of one number from runs that are there: the others were at their base.

    Parameters
    ----------
    factor : Factor
        The assumption.
    values : Sequence[float]
        Values it was run with, among them (or around) its base value. Around it, outcomes at the
        base value are those of a straight line between its two neighbors.
    outcomes : Sequence[ndarray of shape (policies, replications)]
        Outcome of each policy there: more is better.
    advised : int | None
        The policy that is kept where it is as good as the best at the base value.
    """
    order = np.argsort(values)
    line = [(place_of(factor, values[k]), outcomes[k]) for k in order.tolist()]
    origin = middle_of(factor)
    at_base = place_of(factor, origin)
    line = _with_base(line, at_base)
    start = min(range(len(line)), key=lambda k: abs(line[k][0] - at_base))
    advised = _best(line[start][1], advised)
    found = []
    for side in (line[start:], line[start::-1]):
        for before, after in pairwise(side):
            if _best(after[1], advised) != advised:
                found.append(_located(factor, at_base, advised, (before, after), (before, after)))
                break
    return found or [FlipPoint(factor.path, origin, advised)]


def flips_of_levels(
    factor: Factor,
    base: Value,
    outcomes: Mapping[Value, NDArray[np.float64]],
    advised: int | None = None,
) -> list[FlipPoint]:
    """Return the categories that reverse the advice, from runs that are there: the others at their base.

    Parameters
    ----------
    factor : Factor
        The assumption.
    base : Value
        Its base value, or what stands for it.
    outcomes : Mapping[Value, ndarray of shape (policies, replications)]
        Outcome of each policy by category, the base among them: more is better.
    advised : int | None
        The policy that is kept where it is as good as the best at the base.
    """
    advised = _best(outcomes[base], advised)
    best = {level: _best(own, advised) for level, own in outcomes.items()}
    found = [
        FlipPoint(factor.path, base, advised, instead, level=level, moved=1.0)
        for level, instead in best.items()
        if instead != advised
    ]
    return found or [FlipPoint(factor.path, base, advised)]


Look = tuple[float, NDArray[np.float64]]
"""A place in the range, and the outcomes there."""


def _with_base(line: list[Look], at_base: float) -> list[Look]:
    """Return a line with a look at the base value: one between two others is interpolated."""
    if any(np.isclose(place, at_base, rtol=0.0, atol=1.0e-9) for place, _ in line):
        return line
    for k, ((near, before), (far, after)) in enumerate(pairwise(line), start=1):
        if near < at_base < far:
            weight = (at_base - near) / (far - near)
            return [*line[:k], (at_base, (1.0 - weight) * before + weight * after), *line[k:]]
    return line


def _best(outcomes: NDArray[np.float64], advised: int | None = None) -> int:
    """Return the best policy; the advised one as long as none is better than it."""
    means = outcomes.mean(axis=1)
    best = int(np.argmax(means))
    return best if advised is None or means[best] > means[advised] else advised


def _flips_of_number(
    evaluate: Evaluate,
    surrogate: Predict | None,
    factor: Factor,
    base: Worlds,
    tolerance: float,
) -> list[FlipPoint]:
    origin = place_of(factor, base[factor.path])

    def looked(place: float) -> Look:
        return place, evaluate({**base, factor.path: number_at(factor, place)})

    start = (origin, evaluate(base))
    advised = _best(start[1])
    found = []
    for end in (0.0, 1.0):
        if end == origin:
            continue
        wide = _first_change(start, advised, _scan(surrogate, factor, base, origin, end), looked)
        if wide is None:
            continue
        near, far = wide
        while abs(far[0] - near[0]) > tolerance:
            middle = looked(0.5 * (near[0] + far[0]))
            near, far = (middle, far) if _best(middle[1], advised) == advised else (near, middle)
        found.append(_located(factor, origin, advised, (near, far), wide))
    return found


def _first_change(
    start: Look, advised: int, places: Sequence[float], looked: Callable[[float], Look]
) -> tuple[Look, Look] | None:
    near = start
    for place in places:
        far = looked(place)
        if _best(far[1], advised) != advised:
            return near, far
        near = far
    return None


def _scan(
    surrogate: Predict | None, factor: Factor, base: Worlds, origin: float, end: float
) -> list[float]:
    """Return where to look between the base value and an end: around the predicted flip, then the end."""
    if surrogate is None:
        return [float(place) for place in np.linspace(origin, end, SCAN + 1)[1:]]
    fine = np.linspace(origin, end, 101)
    best = [
        int(np.argmax(surrogate({**base, factor.path: number_at(factor, float(place))})))
        for place in fine
    ]
    changed = next((k for k, policy in enumerate(best) if policy != best[0]), None)
    if changed is None:
        return [end]
    inward = MARGIN if end > origin else -MARGIN
    around = [float(fine[changed]) - inward, float(fine[changed]) + inward]
    low, high = sorted((origin, end))
    return [place for place in around if low < place < high] + [end]


def _located(
    factor: Factor,
    origin: float,
    advised: int,
    bracket: tuple[Look, Look],
    wide: tuple[Look, Look],
) -> FlipPoint:
    """Return the flip inside a bracket: where the line through its ends is zero.

    The interval is that of the paired difference there, divided by the slope: how far the
    assumption must move to make up for the noise. The slope is taken over the wide bracket, where
    single customers who change their mind weigh less.
    """
    (near, before), (far, after) = bracket
    instead = _best(after)
    gap_near = before[advised] - before[instead]
    gap_far = after[advised] - after[instead]
    weight = float(gap_near.mean() / (gap_near.mean() - gap_far.mean()))
    place = near + weight * (far - near)
    slope = _slope(wide, advised, instead)
    if not slope * (far - near) < 0.0:
        slope = _slope(bracket, advised, instead)
    noise = over_replications((1.0 - weight) * gap_near + weight * gap_far)
    half = (noise.high - noise.low) / 2.0 / abs(slope)
    covers = noise.covers if np.isfinite(half) else NO_INTERVAL
    span = [number_at(factor, p) if np.isfinite(p) else p for p in (place - half, place + half)]
    return FlipPoint(
        factor=factor.path,
        base=number_at(factor, origin),
        advised=advised,
        instead=instead,
        at=Estimate(number_at(factor, place), span[0], span[1], covers),
        bracket=(number_at(factor, near), number_at(factor, far)),
        moved=abs(place - origin),
    )


def _slope(looks: tuple[Look, Look], advised: int, instead: int) -> float:
    (near, before), (far, after) = looks
    rise = (after[advised] - after[instead]).mean() - (before[advised] - before[instead]).mean()
    return float(rise / (far - near))


def _flips_of_category(
    evaluate: Evaluate, factor: Factor, base: Worlds, advised: int
) -> list[FlipPoint]:
    found = []
    for level in levels_of(factor):
        if level == base[factor.path]:
            continue
        best = _best(evaluate({**base, factor.path: level}), advised)
        if best != advised:
            found.append(
                FlipPoint(factor.path, base[factor.path], advised, best, level=level, moved=1.0)
            )
    return found
