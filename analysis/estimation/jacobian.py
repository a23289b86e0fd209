"""How moments move with parameters: central differences under common random numbers."""

from dataclasses import dataclass

import numpy as np

from analysis.calibration.log import FloatArray
from analysis.estimation.market_moments import MarketMoments

# Assumption: half the distance of a central difference, as a share of the range; large enough that
# many customers change their minds in between, small enough that moments move in proportion.
STEP = 0.08


@dataclass(frozen=True, eq=False)
class Jacobian:
    """Derivatives of moments by parameters, for each seed.

    Attributes
    ----------
    by_seed : ndarray, shape (S, m, p)
        Change of each moment when a parameter crosses its whole range at this rate.
    """

    by_seed: FloatArray

    @property
    def mean(self) -> FloatArray:
        """The derivative, mean over seeds, shape (m, p)."""
        mean: FloatArray = self.by_seed.mean(axis=0)
        return mean


def jacobian_at(market: MarketMoments, shares: FloatArray, stage: str) -> Jacobian:
    """Return the derivatives at a point; beside a bound the difference is taken inside the range.

    Parameters
    ----------
    market : MarketMoments
    shares : ndarray, shape (p,)
        Parameters as shares of their ranges.
    stage : str
        What to call this in progress reports.
    """
    n_parameters = len(shares)
    above, below = np.tile(shares, (n_parameters, 1)), np.tile(shares, (n_parameters, 1))
    for k in range(n_parameters):
        above[k, k] = min(shares[k] + STEP, 1.0)
        below[k, k] = max(shares[k] - STEP, 0.0)
    moments = market.at(np.concatenate((above, below)), stage)
    distance = np.array([above[k, k] - below[k, k] for k in range(n_parameters)])
    change = (moments[:n_parameters] - moments[n_parameters:]) / distance[:, None, None]
    return Jacobian(np.ascontiguousarray(change.transpose(1, 2, 0)))
