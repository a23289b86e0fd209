"""What the stated cost of policies and the cost of a program are made of.

Money per 1,000 customers of the market over the study, as in `analysis.metrics.value`.
"""

from typing import TYPE_CHECKING

import numpy as np

from analysis.metrics.record import FirmRecord
from simulation.scenario.schema import Policy
from simulation.tables import MONTH_DAYS

if TYPE_CHECKING:
    import pandas as pd

QUARTER_MONTHS = 3.0
STANDING = "standing"
"""What is paid whoever is served: `once`, `per_month`, and spending inside the firm (investment, staff, supplier)."""
DRIVERS = {"per_customer_month": "customers", "per_purchase": "units", "per_recovery": "complaints"}
"""What each of the other stated costs is paid for: a count in the firm's books."""


def program_cost_lines(record: FirmRecord) -> dict[str, float]:
    """Return the parts of the program cost, by the name of the ledger; they add up to it."""
    parts = ("points_redeemed", "reward_cost", "member_cost")
    return {part: record.per_thousand(record.total(part)) for part in parts}


def policy_cost_lines(record: FirmRecord) -> dict[str, float]:
    """Return the parts of the stated policy cost, by what it is paid for; they add up to it.

    Each amount that policies state times the count in the books of the steps and customers that
    they treat; `standing` is the rest.
    """
    lines = dict.fromkeys(DRIVERS, 0.0)
    for policy in record.result.scenario.policies:
        if policy.firm == record.firm and policy.cost is not None:
            months = record.step_days / MONTH_DAYS
            for name, count in DRIVERS.items():
                per_count = months if name == "per_customer_month" else 1.0
                counted = _counted(record, policy, count)
                lines[name] += getattr(policy.cost, name) * per_count * counted
    shown = {name: record.per_thousand(amount) for name, amount in lines.items()}
    standing = record.per_thousand(record.total("policy_cost")) - sum(shown.values())
    return {STANDING: standing, **shown}


def _counted(record: FirmRecord, policy: Policy, count: str) -> float:
    """Return how much of a count of the study fell to the customers that a policy treats."""
    segment = policy.segment if record.segment is None else record.segment
    if policy.segment not in (None, segment):
        return 0.0
    treated = FirmRecord(record.result, record.firm, segment).series(count)
    until = len(treated) if policy.until is None else max(policy.until, 0)
    return float(treated[max(policy.start, 0) : until].sum())


def cost_of_winning(record: FirmRecord, months: float = QUARTER_MONTHS) -> "pd.DataFrame":
    """Return what customers won from rivals cost so far, at the end of each period of the study (S098).

    Columns: `months` since the study began; cumulative, per 1,000 customers of the market, `won`
    (customers who came), `spent` (cost of winning them, concessions and stated policy cost),
    `present` (customers then), `each_won` (spent / won) and `each_present` (spent / present).

    Parameters
    ----------
    record : FirmRecord
        The firm; for an entrant the whole of its spending is a subsidy to win customers.
    months : float
        Length of a period; a last one that is cut short is shown as well.
    """
    import pandas as pd

    n = len(record.series("gained"))
    per_period = max(round(months * MONTH_DAYS / record.step_days), 1)
    ends = np.unique(np.append(np.arange(per_period, n + 1, per_period), n)) - 1
    paid = ("acquisition_cost", "concessions", "policy_cost")
    spent = np.cumsum(np.sum([record.series(name) for name in paid], axis=0))[ends]
    won, present = np.cumsum(record.series("gained"))[ends], record.series("customers")[ends]
    with np.errstate(invalid="ignore", divide="ignore"):
        each_won = np.where(won > 0.0, spent / won, np.nan)
        each_present = np.where(present > 0.0, spent / present, np.nan)
    scale = record.per_thousand(1.0)
    return pd.DataFrame(
        {
            "months": (ends + 1) * record.step_days / MONTH_DAYS,
            "won": won * scale,
            "spent": spent * scale,
            "present": present * scale,
            "each_won": each_won,
            "each_present": each_present,
        }
    )
