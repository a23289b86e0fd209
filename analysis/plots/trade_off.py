"""A trade-off: where policies stand by two measures at once, with the interval of each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.plots.style import COLORS, INK, PAPER, QUIET, RULE, in_style, new_figure, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Interval = tuple[float, float, float]
"""Value, low and high end; an infinite end is not drawn."""
LONGEST_NAME = 44
LINE_INCHES = 0.27
DOT_POINTS = 13.0
ROOM_FOR_WORDS = 0.3
"""Share of the picture that is left on either side of the reference."""


@dataclass(frozen=True)
class Place:
    """Where a policy stands.

    Attributes
    ----------
    name : str
        What it is called in the list beside the picture.
    across, up : Interval
        By the measure that runs across, and by the one that runs up.
    is_filled : bool
        Whether its dot is filled; what that means is said below the picture.
    """

    name: str
    across: Interval
    up: Interval
    is_filled: bool = True


@dataclass(frozen=True)
class Corners:
    """What it means to be in a corner, seen from the reference."""

    both_more: str = ""
    up_more: str = ""
    across_more: str = ""
    both_less: str = ""


@in_style
def trade_off(
    places: Sequence[Place],
    axes_labels: tuple[str, str],
    corners: Corners | None = None,
    others: Sequence[tuple[float, float]] = (),
) -> "Figure":
    """Return numbered dots with intervals both ways, the names of the numbers beside them.

    Parameters
    ----------
    places : Sequence[Place]
        Policies; differences to a reference at 0.
    axes_labels : tuple[str, str]
        What runs across and what up, with units.
    corners : Corners | None
        Words for the four corners around the reference.
    others : Sequence[tuple[float, float]]
        Further points, drawn faint and without a name.
    """
    figure = new_figure(10.0, max(4.4, 0.9 + LINE_INCHES * len(places)))
    axes, names = figure.subplots(1, 2, gridspec_kw={"width_ratios": [2.1, 1.0]})
    axes.axhline(0.0, color=INK, linewidth=1.0, zorder=1)
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
    axes.grid(color=RULE, linewidth=0.5)
    for across, up in others:
        axes.plot(across, up, marker=".", markersize=5, color=QUIET, alpha=0.45, zorder=2)
    for place in places:
        _draw_interval(axes, place)
        axes.scatter(place.across[0], place.up[0], s=9.0, color=INK, zorder=4)
    axes.set_xlabel(axes_labels[0])
    axes.set_ylabel(axes_labels[1])
    axes.margins(0.14)
    if corners is not None:
        _show_all_corners(axes)
        _write_corners(axes, corners)
    names.set_axis_off()
    _draw_numbers(figure, axes, places)
    for number, place in enumerate(places, start=1):
        names.text(
            0.0, 1.0 - (number - 0.5) / max(len(places), 12),
            f"{number}  {shortened(place.name, LONGEST_NAME)}", transform=names.transAxes, va="center",
        )  # fmt: skip
    return figure


def _draw_interval(axes: "Axes", place: Place) -> None:
    (x, left, right), (y, low, high) = place.across, place.up
    if math.isfinite(right - left):
        axes.plot([left, right], [y, y], color=COLORS[0], linewidth=1.6, zorder=3)
    if math.isfinite(high - low):
        axes.plot([x, x], [low, high], color=COLORS[0], linewidth=1.6, zorder=3)


def _draw_numbers(figure: "Figure", axes: "Axes", places: Sequence[Place]) -> None:
    """Draw the numbered dots; where they would cover one another, aside with a line to their place."""
    from matplotlib.transforms import ScaledTranslation

    figure.draw_without_rendering()  # the layout has to stand before distances can be told
    to_points = 72.0 / figure.dpi
    true = [
        tuple(to_points * axes.transData.transform((place.across[0], place.up[0])))
        for place in places
    ]
    for number, (place, (x, y), (new_x, new_y)) in enumerate(
        zip(places, true, apart(true, DOT_POINTS + 2.0), strict=True), start=1
    ):
        across, up = (new_x - x) / 72.0, (new_y - y) / 72.0
        moved = axes.transData + ScaledTranslation(across, up, figure.dpi_scale_trans)
        at = (place.across[0], place.up[0])
        axes.plot(
            *at, marker="o", markersize=DOT_POINTS, color=COLORS[0], markeredgewidth=1.6, zorder=6,
            markerfacecolor=COLORS[0] if place.is_filled else PAPER, transform=moved,
        )  # fmt: skip
        axes.annotate(
            str(number), at, (new_x - x, new_y - y), textcoords="offset points", ha="center",
            va="center_baseline", fontsize=8, fontweight="bold", zorder=7,
            color=PAPER if place.is_filled else INK,
            arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 0.8, "zorder": 5},
        )  # fmt: skip


def apart(points: Sequence[tuple[float, float]], least: float) -> list[tuple[float, float]]:
    """Return places for dots, each the nearest free one to its point on rings around it.

    Parameters
    ----------
    points : Sequence[tuple[float, float]]
        Where the dots belong.
    least : float
        Least distance between two dots, in the unit of the points.
    """
    placed: list[tuple[float, float]] = []
    for x, y in points:
        rings = (
            (x + 0.5 * ring * least * math.cos(turn), y + 0.5 * ring * least * math.sin(turn))
            for ring in range(2 * len(points) + 3)
            for turn in (math.tau * part / 16.0 for part in range(16 if ring else 1))
        )
        placed.append(
            next(
                (
                    spot
                    for spot in rings
                    if all(math.dist(spot, other) >= least for other in placed)
                ),
                (x, y),
            )
        )
    return placed


def _show_all_corners(axes: "Axes") -> None:
    """Leave room for words on every side of the reference."""
    for limits, set_limits in ((axes.get_xlim(), axes.set_xlim), (axes.get_ylim(), axes.set_ylim)):
        low, high = min(limits[0], 0.0), max(limits[1], 0.0)
        room = ROOM_FOR_WORDS * (high - low)
        set_limits(min(low, -room), max(high, room))


def _write_corners(axes: "Axes", corners: Corners) -> None:
    for text, x, y, across, up in (
        (corners.both_more, 0.99, 0.985, "right", "top"),
        (corners.up_more, 0.01, 0.985, "left", "top"),
        (corners.across_more, 0.99, 0.015, "right", "bottom"),
        (corners.both_less, 0.01, 0.015, "left", "bottom"),
    ):
        axes.text(
            x, y, text.replace(", ", ",\n"), transform=axes.transAxes, ha=across, va=up,
            color=QUIET, fontweight="bold", fontsize=8,
        )  # fmt: skip
