"""Money: revenue, margin, program cost, profit, and what a customer is worth.

Totals of the study in units of the category's reference price, per 1,000 customers of the market.
"""

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.metrics.record import FirmRecord
from simulation.tables import MONTH_DAYS, YEAR_DAYS

if TYPE_CHECKING:
    import pandas as pd

COHORT_MONTHS = 12


def revenue(record: FirmRecord) -> float:
    """Return what customers paid the firm."""
    return record.per_thousand(record.total("revenue"))


def revenue_per_purchase(record: FirmRecord) -> float:
    """Return what customers paid the firm on one purchase, or in one paid step of a contract."""
    bought = record.total("purchases")
    return record.total("revenue") / bought if bought > 0.0 else math.nan


def contribution_margin(record: FirmRecord) -> float:
    """Return revenue less variable and service cost."""
    return record.per_thousand(_margin(record))


def program_cost(record: FirmRecord) -> float:
    """Return what the loyalty program cost: rewards redeemed, change of reserve, members."""
    rewards = record.total("points_redeemed") + record.total("reward_cost")
    return record.per_thousand(rewards + record.total("member_cost"))


def policy_cost(record: FirmRecord) -> float:
    """Return the stated cost of policies, and what is spent on investment, staff and supplier."""
    return record.per_thousand(record.total("policy_cost"))


def profit(record: FirmRecord) -> float:
    """Return revenue less every cost: variable, service, acquisition, program, policies, fixed.

    Redeemed points are already missing from revenue; the program's part here is the change of the
    reserve for points and the running cost of members.
    """
    costs = ("acquisition_cost", "reward_cost", "member_cost", "policy_cost", "fixed_cost")
    return record.per_thousand(_margin(record) - sum(record.total(cost) for cost in costs))


def customer_lifetime_value(record: FirmRecord) -> float:
    """Return m times the sum of (k / (1 + i))^t over t = 1 ... T, per present customer (settled 40).

    m: margin of a customer who pays for a step; i: interest a step; the next margin falls due at
    its end, and what winning the customer cost is not in it. Contract markets, where a customer is held or lost: k is the
    retention a step, T has no end, and the sum is k / (1 + i - k) (Gupta & Lehmann 2003).
    Repertoire markets, where a silent customer comes back: k is the chance to stay in the market,
    T is the study, and m is what the customers of its start brought in it, silent steps included
    (always a share: Dwyer 1997, Berger & Nasr 1998; from memory); missing if there were none.
    """
    return _margin_of_a_step(record) * _discounted_steps(record)


def discounted_steps(kept: float, interest: float, steps: float = math.inf) -> float:
    """Return the sum of (k / (1 + i))^t over t = 1 ... T: the steps that a customer is worth.

    Missing where the series has no end: nobody ever leaves, nothing is discounted, T is infinite.
    """
    ratio = kept / (1.0 + interest)
    if ratio == 1.0:
        return steps if math.isfinite(steps) else math.nan
    return float(ratio * (1.0 - ratio**steps) / (1.0 - ratio))


def clv_by_cohort(record: FirmRecord) -> "pd.DataFrame":
    """Return present customers at the end by the year they first bought: number, margin, value.

    `margin` is what they brought in a step of the study, what winning them cost left out because
    it does not come again; `clv` continues it as `customer_lifetime_value` does.
    """
    import pandas as pd

    rows = record.behavior[(record.behavior["firm"] == record.firm) & record.behavior["present"]]
    market = record.result.scenario.market
    age = (market.steps - rows["first_step"] + market.burn_in_steps) * record.step_days / MONTH_DAYS
    cohort = np.floor(age / COHORT_MONTHS).astype(int)
    steps = np.minimum(market.steps, market.steps + market.burn_in_steps - rows["first_step"])
    margin: pd.Series[float] = (
        rows["paid"] - rows["cost"] + _acquisition(record, rows)
    ) / np.maximum(steps, 1)
    table = pd.DataFrame({"years_a_customer": cohort, "margin": margin}).groupby("years_a_customer")
    out = table["margin"].agg(customers="count", margin="mean").reset_index()
    out["clv"] = out["margin"] * _discounted_steps(record)
    return out


def _margin(record: FirmRecord) -> float:
    return record.total("revenue") - record.total("variable_cost") - record.total("service_cost")


def _margin_of_a_step(record: FirmRecord) -> float:
    """Return what a present customer brings in a step, money, acquisition left out."""
    if not _is_contract(record):
        return _margin_of_the_start(record)
    paying = record.total("customers")  # whoever holds a contract at the end of a step paid for it
    rewards = record.total("reward_cost") + record.total("member_cost")
    return (_margin(record) - rewards) / paying if paying > 0.0 else math.nan


def _margin_of_the_start(record: FirmRecord) -> float:
    """Return the same for the customers at the study's start who are still in the market."""
    start, end = (_ties(record, rows) for rows in (record.behavior_before, record.behavior))
    base = start[start["present"]]
    end = end.reindex(base.index)  # a slot's newcomer may be of another segment
    gained = (end["paid"] - end["cost"])[end["generation"] == base["generation"]]
    return float(gained.mean()) / record.result.scenario.market.steps


def _ties(record: FirmRecord, rows: "pd.DataFrame") -> "pd.DataFrame":
    own = rows[rows["firm"] == record.firm].set_index("customer")
    return own[["generation", "present", "paid", "cost"]]


def _discounted_steps(record: FirmRecord) -> float:
    before = float(record.customers_before().sum())
    if before <= 0.0:
        return math.nan
    yearly = record.result.scenario.market.discount_rate
    interest = (1.0 + yearly) ** (record.step_days / YEAR_DAYS) - 1.0
    gone = record.total("exits")
    if _is_contract(record):
        return discounted_steps(1.0 - (gone + record.total("lost")) / before, interest)
    return discounted_steps(1.0 - gone / before, interest, record.result.scenario.market.steps)


def _is_contract(record: FirmRecord) -> bool:
    return record.result.scenario.market.mode == "contract"


def _acquisition(record: FirmRecord, rows: "pd.DataFrame") -> NDArray[np.float64]:
    """Return what winning each customer cost in the study, money, shape (n,); before it, 0.

    The newcomers of one step and segment cost the same, so the ledger's sum is shared out.
    """
    books = record.result.firms
    books = books[(books["firm"] == record.firm) & (books["newcomers"] > 0) & (books["step"] >= 0)]
    when = zip(books["step"], books["segment"], strict=True)
    cost = dict(zip(when, books["acquisition_cost"] / books["newcomers"], strict=True))
    won = rows["first_step"] - record.result.scenario.market.burn_in_steps
    return np.array(
        [cost.get(key, 0.0) for key in zip(won, rows["segment"], strict=True)], dtype=np.float64
    )
