"""Stacked horizontal bars: a row for each strategy, its parts one after another."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.plots.style import INK, PAPER, told_apart, without_frame

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

Look = tuple[str, str]
"""Color and hatch."""


def stack_bars(axes: "Axes", table: "pd.DataFrame", looks: Sequence[Look]) -> None:
    """Draw one horizontal bar a row, its parts stacked from 0: gains to the right, losses to the left.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    table : DataFrame
        One row a bar, one column a part.
    looks : Sequence[Look]
        Color and hatch of each part.
    """
    rows = np.arange(len(table))
    right, left = np.zeros(len(table)), np.zeros(len(table))
    for part, (color, hatch) in zip(table.columns, looks, strict=True):
        values = table[part].to_numpy(dtype=np.float64)
        start = np.where(values >= 0.0, right, left)
        bars = axes.barh(rows, values, 0.62, left=start, color=color, hatch=hatch, linewidth=0)
        for bar in bars:
            bar.sticky_edges.x[:] = [0.0]  # else a part of nothing at the end takes the margin away
        right += np.maximum(values, 0.0)
        left += np.minimum(values, 0.0)
    if (left < 0.0).any():
        axes.axvline(0.0, color=INK, linewidth=1.0)


def stack_with_sums(axes: "Axes", table: "pd.DataFrame", looks: Sequence[Look]) -> "Line2D":
    """Draw the same with rows named and a diamond at the sum of each; return the diamonds."""
    stack_bars(axes, table, looks)
    rows = np.arange(len(table))
    axes.axvline(0.0, color=INK, linewidth=1.0)
    (sums,) = axes.plot(
        table.sum(axis=1).to_numpy(dtype=np.float64), rows, linestyle="none", marker="D",
        markersize=7, color=INK, markeredgecolor=PAPER, markeredgewidth=1.2,
    )  # fmt: skip
    axes.set_yticks(rows, told_apart([str(name) for name in table.index]))
    axes.set_ylim(len(table) - 0.4, -0.6)
    without_frame(axes)
    return sums
