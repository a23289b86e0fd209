"""Maps of numbers: color for the eye, the number itself in the cells."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.plots.style import INK, PAPER, QUIET, in_style, new_figure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh
    from matplotlib.figure import Figure

WRITTEN_AT_MOST = 8
"""Rows or columns up to which every cell is labeled with its number."""
SHADES = 40  # so few that a page holds them as shapes
LEVELS = "cividis"  # read alike with any color vision (Nuñez, Anderton & Renslow 2018)
LOSSES_AND_GAINS = "RdBu"
DARK = 0.5  # of full luminance: below it, numbers are written in the paper's color
Written = Callable[[float], str]


def heat_map(
    axes: "Axes",
    cells: NDArray[np.float64],
    written: Written | None,
    colors: str = LOSSES_AND_GAINS,
) -> "QuadMesh":
    """Draw a table of numbers as colored cells, the number in each, the first row at the bottom.

    Parameters
    ----------
    axes : Axes
        Where to draw; the middle of cell (r, c) stands at (c + 1/2, r + 1/2).
    cells : ndarray of shape (rows, columns)
        The numbers; a missing one is a dash on paper.
    written : Callable[[float], str] | None
        How a number is written; None writes none.
    colors : str
        `LOSSES_AND_GAINS`, red to blue with nothing in the middle, or `LEVELS`, dark to light.

    Returns
    -------
    QuadMesh
        What a color bar belongs to.
    """
    from matplotlib import colormaps

    finite = cells[np.isfinite(cells)]
    limit = float(np.abs(finite).max()) if finite.size and finite.any() else 1.0
    is_signed = colors == LOSSES_AND_GAINS
    drawn = axes.pcolormesh(
        np.ma.masked_invalid(cells), cmap=colormaps[colors].resampled(SHADES),
        vmin=-limit if is_signed else None, vmax=limit if is_signed else None,
        edgecolors="face", linewidth=0.2,
    )  # fmt: skip
    if written is not None:
        for (row, column), value in np.ndenumerate(cells):
            is_known = bool(np.isfinite(value))
            shade = drawn.to_rgba(np.array([value]))[0]
            color = QUIET if not is_known else PAPER if _luminance(shade) < DARK else INK
            axes.text(
                column + 0.5, row + 0.5, written(float(value)) if is_known else "–", ha="center",
                va="center", fontsize=8, color=color,
            )  # fmt: skip
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    return drawn


@in_style
def heat_map_figure(table: "pd.DataFrame", names: tuple[str, str], unit: str) -> "Figure":
    """Return a map of a table: columns across, rows up, the lowest at the bottom.

    Parameters
    ----------
    table : pandas.DataFrame
        Numbers by the values of one factor (columns) and another (rows).
    names : tuple[str, str]
        What stands across and what up.
    unit : str
        Of the numbers, at the color bar.
    """
    figure = new_figure(10.0, 4.6)
    axes = figure.subplots()
    values = table.to_numpy(dtype=np.float64)
    is_small = max(values.shape) <= WRITTEN_AT_MOST
    drawn = heat_map(axes, values, _four_digits if is_small else None, LEVELS)
    bar = figure.colorbar(drawn, ax=axes, label=unit)
    bar.outline.set_visible(False)
    _label(axes.set_xticks, table.columns)
    _label(axes.set_yticks, table.index)
    axes.set_xlabel(names[0])
    axes.set_ylabel(names[1])
    if not is_small:
        centers = [np.arange(size) + 0.5 for size in values.shape[::-1]]
        lines = axes.contour(*centers, values, levels=6, colors=PAPER, linewidths=0.8)
        axes.clabel(lines, fontsize=8, colors=PAPER)
    return figure


def _luminance(shade: NDArray[np.float64]) -> float:
    """Return how light a color looks, 0 to 1 (Rec. 709 weights)."""
    return float(np.dot(shade[:3], (0.2126, 0.7152, 0.0722)))


def _four_digits(value: float) -> str:
    return f"{value:.4g}"


def _label(set_ticks: Callable[[list[float], list[str]], object], values: "pd.Index") -> None:
    n = len(values)
    step = max(1, (n - 1) // 5)
    places = list(range(0, n, step))
    texts = [f"{v:.3g}" if isinstance(v, float) else str(v) for v in values[places].tolist()]
    set_ticks([place + 0.5 for place in places], texts)
