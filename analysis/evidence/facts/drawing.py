"""What the pictures of facts have in common."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.plots.style import COLORS, QUIET, marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEW = 10  # points that each get a mark on the axis


def panels(figure: "Figure", count: int) -> "list[Axes]":
    """Return so many panels side by side."""
    found = figure.subplots(1, count, squeeze=False)
    return list(found[0])


def labeled(axes: "Axes", title: str, x: str, y: str) -> None:
    """Name a panel and its axes."""
    axes.set_title(title)
    axes.set_xlabel(x)
    axes.set_ylabel(y)


def curves(axes: "Axes", x: Sequence[float], lines: Sequence[tuple[str, Sequence[float]]]) -> None:
    """Draw named lines over one x, each with a color, a dash and a marker of its own."""
    for (name, y), mark in zip(lines, marks(len(lines)), strict=True):
        axes.plot(
            x,
            y,
            color=mark.color,
            linestyle=mark.line,
            marker=mark.marker,
            markersize=4,
            label=name,
        )
    if len(x) <= FEW:
        axes.set_xticks(list(x))
    legend_under(axes)


def pairs(
    axes: "Axes", names: Sequence[str], fact: Sequence[float], control: Sequence[float]
) -> None:
    """Draw named bars, the fact beside its control."""
    places = range(len(names))
    axes.bar([x - 0.2 for x in places], fact, 0.38, color=COLORS[0], label="fact")
    axes.bar([x + 0.2 for x in places], control, 0.38, color=COLORS[7], label="control")
    axes.set_xticks(list(places), list(names))
    axes.axhline(0.0, color=QUIET, linewidth=0.8)
    legend_under(axes, max(name.count("\n") + 1 for name in names))


def legend_under(axes: "Axes", lines: int = 1) -> None:
    """Explain the colors of a panel below it, where it hides nothing; ticks have so many lines."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16 - 0.07 * (lines - 1)), ncols=2)
