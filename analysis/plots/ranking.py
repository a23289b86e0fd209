"""Strategies ranked: what each brings, with its interval, measure beside measure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.plots.style import (
    COLORS,
    INK,
    PAPER,
    QUIET,
    RULE,
    in_style,
    new_figure,
    told_apart,
    without_frame,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW_INCHES = 0.44
WIDTH_INCHES = 10.0


@dataclass(frozen=True)
class Estimates:
    """One measure of every strategy, in the order they are drawn from the top.

    Attributes
    ----------
    title, unit : str
        Above and below the panel.
    mean, low, high : Sequence[float]
        Estimate and interval of each strategy; an infinite or missing end is not drawn.
    text : Sequence[str]
        The estimate in words, printed above it.
    reference : float
        Where a strategy would stand that changes nothing.
    """

    title: str
    unit: str
    mean: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    text: Sequence[str]
    reference: float = 0.0


@in_style
def ranking(strategies: Sequence[str], measures: Sequence[Estimates]) -> "Figure":
    """Return dots with intervals, one row a strategy and one panel a measure.

    A dot is hollow where its interval covers the reference: the sign is not known.

    Parameters
    ----------
    strategies : Sequence[str]
        Names, best first.
    measures : Sequence[Estimates]
        One for each panel.
    """
    figure = new_figure(WIDTH_INCHES, 1.1 + ROW_INCHES * len(strategies))
    ratios = [1.6, *[1.0] * (len(measures) - 1)]
    panels = figure.subplots(
        1, len(measures), sharey=True, squeeze=False, gridspec_kw={"width_ratios": ratios}
    )[0]
    for axes, estimates in zip(panels, measures, strict=True):
        _draw_measure(axes, estimates)
    panels[0].set_yticks(range(len(strategies)), told_apart(strategies))
    panels[0].set_ylim(len(strategies) - 0.5, -0.7)
    return figure


def _draw_measure(axes: "Axes", estimates: Estimates) -> None:
    without_frame(axes)
    axes.set_title(estimates.title)
    axes.set_xlabel(estimates.unit)
    axes.axvline(estimates.reference, color=INK, linewidth=1.0, zorder=1)
    rows = zip(estimates.mean, estimates.low, estimates.high, estimates.text, strict=True)
    for row, (mean, low, high, text) in enumerate(rows):
        axes.axhline(row, color=RULE, linewidth=0.6, zorder=0)
        if not math.isfinite(mean):
            axes.text(0.5, row - 0.18, "not measured", color=QUIET, fontsize=8, ha="center",
                      transform=axes.get_yaxis_transform())  # fmt: skip
            continue
        is_bounded = math.isfinite(low) and math.isfinite(high)
        is_sure = is_bounded and not low <= estimates.reference <= high
        if is_bounded:
            axes.plot(
                [low, high], [row, row], color=COLORS[0], linewidth=2.4, solid_capstyle="butt"
            )
        axes.plot(
            mean, row, marker="o", markersize=7, color=COLORS[0], markeredgewidth=1.6,
            markerfacecolor=COLORS[0] if is_sure else PAPER,
        )  # fmt: skip
        axes.annotate(
            text,
            (mean, row),
            (0, 6),
            textcoords="offset points",
            ha="center",
            fontsize=8,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6},
        )
    axes.margins(x=0.14)
