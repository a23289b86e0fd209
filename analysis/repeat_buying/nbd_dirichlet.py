"""The NBD-Dirichlet (Goodhardt, Ehrenberg & Chatfield, 1984): what to expect of brands of any size.

Category purchases of a customer are Poisson, at rates that are gamma distributed over customers
(NBD: mean m, shape k); brands are chosen with chances that are Dirichlet distributed (sum of
parameters S, means = market shares). Nobody learns, nobody forms a habit: it is the benchmark of a
market without trends, and a market of learning customers has to look like it from outside.

It is fitted to a table of purchases, or to the aggregates that a panel report prints.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize, minimize_scalar
from scipy.special import gammaln
from scipy.stats import nbinom

from analysis.calibration.log import FloatArray
from analysis.calibration.statistics import dirichlet_s as fitted_dirichlet_s
from analysis.repeat_buying.measures import BrandMeasures, chance_of_none, theoretical_measures
from simulation.errors import LogError

TAIL = 1e-12  # chance of more category purchases than are summed over
SHAPE_BOUNDS = (1e-4, 1e6)  # at the upper end customers buy at one rate: Poisson
S_BOUNDS = (1e-3, 1e4)


@dataclass(frozen=True)
class Nbd:
    """Purchases of one category, or of one brand.

    Attributes
    ----------
    mean : float
        m: purchases per customer and period, non-buyers included.
    shape : float
        k: small = customers differ much in how often they buy.
    """

    mean: float
    shape: float

    @property
    def penetration(self) -> float:
        """Share of customers who buy at least once in the period."""
        return float(1.0 - (1.0 + self.mean / self.shape) ** -self.shape)

    @property
    def frequency(self) -> float:
        """Purchases per buyer in the period."""
        return self.mean / self.penetration

    def over(self, periods: float) -> "Nbd":
        """Return the model for a period so many times as long; the shape does not change."""
        return Nbd(self.mean * periods, self.shape)

    def chances(self) -> FloatArray:
        """Return the chance of 0, 1, ..., N purchases, N so large that nothing is left out."""
        success = self.shape / (self.shape + self.mean)
        longest = int(nbinom.isf(TAIL, self.shape, success)) + 1
        chances: FloatArray = nbinom.pmf(np.arange(longest + 1), self.shape, success)
        return chances


@dataclass(frozen=True, eq=False)
class NbdDirichlet:
    """A fitted model.

    Attributes
    ----------
    category : Nbd
    dirichlet_s : float
    shares : ndarray, shape (J,)
        Of category purchases; they may sum to less than one (brands not named).
    """

    category: Nbd
    dirichlet_s: float
    shares: FloatArray

    def measures(self, periods: float = 1.0) -> BrandMeasures:
        """Return the theoretical measures of each brand over so many periods."""
        return theoretical_measures(
            self.category.over(periods).chances(), self.dirichlet_s, self.shares
        )


def fit_nbd(counts: FloatArray) -> Nbd:
    """Return the maximum-likelihood NBD of purchases per customer.

    Parameters
    ----------
    counts : ndarray, shape (C,)
        Purchases of each customer in the period; those who bought nothing count, as zeros.

    Raises
    ------
    LogError
        If nobody bought, or everybody did about equally often (then no shape is identified).
    """
    mean = float(np.mean(counts))
    if mean <= 0.0 or float(np.var(counts)) <= mean:
        msg = (
            "An NBD needs purchases that differ more between customers than chance alone lets them."
            f" Got mean {mean:.4g} and variance {float(np.var(counts)):.4g}. Check that customers"
            " without a purchase are in the table, or describe the market by its mean alone."
        )
        raise LogError(msg)

    # The maximum-likelihood mean is the sample's for any shape, so only the shape is searched.
    def cost(log_shape: float) -> float:
        shape = np.exp(log_shape)
        terms = gammaln(shape + counts) - gammaln(shape)
        terms += shape * np.log(shape / (shape + mean)) + counts * np.log(mean / (shape + mean))
        return -float(np.sum(terms))

    low, high = np.log(SHAPE_BOUNDS)
    found = minimize_scalar(cost, bounds=(low, high), method="bounded", options={"xatol": 1e-9})
    return Nbd(mean, float(np.exp(found.x)))


def nbd_of_aggregates(penetration: float, frequency: float) -> Nbd:
    """Return the NBD with a given penetration and purchases per buyer ("mean and zeros").

    Raises
    ------
    LogError
        If no NBD has them: a buyer buys at least once, and non-buyers must be more than a Poisson
        market of that mean would have.
    """
    mean = penetration * frequency
    if not (0.0 < penetration < 1.0 and frequency > 1.0 and np.exp(-mean) < 1.0 - penetration):
        msg = (
            "A category's penetration must lie between 0 and 1, its buyers buy more than once on"
            " average, and its non-buyers are more than chance alone would leave. Got penetration"
            f" {penetration:.4g} and {frequency:.4g} purchases per buyer. Check that both are of one"
            " period and that penetration counts all customers."
        )
        raise LogError(msg)

    def excess(log_shape: float) -> float:
        shape = np.exp(log_shape)
        return float(shape * np.log1p(mean / shape) + np.log1p(-penetration))

    return Nbd(mean, float(np.exp(brentq(excess, *np.log(SHAPE_BOUNDS)))))


def fit_to_counts(counts: FloatArray) -> NbdDirichlet:
    """Return the maximum-likelihood model of a table of purchases, shares as observed.

    Parameters
    ----------
    counts : ndarray, shape (C, J)
        Purchases of each customer of each brand; customers who bought nothing are rows of zeros.

    Raises
    ------
    LogError
        If the category's purchases identify no NBD.
    """
    category = fit_nbd(counts.sum(axis=1))
    s = fitted_dirichlet_s(counts, np.ones(len(counts)))
    return NbdDirichlet(category, s, counts.sum(axis=0) / counts.sum())


def fit_to_aggregates(
    penetration: float, frequency: float, shares: FloatArray, penetrations: FloatArray
) -> NbdDirichlet:
    """Return the model of a panel report.

    S is the one whose theoretical penetrations lie closest to the reported ones, each weighed by
    its sampling variance b (1 - b).

    Parameters
    ----------
    penetration, frequency : float
        Of the category: share of customers who bought, purchases per buyer.
    shares, penetrations : ndarray, shape (J,)
        Of each brand; shares of category purchases may sum to less than one.

    Raises
    ------
    LogError
        If no NBD has these category figures, or shares do not fit in one.
    """
    if shares.min() <= 0.0 or shares.sum() > 1.0 + 1e-9 or shares.shape != penetrations.shape:
        msg = (
            "Shares must be positive and sum to at most 1, with one penetration each. Got"
            f" {len(shares)} shares that sum to {shares.sum():.4g} and {len(penetrations)}"
            " penetrations."
        )
        raise LogError(msg)
    category = nbd_of_aggregates(penetration, frequency)
    chances = category.chances()
    weights = 1.0 / (penetrations * (1.0 - penetrations))

    def cost(log_s: FloatArray) -> float:
        gaps = _penetrations(chances, float(np.exp(log_s[0])), shares) - penetrations
        return float(weights @ gaps**2)

    grid = np.linspace(float(np.log(S_BOUNDS[0])), float(np.log(S_BOUNDS[1])), num=41)
    start = grid[int(np.argmin([cost(np.array([point])) for point in grid]))]
    found = minimize(cost, np.array([start]), method="Nelder-Mead", options={"xatol": 1e-6})
    return NbdDirichlet(category, float(np.exp(found.x[0])), shares)


def s_of_brand(category: Nbd, share: float, penetration: float) -> float:
    """Return the S with which one brand would have just its penetration.

    Brands of one market should agree; one whose S is much smaller than the others' has fewer and
    more loyal buyers than its size explains (a niche brand).

    Raises
    ------
    LogError
        If no S gives it: penetration runs from `share` times the category's (buyers of one brand
        each) to that of an NBD of its own (buyers who do not differ).
    """
    chances = category.chances()

    def excess(log_s: float) -> float:
        shares = np.array([share])
        return float(_penetrations(chances, float(np.exp(log_s)), shares)[0]) - penetration

    low, high = (excess(end) + penetration for end in np.log(S_BOUNDS))
    if not low < penetration < high:
        msg = (
            f"A brand with {share:.4g} of purchases must reach between {low:.4g} and {high:.4g} of"
            f" customers. Got {penetration:.4g}. Check that both figures are of one period."
        )
        raise LogError(msg)
    return float(np.exp(brentq(excess, *np.log(S_BOUNDS))))


def _penetrations(chances: FloatArray, dirichlet_s: float, shares: FloatArray) -> FloatArray:
    """Return the theoretical penetration of each brand, shape (J,)."""
    purchases = np.arange(len(chances), dtype=np.float64)
    none = [chance_of_none(purchases, dirichlet_s, float(share)) @ chances for share in shares]
    penetrations: FloatArray = 1.0 - np.array(none)
    return penetrations
