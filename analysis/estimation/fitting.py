"""Simulated method of moments (McFadden 1989; Pakes & Pollard 1989; Lee & Ingram 1991).

The parameters sought make simulated moments as like the observed ones as sampling errors let one
tell. Every point is simulated with the same seeds, so the distance is nearly smooth, and the search
follows derivatives (SciPy's trust-region least squares) from the best of a Latin hypercube. The same
derivatives give standard errors and identifiability, which a search that compares points would not.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares
from scipy.stats import chi2, qmc

from analysis.calibration.log import BoolArray, FloatArray
from analysis.estimation.free import at_shares, start_shares
from analysis.estimation.identifiability import NORMAL_95, Identifiability, identifiability_of
from analysis.estimation.jacobian import jacobian_at
from analysis.estimation.market_moments import MarketMoments
from analysis.estimation.sampling import Sampling

# Assumptions: enough points that the search starts in the right valley, few enough to wait for.
START_POINTS_EACH = 4
SEARCHES = 3
APART = 0.3  # shares of the range between starting points, in at least one parameter
MOST_STEPS = 12
TOLERANCE = 0.01  # shares of the range; sampling errors are larger
AT_BOUND = 0.01  # shares of the range


@dataclass(frozen=True, eq=False)
class MomentFit:
    """An estimate.

    Attributes
    ----------
    market : MarketMoments
        With the parameters that were free.
    shares, errors : ndarray, shape (p,)
        Estimates and standard errors as shares of the ranges.
    others : ndarray, shape (n, p)
        Further answers that the history cannot tell from the best one (their distance is within the
        95 % point of chi-squared with p degrees of freedom): where searches from elsewhere ended.
    covariance : ndarray, shape (p, p)
        (G' W G)^-1 in shares of the ranges; G' W G is taken over pairs of different seeds, with what
        the ranges themselves say (see `identifiability`).
    simulated : ndarray, shape (m,)
        Moments at the estimate.
    standardized : ndarray, shape (m,)
        Observed minus simulated, each in its own standard errors.
    distance : float
        The quadratic form that was minimized: the J statistic.
    identifiability : Identifiability
        At the estimate.
    """

    market: MarketMoments
    shares: FloatArray
    others: FloatArray
    errors: FloatArray
    covariance: FloatArray
    simulated: FloatArray
    standardized: FloatArray
    distance: float
    identifiability: Identifiability

    @property
    def values(self) -> FloatArray:
        """Estimates in the units of the scenario, shape (p,)."""
        return at_shares(self.market.parameters, self.shares)

    @property
    def standard_errors(self) -> FloatArray:
        """Standard errors in the units of the scenario, shape (p,)."""
        widths = np.array([parameter.width for parameter in self.market.parameters])
        errors: FloatArray = self.errors * widths
        return errors

    @property
    def intervals(self) -> FloatArray:
        """95 % intervals in the units of the scenario, shape (p, 2).

        Cut off at the ranges, and wide enough to hold every answer that fits as well.
        """
        low, high = np.clip(self._interval_shares, 0.0, 1.0)
        parameters = self.market.parameters
        return np.column_stack((at_shares(parameters, low), at_shares(parameters, high)))

    @property
    def is_cut(self) -> BoolArray:
        """Whether the range cuts off the interval at its low and at its high end, shape (p, 2)."""
        low, high = self._interval_shares
        return np.column_stack((low < 0.0, high > 1.0))

    @property
    def _interval_shares(self) -> tuple[FloatArray, FloatArray]:
        """Ends of the 95 % intervals as shares of the ranges, not cut off, each of shape (p,)."""
        answers = np.vstack((self.shares, self.others))
        width = NORMAL_95 * self.errors
        return answers.min(axis=0) - width, answers.max(axis=0) + width

    @property
    def degrees_of_freedom(self) -> int:
        """Moments less parameters."""
        return len(self.market.asked) - len(self.shares)

    @property
    def p_value(self) -> float:
        """Chance of a J as large were the model right (Hansen 1982); NaN if nothing is over."""
        if self.degrees_of_freedom <= 0:
            return float("nan")
        return float(chi2.sf(self.distance, self.degrees_of_freedom))

    @property
    def is_unique(self) -> BoolArray:
        """Whether every answer that fits as well has the same value, within 1.96 errors, (p,)."""
        gaps = np.abs(self.others - self.shares).max(axis=0, initial=0.0)
        unique: BoolArray = gaps <= NORMAL_95 * self.errors
        return unique

    @property
    def is_at_bound(self) -> BoolArray:
        """Which estimates stand at an end of their range, shape (p,)."""
        at_bound: BoolArray = (self.shares < AT_BOUND) | (self.shares > 1.0 - AT_BOUND)
        return at_bound


def fit_moments(market: MarketMoments, sampling: Sampling) -> MomentFit:
    """Return the estimate of the free parameters.

    The search is repeated from places far from one another: errors from derivatives describe one
    valley, and a second one that fits as well has to be found by going there.
    """
    target = np.array([moment.value for moment in market.asked])
    ends = [
        _searched(market, sampling, target, start) for start in _starts(market, sampling, target)
    ]
    distances = [distance for _, distance in ends]
    best = int(np.argmin(distances))
    limit = distances[best] + float(chi2.ppf(0.95, df=len(market.parameters)))
    others = [end for k, (end, far) in enumerate(ends) if k != best and far <= limit]
    shares = ends[best][0]
    jacobian = jacobian_at(market, shares, "standard errors")
    simulated = market.at(shares[None, :], "standard errors").mean(axis=(0, 1))
    found = identifiability_of(market.parameters, jacobian, sampling)
    covariance = np.asarray(np.linalg.inv(found.information), dtype=np.float64)
    return MomentFit(
        market=market,
        shares=shares,
        others=np.array(others).reshape(len(others), len(shares)),
        errors=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        simulated=simulated,
        standardized=(target - simulated) / np.sqrt(np.diag(sampling.covariance)),
        distance=float(np.sum(sampling.whitened(target - simulated) ** 2)),
        identifiability=found,
    )


def _searched(
    market: MarketMoments, sampling: Sampling, target: FloatArray, start: FloatArray
) -> tuple[FloatArray, float]:
    """Return where a search from `start` ends, and its distance there."""

    def residuals(shares: FloatArray) -> FloatArray:
        simulated = market.at(shares[None, :], "search").mean(axis=(0, 1))
        return sampling.whitened(simulated - target)

    def derivatives(shares: FloatArray) -> FloatArray:
        return sampling.whitened(jacobian_at(market, shares, "search").mean)

    found = least_squares(
        residuals,
        start,
        jac=derivatives,
        bounds=(0.0, 1.0),
        xtol=TOLERANCE,
        ftol=TOLERANCE,
        max_nfev=MOST_STEPS,
    )
    return np.asarray(found.x, dtype=np.float64), 2.0 * float(found.cost)


def _starts(market: MarketMoments, sampling: Sampling, target: FloatArray) -> list[FloatArray]:
    """Return the best of a Latin hypercube and the scenario's values, far from one another."""
    n_parameters = len(market.parameters)
    sampler = qmc.LatinHypercube(d=n_parameters, rng=np.random.default_rng(market.plan.seed))
    points = sampler.random(START_POINTS_EACH * n_parameters)
    points = np.clip(np.vstack((start_shares(market.parameters), points)), 0.02, 0.98)
    moments = market.at(points, "starting points").mean(axis=1)
    distances = [float(np.sum(sampling.whitened(row - target) ** 2)) for row in moments]
    starts: list[FloatArray] = []
    for k in np.argsort(distances):
        if all(np.abs(points[k] - start).max() >= APART for start in starts):
            starts.append(points[k])
        if len(starts) == SEARCHES:
            break
    return starts
