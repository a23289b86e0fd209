"""An estimate never stands alone: its interval, and what that interval covers."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.comparison.intervals import paired_difference

SIMULATION_NOISE = "simulation noise only"
LACK_OF_FIT = "scatter around the fitted effects"
DESIGN_SAMPLING = "bootstrap over the points of the design"
OVER_WALKS = "t-interval over the trajectories of the design"
NO_INTERVAL = "no interval"


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval.

    Attributes
    ----------
    value, low, high : float
        The number and the ends of its interval; infinite ends where there is none.
    covers : str
        What the interval allows for.
    """

    value: float
    low: float
    high: float
    covers: str

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0


def over_replications(values: ArrayLike) -> Estimate:
    """Return the mean of one value a replication with its t-interval (shape (R,))."""
    own = np.asarray(values, dtype=np.float64)
    found = paired_difference(own, np.zeros_like(own))
    covers = SIMULATION_NOISE if math.isfinite(found.half_width) else NO_INTERVAL
    return Estimate(found.mean, float(found.low), float(found.high), covers)


def over_points(value: float, half_width: float) -> Estimate:
    """Return a number with the half-width that a bootstrap over the points of a design gave it."""
    return Estimate(
        float(value), float(value - half_width), float(value + half_width), DESIGN_SAMPLING
    )
