"""What a share of the focal firm's revenue buys, lever by lever (all of it assumptions, grade D).

Quality saturates as in EQ1; failures are halved by 1.5 % of revenue as in the shipped scenarios;
what nobody has yet comes fast at first. The strategies of `presets` are made of these.
"""

import math

from simulation.derived_terms import CHANNELS, CONTACT_COST
from simulation.scenario.firm import FirmParams
from simulation.scenario.parameter import PERIOD_DAYS
from simulation.scenario.schema import Scenario
from simulation.tables import YEAR_DAYS

QUALITY_GAIN_MAX = 12.0  # points (EQ1, assumption)
QUALITY_HALF_SPEND = 0.05  # share of revenue, on all five dimensions (EQ1, assumption)
FAILURE_HALF_SPEND = 0.015  # share of revenue that halves failures (assumption)
COMMUNITY_SPEND = 0.03  # share of revenue that brings 63 % of a full community (assumption)
FIT_SPEND = 0.05  # share of revenue that brings 63 % of what customers design (assumption)
WAGE_MAX = 2.0  # times the going rate; what `staff.wage` may be
LEVELS = {"contract": (1.0, 1.2, 2.0), "repertoire": (0.5, 1.0, 2.0)}
"""Where levels stand where there are none, in years of a usual customer's spend (assumption)."""
BONUS_PART = 0.25  # of what is spent on levels: more points; the rest serves them (assumption)
FEATURE_SPEND = 0.05  # share of revenue that brings 63 % of a feature nobody asks for (assumption)
MOST_POSTS = 2.0  # posts a month; more than that irritates (EQ23, assumption)
DIMENSIONS = ("R", "A", "T", "E", "Re")
STAFF_PROGRAMS = ("training", "empowerment", "culture")
"""What is done for staff beside their wage."""


def focal(base: Scenario) -> FirmParams:
    """Return the terms of the firm that a scenario asks about."""
    return base.firms[base.focal_firm]


def quality_gain(spend: float, weight: float) -> float:
    """Return points of quality for spending a share of revenue on dimensions of a summed weight."""
    return QUALITY_GAIN_MAX * (1.0 - math.exp(-spend / (QUALITY_HALF_SPEND * weight)))


def raised_quality(base: Scenario, dimensions: tuple[str, ...], spend: float) -> dict[str, float]:
    """Return the quality of some dimensions after spending a share of revenue on them."""
    weights = base.customers.dimension_weights.model_dump()
    weight = sum(weights[d] for d in dimensions) / sum(weights.values())
    gain = quality_gain(spend, weight)
    quality = focal(base).quality.model_dump()
    return {f"quality.{d}": round(min(100.0, quality[d] + gain), 2) for d in dimensions}


def fewer_failures(base: Scenario, spend: float) -> dict[str, float]:
    """Return the failures left after spending a share of revenue on preventing them."""
    firm = focal(base)
    left = firm.failure_prob * 0.5 ** (spend / FAILURE_HALF_SPEND)
    return {"failure_prob": round(max(left, min(firm.failure_floor, firm.failure_prob)), 5)}


def grown(spend: float, scale: float) -> float:
    """Return how much of a lever from 0 to 1 a share of revenue buys; `scale` buys 63 % of it."""
    return 1.0 - math.exp(-spend / scale)


def staff_programs(base: Scenario, spend: float) -> dict[str, float]:
    """Return the staff levers that cost a share of revenue, by their own prices (EQ2).

    Training, empowerment and culture alike first; what is left when they are complete is wage.

    Parameters
    ----------
    base : Scenario
        The market without them.
    spend : float
        Share of the focal firm's revenue.
    """
    staff = focal(base).staff
    now = {name: float(getattr(staff, name)) for name in STAFF_PROGRAMS}
    price = staff.development_cost * sum(1.0 - value for value in now.values())
    share = min(1.0, spend / price) if price > 0.0 else 1.0
    levers = {f"staff.{name}": round(x + share * (1.0 - x), 5) for name, x in now.items()}
    left = spend - share * price
    if left > 0.0 and staff.payroll > 0.0:
        levers["staff.wage"] = round(min(WAGE_MAX, staff.wage + left / staff.payroll), 5)
    return levers


def yearly_spend(base: Scenario) -> float:
    """Return what a usual customer spends in the category in a year, money."""
    price, scale = focal(base).price, base.customers.spend_scale
    if base.market.mode == "contract":
        return 12.0 * price * scale
    return base.customers.need_rate * YEAR_DAYS / PERIOD_DAYS["week"] * price * scale


def usual_share(base: Scenario) -> float:
    """Return the share that the focal firm would have, all else equal."""
    return focal(base).share / sum(firm.share for firm in base.firms.values())


def levels(base: Scenario, rate: float, spend: float) -> dict[str, float]:
    """Return status levels worth a share of the revenue with those who just reach the first.

    A part of it is a bonus on the earn rate, the rest what serving a level costs. A firm that has
    levels keeps their thresholds.
    """
    tiers = focal(base).tiers
    bonus = tiers.earn_bonus + BONUS_PART * spend / rate
    first = tiers.first if tiers.first > 0.0 else LEVELS[base.market.mode][0] * yearly_spend(base)
    found = {
        "tiers.earn_bonus": round(min(10.0, bonus), 5),
        "tiers.cost": round(tiers.cost + (1.0 - BONUS_PART) * spend * first / 12.0, 6),
    }
    if tiers.first <= 0.0:
        usual = yearly_spend(base)
        for name, years in zip(("first", "second", "third"), LEVELS[base.market.mode], strict=True):
            found[f"tiers.{name}"] = round(min(years * usual, 200.0 * years), 2)
    return found


def surprise(base: Scenario, spend: float) -> dict[str, float]:
    """Return how far a feature that nobody asks for is there after spending a share of revenue."""
    weights = base.customers.feature_weight.model_dump()
    there = focal(base).features.model_dump()
    open_to = [name for name, weight in weights.items() if weight > 0.0]
    name = min(open_to, key=lambda name: there[name], default=None)
    if name is None:
        return {}
    more = (1.0 - there[name]) * grown(spend, FEATURE_SPEND)
    return {f"features.{name}": round(there[name] + more, 4)}


def posts(base: Scenario, spend: float) -> dict[str, float]:
    """Return the posts a month that a share of revenue pays for if all the market reads them (EQ23)."""
    monthly = yearly_spend(base) / 12.0 * usual_share(base)
    each = CONTACT_COST * CHANNELS["app"][2]
    more = min(MOST_POSTS, spend * monthly / each)
    return {"contacts.app": round(focal(base).contacts.app + more, 4)}
