"""Flip points: which assumption, moved how far from its base value, reverses the advice.

The advice is the policy with the best mean outcome over common seeds. One assumption at a time is
away from its base value, the others stay. Here they are read from runs that are there;
`flip_search` makes the runs it needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.experiment import Factor
from analysis.exploration.estimates import NO_INTERVAL, Estimate, over_replications
from analysis.exploration.places import middle_of, number_at, place_of
from simulation.scenario.schema import Value

Look = tuple[float, NDArray[np.float64]]
"""A place in the range, and the outcomes there."""


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
    advised = best_of(line[start][1], advised)
    found = []
    for side in (line[start:], line[start::-1]):
        for before, after in pairwise(side):
            if best_of(after[1], advised) != advised:
                found.append(located(factor, at_base, advised, (before, after), (before, after)))
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
    advised = best_of(outcomes[base], advised)
    best = {level: best_of(own, advised) for level, own in outcomes.items()}
    found = [
        FlipPoint(factor.path, base, advised, instead, level=level, moved=1.0)
        for level, instead in best.items()
        if instead != advised
    ]
    return found or [FlipPoint(factor.path, base, advised)]


def _with_base(line: list[Look], at_base: float) -> list[Look]:
    """Return a line with a look at the base value: one between two others is interpolated."""
    if any(np.isclose(place, at_base, rtol=0.0, atol=1.0e-9) for place, _ in line):
        return line
    for k, ((near, before), (far, after)) in enumerate(pairwise(line), start=1):
        if near < at_base < far:
            weight = (at_base - near) / (far - near)
            return [*line[:k], (at_base, (1.0 - weight) * before + weight * after), *line[k:]]
    return line


def best_of(outcomes: NDArray[np.float64], advised: int | None = None) -> int:
    """Return the best policy; the advised one as long as none is better than it."""
    means = outcomes.mean(axis=1)
    best = int(np.argmax(means))
    return best if advised is None or means[best] > means[advised] else advised


def located(
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
    instead = best_of(after)
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
