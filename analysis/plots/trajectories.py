"""A measure over time: the baseline with every strategy, and beside it what differs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.plots.style import INK, QUIET, Mark, in_style, marks, new_figure, told_apart

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LABEL_GAP = 0.085  # of the panel's height: one line of text
MARKERS_A_LINE = 6
LABEL_START = 1.03  # where the column of labels begins, in widths of the panel


@in_style
def trajectories(
    series: "pd.DataFrame",
    baseline: str,
    measure: str,
    units: tuple[str, str],
    time_label: str,
    bounds: tuple[float, float] | None = None,
) -> "Figure":
    """Return the course of a measure, and the paired difference to the baseline with its band.

    Parameters
    ----------
    series : DataFrame
        One row per scenario and point in time: `scenario`, `time`, `mean`, `low`, `high`,
        `difference`, `difference_low`, `difference_high`; the differences of the baseline are missing.
        Strategies are drawn in the order in which they appear.
    baseline : str
        Which scenario is the baseline.
    measure : str
        What is measured, as a title.
    units : tuple[str, str]
        Unit of the measure and unit of a difference in it.
    time_label : str
        Label of the time axis, with its unit.
    bounds : tuple[float, float] | None
        What the measure cannot leave, such as 0 and 100 %; the axes end there, where bands may not.
    """
    figure = new_figure(10.0, 3.7)
    level, change = figure.subplots(1, 2)
    strategies = [name for name in dict.fromkeys(series["scenario"]) if name != baseline]
    by_name = dict(zip(strategies, marks(len(strategies)), strict=True))
    base = series[series["scenario"] == baseline]
    _band(level, base["time"], base["low"], base["high"], QUIET, 0.25)
    level.plot(
        base["time"], base["mean"], color=INK, linewidth=2.4, label="baseline",
        marker="o" if len(base) == 1 else "",
    )  # fmt: skip
    change.axhline(0.0, color=INK, linewidth=2.0)
    for name, mark in by_name.items():
        own = series[series["scenario"] == name]
        _line(level, own["time"], own["mean"], mark)
        _band(change, own["time"], own["difference_low"], own["difference_high"], mark.color, 0.18)
        _line(change, own["time"], own["difference"], mark)
        change.plot(
            own["time"], own["difference"], color=mark.color, linestyle="none", marker=mark.marker,
            markersize=4, markevery=max(1, len(own) // MARKERS_A_LINE),
        )  # fmt: skip
    _name_axes(level, change, measure, units, time_label)
    for axes in (level, change):
        axes.margins(x=0.01)
        if len(base) == 1:
            axes.set_xticks(base["time"])
    if bounds is not None:
        _end_axis(level, *bounds)
        _end_axis(change, bounds[0] - bounds[1], bounds[1] - bounds[0])
    ends = [float(series[series["scenario"] == name]["difference"].iloc[-1]) for name in strategies]
    _label_ends(change, told_apart(strategies), ends, list(by_name.values()))
    return figure


def spread(positions: ArrayLike, gap: float) -> NDArray[np.float64]:
    """Return positions between 0 and 1 moved apart until none are nearer than a gap.

    The least squares of all moves that keep the order (isotonic regression on the positions less
    their ranks times the gap).

    Parameters
    ----------
    positions : ArrayLike, shape (n,)
        Where labels want to stand.
    gap : float
        Smallest distance; made smaller where n labels would not fit.
    """
    from scipy.optimize import isotonic_regression

    wanted = np.asarray(positions, dtype=np.float64)
    if wanted.size == 0:
        return wanted
    gap = min(gap, 1.0 / max(wanted.size - 1, 1))
    order = np.argsort(wanted, kind="stable")
    steps = gap * np.arange(wanted.size)
    fitted = isotonic_regression(wanted[order] - steps).x
    placed = np.empty_like(wanted)
    placed[order] = np.clip(fitted, 0.0, 1.0 - steps[-1]) + steps
    return placed


def _name_axes(
    level: "Axes", change: "Axes", measure: str, units: tuple[str, str], time_label: str
) -> None:
    level.set(title=measure, xlabel=time_label, ylabel=units[0])
    level.legend(loc="best")
    change.set(title="Difference to the baseline", xlabel=time_label, ylabel=units[1])


def _end_axis(axes: "Axes", low: float, high: float) -> None:
    bottom, top = axes.get_ylim()
    axes.set_ylim(max(bottom, low), min(top, high))


def _band(
    axes: "Axes", time: "pd.Series", low: "pd.Series", high: "pd.Series", color: str, alpha: float
) -> None:
    """Draw the intervals of a line; of a single point, which has no area, a bar."""
    if len(time) == 1:
        axes.vlines(time, low, high, color=color, alpha=alpha, linewidth=8.0)
    else:
        axes.fill_between(time, low, high, color=color, alpha=alpha, linewidth=0)


def _line(axes: "Axes", time: "pd.Series", values: "pd.Series", mark: Mark) -> None:
    """Draw a line; a single point, which makes none, as the marker of the line."""
    marker = mark.marker if len(time) == 1 else ""
    axes.plot(time, values, color=mark.color, linestyle=mark.line, linewidth=1.7, marker=marker)


def _label_ends(
    axes: "Axes", names: Sequence[str], ends: Sequence[float], by_order: Sequence[Mark]
) -> None:
    """Write each name beside the end of its line, with a piece of that line before it."""
    low, high = axes.get_ylim()
    axes.set_ylim(low, high)
    last = axes.get_xlim()[1]
    heights = np.nan_to_num((np.asarray(ends) - low) / (high - low), nan=0.5)
    for name, end, height, mark in zip(
        names, ends, spread(heights, LABEL_GAP), by_order, strict=True
    ):
        inside = axes.transAxes
        axes.annotate(
            "", (LABEL_START, height), (last, end), xycoords="axes fraction", textcoords="data",
            arrowprops={"arrowstyle": "-", "color": mark.color, "linewidth": 0.7, "shrinkA": 0,
                        "shrinkB": 0},
        )  # fmt: skip
        axes.plot(
            [LABEL_START, LABEL_START + 0.05, LABEL_START + 0.1], [height] * 3, color=mark.color,
            linestyle=mark.line, linewidth=1.7, marker=mark.marker, markersize=4, markevery=[1],
            transform=inside, clip_on=False,
        )  # fmt: skip
        axes.text(LABEL_START + 0.12, height, name, va="center", transform=inside)
