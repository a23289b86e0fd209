"""Which policies no other beats in everything."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def non_dominated(values: ArrayLike) -> NDArray[np.bool_]:
    """Tell which rows no other row dominates (as good in all columns, better in one); more is better.

    Parameters
    ----------
    values : array of shape (policies, objectives)
        Of rows that are equal all stay.
    """
    rows = np.asarray(values, dtype=np.float64)
    as_good = (rows[:, None, :] >= rows[None, :, :]).all(axis=2)
    better = (rows[:, None, :] > rows[None, :, :]).any(axis=2)
    return np.array(~(as_good & better).any(axis=0), dtype=np.bool_)
