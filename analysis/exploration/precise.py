"""How precise each point's difference to the base became, where a precision was wished.

Comparisons between points take the seeds that all of them share. A wished precision gives some
points more seeds than others: each point's own difference to the base is over all of them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.experiments.experiment import Replications
from analysis.exploration.estimates import Estimate, over_replications
from analysis.exploration.sample import Sample

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class PreciseDifference:
    """The paired difference of one point to the base in every seed that both ran with.

    Attributes
    ----------
    point : int
        Number of the point.
    seeds : int
        How many seeds both ran with, and the metric was defined in.
    difference : Estimate
        Mean difference and its 95 % interval over them.
    is_met : bool
        Whether its half-width is as small as wished.
    """

    point: int
    seeds: int
    difference: Estimate
    is_met: bool


def precise_differences(
    sample: Sample, base: "pd.DataFrame", wish: Replications
) -> list[PreciseDifference]:
    """Return the difference of every point to the base, in the order of points.

    Parameters
    ----------
    sample : Sample
        The runs of the points.
    base : DataFrame
        The runs of the base, one a replication.
    wish : Replications
        Of which metric, and how precise; nothing is returned where no precision was wished, or the
        base was not run.
    """
    if wish.metric is None or wish.half_width is None or wish.metric not in base.columns:
        return []
    at_base = base.set_index("replication")[wish.metric]
    found = []
    for point, runs in sample.table.groupby("point"):
        own = runs.set_index("replication")[wish.metric]
        gains = (own - at_base).dropna()
        if gains.empty:
            continue
        difference = over_replications(gains.sort_index().to_numpy())
        is_met = (difference.high - difference.low) / 2.0 <= wish.half_width
        found.append(PreciseDifference(int(str(point)), len(gains), difference, is_met))
    return found
