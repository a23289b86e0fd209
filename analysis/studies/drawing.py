"""Maps of numbers: color for the eye, the number itself in every cell."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.plots.style import INK, PAPER, QUIET
from analysis.report.numbers import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LIGHT_FROM = 0.62  # of the full color: from here on numbers are written in the paper's color


def _signed(value: float) -> str:
    return ("+" if value >= 0.05 else "") + plain(value, 1)


def _percent(value: float) -> str:
    return f"{plain(value, 0)} %"


NUMBERS_OF: dict[str, Callable[[float], str]] = {"signed": _signed, "percent": _percent}
"""How the number of a cell is written."""


def heat_map(
    axes: "Axes",
    cells: NDArray[np.float64],
    written: Callable[[float], str],
) -> None:
    """Draw a table of numbers as colored cells, losses red and gains blue, the number in each.

    Parameters
    ----------
    axes : Axes
        Where to draw; rows run downward.
    cells : ndarray of shape (rows, columns)
        The numbers; a missing one is a dash on paper.
    written : Callable[[float], str]
        How a number is written.
    """
    from matplotlib import colormaps

    finite = np.abs(cells[np.isfinite(cells)])
    limit = float(finite.max()) if finite.size and finite.max() > 0.0 else 1.0
    colors = colormaps["RdBu"].with_extremes(bad=PAPER)
    axes.imshow(cells, cmap=colors, vmin=-limit, vmax=limit, aspect="auto")
    for (row, column), value in np.ndenumerate(cells):
        is_known = bool(np.isfinite(value))
        dark = is_known and abs(value) > LIGHT_FROM * limit
        axes.text(
            column, row, written(float(value)) if is_known else "–", ha="center", va="center",
            fontsize=8, color=PAPER if dark else INK if is_known else QUIET,
        )  # fmt: skip
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
