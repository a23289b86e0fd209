"""Invariant 4: points, money and customers are neither lost nor made."""

from typing import Any

import numpy as np
import pytest

from simulation.elementary import MICRO
from tests.simulation.markets import BOTH, CONTRACT, REPERTOIRE, changed, ran, total

PROGRAMS: dict[str, dict[str, Any]] = {
    "plain": {"earn_rate": 0.05},
    "threshold": {"earn_rate": 0.05, "threshold": 0.5, "endowment": 0.1},
    "expiry": {"earn_rate": 0.1, "threshold": 2.0, "expiry_months": 1.0},
    "breakage": {"earn_rate": 0.08, "threshold": 0.5, "breakage": 0.3},
}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("mode", BOTH)
def test_points_earned_are_redeemed_expired_or_held(mode: str, program: str) -> None:
    market = ran(
        changed(
            BOTH[mode], ("firms.Alpha.program", PROGRAMS[program]), ("customers.exit_rate", 0.05)
        )
    )
    earned = total(market, "points_earned").sum(axis=0)
    gone = total(market, "points_redeemed").sum(axis=0) + total(market, "points_expired").sum(
        axis=0
    )
    held = np.asarray(market.state.ties["points"]).sum(axis=0)
    assert earned[0] > 0
    assert (earned == gone + held).all()


@pytest.mark.parametrize("program", ["plain", "threshold", "expiry"])
def test_without_breakage_the_reserve_is_what_members_hold(program: str) -> None:
    market = ran(changed(REPERTOIRE, ("firms.Alpha.program", PROGRAMS[program])))
    reserve = total(market, "reward_cost").sum(axis=0)
    held = np.asarray(market.state.ties["points"]).sum(axis=0)
    assert (reserve == held).all()


def test_what_customers_paid_is_what_firms_took() -> None:
    for document in (
        changed(REPERTOIRE, ("customers.exit_rate", 0.0), ("market.burn_in_steps", 0)),
        changed(
            CONTRACT, ("customers.exit_rate", 0.0), ("market.burn_in_steps", 0),
            ("firms.Alpha.contract_months", 6.0), ("firms.Alpha.exit_fee", 2.0),
        ),
    ):  # fmt: skip
        market = ran(document)
        paid = np.asarray(market.state.ties["paid"]).sum(axis=0)
        assert (paid == total(market, "revenue").sum(axis=0)).all()
        assert (paid > 0).all()


@pytest.mark.parametrize("mode", BOTH)
def test_customers_at_the_end_are_those_before_plus_gained_less_lost_and_exits(mode: str) -> None:
    market = ran(changed(BOTH[mode], ("customers.exit_rate", 0.03)))
    customers = total(market, "customers")
    flows = total(market, "gained") - total(market, "lost") - total(market, "exits")
    assert (np.diff(customers, axis=0, prepend=0) == flows).all()
    assert total(market, "exits").sum() > 0
    assert total(market, "lost").sum() > 0


def test_in_a_contract_market_everybody_has_one_provider() -> None:
    market = ran(changed(CONTRACT))
    assert (total(market, "customers").sum(axis=1) == 400).all()


def test_every_purchase_is_one_move() -> None:
    market = ran(changed(REPERTOIRE))
    moved = market.ledger.flows[:, :, :-1].sum(axis=1)
    assert (moved == total(market, "purchases")).all()


def test_stated_costs_are_booked_to_the_unit() -> None:
    cost = {
        "once": 2.0, "per_month": 0.5, "per_customer_month": 0.25, "per_purchase": 0.125,
        "per_recovery": 0.75,
    }  # fmt: skip
    policy = {"firm": "Beta", "set": {"convenience": 0.5}, "from": 4, "cost": cost}
    market = ran(changed({**CONTRACT, "policies": [policy]}))
    beta = market.tables.firm_names.index("Beta")
    after = slice(CONTRACT["market"]["burn_in_steps"] + 4, None)
    n_steps = CONTRACT["market"]["steps"] - 4

    def counted(measure: str) -> float:
        return float(total(market, measure)[after, beta].sum())

    expected = (
        2.0 * 400
        + 0.5 * 400 * n_steps
        + 0.25 * counted("customers")
        + 0.125 * counted("units") / MICRO
        + 0.75 * counted("complaints")
    )
    booked = total(market, "policy_cost")[:, beta].sum() / MICRO
    # each purchase is rounded to a millionth
    assert booked == pytest.approx(expected, abs=1e-6 * counted("purchases"))


def test_the_reserve_is_what_is_expected_to_be_redeemed_of_the_points_held() -> None:
    market = ran(changed(REPERTOIRE, ("firms.Alpha.program", PROGRAMS["breakage"])))
    reserve = total(market, "reward_cost")[:, 0].sum()
    held = np.asarray(market.state.ties["points"])[:, 0].sum()
    transactions = total(market, "purchases")[:, 0].sum()
    assert total(market, "points_redeemed")[:, 0].sum() > 0
    # each accrual and each release is rounded to a millionth of a point
    assert reserve == pytest.approx(0.7 * held, abs=2.0 * float(transactions))


def test_standing_costs_do_not_depend_on_how_the_run_is_cut() -> None:
    from simulation.market import LoyaltyMarket
    from tests.simulation.markets import history

    document = {**CONTRACT, "segments": {"few": {"share": 0.3, "set": {}}}}
    policy = {
        "firm": "Beta",
        "set": {"convenience": 0.5},
        "segment": "few",
        "cost": {"per_month": 1.0},
    }
    scenario = changed(
        {**document, "policies": [policy]},
        ("customers.exit_rate", 0.2),
        ("firms.Alpha.fixed_cost", 0.5),
    )
    stepwise = LoyaltyMarket(scenario, rng=7)
    while stepwise.running:
        stepwise.step()
    assert history(stepwise) == history(ran(scenario))
    assert total(stepwise, "fixed_cost")[:, 0].sum() == 400 * 36 * MICRO // 2


def test_a_program_that_ends_leaves_nothing_in_the_reserve_once_its_points_are_gone() -> None:
    points = {"program.earn_rate": 0.1, "program.threshold": 1.0, "program.breakage": 0.3}
    policy = {"firm": "Beta", "set": points, "from": 0, "until": 12}
    document = changed(
        REPERTOIRE, ("policies", [policy]), ("customers.exit_rate", 0.1), ("market.steps", 120)
    )
    market = ran(document)
    earned, reserve = (total(market, name)[:, 1] for name in ("points_earned", "reward_cost"))
    assert not np.asarray(market.state.ties["points"])[:, 1].any()
    # every transaction is rounded to a millionth by itself
    assert abs(reserve.sum()) < 1e-4 * earned.sum()


def test_points_held_are_valued_by_todays_breakage() -> None:
    policy = {"firm": "Alpha", "set": {"program.breakage": 0.4}, "from": 10}
    market = ran(changed(REPERTOIRE, ("policies", [policy]), ("customers.exit_rate", 0.05)))
    reserve = total(market, "reward_cost")[:, 0].sum()
    held = np.asarray(market.state.ties["points"])[:, 0].sum()
    assert held > 0
    assert reserve == pytest.approx(0.6 * held, abs=0.01 * MICRO)
