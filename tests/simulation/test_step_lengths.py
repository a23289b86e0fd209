"""What is stated for a year or a month is the same in short steps and in long ones."""

import math
from typing import Any

import numpy as np
import pytest

from simulation.ledger import MILLI
from simulation.snapshot import UTILITY_TERMS, views_at
from simulation.state import KEY
from tests.simulation.markets import CONTRACT, REPERTOIRE, changed, ran, total

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


@pytest.mark.parametrize("reward", ["earn_rate", "cash_back"])
@pytest.mark.parametrize("length", STEPS)
def test_a_contract_paid_in_small_parts_makes_the_same_level(length: str, reward: str) -> None:
    # twelve months at a price of 1 are 12 in a year, however short a step is
    service = ("firms.Alpha.key_service", {"spend": 11.9, "cost": 0.01})
    tiers = ("firms.Alpha.tiers", {"first": 11.9})
    program = ("firms.Alpha.program", {reward: 0.05, "promoted": 1.0})
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


def test_contact_brings_a_firm_to_mind_as_much_in_short_steps_as_in_long_ones() -> None:
    # 4 e-mails of .2 and 2 posts of .6 a month are 2 contacts of full effect: .1 logit each. They
    # intrude by 1 a month; of that 1/kappa stays in the long run, kappa = -ln .5 in a week
    settings = (
        ("firms.Alpha.contacts", {"email": 4.0, "app": 2.0}), ("customers.contact_tolerance", 1.0),
        ("customers.irritation_carry", 0.5), ("customers.exit_rate", 0.0),
    )  # fmt: skip
    irritation = 1.0 / (math.log(2.0) * 30 / 7)
    for length in STEPS:
        market = lasting(length, *settings)
        last = market.tables.n_steps - 1
        views = views_at(market.world, last)
        utilities, present = views.utilities, views.present
        recalled = utilities[present[:, 0], 0, UTILITY_TERMS.index("promotion")]
        assert recalled == pytest.approx(0.2 * (1.0 - irritation), rel=1e-3)


@pytest.mark.parametrize("length", STEPS)
def test_two_years_of_calls_bind_and_irritate_alike_however_long_a_step_is(length: str) -> None:
    # Two calls a month from the second month on: effect 2, intrusion x = 1.6, tolerance 3. With
    # kappa = -ln .8 in a week, irritation is x/kappa (1 - e**(-kappa s)) after s months, and
    # belonging grows by .5 x 2 (1 - irritation / 3) a month for 22 months.
    calls = {
        "firm": "Alpha", "set": {"contacts.phone": 2.0}, "from": 60 // STEPS[length][0], "cost": {},
    }  # fmt: skip
    settings = (
        ("policies", [calls]), ("customers.contact_bond", 0.5), ("customers.bond_gain", 0.0),
        ("customers.bond_decay", 0.0), ("firms.Alpha.failure_prob", 0.0),
    )  # fmt: skip
    market = lasting(length, *settings)
    held = np.asarray(market.state.people["provider"]) == 0
    bonds = np.asarray(market.state.ties["bond"])[held, 0]
    kappa, months = -math.log(0.8) * 30 / 7, 22.0
    risen = months - (1.0 - math.exp(-kappa * months)) / kappa
    assert bonds == pytest.approx(months - 1.6 / kappa * risen / 3.0, rel=1e-4)
    assert held.sum() > 50


def test_coupons_are_used_for_the_same_share_of_purchases_however_long_a_step_is() -> None:
    shares = []
    for days, steps in ((1, 120), (7, 18), (30, 4)):
        settings = (
            ("market.step_days", days), ("market.steps", steps), ("market.burn_in_steps", 0),
            ("customers.coupon_proneness", 0.0), ("customers.price_sensitivity", 0.0),
            ("market.customers", 2_000), ("firms.Alpha.coupons", {"reach": 0.3, "depth": 0.1}),
        )  # fmt: skip
        market = ran(changed(REPERTOIRE, *settings))
        used, bought = (total(market, name)[:, 0].sum() for name in ("coupons_used", "purchases"))
        shares.append(used / bought)
    assert shares == pytest.approx([0.15] * 3, rel=0.1)  # half of those who hold one use it


@pytest.mark.parametrize("length", STEPS)
def test_a_fee_deters_as_much_in_short_steps_as_in_long_ones(length: str) -> None:
    # Who buys for the first time counts as buying a tenth of a time a month: .05 a month is felt
    # as .5 a purchase, 3 x .5 = 1.5 logits. Half of those asked join: 1 / (1 + e**(1.5 - 1.5)).
    settings = (
        ("firms.Alpha.program", {"earn_rate": 0.05, "fee": 0.05}), ("customers.enroll_base", 1.5),
        ("customers.enroll_frequency", 0.0), ("customers.price_sensitivity", 3.0),
        ("customers.price_sensitivity_cv", 0.0), ("market.customers", 4_000),
    )  # fmt: skip
    days = STEPS[length][0]
    short = (("market.step_days", days), ("market.burn_in_steps", 0), ("market.steps", 1))
    market = ran(changed(CONTRACT, *settings, *short))
    joined, asked = (total(market, name)[0, 0] for name in ("enrolled", "experiences"))
    assert joined / asked == pytest.approx(0.5, abs=3.0 * 0.5 / math.sqrt(asked))
