"""Two bars for each of several named things, lying, so that long names can be read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from analysis.evidence.facts.drawing import labeled, panels
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


def draw_changes(
    figure: "Figure",
    names: Iterable[str],
    changes: Mapping[str, Sequence[float]],
    control: Mapping[str, Sequence[float]],
) -> None:
    """Draw what answered failures change of satisfaction and retention, side by side.

    Parameters
    ----------
    figure : Figure
        An empty one.
    names : Iterable[str]
        How the failures were answered.
    changes, control : Mapping[str, Sequence[float]]
        Of the fact and of its control, against no failure: `satisfaction` (points) and `retention`
        (share), one value a name.
    """
    lines = [name.replace("_", " ") for name in names]
    left, right = panels(figure, 2)
    for axes, what, unit in ((left, "satisfaction", "points"), (right, "retention", "share")):
        paired_bars(axes, lines, ("fact", changes[what]), ("control", control[what]))
        labeled(axes, what.capitalize(), f"change against no failure, {unit}", "")
    right.set_yticks([])
    legend_below(figure, left)


def legend_below(figure: "Figure", axes: "Axes") -> None:
    """Explain a figure's colors once, below all its panels."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels))
