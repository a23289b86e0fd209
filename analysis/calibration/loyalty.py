"""The loyalty state of Guadagni & Little (1983): a fading memory of one's own purchases.

After each purchase every firm's loyalty becomes `smoothing * loyalty + (1 - smoothing) * bought`.
A customer's first purchase only initializes it, by one of two rules:

* **market_share**: before the first purchase loyalty is the market share of each firm; the first
  purchase then updates it as any other does.
* **first_brand**: after the first purchase loyalty is `smoothing` for the firm bought and
  `(1 - smoothing) / (J - 1)` for each other one, the rule of the original paper.

Either way loyalties of a customer sum to one.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from analysis.calibration.log import ChoiceLog, FloatArray

InitRule: TypeAlias = Literal["market_share", "first_brand"]
INIT_RULES: tuple[InitRule, ...] = ("market_share", "first_brand")


@dataclass(frozen=True, eq=False)
class LoyaltyPath:
    """Loyalty before each purchase, and how it moves with the smoothing constant.

    Attributes
    ----------
    level, slope, curvature : ndarray, shape (n, J)
        Loyalty, its first and its second derivative by the smoothing constant.
    """

    level: FloatArray
    slope: FloatArray
    curvature: FloatArray


def updated_loyalty(loyalty: FloatArray, bought: FloatArray, smoothing: float) -> FloatArray:
    """Return loyalty after a purchase.

    Parameters
    ----------
    loyalty : ndarray, shape (..., J)
        Before the purchase, in [0, 1].
    bought : ndarray, shape (..., J)
        One at the firm bought from, 0 elsewhere.
    smoothing : float
        Carry-over in [0, 1]; 0 remembers the last purchase only.
    """
    updated: FloatArray = smoothing * loyalty + (1.0 - smoothing) * bought
    return updated


def loyalty_path(
    log: ChoiceLog, smoothing: float, init_rule: InitRule, shares: FloatArray
) -> LoyaltyPath:
    """Return the loyalty that each purchase meets.

    Rows of first purchases hold `shares` (they are in no likelihood).

    Parameters
    ----------
    log : ChoiceLog
    smoothing : float
    init_rule : {"market_share", "first_brand"}
    shares : ndarray, shape (J,)
        Market shares, of the purchases that may be known when the model is fitted.
    """
    level = np.tile(shares, (log.n_purchases, 1))
    slope = np.zeros_like(level)
    curvature = np.zeros_like(level)
    bought = log.bought
    counts = log.purchases_per_customer
    # Longest histories first, so that those still under way are always the head of the list.
    by_length = np.argsort(-counts, kind="stable")
    starts, lengths = log.first_rows[by_length], counts[by_length]
    for position in range(1, int(lengths[0])):
        n_active = int(np.searchsorted(-lengths, -position, side="left"))
        row = starts[:n_active] + position
        before = row - 1
        if position == 1 and init_rule == "first_brand":
            others = (1.0 - bought[before]) / (log.n_firms - 1)
            level[row] = smoothing * bought[before] + (1.0 - smoothing) * others
            slope[row] = bought[before] - others
            continue
        level[row] = updated_loyalty(level[before], bought[before], smoothing)
        slope[row] = level[before] - bought[before] + smoothing * slope[before]
        curvature[row] = 2.0 * slope[before] + smoothing * curvature[before]
    return LoyaltyPath(level, slope, curvature)
