"""The lines of a cost add up to it, and each is an amount times a count."""

import pytest

from analysis.metrics.costs import cost_of_winning, policy_cost_lines, program_cost_lines
from analysis.metrics.record import FirmRecord
from analysis.metrics.registry import measured
from simulation.runner import RunSpec, run_one
from tests.analysis.metrics.made import BOOKS, NEAR, alpha, document, run
from tests.simulation.markets import BOTH, changed

N, STEPS = 120, 10
PERIOD = {"contract": 30, "repertoire": 7}
COST = {
    "once": 0.5,
    "per_month": 0.1,
    "per_customer_month": 0.02,
    "per_purchase": 0.01,
    "per_recovery": 0.3,
}


def costly(mode, **policy):
    """Return a run in which Beta pays for a policy in every way there is."""
    own = {"firm": "Beta", "set": {"recovery": 0.8}, "cost": COST, **policy}
    scenario = changed(
        {**BOTH[mode], "policies": [own]},
        ("market.customers", N), ("market.steps", STEPS), ("firms.Beta.failure_prob", 0.3),
    )  # fmt: skip
    assert scenario.market.step_days == PERIOD[mode]
    return FirmRecord(run_one(RunSpec(mode, scenario, seed=3)), "Beta")


@pytest.mark.parametrize("mode", BOTH)
def test_what_is_left_over_is_what_was_paid_whoever_was_served(mode):
    record = costly(mode)
    lines = policy_cost_lines(record)
    months = STEPS * PERIOD[mode] / 30
    assert lines["standing"] == pytest.approx(1000 * (0.5 + 0.1 * months), rel=1e-5)
    assert lines["per_recovery"] == pytest.approx(
        1000 / N * 0.3 * record.series("complaints").sum()
    )
    assert min(lines.values()) > 0.0
    assert sum(lines.values()) == pytest.approx(measured(record)["policy_cost"])


def test_a_policy_is_paid_for_between_its_steps_only():
    record = costly("contract", **{"from": 2, "until": 5})
    lines = policy_cost_lines(record)
    assert lines["standing"] == pytest.approx(1000 * (0.5 + 0.1 * 3), rel=1e-5)
    held = record.series("customers")[2:5].sum()
    assert lines["per_customer_month"] == pytest.approx(1000 / N * 0.02 * held)


def test_a_policy_that_ended_before_the_study_costs_nothing_in_it():
    lines = policy_cost_lines(costly("contract", **{"from": -8, "until": -2}))
    assert lines == dict.fromkeys(lines, 0.0)


def test_a_policy_of_one_segment_is_paid_for_that_segment_only():
    # Alpha's near customers are 38, 39 and 36 in the three steps of a month each, of 200 in all.
    policy = {
        "firm": "Alpha",
        "set": {"price": 2.0},
        "segment": NEAR,
        "cost": {"per_customer_month": 0.1},
    }
    paid = {**BOOKS, ("Alpha", NEAR): {**BOOKS["Alpha", NEAR], "policy_cost": [0.0, 3.8, 3.9, 3.6]}}
    paid["Alpha", "everyone else"] = {**BOOKS["Alpha", "everyone else"], "policy_cost": [0.0] * 4}
    result = run({**document(), "policies": [policy]}, filled=paid)
    assert policy_cost_lines(alpha(result)) == pytest.approx(
        {"standing": 0.0, "per_customer_month": 56.5, "per_purchase": 0.0, "per_recovery": 0.0}
    )
    assert policy_cost_lines(alpha(result, segment=NEAR))["per_customer_month"] == pytest.approx(
        56.5
    )
    assert policy_cost_lines(alpha(result, segment="everyone else"))["per_customer_month"] == 0.0


def test_policies_of_rivals_and_policies_without_a_cost_are_not_paid_for():
    policies = [
        {"firm": "Beta", "set": {"price": 2.0}, "cost": {"per_customer_month": 0.1}},
        {"firm": "Alpha", "set": {"price": 2.0}},
    ]
    lines = policy_cost_lines(alpha(run({**document(), "policies": policies})))
    assert lines["per_customer_month"] == 0.0
    assert lines["standing"] == pytest.approx(25.0)  # as the books say


def test_the_parts_of_the_program_cost_are_those_of_the_books():
    # Redeemed 3, put aside 4, members 2: of 200 customers, so five times as much per 1,000.
    lines = program_cost_lines(alpha())
    assert lines == pytest.approx(
        {"points_redeemed": 15.0, "reward_cost": 20.0, "member_cost": 10.0}
    )


def test_what_each_customer_won_has_cost_so_far_is_what_a_hand_adds_up():
    # gained 6, 5, 5; acquisition 2, 4, 0; policies 5, 0, 0; customers 100, 95, 96; no concessions
    table = cost_of_winning(alpha(), months=1.0)
    assert table["months"].tolist() == [1.0, 2.0, 3.0]
    assert table["won"].tolist() == [30.0, 55.0, 80.0]  # per 1,000 of 200
    assert table["spent"].tolist() == [35.0, 55.0, 55.0]
    assert table["each_won"].tolist() == pytest.approx([7 / 6, 1.0, 11 / 16])
    assert table["each_present"].tolist() == pytest.approx([7 / 100, 11 / 95, 11 / 96])


def test_periods_that_do_not_fit_end_with_the_study_and_nobody_won_has_no_price():
    table = cost_of_winning(alpha(run(filled={})), months=2.0)
    assert table["months"].tolist() == [2.0, 3.0]
    assert table["spent"].tolist() == [0.0, 0.0]
    assert table[["each_won", "each_present"]].isna().all(axis=None)


def test_a_subsidy_makes_each_customer_of_an_entrant_dearer():
    changes = ("market.customers", 150), ("market.steps", 12)
    price = {"firm": "Gamma", "set": {"discount": 0.4}, "from": 0, "until": 6, "cost": {}}
    dear, plain = (
        FirmRecord(run_one(RunSpec("r", changed({**BOTH["repertoire"], "policies": p}, *changes), 2)), "Gamma")
        for p in ([price], [])
    )  # fmt: skip
    given = dear.total("concessions")
    assert given > 0.0
    last = [cost_of_winning(record).iloc[-1] for record in (dear, plain)]
    paid = dear.total("acquisition_cost") + given
    assert last[0]["spent"] == pytest.approx(1000 / 150 * paid)
    assert last[0]["each_won"] > last[1]["each_won"]
