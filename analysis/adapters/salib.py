"""SALib: its problem and its samples, of the factors of an experiment."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from analysis.experiments.design import salib_problem, value_at
from analysis.experiments.experiment import Factor

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["salib_problem", "values_of"]


def values_of(samples: ArrayLike, factors: Sequence[Factor]) -> "pd.DataFrame":
    """Return the values at what SALib sampled from `salib_problem`: one row a sample, one column a factor.

    Parameters
    ----------
    samples : array of shape (samples, factors)
        Places from 0 to 1, columns in the order of the factors.
    factors : Sequence[Factor]
        The factors.
    """
    import pandas as pd

    places = np.asarray(samples, dtype=np.float64)
    return pd.DataFrame(
        {
            factor.path: [value_at(factor, float(place)) for place in places[:, k]]
            for k, factor in enumerate(factors)
        }
    )
