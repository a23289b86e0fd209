"""Trust in ability, integrity and fairness (EQ10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.trust import (
    breach_loss,
    broken_integrity,
    kept_integrity,
    known_conduct,
    overall_trust,
    promise_loss,
    unfair_price_loss,
    updated_ability,
    updated_fairness,
)
from tests.simulation.rules.forms import in_both_forms, near

POINTS = st.floats(0.0, 100.0)
SHARES = st.floats(0.0, 1.0)


@in_both_forms
def test_trust_weighs_ability_and_integrity_twice_as_much_as_fairness(form):
    # .4 x 60 + .4 x 50 + .2 x 40 = 24 + 20 + 8
    assert form(overall_trust)(60.0, 50.0, 40.0) == near(52.0)


@in_both_forms
@given(ability=POINTS, integrity=POINTS, fairness=POINTS)
def test_trust_lies_between_its_parts(form, ability, integrity, fairness):
    parts = (ability, integrity, fairness)
    trust = form(overall_trust)(*parts)
    assert min(parts) - 1e-9 <= trust <= max(parts) + 1e-9


@in_both_forms
def test_ability_follows_experienced_quality(form):
    # a twentieth of the way from 50 to 90
    assert form(updated_ability)(50.0, 90.0, 0.05) == near(52.0)


@in_both_forms
def test_integrity_rises_toward_eighty_while_nothing_fails(form):
    # .04 of the way from 50 to 80
    assert form(kept_integrity)(50.0, 0.04) == near(51.2)


@in_both_forms
@given(integrity=st.floats(0.0, 80.0), gain=SHARES)
def test_service_without_failures_never_lifts_integrity_above_eighty(form, integrity, gain):
    assert integrity <= form(kept_integrity)(integrity, gain) <= 80.0 + 1e-9


@in_both_forms
def test_a_failure_of_mean_severity_costs_the_stated_integrity(form):
    # 50 - 7 x 30/30 x 1
    assert form(broken_integrity)(50.0, 30.0, 7.0, 1.0) == near(43.0)


@in_both_forms
def test_severity_and_blame_multiply_the_loss_of_integrity(form):
    # 50 - 7 x 45/30 x 1.5 = 50 - 15.75
    assert form(broken_integrity)(50.0, 45.0, 7.0, 1.5) == near(34.25)


@in_both_forms
def test_fairness_comes_back_toward_neutral_less_the_loss(form):
    # 40 + .02 (50 - 40) - 1 = 39.2
    assert form(updated_fairness)(40.0, 0.02, 1.0) == near(39.2)


@in_both_forms
@given(share=SHARES)
def test_neutral_fairness_without_a_loss_does_not_move_one_bit(form, share):
    assert form(updated_fairness)(50.0, share, 0.0) == 50.0


@in_both_forms
def test_newcomers_paying_a_fifth_less_cost_six_points_where_everybody_sees_it(form):
    # gap 20 %, .3 points a percent, visible to all: 6; to half: 3
    assert form(unfair_price_loss)(1.0, 0.8, 0.3, 1.0) == near(6.0)
    assert form(unfair_price_loss)(1.0, 0.8, 0.3, 0.5) == near(3.0)


@in_both_forms
@pytest.mark.parametrize(
    ("price", "newcomer_price", "visibility"), [(1.0, 0.5, 0.0), (1.0, 1.2, 1.0), (0.0, 0.0, 1.0)]
)
def test_a_gap_that_nobody_sees_or_that_is_none_costs_nothing(
    form, price, newcomer_price, visibility
):
    assert form(unfair_price_loss)(price, newcomer_price, 0.3, visibility) == 0.0


@in_both_forms
@given(state=POINTS, quality=POINTS, gain=SHARES, severity=st.floats(0.0, 100.0), loss=POINTS)
def test_every_part_of_trust_stays_on_the_scale(form, state, quality, gain, severity, loss):
    for after in (
        form(updated_ability)(state, quality, gain),
        form(kept_integrity)(state, gain),
        form(broken_integrity)(state, severity, loss, 2.5),
        form(updated_fairness)(state, gain, loss),
    ):
        assert 0.0 <= after <= 100.0


@in_both_forms
@given(state=POINTS, quality=POINTS)
def test_trust_with_neutral_parameters_does_not_move_one_bit(form, state, quality):
    assert form(updated_ability)(state, quality, 0.0) == state
    assert form(kept_integrity)(state, 0.0) == state
    assert form(broken_integrity)(state, 30.0, 0.0, 1.5) == state


@in_both_forms
def test_a_breach_costs_fairness_once_when_it_happens(form):
    # 15 x (1 - 0), then nothing while it lasts, nor when it ends
    assert form(breach_loss)(0.0, 1.0, 15.0) == near(15.0)
    assert form(breach_loss)(1.0, 1.0, 15.0) == 0.0
    assert form(breach_loss)(1.0, 0.0, 15.0) == 0.0


@in_both_forms
def test_a_promise_is_judged_on_satisfaction_beyond_a_tolerance(form):
    # 2 x (85 - 70 - 5) / 10
    assert form(promise_loss)(85.0, 70.0, 5.0, 2.0) == near(2.0)
    assert form(promise_loss)(75.0, 70.0, 5.0, 2.0) == 0.0
    assert form(promise_loss)(85.0, 70.0, 5.0, 0.0) == 0.0


@in_both_forms
def test_integrity_grows_faster_toward_a_firm_known_for_its_conduct(form):
    # half as fast again at .5 x 1; 50 -> 80: 4 % of 30 is 1.2, and 6 % is 1.8
    assert form(known_conduct)(0.5, 1.0) == near(1.5)
    assert form(known_conduct)(0.5, 0.0) == 1.0
    assert form(known_conduct)(0.0, 1.0) == 1.0
    gain = 0.04 * form(known_conduct)(0.5, 1.0)
    assert form(kept_integrity)(50.0, gain) == near(51.8)
