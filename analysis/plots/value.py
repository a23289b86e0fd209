"""What customers bring and get: components of profit by age, delivered value, paths, resistance."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.plots.stacks import stack_bars
from analysis.plots.style import (
    COLORS,
    INK,
    PAPER,
    QUIET,
    in_style,
    new_figure,
    without_frame,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 10.0
MINUS = "\N{MINUS SIGN}"
LOOKS = (
    ("#8b929c", "///"), ("#3f90da", ""), ("#ffa90e", "..."), ("#92dadd", "xxx"), ("#832db6", ""),
    ("#717581", "\\\\\\"),
)  # fmt: skip
"""Color and hatch of up to six parts, told apart in a grey print too."""
BINS = 20
"""Bars of a histogram of shares: one for each five percent."""


@in_style
def stacked_parts(table: "pd.DataFrame", title: str, unit: str) -> "Figure":
    """Return one horizontal bar a row, its parts stacked, gains to the right and losses to the left.

    Parameters
    ----------
    table : DataFrame
        One row a bar (its index is the name), one column a part; at most six.
    title, unit : str
        Above and below.
    """
    figure = new_figure(WIDTH, 1.5 + 0.36 * len(table))
    axes = figure.subplots()
    without_frame(axes)
    axes.set_title(title)
    stack_bars(axes, table, LOOKS[: table.shape[1]])
    axes.set_yticks(range(len(table)), [str(name) for name in table.index])
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlabel(unit)
    handles = [container[0] for container in axes.containers]
    figure.legend(
        handles, [str(part) for part in table.columns], loc="outside lower center", ncols=6
    )
    return figure


@in_style
def own_and_rival(table: "pd.DataFrame", names: tuple[str, str], title: str, unit: str) -> "Figure":
    """Return two dots a row, of a firm and of its rival, with a line between them.

    There is no line at 0: what is drawn are levels, of which only the difference means something.

    Parameters
    ----------
    table : DataFrame
        Rows by name (its index), columns `own` and `rival`.
    names : tuple[str, str]
        What the two are called.
    title, unit : str
        Above and below.
    """
    figure = new_figure(WIDTH, 1.4 + 0.34 * len(table))
    axes = figure.subplots()
    without_frame(axes)
    axes.set_title(title)
    rows = np.arange(len(table))
    axes.hlines(rows, table["rival"], table["own"], color=QUIET, linewidth=1.2, zorder=1)
    # hollow, so that the firm's own dot is seen where both stand at one place
    for column, name, color, marker, fill in zip(
        ("own", "rival"), names, COLORS, "oD", (COLORS[0], "none"), strict=False
    ):
        axes.plot(
            table[column], rows, marker, color=color, markerfacecolor=fill, markeredgewidth=1.6,
            markersize=9 if fill == "none" else 6, label=name,
        )  # fmt: skip
    axes.set_yticks(rows, [str(name) for name in table.index])
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlabel(unit)
    axes.legend(loc="best")
    return figure


@in_style
def path_diagram(paths: "pd.DataFrame", places: Mapping[str, tuple[float, float]]) -> "Figure":
    """Return variables as boxes and paths as arrows with their coefficients.

    Parameters
    ----------
    paths : DataFrame
        One row a path: `cause`, `effect`, `coefficient`.
    places : Mapping[str, tuple[float, float]]
        Where each variable stands, in inches from the lower left.
    """
    across, up = (max(place[k] for place in places.values()) for k in (0, 1))
    figure = new_figure(across + 1.8, up + 0.9)
    axes = figure.subplots()
    axes.set(xlim=(-0.9, across + 0.9), ylim=(-0.5, up + 0.4))
    axes.set_axis_off()
    for row in paths.to_dict("records"):
        _arrow(axes, places[row["cause"]], places[row["effect"]], float(row["coefficient"]))
    for name, place in places.items():
        axes.text(
            *place, name.replace(" ", "\n"), ha="center", va="center", fontsize=9,
            bbox={"boxstyle": "round,pad=0.45", "facecolor": PAPER, "edgecolor": INK},
        )  # fmt: skip
    return figure


def _arrow(
    axes: "Axes", start: tuple[float, float], end: tuple[float, float], coefficient: float
) -> None:
    """Draw one path: as wide as it is strong, red where it is negative."""
    if not np.isfinite(coefficient):
        return
    color = COLORS[0] if coefficient >= 0.0 else COLORS[1]
    axes.annotate(
        "", end, start, arrowprops={
            "arrowstyle": "-|>", "color": color, "linewidth": 0.6 + 4.0 * min(abs(coefficient), 1.0),
            "shrinkA": 34.0, "shrinkB": 34.0, "alpha": 0.75,
        },
    )  # fmt: skip
    x, y = (0.58 * a + 0.42 * b for a, b in zip(start, end, strict=True))
    axes.text(
        x, y, f"{coefficient:+.2f}".replace("-", MINUS), ha="center", va="center", fontsize=9, color=INK,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0},
    )  # fmt: skip


@in_style
def resistance_histogram(discounts: NDArray[np.float64], title: str) -> "Figure":
    """Return how many customers a rival's discount brings to even odds, in steps of five percent.

    Parameters
    ----------
    discounts : ndarray of shape (n,)
        Shares off the rival's price; infinite where none is enough.
    title : str
        Above.
    """
    figure = new_figure(WIDTH, 2.8)
    axes = figure.subplots()
    axes.set_title(title)
    never = ~np.isfinite(discounts)
    counts, edges = np.histogram(discounts[~never], bins=BINS, range=(0.0, 1.0))
    shares = 100.0 * np.append(counts, never.sum()) / max(len(discounts), 1)
    axes.bar(range(BINS), shares[:-1], width=0.9, color=COLORS[0])
    axes.bar(BINS + 0.5, shares[-1], width=0.9, color=COLORS[4])
    shown: Sequence[int] = range(0, BINS, 4)
    labels = [f"{100.0 * edges[k]:.0f} %" for k in shown]
    axes.set_xticks([*(k - 0.5 for k in shown), BINS + 0.5], [*labels, "not even\nfor nothing"])
    axes.set_xlabel("discount of the best rival at which a customer is as likely to go as to stay")
    axes.set_ylabel("% of customers")
    return figure
