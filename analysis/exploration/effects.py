"""Which factor moves an outcome, by how much, and which two change each other's effect."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from analysis.comparison.intervals import CONFIDENCE
from analysis.exploration.estimates import LACK_OF_FIT, NO_INTERVAL, Estimate, over_replications
from analysis.exploration.model_matrix import ModelMatrix, model_matrix
from analysis.exploration.sample import Sample
from simulation.errors import ResultError

ROUNDING = 1.0e-12
"""An effect below this share of the outcome's largest value is what least squares leaves of none."""


@dataclass(frozen=True)
class Effect:
    """What one factor does, or two together.

    Attributes
    ----------
    factors : tuple[str, ...]
        One for a main effect, two for an interaction.
    change : str
        From which value to which one.
    estimate : Estimate
        Main effect: change of the outcome from the low to the high end of the factor, the others in
        the middle. Interaction: by how much that change differs between the two ends of the other.
    """

    factors: tuple[str, ...]
    change: str
    estimate: Estimate


def effects(sample: Sample, outcome: str, *, interactions: bool = True) -> list[Effect]:
    """Return main effects and two-way interactions, the largest first.

    A straight line in every factor, fitted by least squares to the whole design at once. With two or
    more replications, one fit each: replications share their draws between points, so the
    intervals are those of paired differences.

    Parameters
    ----------
    sample : Sample
        Runs of any design that varies factors together (grid, Latin hypercube, Sobol, list).
    outcome : str
        Which outcome.
    interactions : bool
        Whether two-way interactions are fitted as well.

    Raises
    ------
    ResultError
        If the design cannot tell the effects apart.
    """
    matrix = model_matrix(sample.points, sample.factors, interactions=interactions)
    _refuse_confounded(matrix, outcome)
    values = sample.outcome(outcome)
    estimates = _estimates(matrix, values)
    found = [
        Effect(term, level, estimate)
        for term, level, estimate in zip(matrix.terms, matrix.levels, estimates, strict=True)
        if term
    ]
    return sorted(found, key=_largest_first)


def one_at_a_time_effects(sample: Sample, outcome: str) -> list[Effect]:
    """Return the paired difference of each moved point to the base point, the largest first.

    For designs in which one factor at a time leaves its base value. The base point is the one
    from which every other differs in one factor.

    Raises
    ------
    ResultError
        If no point is such a base.
    """
    points = sample.points
    at = base_point(sample)
    base = points.loc[at]
    values = sample.outcome(outcome)
    own = values[points.index.get_loc(at)]
    found = []
    for row, (number, point) in enumerate(points.iterrows()):
        moved = [str(name) for name in points.columns if point[name] != base[name]]
        if number == at or len(moved) != 1:
            continue
        change = f"{base[moved[0]]:g} → {point[moved[0]]:g}" if _is_number(point[moved[0]]) else (
            f"{base[moved[0]]} → {point[moved[0]]}"
        )  # fmt: skip
        found.append(Effect((moved[0],), change, over_replications(values[row] - own)))
    return sorted(found, key=_largest_first)


def _largest_first(effect: Effect) -> tuple[bool, float]:
    """Return the place of an effect among others: those that could not be measured come last."""
    size = abs(effect.estimate.value)
    return bool(np.isnan(size)), -size


def base_point(sample: Sample) -> int:
    """Return the number of the point from which every other differs in one factor at most.

    Raises
    ------
    ResultError
        If there is none: the design is not one-at-a-time.
    """
    points = sample.points
    for number, point in points.iterrows():
        differing = sum((points[name] != point[name]).astype(int) for name in points.columns)
        if int(np.max(differing)) <= 1:
            return int(str(number))
    msg = (
        "no point is a base from which all others differ in one factor, so these are no "
        "one-at-a-time runs. Use `effects`, or a sweep with the design one-at-a-time."
    )
    raise ResultError(msg)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


def _refuse_confounded(matrix: ModelMatrix, outcome: str) -> None:
    points, columns = matrix.values.shape
    rank = int(np.linalg.matrix_rank(matrix.values))
    if rank < columns:
        msg = (
            f"{outcome}: {points} points cannot tell {columns - 1} effects apart (only {rank - 1}). Ask "
            "for main effects only, or sweep a design with more points that varies factors together."
        )
        raise ResultError(msg)


def _estimates(matrix: ModelMatrix, values: NDArray[np.float64]) -> list[Estimate]:
    coefficients = np.linalg.lstsq(matrix.values, values, rcond=None)[0] * matrix.spans[:, None]
    coefficients[np.abs(coefficients) <= ROUNDING * np.abs(values).max()] = 0.0
    if values.shape[1] > 1:
        return [over_replications(row) for row in coefficients]
    points, columns = matrix.values.shape
    freedom = points - columns
    if freedom <= 0:
        return [
            Estimate(float(row[0]), -np.inf, np.inf, NO_INTERVAL) for row in coefficients
        ]  # fmt: skip
    rest = values[:, 0] - matrix.values @ (coefficients[:, 0] / matrix.spans)
    variance = float(rest @ rest) / freedom
    spread = np.sqrt(variance * np.diag(np.linalg.inv(matrix.values.T @ matrix.values)))
    half = float(stdtrit(freedom, 0.5 + CONFIDENCE / 2.0)) * spread * matrix.spans
    return [
        Estimate(float(row[0]), float(row[0] - h), float(row[0] + h), LACK_OF_FIT)
        for row, h in zip(coefficients, half, strict=True)
    ]
