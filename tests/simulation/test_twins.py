"""Invariants 2 and 3: a policy disturbs nothing it does not touch, and sends nobody elsewhere."""

from typing import Any

import numpy as np
import pytest

from simulation.market import LoyaltyMarket
from simulation.scenario.schema import Scenario
from simulation.state import State
from simulation.world import BLOCK
from tests.simulation.markets import BOTH, CONTRACT, REPERTOIRE, changed, history, ran

POLICY_START = 5
LEVERS: dict[str, dict[str, float]] = {
    "quality": {"quality.R": 90.0, "quality.E": 90.0},
    "price": {"price": 0.8},
    "discount": {"discount": 0.2},
    "newcomers": {"newcomer_discount": 0.3},
    "promotions": {"promotion_prob": 0.5, "promotion_depth": 0.2},
    "failures": {"failure_prob": 0.2},
    "recovery": {"recovery": 0.9, "quick_share": 1.0, "complaint_ease": 1.0},
    "program": {"program.earn_rate": 0.1},
    "leaving": {"structural_lock": 2.0},
    "entry": {"active": 0.0},
}


def with_policy(document: dict[str, Any], **policy: Any) -> Scenario:
    return changed({**document, "policies": [{"firm": "Beta", "cost": {}, **policy}]})


def without_firm(state: State, dropped: int) -> bytes:
    ties = np.delete(np.asarray(state.ties), dropped, axis=1)
    return np.ascontiguousarray(ties).tobytes()


@pytest.mark.parametrize("mode", BOTH)
@pytest.mark.parametrize("lever", LEVERS)
def test_worlds_are_identical_until_a_policy_starts(mode: str, lever: str) -> None:
    scenario = with_policy(BOTH[mode], set=LEVERS[lever], **{"from": POLICY_START})
    base = LoyaltyMarket(changed(BOTH[mode]), rng=3)
    treated = LoyaltyMarket(scenario, rng=3)
    until = scenario.market.burn_in_steps + POLICY_START
    base.advance_to(until)
    treated.advance_to(until)
    assert history(base) == history(treated)
    base.run_model()
    treated.run_model()
    assert history(base) != history(treated)


@pytest.mark.parametrize("mode", BOTH)
@pytest.mark.parametrize("lever", LEVERS)
def test_a_policy_at_zero_strength_changes_not_one_bit(mode: str, lever: str) -> None:
    market = LoyaltyMarket(changed(BOTH[mode]), rng=3)
    beta = market.tables.firm_names.index("Beta")
    unchanged = {
        path: float(market.tables.terms[path.replace(".", "_")][0, 0, beta])
        for path in LEVERS[lever]
    }
    scenario = with_policy(BOTH[mode], set=unchanged)
    market.run_model()
    assert history(market) == history(ran(scenario, seed=3))


@pytest.mark.parametrize("mode", BOTH)
@pytest.mark.parametrize("name", ["Aardvark", "Middle", "Zebra"])
def test_an_inert_extra_firm_changes_nobodys_history(mode: str, name: str) -> None:
    inert = {"share": 0.5, "reach": 0.0, "quality": {"R": 99.0}, "price": 0.2}
    base = ran(changed(BOTH[mode]))
    extra = ran(changed(BOTH[mode], (f"firms.{name}", inert)))
    place = extra.tables.firm_names.index(name)
    assert without_firm(extra.state, place) == np.asarray(base.state.ties).tobytes()
    firms = np.delete(np.asarray(extra.ledger.firms), place, axis=2)
    assert np.ascontiguousarray(firms).tobytes() == np.asarray(base.ledger.firms).tobytes()


@pytest.mark.parametrize("mode", BOTH)
def test_an_extra_customer_whom_nobody_hears_changes_nobodys_history(mode: str) -> None:
    n = BOTH[mode]["market"]["customers"]
    base = ran(changed(BOTH[mode]))
    market = LoyaltyMarket(changed(BOTH[mode], ("market.customers", n + 1)), rng=7)
    slots = np.arange(n + 1)[:, None]
    market.state.offsets[slots + market.state.offsets == n] = 0
    market.run_model()
    assert np.asarray(market.state.ties)[:n].tobytes() == np.asarray(base.state.ties).tobytes()
    assert np.asarray(market.state.people)[:n].tobytes() == np.asarray(base.state.people).tobytes()


@pytest.mark.parametrize("mode", BOTH)
def test_where_a_block_of_customers_ends_changes_nobodys_history(mode: str) -> None:
    alone = {"market.acquaintances": 0, "market.steps": 12}
    sizes = (BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 5)
    runs = [ran(changed(BOTH[mode], *(alone | {"market.customers": n}).items())) for n in sizes]
    first = [np.asarray(run.state.ties)[: BLOCK - 1].tobytes() for run in runs]
    assert len(set(first)) == 1


@pytest.mark.parametrize("mode", BOTH)
def test_the_order_of_firms_in_the_file_changes_nothing(mode: str) -> None:
    turned = {**BOTH[mode], "firms": dict(reversed(BOTH[mode]["firms"].items()))}
    assert history(ran(changed(BOTH[mode]))) == history(ran(changed(turned)))


def first_choices(market: LoyaltyMarket, rewrite: dict[str, float], step: int) -> np.ndarray:
    """Run one step from the state at `step` under changed terms of Beta; return who chose whom."""
    market.advance_to(step)
    beta = market.tables.firm_names.index("Beta")
    for name, value in rewrite.items():
        market.world.terms[name][step, :, beta] = value
    market.advance_to(step + 1)
    return np.asarray(market.state.people["provider"]).copy()


IMPROVEMENTS = {
    "cheaper": {"price": 0.7},
    "promoted": {"discount": 0.4},
    "handier": {"convenience": 1.0},
}


@pytest.mark.parametrize("improvement", IMPROVEMENTS)
@pytest.mark.parametrize("step", [13, 20])
def test_improving_a_firm_sends_customers_to_that_firm_only(improvement: str, step: int) -> None:
    scenario = changed(CONTRACT, ("market.customers", 4_000))
    before = first_choices(LoyaltyMarket(scenario, rng=5), {}, step)
    after = first_choices(LoyaltyMarket(scenario, rng=5), IMPROVEMENTS[improvement], step)
    beta = sorted(scenario.firms).index("Beta")
    moved = before != after
    assert moved.sum() > 5
    assert (after[moved] == beta).all()


def test_in_a_repertoire_the_first_purchase_moves_to_the_improved_firm_only() -> None:
    scenario = changed(
        REPERTOIRE, ("market.customers", 4_000), ("customers.need_rate", 0.05),
        ("customers.need_shape", 1000.0),
    )  # fmt: skip
    step = 30
    before = first_choices(LoyaltyMarket(scenario, rng=5), {}, step)
    after = first_choices(LoyaltyMarket(scenario, rng=5), {"price": 0.5}, step)
    beta = sorted(scenario.firms).index("Beta")
    moved = before != after
    assert moved.sum() > 5
    assert (after[moved] == beta).all()


def test_changing_a_parameter_of_one_segment_leaves_the_other_segments_people_alone() -> None:
    segments = {"few": {"share": 0.3, "set": {}}}
    quiet = {**REPERTOIRE, "customers": {"message_positive": 0.0, "message_negative": 0.0}}
    base = ran(changed({**quiet, "segments": segments}))
    segments = {"few": {"share": 0.3, "set": {"price_sensitivity": 6.0}}}
    other = ran(changed({**quiet, "segments": segments}))
    untouched = np.asarray(base.state.people["segment"]) == 1
    assert 0 < untouched.sum() < untouched.size
    ties, changed_ties = np.asarray(base.state.ties), np.asarray(other.state.ties)
    assert ties[untouched].tobytes() == changed_ties[untouched].tobytes()
    assert ties[~untouched].tobytes() != changed_ties[~untouched].tobytes()


@pytest.mark.parametrize("mode", BOTH)
@pytest.mark.parametrize("lever", LEVERS)
def test_a_policy_for_one_segment_leaves_the_other_segments_people_alone(mode, lever) -> None:
    document = {**BOTH[mode], "segments": {"few": {"share": 0.3, "set": {}}}}
    customers = {"message_positive": 0.0, "message_negative": 0.0, "promotion_salience": 0.5}
    firms = {**document["firms"], "Beta": {"share": 0.33, "promotion_prob": 0.2}}
    quiet = {**document, "customers": {**document["customers"], **customers}, "firms": firms}
    base = ran(changed(quiet))
    treated = ran(with_policy(quiet, set=LEVERS[lever], segment="few"))
    untouched = np.asarray(base.state.people["segment"]) == 1
    assert 0 < untouched.sum() < untouched.size
    ties, changed_ties = np.asarray(base.state.ties), np.asarray(treated.state.ties)
    assert ties[untouched].tobytes() == changed_ties[untouched].tobytes()
    assert ties[~untouched].tobytes() != changed_ties[~untouched].tobytes()
