"""A heat map of two factors: where an outcome is high, and where low."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from analysis.plots.style import PAPER, QUIET, in_style, new_figure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

WRITTEN_AT_MOST = 8
"""Rows or columns up to which every cell is labeled with its number."""
SHADES = 40
COLORS = "cividis"  # read alike with any color vision (Nuñez, Anderton & Renslow 2018)


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
    from matplotlib import colormaps

    figure = new_figure(7.2, 4.6)
    axes = figure.subplots()
    values = table.to_numpy(dtype=np.float64)
    colors = colormaps[COLORS].resampled(SHADES)  # so few that a page holds them as shapes
    drawn = axes.pcolormesh(values, cmap=colors, edgecolors="face", linewidth=0.2)
    bar = figure.colorbar(drawn, ax=axes, label=unit)
    bar.outline.set_visible(False)
    _label(axes.set_xticks, table.columns)
    _label(axes.set_yticks, table.index)
    axes.set_xlabel(names[0])
    axes.set_ylabel(names[1])
    if max(values.shape) <= WRITTEN_AT_MOST:
        middle = (np.nanmin(values) + np.nanmax(values)) / 2.0
        for (row, column), value in np.ndenumerate(values):
            axes.text(
                column + 0.5, row + 0.5, f"{value:.4g}", ha="center", va="center",
                color=PAPER if value < middle else "#1f2328",
            )  # fmt: skip
    else:
        centers = [np.arange(size) + 0.5 for size in values.shape[::-1]]
        lines = axes.contour(*centers, values, levels=6, colors=PAPER, linewidths=0.8)
        axes.clabel(lines, fontsize=8, colors=PAPER)
    axes.tick_params(color=QUIET)
    return figure


def _label(set_ticks: Callable[[list[float], list[str]], object], values: "pd.Index") -> None:
    n = len(values)
    step = max(1, (n - 1) // 5)
    places = list(range(0, n, step))
    texts = [f"{v:.3g}" if isinstance(v, float) else str(v) for v in values[places].tolist()]
    set_ticks([place + 0.5 for place in places], texts)
