"""The naive comparison of members with others, by hand, and the lottery that replaces it."""

import numpy as np
import pytest

from analysis.evidence.fact import Setting
from analysis.evidence.facts.program_twins import FOCAL, Shopping, grocery, program_effect
from analysis.evidence.facts.sf15_self_selection import BY_LOT
from simulation.market import LoyaltyMarket


def test_the_naive_gap_is_that_of_members_and_others_in_one_world() -> None:
    everybody = np.ones(4, dtype=np.bool_)
    members = np.array([True, True, False, False])

    def world(share: list[float]) -> Shopping:
        return Shopping(everybody, ~everybody, members, np.array(share), units=10.0, points=1.0)

    found = program_effect(world([0.6, 0.4, 0.1, 0.1]), world([0.7, 0.5, 0.2, 0.0]), 0.1, members)
    assert found.naive == pytest.approx(0.6 - 0.1)
    assert found.causal == pytest.approx(0.1)


def test_by_lot_half_are_invited_all_of_whom_join_at_their_first_purchase_and_nobody_else() -> None:
    setting = Setting(2_000, 2, is_control=True)
    scenario = grocery(setting, 0.05, {**BY_LOT, "policies.0.segment": "invited"})
    market = LoyaltyMarket(scenario, rng=2)
    market.run_model()
    invited = market.customers.get("segment") == 0
    member = market.customers.get("member")[:, FOCAL] > 0
    bought = market.customers.get("n_purchases")[:, FOCAL] > 0
    assert invited.mean() == pytest.approx(0.5, abs=0.05)
    assert np.array_equal(member, invited & bought)
