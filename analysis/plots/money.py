"""Where a difference in profit comes from: its parts, stacked."""

from typing import TYPE_CHECKING

from analysis.plots.stacks import stack_with_sums
from analysis.plots.style import in_style, new_figure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

LOOKS = (
    ("#3f90da", ""), ("#ffa90e", "///"), ("#832db6", "..."), ("#92dadd", "xxx"), ("#bd1f01", ""),
    ("#717581", "\\\\\\"),
)  # fmt: skip


@in_style
def profit_parts(parts: "pd.DataFrame", unit: str) -> "Figure":
    """Return bars of what adds to a strategy's profit (right) and takes from it (left).

    A diamond marks the sum, the difference in profit.

    Parameters
    ----------
    parts : DataFrame
        One row a strategy (its index), one column a part, signed as it enters profit; at most six.
    unit : str
        Unit of the amounts.
    """
    figure = new_figure(10.0, 1.6 + 0.42 * len(parts))
    axes = figure.subplots()
    sums = stack_with_sums(axes, parts, LOOKS[: parts.shape[1]])
    axes.set_xlabel(unit)
    handles = [*(container[0] for container in axes.containers), sums]
    figure.legend(
        handles, [*map(str, parts.columns), "difference in profit"], loc="outside upper left",
        ncols=4,
    )  # fmt: skip
    return figure
