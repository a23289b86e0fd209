"""What the stated cost of policies and the cost of a program are made of.

Money per 1,000 customers of the market over the study, as in `analysis.metrics.value`.
"""

from analysis.metrics.record import FirmRecord
from simulation.scenario.schema import Policy
from simulation.tables import MONTH_DAYS

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
    treated = FirmRecord(record.result, record.firm, segment)
    return float(treated.series(count)[max(policy.start, 0) : policy.until].sum())
