"""Where a difference in profit comes from: its parts, stacked."""

from typing import TYPE_CHECKING

import numpy as np

from analysis.plots.style import INK, PAPER, in_style, new_figure, told_apart, without_frame
from analysis.plots.twins import stack_bars

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

LOOKS = (
    ("#3f90da", ""), ("#ffa90e", "///"), ("#832db6", "..."), ("#92dadd", "xxx"), ("#bd1f01", ""),
    ("#717581", "\\\\\\"),
)  # fmt: skip


@in_style
def profit_parts(parts: "pd.DataFrame", unit: str) -> "Figure":
    """Return bars of what adds to a strategy's profit (right) and takes from it (left).

    A diamond marks the sum, the difference in profit.

    Parameters
    ----------
    parts : DataFrame
        One row a strategy (its index), one column a part, signed as it enters profit; at most six.
    unit : str
        Unit of the amounts.
    """
    figure = new_figure(10.0, 1.6 + 0.42 * len(parts))
    axes = figure.subplots()
    stack_bars(axes, parts, LOOKS[: parts.shape[1]])
    sums = parts.sum(axis=1).to_numpy(dtype=np.float64)
    rows = np.arange(len(parts))
    axes.axvline(0.0, color=INK, linewidth=1.0)
    net = axes.plot(
        sums, rows, linestyle="none", marker="D", markersize=7, color=INK, markeredgecolor=PAPER,
        markeredgewidth=1.2,
    )  # fmt: skip
    axes.set_yticks(rows, told_apart([str(name) for name in parts.index]))
    axes.set_ylim(len(parts) - 0.4, -0.6)
    axes.set_xlabel(unit)
    without_frame(axes)
    handles = [*(container[0] for container in axes.containers), net[0]]
    figure.legend(
        handles, [*map(str, parts.columns), "difference in profit"], loc="outside upper left",
        ncols=4,
    )  # fmt: skip
    return figure
