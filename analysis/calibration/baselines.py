"""Predictors without prices: what a choice model has to beat.

| name | probability of firm j at a purchase | parameter |
|---|---|---|
| market_share | share_j | - |
| markov | row of the last firm in the switching matrix | - |
| share_and_last | (1 - k) share_j + k · [j is the last firm] | k |
| household_history | (S share_j + own earlier purchases of j) / (S + own earlier purchases) | S |

The last one is the Dirichlet-multinomial predictor: S purchases' worth of the market's shares are
mixed with the customer's own history. k and S maximize the likelihood of the known purchases.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from scipy.optimize import minimize_scalar

from analysis.calibration.log import BoolArray, ChoiceLog, FloatArray

BaselineName: TypeAlias = Literal["market_share", "markov", "share_and_last", "household_history"]

# Assumption: each row of the switching matrix starts with one purchase spread by market share, so
# that a switch never seen before is improbable, not impossible.
MARKOV_PRIOR_PURCHASES = 1.0
LOG_STRENGTH_BOUNDS = (-5.0, 8.0)  # S from 0.007 (each loyal to one firm) to 3,000 (all alike)


@dataclass(frozen=True, eq=False)
class Baseline:
    """A predictor fitted on the known purchases.

    Attributes
    ----------
    name : str
    parameter : float or None
        k or S, as in the table above.
    probabilities : ndarray, shape (n, J)
        For all purchases, one step ahead; first purchases get the market shares.
    log_likelihood : float
        Of the known purchases that are not a customer's first.
    """

    name: BaselineName
    parameter: float | None
    probabilities: FloatArray
    log_likelihood: float


def fit_baselines(log: ChoiceLog, known: BoolArray) -> tuple[Baseline, ...]:
    """Return the four predictors, fitted on the known purchases only.

    Parameters
    ----------
    log : ChoiceLog
    known : ndarray of bool, shape (n,)
        Purchases that may be used; all but a hold-out.
    """
    rows = known & ~log.is_first
    shares = log.bought[known].mean(axis=0)

    def baseline(
        name: BaselineName, parameter: float | None, probabilities: FloatArray
    ) -> Baseline:
        probabilities = np.where(log.is_first[:, None], shares, probabilities)
        fitted = _log_likelihood(log, probabilities, rows)
        return Baseline(name, parameter, probabilities, fitted)

    weight = _best_weight(log, shares, rows)
    strength = _best_strength(log, shares, rows)
    everywhere = np.tile(shares, (log.n_purchases, 1))
    return (
        baseline("market_share", None, everywhere),
        baseline("markov", None, log.last_bought @ _switching_probabilities(log, shares, rows)),
        baseline("share_and_last", weight, _share_and_last(log, shares, weight)),
        baseline("household_history", strength, _history(log, shares, strength)),
    )


def earlier_purchases(log: ChoiceLog) -> FloatArray:
    """Return the customer's own purchases of each firm before each row, shape (n, J)."""
    before = np.cumsum(log.bought, axis=0) - log.bought
    earlier: FloatArray = before - before[log.first_rows][log.customer]
    return earlier


def _switching_probabilities(log: ChoiceLog, shares: FloatArray, rows: BoolArray) -> FloatArray:
    counts = log.last_bought[rows].T @ log.bought[rows] + MARKOV_PRIOR_PURCHASES * shares
    probabilities: FloatArray = counts / counts.sum(axis=1, keepdims=True)
    return probabilities


def _share_and_last(log: ChoiceLog, shares: FloatArray, weight: float) -> FloatArray:
    mixture: FloatArray = (1.0 - weight) * shares + weight * log.last_bought
    return mixture


def _history(log: ChoiceLog, shares: FloatArray, strength: float) -> FloatArray:
    earlier = earlier_purchases(log)
    smoothed: FloatArray = (strength * shares + earlier) / (strength + log.position[:, None])
    return smoothed


def _best_weight(log: ChoiceLog, shares: FloatArray, rows: BoolArray) -> float:
    found = minimize_scalar(
        lambda weight: -_log_likelihood(log, _share_and_last(log, shares, float(weight)), rows),
        bounds=(0.0, 1.0),
        method="bounded",
    )
    return float(found.x)


def _best_strength(log: ChoiceLog, shares: FloatArray, rows: BoolArray) -> float:
    found = minimize_scalar(
        lambda size: -_log_likelihood(log, _history(log, shares, float(np.exp(size))), rows),
        bounds=LOG_STRENGTH_BOUNDS,
        method="bounded",
    )
    return float(np.exp(found.x))


def _log_likelihood(log: ChoiceLog, probabilities: FloatArray, rows: BoolArray) -> float:
    chosen = probabilities[np.arange(log.n_purchases), log.choice]
    return float(np.sum(np.log(chosen[rows])))
