"""Two bars for each of several named things, lying, so that long names can be read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.plots.style import COLORS, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BREADTH = 0.38  # of one bar; two fit beside each other


def paired_bars(
    axes: "Axes",
    names: Sequence[str],
    first: tuple[str, Sequence[float]],
    second: tuple[str, Sequence[float]],
) -> None:
    """Draw two values of each name, the first name on top.

    Parameters
    ----------
    axes : Axes
        Where.
    names : Sequence[str]
        What the values are of.
    first, second : tuple[str, Sequence[float]]
        What each value is called, and the values.
    """
    axes.axvline(0.0, color=QUIET, linewidth=0.8)
    for (label, values), shift, color in (
        (first, -BREADTH / 2.0, COLORS[0]),
        (second, BREADTH / 2.0, COLORS[7]),
    ):
        places = [place + shift for place in range(len(names))]
        axes.barh(places, list(values), BREADTH, color=color, label=label)
    axes.set_yticks(range(len(names)), list(names))
    axes.invert_yaxis()
    axes.locator_params(axis="x", nbins=5)


def legend_below(figure: "Figure", axes: "Axes") -> None:
    """Explain a figure's colors once, below all its panels."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels))
