"""How fast a calibrated market moves: purchases a week, the length of a step, how long it settles.

In the market offers change every step: whoever buys twice in a step meets the same promotions twice
and buys the same again. So there are as many purchases a step as make offers at consecutive purchases
as alike as they are in the log. A dated log says how often people buy, and steps are short enough for
that; one without dates has steps of a week and purchases as far apart as that takes. One purchase a
week, which is assumed where there are no offers either, let catsup buyers repeat 5 points too often.
"""

import math
from dataclasses import dataclass

from scipy.optimize import brentq

from analysis.calibration.calibration import Calibration
from simulation.scenario.customer import CustomerParams

WEEK_DAYS = 7  # of the longest step
STUDY_WEEKS = 52
BURN_IN_WEEKS = (52, 520)  # assumption: ten years are enough for the slowest buyers
SETTLED = 0.01  # what may be left of the habit that nobody starts with
ASSUMED_PURCHASES_A_WEEK = 1.0  # assumption, where a log has neither dates nor offers
# Assumption: with fewer purchases a step than that a year of weeks would hold less than half a dozen
# of a mean customer; and nobody buys more than once a day.
PURCHASES_A_STEP = (1.0 / 8.0, 7.0)
PURCHASES_IN_WINDOW = 8.0  # assumption: who skips eight purchases in the category is no customer
WINDOW_WEEKS = (4, 26)
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
    step_days : int
        At most a week.
    steps : int
        Of a study of a year.
    burn_in_steps : int
    activity_window_steps : int
    """

    purchases_a_week: float
    is_assumed: bool
    step_days: int
    steps: int
    burn_in_steps: int
    activity_window_steps: int


def pace_of(calibration: Calibration) -> Pace:
    """Return the pace of the market, from the cadence of a dated log and from its offers.

    The burn-in lasts until a mean customer has forgotten the start: the market starts without
    habits, where the fitted model starts from each customer's first purchase.
    """
    cadence, alike = calibration.cadence, calibration.offer_persistence
    a_step = ASSUMED_PURCHASES_A_WEEK if alike is None else purchases_that_meet(alike)
    weekly, step_days = a_step, WEEK_DAYS
    if cadence is not None:
        weekly = cadence.purchases_per_30_days * WEEK_DAYS / 30.0
        if alike is not None:
            step_days = min(max(math.floor(WEEK_DAYS * a_step / weekly), 1), WEEK_DAYS)
    carry = min(max(calibration.smoothing.value, 1.0e-9), 1.0 - 1.0e-9)
    forgotten = math.log(SETTLED) / math.log(carry) / weekly
    window = math.ceil(PURCHASES_IN_WINDOW / weekly)
    a_week = WEEK_DAYS / step_days
    burn_in = min(max(math.ceil(forgotten), BURN_IN_WEEKS[0]), BURN_IN_WEEKS[1])
    return Pace(
        purchases_a_week=weekly,
        is_assumed=cadence is None,
        step_days=step_days,
        steps=round(STUDY_WEEKS * a_week),
        burn_in_steps=math.ceil(burn_in * a_week),
        activity_window_steps=math.ceil(
            min(max(window, WINDOW_WEEKS[0]), WINDOW_WEEKS[1]) * a_week
        ),
    )


def purchases_that_meet(persistence: float) -> float:
    """Return the purchases a step at which offers of consecutive purchases are this much alike.

    Parameters
    ----------
    persistence : float
        Correlation of offers at consecutive purchases of a customer.

    Returns
    -------
    float
        Within `PURCHASES_A_STEP`.
    """
    slowest, fastest = PURCHASES_A_STEP
    if persistence <= share_in_one_step(slowest):
        return slowest
    if persistence >= share_in_one_step(fastest):
        return fastest
    return float(brentq(lambda rate: share_in_one_step(rate) - persistence, slowest, fastest))


def share_in_one_step(purchases_a_step: float) -> float:
    """Return the share of purchases that fall into the step of the customer's purchase before.

    Purchases are Poisson, their rate Gamma over customers with the market's `need_shape`: a customer
    of n purchases in a step makes n - 1 such pairs, and E[n - 1; n > 0] = E[n] - P(n > 0). Promotions
    of different steps are independent, so that this is also how much offers at consecutive purchases
    are correlated.
    """
    idle: float = (1.0 + purchases_a_step / NEED_SHAPE) ** -NEED_SHAPE
    return 1.0 - (1.0 - idle) / purchases_a_step
