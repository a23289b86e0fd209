"""Where customers went: the firm each would have ended with, and the firm they ended with."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from analysis.plots.style import INK, PAPER, QUIET, in_style, new_figure, told_apart

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CELL_INCHES = 0.47
EMPTY = "#f1f3f5"


@in_style
def flow_maps(
    flows: Mapping[str, "pd.DataFrame"], focal_firm: str, kind: str = "strategy"
) -> "Figure":
    """Return a map for each strategy: rows without it, columns with it, numbers in the cells.

    Those who ended with the same firm either way (the diagonal) are left out. All maps share one
    scale of color.

    Parameters
    ----------
    flows : Mapping[str, DataFrame]
        For each strategy, customers by firm in the baseline (rows) and under the strategy
        (columns), of every 1,000 in the market; the same firms in the same order everywhere.
    focal_firm : str
        The firm whose row and column are set in bold.
    kind : str
        What those are called that have a map each.
    """
    first = next(iter(flows.values()))
    columns = min(3 if len(first) <= 5 else 2, len(flows))
    rows = math.ceil(len(flows) / columns)
    side = CELL_INCHES * len(first)
    figure = new_figure(10.0, max(rows * (side * min(1.0, 3.0 / columns) + 1.25), 2.6))
    panels = figure.subplots(rows, columns, squeeze=False, gridspec_kw={"hspace": 0.12})
    moved = {name: _off_diagonal(table) for name, table in flows.items()}
    most = max((float(np.nanmax(values, initial=0.0)) for values in moved.values()), default=0.0)
    for axes in panels.flat[len(flows) :]:
        axes.set_axis_off()
    titles = told_apart(list(moved), 26)
    for index, (axes, title, values) in enumerate(
        zip(panels.flat, titles, moved.values(), strict=False)
    ):
        _draw_map(axes, values, max(most, 1e-9))
        axes.set_title(title, pad=8)
        _name_firms(axes, [str(firm) for firm in first.index], focal_firm)
        axes.set_xlabel(f"with the {kind}", fontsize=8)
        if index % columns == 0:
            axes.set_ylabel(f"without the {kind}", fontsize=8)
    return figure


def _off_diagonal(table: "pd.DataFrame") -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    values = table.to_numpy(dtype=np.float64, copy=True)
    np.fill_diagonal(values, np.nan)
    return values


def _draw_map(
    axes: "Axes", values: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", most: float
) -> None:
    from matplotlib.colors import PowerNorm

    axes.set_facecolor(EMPTY)
    # The root of a flow is its color, so that a small one still shows beside the largest.
    axes.pcolormesh(
        np.ma.masked_where(~(values > 0.0), values),
        cmap="Blues",
        norm=PowerNorm(0.5, 0.0, most * 1.25),
    )
    lines = np.arange(len(values) + 1)
    axes.hlines(lines, 0, len(values), color=PAPER, linewidth=1.5)
    axes.vlines(lines, 0, len(values), color=PAPER, linewidth=1.5)
    for (row, column), value in np.ndenumerate(values):
        if np.isnan(value):
            axes.text(column + 0.5, row + 0.5, "·", ha="center", va="center", color=QUIET)
        elif value > 0.0:
            color = PAPER if value > 0.4 * most else INK
            axes.text(column + 0.5, row + 0.5, _amount(value), ha="center", va="center",
                      color=color, fontsize=8)  # fmt: skip
    axes.set_aspect("equal")
    axes.invert_yaxis()


def _name_firms(axes: "Axes", firms: list[str], focal_firm: str) -> None:
    ticks = np.arange(len(firms)) + 0.5
    names = told_apart(firms, 14)
    axes.set_xticks(ticks, names, rotation=35, ha="left", rotation_mode="anchor")
    axes.set_yticks(ticks, names)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.tick_params(length=0, labelsize=8)
    for spine in axes.spines.values():
        spine.set_visible(False)
    for firm, *labels in zip(firms, axes.get_xticklabels(), axes.get_yticklabels(), strict=True):
        for label in labels if firm == focal_firm else ():
            label.set_fontweight("bold")


def _amount(value: float) -> str:
    if value < 0.05:
        return "<0.1"
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"
