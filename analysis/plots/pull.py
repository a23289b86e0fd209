"""What holds a firm's customers: the level without a strategy, and what each strategy adds."""

from typing import TYPE_CHECKING

from analysis.plots.stacks import Look, stack_with_sums
from analysis.plots.style import in_style, new_figure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

LOOKS: tuple[Look, ...] = (
    ("#3f90da", ""), ("#832db6", "..."), ("#92dadd", "xxx"), ("#ffa90e", "///"), ("#717581", ""),
    ("#bd1f01", "\\\\\\"), ("#a96b59", "+++"), ("#d5d9df", "---"),
)  # fmt: skip


@in_style
def pull_changes(
    level: "pd.DataFrame", changes: "pd.DataFrame", unit: str, kind: str = "strategy"
) -> "Figure":
    """Return two rows of stacked bars: the level of the baseline, and what strategies change.

    A diamond marks the sum.

    Parameters
    ----------
    level : DataFrame
        One row, the baseline; one column a construct, at most eight. One that is 0 everywhere is
        left out, and the others look the same without it.
    changes : DataFrame
        One row a strategy (its index), the same columns.
    unit : str
        Unit of both.
    kind : str
        What those in the rows of `changes` are called.
    """
    is_there = (level != 0.0).any().to_numpy() | (changes != 0.0).any().to_numpy()
    level, changes = level.loc[:, is_there], changes.loc[:, is_there]
    looks = [look for look, is_drawn in zip(LOOKS, is_there, strict=False) if is_drawn]
    figure = new_figure(10.0, 2.6 + 0.42 * len(changes))
    top, bottom = figure.subplots(2, 1, gridspec_kw={"height_ratios": [1.4, len(changes) + 0.4]})
    together = stack_with_sums(top, level, looks)
    stack_with_sums(bottom, changes, looks)
    top.set_title("In the baseline")
    bottom.set(title=f"What each {kind} changes", xlabel=unit)
    handles = [*(container[0] for container in top.containers), together]
    figure.legend(
        handles, [*map(str, level.columns), "together"], loc="outside upper left", ncols=5
    )
    return figure
