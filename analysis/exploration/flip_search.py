"""The search for flip points by real runs: an assumption is moved until another policy is best.

The place is closed in by bisection; a surrogate may say where to look first.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.experiment import Factor
from analysis.exploration.flips import FlipPoint, Look, best_of, located
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
    advised = best_of(evaluate(base))
    found = []
    for factor in factors:
        if is_number(factor):
            flips = _flips_of_number(evaluate, surrogate, factor, base, tolerance)
        else:
            flips = _flips_of_category(evaluate, factor, base, advised)
        found += flips or [FlipPoint(factor.path, base[factor.path], advised)]
    return sorted(found, key=lambda flip: flip.moved)


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
    advised = best_of(start[1])
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
            near, far = (middle, far) if best_of(middle[1], advised) == advised else (near, middle)
        found.append(located(factor, origin, advised, (near, far), wide))
    return found


def _first_change(
    start: Look, advised: int, places: Sequence[float], looked: Callable[[float], Look]
) -> tuple[Look, Look] | None:
    near = start
    for place in places:
        far = looked(place)
        if best_of(far[1], advised) != advised:
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


def _flips_of_category(
    evaluate: Evaluate, factor: Factor, base: Worlds, advised: int
) -> list[FlipPoint]:
    found = []
    for level in levels_of(factor):
        if level == base[factor.path]:
            continue
        best = best_of(evaluate({**base, factor.path: level}), advised)
        if best != advised:
            found.append(
                FlipPoint(factor.path, base[factor.path], advised, best, level=level, moved=1.0)
            )
    return found
