"""The order of two answers: where nothing is forgotten it must not matter."""

import pytest

from analysis.evidence.fact import Setting
from analysis.evidence.facts.sf20_double_deviation import FACT, ORDERS

SETTING = Setting(customers=1_500, seed=8, is_control=True)


def test_the_last_failure_of_both_orders_falls_in_the_same_month() -> None:
    assert {len(answers) for answers in ORDERS.values()} == {2}


def test_where_experiences_leave_no_trace_answers_simply_add_up() -> None:
    values = FACT.measure(SETTING).values
    mixed = values["poor_then_excellent_satisfaction"] + values["excellent_then_poor_satisfaction"]
    same = values["excellent_twice_satisfaction"] + values["poor_twice_satisfaction"]
    assert values["order_in_satisfaction"] == pytest.approx(0.0, abs=0.3)
    # the scale ends at 100 and at 0: what the extremes lose there is the slack
    assert mixed == pytest.approx(same, abs=3.0)
