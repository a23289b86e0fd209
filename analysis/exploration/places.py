"""Where a value stands in its factor's range, and back: what regressions, trees and indices share."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.design import position_of
from analysis.experiments.experiment import Factor
from simulation.errors import ResultError
from simulation.scenario.schema import Value

if TYPE_CHECKING:
    import pandas as pd


def is_number(factor: Factor) -> bool:
    """Tell whether a factor is a range, or a list of different numbers; else it has categories."""
    if factor.values is None:
        return True
    are_numbers = all(
        isinstance(value, (int, float)) and not isinstance(value, bool) for value in factor.values
    )
    return are_numbers and len(set(factor.values)) > 1


def ends(factor: Factor) -> tuple[float, float]:
    """Return the lowest and highest value of a number.

    Raises
    ------
    ResultError
        If the factor has categories.
    """
    if not is_number(factor):
        msg = f"{factor.path}: a factor of categories has no range. Name one that is a number."
        raise ResultError(msg)
    if factor.values is not None:
        numbers: list[Any] = list(factor.values)
        return float(min(numbers)), float(max(numbers))
    if factor.low is None or factor.high is None:
        msg = f"{factor.path}: the range has no ends."
        raise ResultError(msg)
    return factor.low, factor.high


def levels_of(factor: Factor) -> tuple[Value, ...]:
    """Return the values of a category, in the order of the file."""
    return factor.values or ()


def place_of(factor: Factor, value: Any) -> float:
    """Return where a value stands: 0 (low) to 1 (high); a category in the middle of its slice."""
    if not is_number(factor):
        return position_of(factor, value)
    low, high = ends(factor)
    if factor.scale == "log":
        return math.log(value / low) / math.log(high / low)
    return (float(value) - low) / (high - low)


def number_at(factor: Factor, place: float) -> float:
    """Return the number at a place, the inverse of `place_of` for numbers."""
    low, high = ends(factor)
    if factor.scale == "log":
        return float(low * (high / low) ** place)
    return float(low + place * (high - low))


def middle_of(factor: Factor) -> Value:
    """Return the base value of a factor, else the middle of its range or its first category."""
    if factor.has_base and factor.base is not None:
        return factor.base
    return number_at(factor, 0.5) if is_number(factor) else levels_of(factor)[0]


def is_base_inside(factor: Factor) -> bool:
    """Tell whether a number's base value lies in the range it was varied over; else nobody looked there."""
    if not is_number(factor) or not factor.has_base or factor.base is None:
        return True
    low, high = ends(factor)
    return low <= float(str(factor.base)) <= high


def is_base_world(world: Mapping[str, Value], factors: Sequence[Factor]) -> bool:
    """Tell whether a world has the base values of all factors, not only values near them."""
    return all(
        math.isclose(place_of(factor, world[factor.path]), place_of(factor, base), abs_tol=1e-9)
        if is_number(factor)
        else world[factor.path] == base
        for factor in factors
        for base in (middle_of(factor),)
    )


def places_of(points: "pd.DataFrame", factors: Sequence[Factor]) -> NDArray[np.float64]:
    """Return the place of every value, shape (points, factors)."""
    columns = [
        [place_of(factor, value) for value in points[factor.path].tolist()] for factor in factors
    ]
    return np.array(columns, dtype=np.float64).reshape(len(factors), len(points)).T


def sampled_places(points: "pd.DataFrame", factors: Sequence[Factor]) -> NDArray[np.float64]:
    """Return where SALib sampled each value, in its unit interval, shape (points, factors)."""
    columns = [
        [position_of(factor, value) for value in points[factor.path].tolist()] for factor in factors
    ]
    return np.array(columns, dtype=np.float64).T
