"""What a log shows without a choice model: repeat buying and its benchmarks.

A market of agents that only reproduces the repeat rate may still be wrong. The share that repeats
after two purchases, Dirichlet S, the 100 %-loyal and the share of the favorite firm tell habits from
lasting tastes; they are what a simulated market is later held against.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from analysis.calibration.log import ChoiceLog, FloatArray
from analysis.calibration.order_check import (
    ShuffleBenchmark,
    shuffle_benchmark,
    switching_counts,
)

LOG_S_BOUNDS = (-5.0, 8.0)
# Assumption: draws of the bootstrap; its own error on a standard error is about 5 %.
BOOTSTRAP_DRAWS = 200
BOOTSTRAP_SEED = 20240131  # any fixed number: the same log always gives the same errors


@dataclass(frozen=True)
class Statistic:
    """A number and its standard error over customers (bootstrap)."""

    value: float
    standard_error: float


@dataclass(frozen=True, eq=False)
class RepeatStatistics:
    """Repeat buying in a log.

    Attributes
    ----------
    shares : ndarray, shape (J,)
        Of purchases.
    share_errors : ndarray, shape (J,)
        Their standard errors over customers.
    penetration : ndarray, shape (J,)
        Share of customers who ever bought from each firm.
    switching : ndarray, shape (J, J)
        Share of each firm's buyers (row) whose next purchase was from each firm (column); NaN in
        the row of a firm that nobody bought from before another purchase.
    repeat_rate : Statistic
        Share of consecutive purchases from one firm.
    repeat_rate_lag_2 : Statistic
        Share of purchases from the firm of the last but one; NaN if nobody bought three times.
    dirichlet_s : Statistic
        Sum of the Dirichlet parameters, shares fixed at the observed ones; small = loyal.
    loyal_share : Statistic
        Share of customers with at least two purchases who used one firm only.
    top_firm_share : Statistic
        Mean over customers of the share of their favorite firm.
    shuffled : ShuffleBenchmark
        Repeat rate if each customer's purchases stood in random order: what lasting tastes alone
        would give. The mean holds for any lag.
    sum_of_squared_shares : float
        Repeat rate if there were neither tastes nor loyalty.
    """

    shares: FloatArray
    share_errors: FloatArray
    penetration: FloatArray
    switching: FloatArray
    repeat_rate: Statistic
    repeat_rate_lag_2: Statistic
    dirichlet_s: Statistic
    loyal_share: Statistic
    top_firm_share: Statistic
    shuffled: ShuffleBenchmark
    sum_of_squared_shares: float


def measure_repeat_buying(log: ChoiceLog) -> RepeatStatistics:
    """Return the statistics of a log whose order can be believed (see `require_order`)."""
    shares = log.bought.mean(axis=0)
    switches = switching_counts(log)
    buyers = switches.sum(axis=1, keepdims=True)
    switching = np.divide(switches, buyers, out=np.full_like(switches, np.nan), where=buyers > 0)
    generator = np.random.default_rng(BOOTSTRAP_SEED)
    weights = _bootstrap_weights(generator, log.n_customers)

    def statistic(weighted: Callable[[FloatArray], float]) -> Statistic:
        draws = np.array([weighted(weight) for weight in weights])
        # A resample in which nobody bought twice has no repeat rate.
        draws = draws[np.isfinite(draws)]
        error = float(np.std(draws, ddof=1)) if len(draws) > 1 else float("nan")
        return Statistic(weighted(np.ones(log.n_customers)), error)

    measures = {name: statistic(measure) for name, measure in _measures(log).items()}
    return RepeatStatistics(
        shares=shares,
        share_errors=_share_errors(log.counts, shares),
        penetration=(log.counts > 0).mean(axis=0),
        switching=switching,
        repeat_rate=measures["repeat_rate"],
        repeat_rate_lag_2=measures["repeat_rate_lag_2"],
        dirichlet_s=measures["dirichlet_s"],
        loyal_share=measures["loyal_share"],
        top_firm_share=measures["top_firm_share"],
        shuffled=shuffle_benchmark(log.counts),
        sum_of_squared_shares=float(np.sum(shares**2)),
    )


def _share_errors(counts: FloatArray, shares: FloatArray) -> FloatArray:
    """Return the standard errors of shares of purchases: ratios of sums over customers, shape (J,)."""
    n_customers = len(counts)
    if n_customers < 2:
        return np.full(len(shares), np.nan)
    away = counts - counts.sum(axis=1, keepdims=True) * shares
    squares = np.sum(away**2, axis=0) * n_customers / (n_customers - 1)
    errors: FloatArray = np.sqrt(squares) / counts.sum()
    return errors


def repeat_values(log: ChoiceLog) -> dict[str, float]:
    """Return the five statistics of repeat buying by name, without their errors."""
    everybody = np.ones(log.n_customers)
    return {name: measure(everybody) for name, measure in _measures(log).items()}


def _measures(log: ChoiceLog) -> dict[str, Callable[[FloatArray], float]]:
    """Return the statistics as functions of how often each customer counts."""
    several = log.purchases_per_customer >= 2
    favorite = log.counts.max(axis=1) / log.purchases_per_customer
    return {
        "repeat_rate": _ratio(*_repeats(log, 1)),
        "repeat_rate_lag_2": _ratio(*_repeats(log, 2)),
        "dirichlet_s": lambda weights: dirichlet_s(log.counts, weights),
        "loyal_share": _ratio(several * (favorite == 1.0), several.astype(float)),
        "top_firm_share": _ratio(favorite, np.ones(log.n_customers)),
    }


def dirichlet_s(counts: FloatArray, weights: FloatArray) -> float:
    """Return the maximum-likelihood S of the Dirichlet-multinomial (Goodhardt et al., 1984).

    Shares are held at the observed ones. The search ends at about 3,000, where customers do not
    differ, and at 0.007, where each buys from one firm.

    Parameters
    ----------
    counts : ndarray, shape (C, J)
        Purchases of each customer from each firm.
    weights : ndarray, shape (C,)
        How often each customer counts.
    """
    used = weights > 0
    counts, weights = counts[used], weights[used]
    totals = counts.sum(axis=1)
    purchases = weights @ counts
    counts = counts[:, purchases > 0]
    shares = purchases[purchases > 0] / purchases.sum()

    def cost(log_s: float) -> float:
        alpha = np.exp(log_s) * shares
        own = gammaln(alpha.sum()) - gammaln(alpha.sum() + totals)
        own += np.sum(gammaln(alpha + counts) - gammaln(alpha), axis=1)
        return -float(weights @ own)

    return float(np.exp(minimize_scalar(cost, bounds=LOG_S_BOUNDS, method="bounded").x))


def _repeats(log: ChoiceLog, lag: int) -> tuple[FloatArray, FloatArray]:
    """Return each customer's repeats and pairs at a lag, both of shape (C,)."""
    same: FloatArray = np.zeros(log.n_purchases)
    same[lag:] = log.choice[lag:] == log.choice[:-lag]
    same[log.position < lag] = 0.0
    repeats = np.bincount(log.customer, same, log.n_customers).astype(np.float64)
    pairs: FloatArray = np.maximum(log.purchases_per_customer - lag, 0).astype(np.float64)
    return repeats, pairs


def _ratio(numerator: FloatArray, denominator: FloatArray) -> Callable[[FloatArray], float]:
    """Return the ratio of two sums over weighted customers, as a function of the weights."""

    def weighted(weights: FloatArray) -> float:
        base = float(weights @ denominator)
        return float(weights @ numerator) / base if base > 0 else float("nan")

    return weighted


def _bootstrap_weights(generator: np.random.Generator, n_customers: int) -> FloatArray:
    """Return how often each customer is drawn in each resample, shape (draws, C)."""
    chances = np.full(n_customers, 1.0 / n_customers)
    return generator.multinomial(n_customers, chances, size=BOOTSTRAP_DRAWS).astype(float)
