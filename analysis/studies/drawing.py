"""How studies are drawn: maps with a name at every row and column, and dots by market and policy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.plots.heat_map import heat_map
from analysis.plots.style import in_style, marks, new_figure, without_frame
from analysis.report.numbers import plain, signed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Panel:
    """One measure of a picture of dots.

    Attributes
    ----------
    column : str
        Where it stands in the table.
    title, unit : str
        Above and below the panel.
    scale : float
        What a value is multiplied by (shares become percent).
    is_level : bool
        Whether the scale begins at 0; of differences, a line marks 0.
    """

    column: str
    title: str
    unit: str
    scale: float = 100.0
    is_level: bool = False


def _signed(value: float) -> str:
    return signed(value, 1)


def _percent(value: float) -> str:
    return f"{plain(value, 0)} %"


NUMBERS_OF: dict[str, Callable[[float], str]] = {"signed": _signed, "percent": _percent}
"""How the number of a cell is written."""


def named_map(
    axes: "Axes",
    cells: NDArray[np.float64],
    written: Callable[[float], str],
    rows: Sequence[str],
    columns: Sequence[str],
) -> None:
    """Draw a map of numbers, the first row at the top, with the names of rows and columns."""
    heat_map(axes, cells, written)
    axes.set_xticks(np.arange(len(columns)) + 0.5, columns)
    axes.set_yticks(np.arange(len(rows)) + 0.5, rows)
    axes.set_ylim(len(rows), 0.0)


@in_style
def dots_by_market(
    table: "pd.DataFrame", policies: Sequence[str], panels: Sequence[Panel]
) -> "Figure":
    """Return a row a market and a mark a policy, one panel a measure.

    Parameters
    ----------
    table : DataFrame
        One row a `market` and `policy`.
    policies : Sequence[str]
        Policies in the order of the legend.
    panels : Sequence[Panel]
        What is drawn.
    """
    names = list(dict.fromkeys(table["market"]))
    figure = new_figure(10.0, 2.3 + 0.35 * len(names))
    drawn = figure.subplots(1, len(panels), sharey=True)
    for axes, panel in zip(drawn, panels, strict=True):
        for policy, mark in zip(policies, marks(len(policies)), strict=True):
            own = table[table["policy"] == policy]
            rows = [names.index(name) for name in own["market"]]
            axes.plot(
                panel.scale * own[panel.column], rows, mark.marker, color=mark.color, markersize=7,
                label=policy,
            )  # fmt: skip
        if panel.is_level:
            axes.set_xlim(0.0, 1.08 * panel.scale * float(table[panel.column].max()))
        else:
            axes.axvline(0.0, linewidth=0.8, color="0.6", zorder=0)
        axes.set(title=panel.title, xlabel=panel.unit)
        without_frame(axes)
    drawn[0].set_yticks(range(len(names)), [name.replace("_", " ") for name in names])
    drawn[0].set_ylim(len(names) - 0.5, -0.5)
    handles, labels = drawn[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(policies))
    return figure
