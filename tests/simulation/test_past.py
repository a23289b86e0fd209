"""Runs that share a burn-in: the same bytes as if each had lived through it alone."""

import hashlib
from typing import Any

import numpy as np
import pytest

from simulation import past
from simulation.market import LoyaltyMarket
from simulation.past import LastPast, is_shareable
from simulation.scenario.loader import load_scenario
from simulation.scenario.schema import Scenario
from tests.simulation.markets import BOTH, CONTRACT, changed

SMALL = {"market.customers": 150}


def raised_later(document: dict[str, Any]) -> Scenario:
    """Return the market with a policy that starts with the study."""
    policy = {"firm": "Alpha", "set": {"price": 1.1}, "from": 0}
    return changed(document, ("policies", [policy]))


def raised_from_the_start(document: dict[str, Any]) -> Scenario:
    return changed(document, ("firms.Alpha.price", 1.1))


def alone(scenario: Scenario, seed: int = 7) -> LoyaltyMarket:
    market = LoyaltyMarket(scenario, rng=seed)
    market.run_model()
    return market


def after(memory: LastPast, scenario: Scenario, seed: int = 7) -> LoyaltyMarket:
    """Return a whole run that may take up what the memory holds."""
    market = LoyaltyMarket(scenario, rng=seed)
    memory.live_through(market)
    market.run_model()
    return market


def fingerprint(market: LoyaltyMarket) -> str:
    state, ledger = market.state, market.ledger
    digest = hashlib.sha256()
    for array in (
        state.people, state.ties, state.outbox, state.spoke, state.offsets, state.year_spend,
        state.staff_bond, state.feature_expectation, state.visits,
        ledger.firms, ledger.flows, ledger.tenure,
    ):  # fmt: skip
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


@pytest.fixture
def taken_up(monkeypatch: pytest.MonkeyPatch) -> list[LoyaltyMarket]:
    """Return the markets that went on from a past instead of living through it."""
    found: list[LoyaltyMarket] = []
    real = past._take_up

    def noted(market: LoyaltyMarket, last: past.Past, stop: int) -> None:
        found.append(market)
        real(market, last, stop)

    monkeypatch.setattr(past, "_take_up", noted)
    return found


@pytest.mark.parametrize("mode", BOTH)
def test_a_policy_of_the_study_takes_up_the_burn_in_and_changes_no_bit(
    mode: str, taken_up: list[LoyaltyMarket]
) -> None:
    memory = LastPast()
    base, policy = changed(BOTH[mode]), raised_later(BOTH[mode])
    found = [after(memory, scenario) for scenario in (base, policy, base)]
    assert taken_up == found[1:]
    expected = [alone(scenario) for scenario in (base, policy, base)]
    assert [fingerprint(m) for m in found] == [fingerprint(m) for m in expected]
    assert fingerprint(found[0]) != fingerprint(found[1])
    assert found[1].clock == found[1].steps == expected[1].steps


@pytest.mark.parametrize("mode", BOTH)
def test_another_past_is_lived_through(mode: str, taken_up: list[LoyaltyMarket]) -> None:
    others = [
        (raised_from_the_start(BOTH[mode]), 7),
        (changed(BOTH[mode]), 8),
        (changed(BOTH[mode], ("market.customers", 299)), 7),
        (changed(BOTH[mode], ("customers.habit_weight", 0.7)), 7),
        (changed(BOTH[mode], ("market.acquaintances", 3)), 7),
        (changed(BOTH[mode], ("market.activity_window_steps", 2)), 7),
    ]
    for scenario, seed in others:
        memory = LastPast()
        after(memory, changed(BOTH[mode]))
        assert fingerprint(after(memory, scenario, seed)) == fingerprint(alone(scenario, seed))
    assert taken_up == []


def test_a_run_cannot_change_what_is_remembered(taken_up: list[LoyaltyMarket]) -> None:
    memory = LastPast()
    first, policy = after(memory, changed(CONTRACT)), raised_later(CONTRACT)
    for array in (first.state.people, first.state.ties, first.ledger.firms, first.ledger.flows):
        array.view(np.uint8)[...] = 1
    assert fingerprint(after(memory, policy)) == fingerprint(alone(policy))
    assert len(taken_up) == 1


def test_markets_whose_firms_decide_and_large_ones_live_through_their_own() -> None:
    reacting = changed(CONTRACT, ("firms.Beta.reaction", {"policy": "price", "budget": 0.05}))
    assert is_shareable(LoyaltyMarket(changed(CONTRACT), rng=1))
    assert not is_shareable(LoyaltyMarket(reacting, rng=1))
    large = changed(CONTRACT, ("market.customers", past.MOST_CUSTOMERS + 1))
    assert not is_shareable(LoyaltyMarket(large, rng=1))


@pytest.mark.parametrize(
    ("base", "strategies"),
    [
        ("telecom_contract", ("raise_trust", "better_recovery", "reward_loyalty", "price_cut")),
        ("hotel", ("richer_points", "guest_history", "fewer_failures")),
    ],
)
def test_shipped_strategies_give_the_same_bytes_after_their_base(
    base: str, strategies: tuple[str, ...]
) -> None:
    memory = LastPast()
    after(memory, load_scenario(base, SMALL))
    for name in strategies:
        scenario = load_scenario(f"{base}/{name}", SMALL)
        assert fingerprint(after(memory, scenario)) == fingerprint(alone(scenario))
