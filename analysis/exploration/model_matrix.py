"""The columns of a regression on the factors of a sweep."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.experiment import Factor
from analysis.exploration.places import ends, is_number, levels_of, place_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ModelMatrix:
    """The columns that a regression on factors uses.

    Attributes
    ----------
    terms : tuple[tuple[str, ...], ...]
        Factors of each column; () is the constant, a name twice is a square.
    levels : tuple[str, ...]
        For people: from which value to which one the column's effect goes.
    spans : ndarray, shape (columns,)
        What a coefficient is multiplied by to become that effect.
    values : ndarray, shape (points, columns)
        Numbers run from -1 to 1; a category's column is 1 at its level, less its share of levels.
    """

    terms: tuple[tuple[str, ...], ...]
    levels: tuple[str, ...]
    spans: NDArray[np.float64]
    values: NDArray[np.float64]


def model_matrix(
    points: "pd.DataFrame",
    factors: Sequence[Factor],
    *,
    interactions: bool = False,
    squared: Collection[str] = (),
) -> ModelMatrix:
    """Return the columns of a regression: constant, main effects, and those asked for.

    Every column but the constant is centered on the middle of its range (a category: on the mean
    over its levels), so that a main effect holds at the middle of all others.

    Parameters
    ----------
    points : pandas.DataFrame
        One row a point, one column a factor.
    factors : Sequence[Factor]
        Which factors.
    interactions : bool
        Whether products of two factors are columns too.
    squared : Collection[str]
        Numbers whose squares are columns too.
    """
    n = len(points)
    columns: list[tuple[tuple[str, ...], str, float, NDArray[np.float64]]] = []
    for factor in factors:
        columns += _main_columns(points, factor)
    main = list(columns)
    columns += [
        ((*term, *term), level, 1.0, column**2)
        for term, level, _, column in main
        if term[0] in squared
    ]
    if interactions:
        columns += [
            ((*a[0], *b[0]), f"{a[1]} × {b[1]}", a[2] * b[2], a[3] * b[3])
            for k, a in enumerate(main)
            for b in main[k + 1 :]
            if a[0] != b[0]
        ]
    return ModelMatrix(
        terms=((), *(column[0] for column in columns)),
        levels=("", *(column[1] for column in columns)),
        spans=np.array([1.0, *(column[2] for column in columns)]),
        values=np.column_stack([np.ones(n), *(column[3] for column in columns)]),
    )


def _main_columns(
    points: "pd.DataFrame", factor: Factor
) -> list[tuple[tuple[str, ...], str, float, NDArray[np.float64]]]:
    own = points[factor.path]
    if is_number(factor):
        place = np.array([2.0 * place_of(factor, value) - 1.0 for value in own.tolist()])
        low, high = ends(factor)
        return [((factor.path,), f"{low:g} → {high:g}", 2.0, place)]
    reference, *others = levels_of(factor)
    share = 1.0 / len(levels_of(factor))
    return [
        (
            (factor.path,),
            f"{reference} → {level}",
            1.0,
            np.array(own == level, dtype=np.float64) - share,
        )
        for level in others
    ]
