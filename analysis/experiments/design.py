"""The points of a design: counted before they are made, and made by SciPy or SALib.

Every design samples positions in the unit cube; `value_at` turns a position into a factor's value.
So one table of positions serves ranges (linear or log), whole numbers and categories alike.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.experiment import Design, Factor
from simulation.errors import ScenarioError
from simulation.scenario.schema import Value

Point = dict[str, Value]
"""The value of every factor that has one, by path."""


def design_size(design: Design, factors: Sequence[Factor]) -> int:
    """Return how many points a design has, without making them."""
    k = len(factors)
    if design.kind == "grid":
        return math.prod(_n_levels(factor, design) for factor in factors)
    if design.kind == "one_at_a_time":
        return 1 + sum(len(_moves(factor, design)) for factor in factors)
    if design.kind == "list":
        return len(design.rows)
    if design.kind == "morris":
        return (design.trajectories or 0) * (k + 1)
    if design.kind == "sobol":
        return (design.points or 0) * (2 * k + 2 if design.second_order else k + 2)
    levers = [f for f in factors if f.kind == "lever"] if design.crossed else []
    return (design.points or 0) * math.prod(_n_levels(factor, design) for factor in levers)


def design_points(design: Design, factors: Sequence[Factor], seed: int) -> list[Point]:
    """Return the points of a design in their order.

    Parameters
    ----------
    design : Design
        Which design.
    factors : Sequence[Factor]
        What varies; the order decides the columns of Sobol and Morris designs.
    seed : int
        Seed of the designs that are drawn.

    Raises
    ------
    ScenarioError
        If the design needs SALib and it is not installed.
    """
    if design.kind == "grid":
        return _combinations(design, factors)
    if design.crossed:
        policies = _combinations(design, [f for f in factors if f.kind == "lever"])
        worlds = _drawn(design, [f for f in factors if f.kind != "lever"], seed)
        return [{**policy, **world} for policy in policies for world in worlds]
    base = base_point(factors)
    if design.kind == "one_at_a_time":
        moved = [{**base, f.path: value} for f in factors for value in _moves(f, design)]
        return [base, *moved]
    if design.kind == "list":
        return [{**base, **row} for row in design.rows]
    return _drawn(design, factors, seed)


def _combinations(design: Design, factors: Sequence[Factor]) -> list[Point]:
    levels = [_levels(factor, design) for factor in factors]
    paths = [factor.path for factor in factors]
    return [dict(zip(paths, values, strict=True)) for values in product(*levels)]


def _drawn(design: Design, factors: Sequence[Factor], seed: int) -> list[Point]:
    return [
        {f.path: value_at(f, float(u)) for f, u in zip(factors, row, strict=True)}
        for row in unit_points(design, factors, seed)
    ]


def base_point(factors: Sequence[Factor]) -> Point:
    """Return the point at which no factor is moved."""
    return {factor.path: factor.base for factor in factors if factor.has_base}


def unit_points(design: Design, factors: Sequence[Factor], seed: int) -> NDArray[np.float64]:
    """Return the positions of a drawn design (latin_hypercube, sobol, morris), shape (n, k).

    Raises
    ------
    ScenarioError
        If the design needs SALib and it is not installed.
    """
    sampled = _SAMPLERS[design.kind](design, factors, seed)
    return np.asarray(sampled, dtype=np.float64)


def salib_problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """Return the problem that SALib samples from and analyzes: every factor in the unit interval."""
    return {
        "num_vars": len(factors),
        "names": [factor.path for factor in factors],
        "bounds": [[0.0, 1.0] for _ in factors],
    }


def value_at(factor: Factor, position: float) -> Value:
    """Return a factor's value at a position from 0 to 1.

    Listed values take equal parts of the interval; a range is covered evenly, or evenly in its
    logarithm; whole numbers too take equal parts.
    """
    if factor.values is not None:
        return factor.values[_part(position, len(factor.values))]
    low, high = _ends(factor)
    if factor.is_whole:
        first, last = math.ceil(low), math.floor(high)
        if factor.scale == "linear":
            return first + _part(position, last - first + 1)
        return min(max(round(float(low * (high / low) ** position)), first), last)
    if position <= 0.0 or position >= 1.0:
        return low if position <= 0.0 else high
    if factor.scale == "log":
        return float(low * (high / low) ** position)
    return float(low + (high - low) * position)


def position_of(factor: Factor, value: Value) -> float:
    """Return where in the unit interval a value lies: the inverse of `value_at`, at its middle."""
    if factor.values is not None:
        return (factor.values.index(value) + 0.5) / len(factor.values)
    low, high = _ends(factor)
    number = float(value) if isinstance(value, int | float) else math.nan
    if factor.is_whole and factor.scale == "linear":
        first, last = math.ceil(low), math.floor(high)
        return (number - first + 0.5) / (last - first + 1)
    if factor.scale == "log":
        return math.log(number / low) / math.log(high / low)
    return (number - low) / (high - low)


def _part(position: float, n: int) -> int:
    return min(max(int(position * n), 0), n - 1)


def _ends(factor: Factor) -> tuple[float, float]:
    if factor.low is None or factor.high is None:
        message = f"{factor.path} has no range"
        raise ValueError(message)
    return factor.low, factor.high


def _n_levels(factor: Factor, design: Design) -> int:
    if factor.values is not None:
        return len(factor.values)
    n = factor.levels or design.levels
    if not factor.is_whole:
        return n
    low, high = _ends(factor)
    return min(n, math.floor(high) - math.ceil(low) + 1)


def _levels(factor: Factor, design: Design) -> list[Value]:
    """Return the values that a factor takes in a design with levels, both ends included."""
    if factor.values is not None:
        return list(factor.values)
    n = _n_levels(factor, design)
    if not factor.is_whole:
        return [value_at(factor, index / (n - 1)) for index in range(n)]
    first, last = math.ceil(factor.low or 0), math.floor(factor.high or 0)
    return [round(first + (last - first) * index / max(n - 1, 1)) for index in range(n)]


def _moves(factor: Factor, design: Design) -> list[Value]:
    """Return the values of a factor that differ from its base."""
    return [v for v in _levels(factor, design) if not (factor.has_base and v == factor.base)]


def _latin_hypercube(design: Design, factors: Sequence[Factor], seed: int) -> NDArray[np.float64]:
    """McKay, Beckman & Conover 1979."""
    from scipy.stats import qmc

    sampler = qmc.LatinHypercube(d=len(factors), rng=np.random.default_rng(seed))
    sampled: NDArray[np.float64] = sampler.random(design.points or 0)
    return sampled


def _sobol(design: Design, factors: Sequence[Factor], seed: int) -> Any:
    """Saltelli 2010, scrambled."""
    sample = _salib("sobol", design.kind)
    return sample(
        salib_problem(factors),
        design.points,
        calc_second_order=design.second_order,
        scramble=True,
        seed=seed,
    )


def _morris(design: Design, factors: Sequence[Factor], seed: int) -> Any:
    """Morris 1991."""
    sample = _salib("morris", design.kind)
    return sample(salib_problem(factors), design.trajectories, num_levels=design.levels, seed=seed)


def _salib(module: str, kind: str) -> Callable[..., Any]:
    """Return SALib's sampler, which only two designs need."""
    import importlib

    try:
        found = importlib.import_module(f"SALib.sample.{module}")
    except ImportError as error:
        msg = (
            f"design.kind {kind} needs SALib, which is not installed. Install the extra "
            '(python -m pip install -e ".[analysis]"), or take grid, one_at_a_time, '
            "latin_hypercube or list, which need nothing."
        )
        raise ScenarioError(msg) from error
    sample: Callable[..., Any] = found.sample
    return sample


_SAMPLERS: Mapping[str, Callable[[Design, Sequence[Factor], int], Any]] = {
    "latin_hypercube": _latin_hypercube,
    "sobol": _sobol,
    "morris": _morris,
}
