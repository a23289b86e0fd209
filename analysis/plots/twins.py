"""Twin accounting: who the customers were, whom a strategy moved, and what was given to whom."""

from typing import TYPE_CHECKING

import numpy as np

from analysis.plots.stacks import stack_bars
from analysis.plots.style import INK, in_style, new_figure, told_apart, without_frame

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOOKS = {
    "saved": ("#3f90da", ""),
    "stayed_anyway": ("#d5d9df", ""),
    "lost_by_policy": ("#bd1f01", "xxx"),
    "left_anyway": ("#8b929c", "///"),
}
"""Color and hatch of each cell: those whom the strategy moved stand out, in grey prints too."""


@in_style
def twin_accounts(
    twins: "pd.DataFrame", labels: dict[str, str], given_unit: str, kind: str = "strategy"
) -> "Figure":
    """Return three rows of bars: all customers by cell, those who were moved, and what was given.

    Parameters
    ----------
    twins : DataFrame
        One row per strategy and cell: `strategy`, `cell`, `per_thousand` (of 1,000 customers at the
        start of the policy), `given`.
    labels : dict[str, str]
        Words for each cell, in the order in which they are stacked.
    given_unit : str
        Unit of `given`.
    kind : str
        What those in the rows are called.
    """
    strategies = list(dict.fromkeys(twins["strategy"]))
    figure = new_figure(10.0, 1.7 + 0.42 * len(strategies))
    figure.set_layout_engine("constrained", w_pad=0.15)  # the last number beside the next first one
    everyone, moved, given = figure.subplots(
        1, 3, sharey=True, gridspec_kw={"width_ratios": [1.25, 1.0, 1.25]}
    )
    people = twins.pivot(index="strategy", columns="cell", values="per_thousand").loc[strategies]
    money = twins.pivot(index="strategy", columns="cell", values="given").loc[strategies]
    stack_bars(everyone, people[list(labels)], [LOOKS[cell] for cell in labels])
    everyone.set(title="Customers at the start", xlabel="of every 1,000", xlim=(0, 1000))
    _draw_moved(moved, people)
    moved.set_title(f"Moved by the {kind}")
    stack_bars(given, money[list(labels)], [LOOKS[cell] for cell in labels])
    given.set(title="What was given to whom", xlabel=given_unit)
    for axes in (everyone, moved, given):
        without_frame(axes)
    everyone.set_yticks(range(len(strategies)), told_apart(strategies))
    everyone.set_ylim(len(strategies) - 0.4, -0.6)
    handles = [container[0] for container in everyone.containers]
    figure.legend(handles, list(labels.values()), loc="outside upper left", ncols=len(labels))
    return figure


def _draw_moved(axes: "Axes", people: "pd.DataFrame") -> None:
    saved = people["saved"].to_numpy(dtype=np.float64)
    lost = -people["lost_by_policy"].to_numpy(dtype=np.float64)
    rows = np.arange(len(people))
    for values, cell in ((saved, "saved"), (lost, "lost_by_policy")):
        color, hatch = LOOKS[cell]
        axes.barh(rows, values, 0.62, color=color, hatch=hatch, linewidth=0)
    for row in rows:
        axes.annotate(f"{saved[row]:.1f}", (saved[row], row), (4, 0), textcoords="offset points",
                      va="center", fontsize=8)  # fmt: skip
        if lost[row] < 0.0:
            axes.annotate(f"{-lost[row]:.1f}", (lost[row], row), (-4, 0), va="center", ha="right",
                          textcoords="offset points", fontsize=8)  # fmt: skip
    axes.axvline(0.0, color=INK, linewidth=1.0)
    axes.margins(x=0.22)
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    axes.set_xlabel("lost ← of every 1,000 → saved")
