"""Pictures of a typology: who stands where, how likely they are to buy, where they went."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.plots.style import (
    COLORS,
    HATCHES,
    INK,
    PAPER,
    QUIET,
    RULE,
    in_style,
    new_figure,
    shortened,
    without_frame,
)
from analysis.typologies.typology import Typology

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 10.0
EMPTY = "#f1f3f5"
LONGEST_NAME = 26


@in_style
def typology_figure(
    typology: Typology, table: "pd.DataFrame", moved: "pd.DataFrame | None"
) -> "Figure":
    """Return the picture of a typology.

    On the left who stands in each state, with the purchase probability; on the right, where two
    snapshots are there, from which state to which they went.

    Parameters
    ----------
    typology : Typology
        What is drawn; its `shape` says how.
    table : DataFrame
        Its occupancy, one row a state.
    moved : DataFrame | None
        Shares of the rows of its transition table.
    """
    rows = len(table)
    figure = new_figure(WIDTH, 1.5 + 0.42 * max(rows + 1, 5))
    has_flow = moved is not None
    panels = figure.subplots(
        1, 3 if has_flow else 2, squeeze=False,
        gridspec_kw={"width_ratios": [2.2, 1.0, 2.6] if has_flow else [2.6, 1.4]},
    )[0]  # fmt: skip
    if typology.shape == "matrix":
        _draw_matrix(panels[0], typology, table)
    elif typology.shape == "pyramid":
        _draw_pyramid(panels[0], table)
    else:
        _draw_bars(panels[0], table)
    _draw_chances(panels[1], table, named=typology.shape == "matrix")
    if moved is not None:
        _draw_transitions(panels[2], moved)
    return figure


def _draw_bars(axes: "Axes", table: "pd.DataFrame") -> None:
    """Draw a bar a state, the lowest at the bottom as on a ladder."""
    shares = table["share"].to_numpy(dtype=np.float64)
    without_frame(axes)
    axes.set_title("Who stands where")
    axes.barh(range(len(table)), shares, color=COLORS[0], height=0.66)
    for row, share in enumerate(shares):
        _beside(axes, share, row, _percent(share))
    axes.set_yticks(range(len(table)), [shortened(name, LONGEST_NAME) for name in table["state"]])
    axes.set_ylim(-0.6, len(table) - 0.4)
    axes.set_xlim(0.0, max(float(shares.max(initial=0.0)), 0.05) * 1.22)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def _draw_pyramid(axes: "Axes", table: "pd.DataFrame") -> None:
    """Draw layers centered on one another, as wide as their share."""
    shares = table["share"].to_numpy(dtype=np.float64)
    axes.set_title("Who stands where")
    for row, (name, share) in enumerate(zip(table["state"], shares, strict=True)):
        axes.barh(
            row, share, left=-share / 2.0, color=COLORS[0], height=0.92, alpha=0.55 + 0.12 * row
        )
        axes.text(0.0, row, f"{name} {_percent(share)}", ha="center", va="center", fontsize=9, color=INK)  # fmt: skip
    axes.set_axis_off()


def _draw_matrix(axes: "Axes", typology: Typology, table: "pd.DataFrame") -> None:
    """Draw the cells of a matrix, darker where more stand."""
    row_names, column_names = typology.grid
    shape = (len(row_names), len(column_names))
    shares = table["share"].to_numpy(dtype=np.float64).reshape(shape)
    most = max(float(shares.max()), 1.0e-9)
    axes.set_title("Who stands where")
    axes.pcolormesh(shares, cmap="Blues", vmin=0.0, vmax=most * 1.4, edgecolor=PAPER, linewidth=2)
    for (row, column), share in np.ndenumerate(shares):
        name = typology.states[row * shape[1] + column].name
        text = f"{_wrapped(name)}\n{_percent(share)}"
        color = PAPER if share > 0.7 * most else INK
        axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=8, color=color)
    axes.set_xticks(np.arange(shape[1]) + 0.5, column_names)
    axes.set_yticks(
        np.arange(shape[0]) + 0.5, row_names, rotation=90, va="center", rotation_mode="default"
    )
    axes.tick_params(length=0, labelsize=8)
    _bare(axes)


def _draw_chances(axes: "Axes", table: "pd.DataFrame", *, named: bool) -> None:
    """Draw the mean purchase probability of each state, with one standard deviation of customers."""
    without_frame(axes)
    axes.set_title("Chance to buy")
    rows = np.arange(len(table))
    mean = table["purchase_probability"].to_numpy(dtype=np.float64)
    sd = table["purchase_probability_sd"].to_numpy(dtype=np.float64)
    axes.hlines(rows, 0.0, 1.0, color=RULE, linewidth=0.6, zorder=0)
    low, high = np.clip(mean - sd, 0.0, 1.0), np.clip(mean + sd, 0.0, 1.0)
    axes.hlines(rows, low, high, color=COLORS[0], linewidth=2.0)
    axes.plot(mean, rows, "o", color=COLORS[0], markersize=6)
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.6, len(table) - 0.4)
    axes.set_xticks([0.0, 0.5, 1.0], ["0", ".5", "1"])
    axes.set_xlabel("next choice, mean and sd", fontsize=8)
    names = [shortened(name, 22) for name in table["state"]] if named else [""] * len(table)
    axes.set_yticks(rows, names, fontsize=7.5)


def _draw_transitions(axes: "Axes", moved: "pd.DataFrame") -> None:
    """Draw the transition shares, the lowest state at the bottom and on the left."""
    values = moved.to_numpy(dtype=np.float64)
    axes.set_title("From (rows) to (columns)")
    axes.set_facecolor(EMPTY)
    axes.pcolormesh(np.ma.masked_where(~(values > 0.0), values), cmap="Blues", vmin=0.0, vmax=1.3)
    size = 6.5 if len(moved) > 7 else 7.5
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value) and value >= 0.005:
            # inside its cell, so the layout need not measure it
            axes.text(column + 0.5, row + 0.5, f"{100.0 * value:.0f}", ha="center", va="center",
                      fontsize=size, color=PAPER if value > 0.8 else INK, in_layout=False)  # fmt: skip
    axes.hlines(np.arange(len(moved) + 1), 0, values.shape[1], color=PAPER, linewidth=1.0)
    axes.vlines(np.arange(values.shape[1] + 1), 0, len(moved), color=PAPER, linewidth=1.0)
    axes.set_yticks(np.arange(len(moved)) + 0.5, _short(moved.index), fontsize=size)
    axes.set_xticks(
        np.arange(values.shape[1]) + 0.5, _short(moved.columns), fontsize=size, rotation=40,
        ha="right", rotation_mode="anchor",
    )  # fmt: skip
    axes.set_xlabel("% of a row", fontsize=8)
    axes.tick_params(length=0)
    _bare(axes)


@in_style
def lock_in_figure(labels: Sequence[str], parts: Sequence[float], retention: float) -> "Figure":
    """Return the lock-in meter: the parts of retention laid end to end, the first at the top.

    Parameters
    ----------
    labels : Sequence[str]
        Names of the parts.
    parts : Sequence[float]
        What each adds to retention; negative where it drives customers away.
    retention : float
        Their sum.
    """
    figure = new_figure(WIDTH, 1.2 + 0.42 * (len(labels) + 1))
    axes = figure.subplots()
    without_frame(axes)
    axes.set_title("What retention is made of")
    edge = 0.0
    for row, part in enumerate(parts):
        axes.barh(row, part, left=edge, height=0.62, color=COLORS[0] if part >= 0.0 else COLORS[1])
        axes.plot([edge + part] * 2, [row - 0.31, row + 1.31], color=QUIET, linewidth=0.7)
        signed = f"{100.0 * part:+.1f}".replace("-", "\N{MINUS SIGN}")
        _beside(axes, max(edge, edge + part), row, signed)
        edge += part
    axes.barh(len(parts), retention, height=0.62, color=COLORS[4])
    _beside(axes, retention, len(parts), f"{100.0 * retention:.1f}")
    axes.set_yticks(range(len(parts) + 1), [*labels, "stays, if a choice is made now"])
    axes.set_ylim(len(parts) + 0.6, -0.6)
    axes.set_xlim(0.0, 1.08)
    axes.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0", "25", "50", "75", "100"])
    axes.set_xlabel("percentage points of the chance to stay")
    return figure


@in_style
def stress_figure(table: "pd.DataFrame", destinations: Sequence[str]) -> "Figure":
    """Return the stress test: a bar a prop, split by where those who leave would go.

    Parameters
    ----------
    table : DataFrame
        One row a prop, as `stress_table` makes it.
    destinations : Sequence[str]
        Its columns of destinations, in order.
    """
    figure = new_figure(WIDTH, 1.2 + 0.42 * (len(table) + 1))
    axes = figure.subplots()
    without_frame(axes)
    axes.set_title("If this falls tomorrow, of every 1,000 customers so many more would leave")
    rows = np.arange(len(table))
    gains, losses = np.zeros(len(table)), np.zeros(len(table))
    for k, name in enumerate(destinations):
        values = table[name].to_numpy(dtype=np.float64)
        left = np.where(values >= 0.0, gains, losses)
        axes.barh(
            rows, values, left=left, height=0.62, color=COLORS[k % len(COLORS)], label=name,
            hatch=HATCHES[k % len(HATCHES)], edgecolor=PAPER, linewidth=0.8,
        )  # fmt: skip
        gains += np.maximum(values, 0.0)
        losses += np.minimum(values, 0.0)
    axes.axvline(0.0, color=INK, linewidth=1.0)
    axes.set_yticks(rows, table["what falls"].tolist())
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlabel("customers of 1,000 (left of 0: would be kept from leaving)")
    figure.legend(loc="outside lower center", ncols=5)
    return figure


def _beside(axes: "Axes", x: float, row: int, text: str) -> None:
    """Write a value to the right of the end of a bar."""
    axes.annotate(
        text, (x, row), (4, 0), textcoords="offset points", va="center", fontsize=8, color=INK
    )


def _short(names: "pd.Index[str]") -> list[str]:
    return [shortened(str(name), 18) for name in names]


def _wrapped(name: str) -> str:
    return name.replace(", ", ",\n") if len(name) > 12 else name


def _bare(axes: "Axes") -> None:
    for spine in axes.spines.values():
        spine.set_visible(False)


def _percent(share: float) -> str:
    return f"{100.0 * share:.1f} %" if share < 0.0995 else f"{100.0 * share:.0f} %"
