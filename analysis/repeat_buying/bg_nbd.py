"""The BG/NBD (Fader, Hardie & Lee, 2005): repeat buying from one firm, and who has stopped.

Nobody sees a customer leave a shop. While active a customer buys at a Poisson rate, gamma
distributed over customers (shape r, rate alpha); after each purchase they drop out with a chance
that is beta distributed (a, b). Times are in any one unit (weeks here and in the paper).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1

from analysis.calibration.log import FloatArray
from simulation.errors import LogError

if TYPE_CHECKING:
    import pandas as pd

GRADIENT_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class PurchaseHistory:
    """What the model needs of each customer, shape (C,) each.

    Attributes
    ----------
    repeats : ndarray
        x: purchases after the first one.
    recency : ndarray
        t_x: time from the first purchase to the last; 0 where there was one only.
    age : ndarray
        T: time from the first purchase to the end of the observation.
    """

    repeats: FloatArray
    recency: FloatArray
    age: FloatArray


@dataclass(frozen=True)
class BgNbd:
    """A fitted model.

    Attributes
    ----------
    r, alpha : float
        Purchase rates are gamma(r) with rate `alpha` (time units).
    a, b : float
        Chances to drop out after a purchase are beta(a, b).
    log_likelihood : float
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def expected_purchases(self, time: FloatArray) -> FloatArray:
        """Return the repeats expected of a new customer within a time (equation 9 of the paper)."""
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        series = hyp2f1(r, b, a + b - 1.0, time / (alpha + time))
        growth: FloatArray = (alpha / (alpha + time)) ** r * series
        return (a + b - 1.0) / (a - 1.0) * (1.0 - growth)

    def conditional_purchases(self, history: PurchaseHistory, time: float) -> FloatArray:
        """Return what each customer will buy in the `time` after the observation (equation 10).

        Parameters
        ----------
        history : PurchaseHistory
            C customers.
        time : float

        Returns
        -------
        ndarray, shape (C,)
        """
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        x, age = history.repeats, history.age
        series = hyp2f1(r + x, b + x, a + b + x - 1.0, time / (alpha + age + time))
        growth = ((alpha + age) / (alpha + age + time)) ** (r + x) * series
        if_active = (a + b + x - 1.0) / (a - 1.0) * (1.0 - growth)
        expected: FloatArray = if_active * self.chance_active(history)
        return expected

    def chance_active(self, history: PurchaseHistory) -> FloatArray:
        """Return the chance that each customer has not dropped out, shape (C,)."""
        x = history.repeats
        waited = (self.alpha + history.age) / (self.alpha + history.recency)
        against = self.a / (self.b + np.maximum(x, 1.0) - 1.0) * waited ** (self.r + x)
        # Who never came back has had no occasion to drop out: the chance comes after a repeat.
        chance: FloatArray = np.where(x > 0, 1.0 / (1.0 + against), 1.0)
        return chance


def fit_bg_nbd(history: PurchaseHistory) -> BgNbd:
    """Return the maximum-likelihood model.

    Raises
    ------
    LogError
        If nobody came back, or the likelihood has no maximum inside (customers do not differ, or
        nobody stops).
    """
    if not (history.repeats > 0).any():
        msg = "At least one customer must have bought twice. Got none: no rate can be estimated."
        raise LogError(msg)

    def cost(logarithms: FloatArray) -> float:
        return -float(np.mean(_log_likelihoods(np.exp(logarithms), history)))

    # The paper's own starting point, all parameters 1, with time in units of the mean age.
    start = np.array([0.0, np.log(history.age.mean() / 4.0), 0.0, 0.0])
    rough = minimize(cost, start, method="Nelder-Mead", options={"maxiter": 2_000})
    found = minimize(cost, rough.x, method="BFGS", options={"gtol": GRADIENT_TOLERANCE})
    if np.abs(found.x).max() > np.log(1e6):
        msg = (
            "The data must identify rates and drop-out. Got a likelihood that keeps rising toward"
            f" r, alpha, a, b = {', '.join(f'{value:.3g}' for value in np.exp(found.x))}. Observe"
            " customers for longer, or describe them by their mean rate alone."
        )
        raise LogError(msg)
    r, alpha, a, b = (float(value) for value in np.exp(found.x))
    return BgNbd(r, alpha, a, b, -float(found.fun) * len(history.repeats))


def purchase_history(
    purchases: "pd.DataFrame", end: "pd.Timestamp", unit_days: float = 7.0
) -> PurchaseHistory:
    """Return the history of each customer up to a date; several purchases of one day are one.

    Parameters
    ----------
    purchases : DataFrame
        Columns `customer` and `date` (datetime), one row per purchase.
    end : Timestamp
        Last day of the observation; later rows are not used.
    unit_days : float
        Days in one unit of time. Times are exact fractions: rounding dates to weeks moves the
        estimates.
    """
    seen = purchases.loc[purchases["date"] <= end, ["customer", "date"]].drop_duplicates()
    spans = seen.groupby("customer")["date"].agg(["min", "max", "count"])

    def units(length: "pd.Series[pd.Timedelta]") -> FloatArray:
        days = np.asarray(length.dt.days, dtype=np.float64)
        return np.asarray(days / unit_days, dtype=np.float64)

    return PurchaseHistory(
        repeats=spans["count"].to_numpy(dtype=np.float64) - 1.0,
        recency=units(spans["max"] - spans["min"]),
        age=units(end - spans["min"]),
    )


def _log_likelihoods(parameters: FloatArray, history: PurchaseHistory) -> FloatArray:
    """Return each customer's log-likelihood (equation 6 of the paper), shape (C,)."""
    r, alpha, a, b = parameters
    x = history.repeats
    shared = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    still = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + history.age)
    stopped = (
        betaln(a + 1.0, b + np.maximum(x, 1.0) - 1.0)
        - betaln(a, b)
        - (r + x) * np.log(alpha + history.recency)
    )
    total: FloatArray = shared + np.where(x > 0, np.logaddexp(still, stopped), still)
    return total
