"""Names in a table: firms and segments as categories, whose index is made once."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

KEPT = 64
"""Sets of names whose index is kept: making one takes as long as all else of a short column."""


def labelled(codes: NDArray[Any], names: tuple[str, ...]) -> "pd.Categorical":
    """Return numbers as the names they stand for; -1 is missing."""
    import pandas as pd

    return pd.Categorical.from_codes(codes, dtype=_categories(names))


@lru_cache(KEPT)
def _categories(names: tuple[str, ...]) -> "pd.CategoricalDtype":
    import pandas as pd

    return pd.CategoricalDtype(pd.Index(names))
