"""Money: revenue, margin, program cost, profit, and what a customer is worth.

Totals of the study in units of the category's reference price, per 1,000 customers of the market.
"""

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


def contribution_margin(record: FirmRecord) -> float:
    """Return revenue less variable and service cost."""
    return record.per_thousand(_margin(record))


def program_cost(record: FirmRecord) -> float:
    """Return what the loyalty program cost: rewards redeemed, change of reserve, members."""
    rewards = record.total("points_redeemed") + record.total("reward_cost")
    return record.per_thousand(rewards + record.total("member_cost"))


def policy_cost(record: FirmRecord) -> float:
    """Return the stated cost of policies."""
    return record.per_thousand(record.total("policy_cost"))


def profit(record: FirmRecord) -> float:
    """Return revenue less every cost: variable, service, acquisition, program, policies, fixed.

    Redeemed points are already missing from revenue; the program's part here is the change of the
    reserve for points and the running cost of members.
    """
    costs = ("acquisition_cost", "reward_cost", "member_cost", "policy_cost", "fixed_cost")
    return record.per_thousand(_margin(record) - sum(record.total(cost) for cost in costs))


def customer_lifetime_value(record: FirmRecord) -> float:
    """Return m r / (1 + i - r) per present customer, per step of the study (settled 40).

    Gupta & Lehmann 2003 with constant margin m and retention r; the next margin falls due at the
    period's end. In repertoire markets the same formula with the retention of the activity window.
    """
    before = float(record.customers_before().sum())
    if before <= 0.0:
        return float("nan")
    rewards = record.total("reward_cost") + record.total("member_cost")
    margin = (_margin(record) - rewards) / before
    return lifetime_value(margin, _step_retention(record), _step_interest(record))


def lifetime_value(margin: float, retention: float, interest: float) -> float:
    """Return m r / (1 + i - r): margins m a period, kept with chance r, discounted at i.

    Missing where nobody ever leaves and nothing is discounted: the series has no end.
    """
    fading = 1.0 + interest - retention
    return margin * retention / fading if fading > 0.0 else float("nan")


def clv_by_cohort(record: FirmRecord) -> "pd.DataFrame":
    """Return present customers at the end by the year they first bought: number, margin, value.

    `margin` is what they brought in a step of the study, what winning them cost left out because
    it does not come again; `clv` is its discounted continuation at the firm's mean retention.
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
    retention = _step_retention(record)
    table = pd.DataFrame({"years_a_customer": cohort, "margin": margin}).groupby("years_a_customer")
    out = table["margin"].agg(customers="count", margin="mean").reset_index()
    interest = _step_interest(record)
    out["clv"] = [lifetime_value(m, retention, interest) for m in out["margin"]]
    return out


def _margin(record: FirmRecord) -> float:
    return record.total("revenue") - record.total("variable_cost") - record.total("service_cost")


def _step_retention(record: FirmRecord) -> float:
    before = float(record.customers_before().sum())
    left = record.total("lost") + record.total("exits")
    return 1.0 - left / before if before > 0.0 else float("nan")


def _acquisition(record: FirmRecord, rows: "pd.DataFrame") -> NDArray[np.float64]:
    """Return what winning each of these customers cost in the study, money; before it, 0.

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


def _step_interest(record: FirmRecord) -> float:
    yearly = record.result.scenario.market.discount_rate
    return float((1.0 + yearly) ** (record.step_days / YEAR_DAYS) - 1.0)
