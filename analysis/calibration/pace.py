"""How fast a calibrated market moves: purchases a week, and how long it needs to settle.

A dated log says how often people buy. One without dates still says how often offers change from one
purchase to the next, and in the market they change every week: whoever buys twice in a week meets the
same promotions twice and buys the same again. So purchases are as far apart as makes offers at
consecutive purchases as alike as they are in the log. One purchase a week, which is assumed where
there are no offers either, let catsup buyers repeat 5 points too often.
"""

import math
from dataclasses import dataclass

from scipy.optimize import brentq

from analysis.calibration.calibration import Calibration
from simulation.scenario.customer import CustomerParams

LEAST_BURN_IN_STEPS = 52
MOST_BURN_IN_STEPS = 520  # assumption: ten years are enough for the slowest buyers
SETTLED = 0.01  # what may be left of the habit that nobody starts with
ASSUMED_PURCHASES_A_WEEK = 1.0  # assumption, where a log has neither dates nor offers
# Assumption, without dates: a year's study should hold half a dozen purchases of a mean customer, and
# nobody buys more than once a day.
PURCHASES_A_WEEK = (1.0 / 8.0, 7.0)
PURCHASES_IN_WINDOW = 8.0  # assumption: who skips eight purchases in the category is no customer
WINDOW_STEPS = (4, 26)
NEED_SHAPE = float(CustomerParams().need_shape)


@dataclass(frozen=True)
class Pace:
    """How fast the market moves.

    Attributes
    ----------
    purchases_a_week : float
        In the category, of a mean customer.
    is_assumed : bool
        Whether that is not from dates, because the log has none.
    burn_in_steps : int
    activity_window_steps : int
    """

    purchases_a_week: float
    is_assumed: bool
    burn_in_steps: int
    activity_window_steps: int


def pace_of(calibration: Calibration) -> Pace:
    """Return the pace of the market, from the cadence of a dated log, else from its offers.

    The burn-in lasts until a mean customer has forgotten the start: the market starts without
    habits, where the fitted model starts from each customer's first purchase.
    """
    cadence, alike = calibration.cadence, calibration.offer_persistence
    weekly = ASSUMED_PURCHASES_A_WEEK
    if cadence is not None:
        weekly = cadence.purchases_per_30_days * 7.0 / 30.0
    elif alike is not None:
        weekly = purchases_that_meet(alike)
    carry = min(max(calibration.smoothing.value, 1.0e-9), 1.0 - 1.0e-9)
    purchases = math.log(SETTLED) / math.log(carry)
    burn_in = min(math.ceil(purchases / weekly), MOST_BURN_IN_STEPS)
    window = math.ceil(PURCHASES_IN_WINDOW / weekly)
    return Pace(
        purchases_a_week=weekly,
        is_assumed=cadence is None,
        burn_in_steps=max(burn_in, LEAST_BURN_IN_STEPS),
        activity_window_steps=min(max(window, WINDOW_STEPS[0]), WINDOW_STEPS[1]),
    )


def purchases_that_meet(persistence: float) -> float:
    """Return the purchases a week at which offers of consecutive purchases are this much alike.

    Parameters
    ----------
    persistence : float
        Correlation of offers at consecutive purchases of a customer.

    Returns
    -------
    float
        Within `PURCHASES_A_WEEK`.
    """
    slowest, fastest = PURCHASES_A_WEEK
    if persistence <= share_in_one_week(slowest):
        return slowest
    if persistence >= share_in_one_week(fastest):
        return fastest
    return float(brentq(lambda weekly: share_in_one_week(weekly) - persistence, slowest, fastest))


def share_in_one_week(purchases_a_week: float) -> float:
    """Return the share of purchases that fall into the week of the customer's purchase before.

    Weekly purchases are Poisson, their rate Gamma over customers with the market's `need_shape`: a
    customer of n purchases in a week makes n - 1 such pairs, and E[n - 1; n > 0] = E[n] - P(n > 0).
    Promotions of different weeks are independent, so that this is also how much offers at consecutive
    purchases are correlated.
    """
    idle: float = (1.0 + purchases_a_week / NEED_SHAPE) ** -NEED_SHAPE
    return 1.0 - (1.0 - idle) / purchases_a_week
