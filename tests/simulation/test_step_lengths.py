"""What is stated for a year or a month is the same in short steps and in long ones."""

from typing import Any

import numpy as np
import pytest

from simulation.ledger import MILLI
from simulation.state import KEY
from tests.simulation.markets import CONTRACT, changed, ran, total

STEPS = {"days": (1, 24 * 30), "weeks": (6, 24 * 5), "months": (30, 24)}
FAITHFUL = (
    ("customers.exit_rate", 0.0), ("customers.review_base", 0.0), ("customers.spend_growth", 0.0),
    ("customers.review_dissatisfaction", 0.0), ("customers.review_failure", 0.0),
    ("market.burn_in_steps", 0), ("market.customers", 200),
)  # fmt: skip


def lasting(length: str, *pairs: tuple[str, Any]) -> Any:
    days, steps = STEPS[length]
    size = (("market.step_days", days), ("market.steps", steps))
    return ran(changed(CONTRACT, *FAITHFUL, *size, *pairs))


@pytest.mark.parametrize("length", STEPS)
def test_a_contract_paid_in_small_parts_makes_the_same_level(length: str) -> None:
    # twelve months at a price of 1 are 12 in a year, however short a step is
    service = ("firms.Alpha.key_service", {"spend": 11.9, "cost": 0.01})
    tiers = ("firms.Alpha.tiers", {"first": 11.9})
    program = ("firms.Alpha.program", {"earn_rate": 0.05, "promoted": 1.0})
    market = lasting(length, program, tiers, service, ("customers.enroll_base", 20.0))
    held = np.asarray(market.state.people["provider"]) == 0
    standing = np.asarray(market.state.ties["standing"])[held, 0]
    assert held.sum() > 50
    assert set(standing) == {1 | KEY}


def test_points_bind_as_much_in_short_steps_as_in_long_ones() -> None:
    settings = (
        ("firms.Alpha.program", {"earn_rate": 0.3, "threshold": 1.0}),
        ("customers.redemption_bond", 3.0), ("customers.bond_gain", 0.0),
        ("customers.bond_decay", 0.0), ("customers.complaint_base", -10.0),
    )  # fmt: skip
    bonds = []
    for length in ("weeks", "months"):
        market = lasting(length, *settings)
        customers = total(market, "customers")[-1, 0]
        bonds.append(total(market, "bond")[-1, 0] / MILLI / customers)
    assert bonds[0] == pytest.approx(bonds[1], rel=0.15)
