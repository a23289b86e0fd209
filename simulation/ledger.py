"""What a run records: counts and sums, never ratios. All are int64, so order cannot matter.

Ratios are defined once, in `analysis.metrics`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.elementary import MICRO

MILLI = 1_000  # attitudes are summed in thousandths of a point


@dataclass(frozen=True)
class Measure:
    """One recorded count or sum: what it counts, its unit and the divisor of its fixed point."""

    name: str
    meaning: str
    unit: str
    scale: int = 1


FIRM_MEASURES = (
    Measure("customers", "present customers at the end of the step", "customers"),
    Measure(
        "base_customers",
        "of those present when the study began, still present (contract: never left since)",
        "customers",
    ),
    Measure("gained", "customers who came or came back in the step", "customers"),
    Measure("newcomers", "of those, never customers before", "customers"),
    Measure("lost", "customers who left the firm for another or lapsed", "customers"),
    Measure("exits", "customers who left the category", "customers"),
    Measure("buyers", "customers who bought in the step", "customers"),
    Measure("purchases", "purchases (contract: paid steps)", "purchases"),
    Measure("units", "units bought", "units", MICRO),
    Measure("revenue", "money paid by customers", "money", MICRO),
    Measure("concessions", "money not charged, against the price without policies", "money", MICRO),
    Measure("variable_cost", "variable cost of units", "money", MICRO),
    Measure("service_cost", "cost of serving customers, contacts included", "money", MICRO),
    Measure("acquisition_cost", "cost of winning customers", "money", MICRO),
    Measure("reward_cost", "points put to reserve, less those redeemed or expired", "money", MICRO),
    Measure(
        "member_cost",
        "running cost of members, and what they are given beside points",
        "money",
        MICRO,
    ),
    Measure(
        "policy_cost",
        "stated cost of policies, and what is spent on investment, staff and supplier",
        "money",
        MICRO,
    ),
    Measure("fixed_cost", "cost that does not depend on who buys", "money", MICRO),
    Measure("points_earned", "points earned, endowments included", "points", MICRO),
    Measure("points_redeemed", "points redeemed", "points", MICRO),
    Measure("points_expired", "points expired or left behind by those who exit", "points", MICRO),
    Measure("members", "members of the program", "customers"),
    Measure("enrolled", "customers who joined the program in the step", "customers"),
    Measure("reviews", "contracts reviewed", "reviews"),
    Measure("awakened", "of those, reviewed only because a rival was on promotion", "reviews"),
    Measure(
        "crowded_out",
        "choices in which the firm was known and in reach, but a full consideration set left it out",
        "choices",
    ),
    Measure("failures", "experiences that failed", "failures"),
    Measure("experiences", "experiences", "experiences"),
    Measure("complaints", "complaints", "complaints"),
    Measure("praise", "positive messages sent", "messages"),
    Measure("warnings", "negative messages sent", "messages"),
    Measure("satisfaction", "satisfaction summed over present customers", "points", MILLI),
    Measure("trust", "trust summed over present customers", "points", MILLI),
    Measure("bond", "belonging summed over present customers", "points", MILLI),
    Measure("promoters", "present customers who would answer 9 or 10", "customers"),
    Measure("detractors", "present customers who would answer 0 to 6", "customers"),
    Measure("tier_1", "members of level 1 at the end of the step", "customers"),
    Measure("tier_2", "members of level 2 at the end of the step", "customers"),
    Measure("tier_3", "members of level 3 at the end of the step", "customers"),
    Measure("promoted", "members who rose to a higher level in the step", "customers"),
    Measure("demoted", "members who fell to a lower level in the step", "customers"),
    Measure("key_customers", "present key customers at the end of the step", "customers"),
    Measure("coupons_used", "purchases with a coupon", "purchases"),
    Measure("stars_1", "public ratings with one star", "ratings"),
    Measure("stars_2", "public ratings with two stars", "ratings"),
    Measure("stars_3", "public ratings with three stars", "ratings"),
    Measure("stars_4", "public ratings with four stars", "ratings"),
    Measure("stars_5", "public ratings with five stars", "ratings"),
    Measure("cross_bought", "further products taken up in the step", "products"),
)

TENURE_MEASURES = (
    Measure("at_risk", "contract customers who began a step with that tenure", "customer-steps"),
    Measure("left", "of those, left the firm in the step", "customers"),
    Measure("exited", "of those, left the category in the step", "customers"),
)

FIRM_LEDGER = np.dtype([(measure.name, "i8") for measure in FIRM_MEASURES])
TENURE_LEDGER = np.dtype([(measure.name, "i8") for measure in TENURE_MEASURES])
TENURE_MONTHS = 121  # months 0 to 119, and "120 or more"


@dataclass(frozen=True)
class Ledger:
    """The record of one run.

    Attributes
    ----------
    firms : record array of shape (T, S, J)
        `FIRM_LEDGER` by step (burn-in included), segment and firm.
    flows : ndarray of int64, shape (T, J + 1, J + 1)
        Moves from the firm last bought from (rows) to the firm chosen (columns); the last index
        is the outside option, or nobody yet.
    tenure : record array of shape (J, TENURE_MONTHS)
        `TENURE_LEDGER` of the study by firm and tenure in months (contract mode).
    """

    firms: NDArray[np.void]
    flows: NDArray[np.int64]
    tenure: NDArray[np.void]


def empty_ledger(n_steps: int, n_segments: int, n_firms: int) -> Ledger:
    """Return a ledger of zeros for T steps, S segments and J firms."""
    return Ledger(
        firms=np.zeros((n_steps, n_segments, n_firms), dtype=FIRM_LEDGER).view(np.recarray),
        flows=np.zeros((n_steps, n_firms + 1, n_firms + 1), dtype=np.int64),
        tenure=np.zeros((n_firms, TENURE_MONTHS), dtype=TENURE_LEDGER).view(np.recarray),
    )
