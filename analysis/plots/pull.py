"""What holds a firm's customers: the level without a strategy, and what each strategy adds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.plots.style import INK, PAPER, in_style, new_figure, told_apart, without_frame
from analysis.plots.twins import stack_bars

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOOKS = (
    ("#3f90da", ""), ("#832db6", "..."), ("#92dadd", "xxx"), ("#ffa90e", "///"), ("#717581", ""),
    ("#bd1f01", "\\\\\\"), ("#a96b59", "+++"), ("#d5d9df", "---"),
)  # fmt: skip


@in_style
def pull_changes(level: "pd.DataFrame", changes: "pd.DataFrame", unit: str) -> "Figure":
    """Return two rows of stacked bars: the level of the baseline, and what strategies change.

    A diamond marks the sum.

    Parameters
    ----------
    level : DataFrame
        One row, the baseline; one column a construct, at most eight. One that is 0 everywhere is
        left out, and the others look the same without it.
    changes : DataFrame
        One row a strategy (its index), the same columns.
    unit : str
        Unit of both.
    """
    is_there = (level != 0.0).any().to_numpy() | (changes != 0.0).any().to_numpy()
    level, changes = level.loc[:, is_there], changes.loc[:, is_there]
    looks = [look for look, is_drawn in zip(LOOKS, is_there, strict=False) if is_drawn]
    figure = new_figure(10.0, 2.6 + 0.42 * len(changes))
    top, bottom = figure.subplots(2, 1, gridspec_kw={"height_ratios": [1.4, len(changes) + 0.4]})
    _stack(top, level, looks, "Without a strategy")
    _stack(bottom, changes, looks, "What each strategy changes")
    bottom.set_xlabel(unit)
    handles = [container[0] for container in top.containers]
    figure.legend(
        [*handles, top.lines[-1]], [*map(str, level.columns), "together"],
        loc="outside upper left", ncols=5,
    )  # fmt: skip
    return figure


def _stack(
    axes: "Axes", parts: "pd.DataFrame", looks: Sequence[tuple[str, str]], title: str
) -> None:
    stack_bars(axes, parts, looks)
    rows = np.arange(len(parts))
    axes.axvline(0.0, color=INK, linewidth=1.0)
    axes.plot(
        parts.sum(axis=1).to_numpy(dtype=np.float64), rows, linestyle="none", marker="D",
        markersize=7, color=INK, markeredgecolor=PAPER, markeredgewidth=1.2,
    )  # fmt: skip
    axes.set_yticks(rows, told_apart([str(name) for name in parts.index]))
    axes.set_ylim(len(parts) - 0.4, -0.6)
    axes.set_title(title)
    without_frame(axes)
