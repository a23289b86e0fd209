"""How many more replications each point needs for a paired difference as precise as wished."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from analysis.comparison.intervals import paired_difference, wished_count
from analysis.experiments.experiment import Replications
from analysis.experiments.plan import BASE, Plan

if TYPE_CHECKING:
    import pandas as pd


def half_widths(rows: "pd.DataFrame", metric: str) -> dict[int, float]:
    """Return the half-width of every point's mean difference to the base, by the point's number.

    Parameters
    ----------
    rows : DataFrame
        `point`, `replication` and the metric, the base included.
    metric : str
        Name of the column.
    """
    table = rows.pivot(index="replication", columns="point", values=metric)
    found = {}
    numbers: list[int] = [int(number) for number in table.columns.to_numpy()]
    for point in numbers:
        if point != BASE:
            pairs = table[[point, BASE]].dropna()
            found[point] = paired_difference(pairs[point], pairs[BASE]).half_width
    return found


def more_wanted(
    plan: Plan, wanted: Mapping[str, int], rows: "pd.DataFrame"
) -> tuple[dict[str, int], bool]:
    """Return the replications by key that should do, and whether the wish is met at every point.

    Half-widths shrink with the root of the number of runs; never more than doubled at once, because
    the first estimates are rough. A point whose metric is undefined is given up. Rows beyond what is
    wanted (of an interrupted sweep, or of another one at work) are not looked at, so that the answer
    does not depend on what happened before.
    """
    wish = plan.replications
    if wish.metric is None or wish.half_width is None:
        return dict(wanted), True
    more = dict(wanted)
    is_met = True
    counts = {number: wanted[key] for number, key in plan.keys.items()}
    looked_at = rows[rows["replication"] < rows["point"].map(counts)]
    for point, width in half_widths(looked_at, wish.metric).items():
        key = plan.keys[point]
        if width > wish.half_width or math.isnan(width):
            is_met = False
            more[key] = max(more[key], _next_count(wanted[key], width, wish))
    if plan.base:
        more[plan.keys[BASE]] = max(more.values())
    return more, is_met


def _next_count(n: int, width: float, wish: Replications) -> int:
    if not math.isfinite(width) or not wish.half_width:
        return n
    return wished_count(n, width, wish.half_width, wish.at_most)
