"""How far moments may lie apart by chance: the firm's sample, and the simulation's own noise."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.calibration.log import FloatArray
from analysis.estimation.market_moments import MarketMoments

# Runs a moment from which the covariance is read; fewer would leave its inverse mostly noise.
RUNS_EACH = 5
FEWEST_RUNS = 60
LEAST_NOISE = 1e-9  # keeps a moment that never varies from counting as certain beyond measure


@dataclass(frozen=True, eq=False)
class Sampling:
    """The covariance of the difference between observed and simulated moments.

    Attributes
    ----------
    errors : ndarray, shape (m,)
        Standard errors of the observed moments.
    covariance : ndarray, shape (m, m)
        Of the observed moments, plus the simulation's, averaged over its seeds.
    """

    errors: FloatArray
    covariance: FloatArray

    def whitened(self, differences: FloatArray) -> FloatArray:
        """Return differences (m,) or (m, n) in independent units of one standard error."""
        white: FloatArray = self._whitening @ differences
        return white

    @cached_property
    def _whitening(self) -> FloatArray:
        return np.asarray(np.linalg.inv(np.linalg.cholesky(self.covariance)), dtype=np.float64)


def sampling_of(market: MarketMoments) -> Sampling:
    """Return the sampling covariance of a history under a scenario.

    How moments go together (promoters with satisfaction, one band of tenure with the next) is read
    from independent runs of the scenario, none with a seed that parameters are simulated with; how
    large their errors are, from what the history says it rests on.

    The inverse of an estimated covariance is too large by (n - 1) / (n - m - 2), for n runs and m
    moments (Hartlap, Simon & Schneider 2007); the covariance returned makes up for it. Correlations
    are not shrunk: that would make what all moments share look more certain than it is.
    """
    n_moments = len(market.asked)
    n_runs = max(FEWEST_RUNS, RUNS_EACH * n_moments)
    runs = market.replicated(market.plan.replications, n_runs, "sampling errors")
    values = np.array([run.values for run in runs])
    spread = float(np.mean([run.spread for run in runs]))
    errors = np.array([moment.error(spread) for moment in market.asked])
    noise = np.maximum(values.std(axis=0, ddof=1), LEAST_NOISE)
    correlation = _correlation(values)
    simulated = correlation * np.outer(noise, noise) / market.plan.replications
    excess = (n_runs - 1) / (n_runs - n_moments - 2)
    return Sampling(errors, excess * (correlation * np.outer(errors, errors) + simulated))


def _correlation(values: FloatArray) -> FloatArray:
    """Return the correlation of columns (n, m), a constant one going with no other."""
    centered = values - values.mean(axis=0)
    lengths = np.sqrt(np.sum(centered**2, axis=0))
    units = centered / np.where(lengths > 0.0, lengths, 1.0)
    correlation: FloatArray = units.T @ units * (1.0 - LEAST_NOISE)
    np.fill_diagonal(correlation, 1.0)
    return correlation
