"""What is asked of customers, who stayed, and what they stand for."""

import numpy as np
import pytest

from analysis.evidence.fact import Setting
from analysis.evidence.facts.box_curves import box_curve
from analysis.evidence.facts.competition import MARKETS, equally_open
from analysis.evidence.facts.holding import Holding, remained, stayed
from analysis.evidence.facts.presets import (
    contract_market,
    geometric_firms,
    per_cycle,
    shipped,
    with_quality,
)
from analysis.evidence.facts.survey import answered, boxes, stated_intention

SETTING = Setting(customers=300, seed=3, is_control=False)


def test_boxes_begin_at_their_cuts():
    stated = np.array([0.0, 34.9, 35.0, 49.9, 50.0, 64.9, 65.0, 79.9, 80.0, 100.0])
    np.testing.assert_array_equal(boxes(stated), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])


def test_answers_scatter_around_the_truth_and_stay_on_the_scale():
    stated = answered(np.full(100_000, 50.0), 1)
    assert stated.mean() == pytest.approx(50.0, abs=0.1)
    assert stated.std() == pytest.approx(np.hypot(5.0, 4.0), rel=0.02)
    edge = answered(np.full(1_000, 99.0), 1)
    assert edge.max() == 100.0


def test_intention_runs_over_the_whole_scale_and_bends_downward():
    intention = stated_intention(np.array([0.0, 50.0, 100.0]))
    np.testing.assert_allclose(intention[[0, 2]], [0.0, 100.0])
    assert intention[1] > 50.0


def held(step: int, generation, provider, since) -> Holding:
    return Holding(
        step,
        np.array(generation),
        np.array(provider),
        np.array(since),
        np.full(len(provider), 70.0),
    )


def test_stayed_are_those_who_never_left_and_remained_those_who_are_still_somebody():
    # As before; switched; left and came back; replaced by another person; nobody's customer.
    before = held(10, [0, 0, 0, 0, 0], [1, 1, 1, 1, -1], [2, 2, 2, 2, 0])
    after = held(20, [0, 0, 0, 1, 0], [1, 2, 1, 1, 1], [2, 15, 17, 2, 12])
    np.testing.assert_array_equal(remained(before, after), [True, True, True, False, False])
    np.testing.assert_array_equal(stayed(before, after), [True, False, False, False, False])
    np.testing.assert_array_equal(before.tenure, [8, 8, 8, 8, 10])


def test_without_reviews_every_box_stays_and_every_answer_is_counted():
    scenario = contract_market(
        SETTING,
        firms=geometric_firms(3),
        customers={
            "review_base": 0.0, "review_dissatisfaction": 0.0, "review_failure": 0.0,
            "exit_rate": 0.0,
        },
        steps=6,
        burn_in_steps=2,
    )  # fmt: skip
    curve = box_curve(scenario, 3, follow_steps=3)
    assert curve.asked.sum() == 2 * 300
    np.testing.assert_array_equal(curve.asked, curve.stayed)


def test_geometric_shares_add_up_and_only_rivals_are_out_of_reach():
    firms = geometric_firms(4, reach_of_rivals=0.15)
    shares = [terms["share"] for terms in firms.values()]
    assert sum(shares) == pytest.approx(1.0)
    assert np.diff(np.log(shares)) == pytest.approx(np.log(0.8))
    assert [terms["reach"] for terms in firms.values()] == [1.0, 0.15, 0.15, 0.15]


def test_a_cycle_does_in_one_step_what_48_months_would_do():
    values = per_cycle()
    scenario = contract_market(
        SETTING, firms=geometric_firms(3), customers=values, steps=1, burn_in_steps=0
    )
    weeks = 30.0 / 7.0
    kept_in_a_step = 1.0 - scenario.customers.bond_decay
    assert kept_in_a_step**weeks == pytest.approx(0.996 ** (48.0 * weeks))
    assert scenario.customers.failure_memory_carry**weeks == pytest.approx(0.97 ** (48.0 * weeks))
    assert 1.0 - scenario.customers.exit_rate == pytest.approx(0.994**48.0)


def test_a_shipped_scenario_comes_at_the_size_of_the_task_with_its_changes():
    scenario = shipped(
        "ridehail_entry",
        SETTING,
        customers={"habit_weight": 3.0},
        overrides={"firms.Taxi.price": 1.1},
    )
    assert scenario.market.customers == 300
    assert scenario.customers.habit_weight == 3.0
    assert scenario.firms["Taxi"].price == 1.1


def test_a_quality_policy_sets_all_five_dimensions():
    policy = with_quality("Alpha", 82.0, start=2, until=5)
    assert policy["set"] == {f"quality.{d}": 82.0 for d in ("R", "A", "T", "E", "Re")}
    assert (policy["from"], policy["until"]) == (2, 5)


def test_made_equally_open_the_markets_differ_in_nothing_but_the_kind_of_good():
    opened = {equally_open(market) for market in MARKETS if not market.is_durable}
    assert len({(m.firms, m.procedural, m.learned, m.reach_of_rivals) for m in opened}) == 1
