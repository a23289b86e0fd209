"""Exit, voice or silence, and the justice of the answer (EQ19, EQ20)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.complaint import (
    complaint_probability,
    expected_justice,
    justice,
    learned_failure_prob,
    repaired,
)
from simulation.rules.satisfaction import (
    attribution,
    failure_gain,
    perceived_performance,
    satisfaction_gain,
    transaction_satisfaction,
    updated_satisfaction,
)
from simulation.rules.trust import updated_ability
from tests.simulation.rules.forms import in_both_forms, near

POINTS = st.floats(0.0, 100.0)
SHARES = st.floats(0.0, 1.0)
WEIGHTS = (-1.2, 0.6, 1.0, 0.3, 0.3)  # c0, c_sev, c_B, c_T, c_S of model.md


@in_both_forms
def test_about_a_quarter_of_mild_failures_is_complained_about(form):
    # logistic(-1.2) = 1 / (1 + e^1.2) = 1 / 4.3201169
    assert form(complaint_probability)(30.0, 70.0, 60.0, 0.0, *WEIGHTS, 0.0) == near(
        1.0 / 4.320116922736547
    )


@in_both_forms
def test_severity_belonging_trust_and_satisfaction_give_voice(form):
    # -1.2 + .6 x 15/15 + 1 x 25/25 + .3 x 10/10 + .3 x 10/10 = 1; logistic(1) = .7310586
    assert form(complaint_probability)(45.0, 80.0, 70.0, 25.0, *WEIGHTS, 0.0) == near(
        0.7310585786300049
    )


@in_both_forms
def test_easy_channels_add_to_the_logit(form):
    # one logit more: logistic(2) = .8807971
    assert form(complaint_probability)(45.0, 80.0, 70.0, 25.0, *WEIGHTS, 1.0) == near(
        0.8807970779778823
    )


@in_both_forms
@given(severity=POINTS, satisfaction=POINTS, trust=POINTS, bond=POINTS, more=st.floats(0.1, 20.0))
def test_loyal_customers_speak_up_where_others_leave_in_silence(
    form, severity, satisfaction, trust, bond, more
):
    at = form(complaint_probability)
    base = at(severity, satisfaction, trust, bond, *WEIGHTS, 0.0)
    assert 0.0 < base < 1.0
    assert at(severity, satisfaction, trust, bond + more, *WEIGHTS, 0.0) > base
    assert at(severity, satisfaction, trust + more, bond, *WEIGHTS, 0.0) > base
    assert at(severity, satisfaction + more, trust, bond, *WEIGHTS, 0.0) > base
    assert at(severity + more, satisfaction, trust, bond, *WEIGHTS, 0.0) > base


@in_both_forms
@pytest.mark.parametrize(
    ("substance", "is_quick", "felt"),
    # a quick answer adds .15, a slow one takes .075, within 0 and 1
    [(0.5, True, 0.65), (0.5, False, 0.425), (0.95, True, 1.0), (0.05, False, 0.0)],
)
def test_a_quick_answer_is_juster_and_a_slow_one_less_just(form, substance, is_quick, felt):
    assert form(justice)(substance, is_quick, 0.15) == near(felt)


@in_both_forms
@pytest.mark.parametrize(
    ("remembered", "expected"), [(0.0, 0.5), (1.0, 0.75), (2.0, 1.0), (5.0, 1.0)]
)
def test_more_is_expected_after_earlier_failures(form, remembered, expected):
    assert form(expected_justice)(remembered, 0.5, 0.25) == near(expected)


@in_both_forms
def test_failures_beyond_the_second_raise_expected_justice_no_further(form):
    # .3 + .1 x 2, not .3 + .1 x 5
    assert form(expected_justice)(5.0, 0.3, 0.1) == near(0.5)


@in_both_forms
@given(remembered=st.floats(0.0, 50.0), first=SHARES, rise=SHARES, substance=SHARES)
def test_justice_and_what_is_expected_of_it_stay_between_zero_and_one(
    form, remembered, first, rise, substance
):
    assert 0.0 <= form(expected_justice)(remembered, first, rise) <= 1.0
    assert 0.0 <= form(justice)(substance, True, rise) <= 1.0
    assert 0.0 <= form(justice)(substance, False, rise) <= 1.0


@in_both_forms
def test_justice_beyond_expectation_repairs_and_less_does_more_damage(form):
    # 60 + 24 x .3; 60 - 24 x .3
    assert form(repaired)(60.0, 0.3, 24.0) == near(67.2)
    assert form(repaired)(60.0, -0.3, 24.0) == near(52.8)


@in_both_forms
@given(state=POINTS, surprise=st.floats(-1.0, 1.0), gain=POINTS)
def test_a_repaired_state_stays_on_the_scale(form, state, surprise, gain):
    assert 0.0 <= form(repaired)(state, surprise, gain) <= 100.0
    assert form(repaired)(state, surprise, 0.0) == state


@in_both_forms
def test_fifty_complaints_in_a_thousand_teach_half_of_what_can_be_learned(form):
    # .1 x .7^(365/365 x 50/100) = .1 x .83666
    after = form(learned_failure_prob)(0.1, 0.005, 0.3, 50.0, 365.0)
    assert after == near(0.1 * 0.7**0.5)


@in_both_forms
@given(prob=st.floats(0.005, 1.0), learning=SHARES, complaints=st.floats(0.0, 1e3))
def test_learning_in_two_half_years_is_learning_in_one(form, prob, learning, complaints):
    at = form(learned_failure_prob)
    once = at(prob, 0.0, learning, complaints, 365.0)
    half = at(prob, 0.0, learning, complaints, 182.5)
    assert at(half, 0.0, learning, complaints, 182.5) == pytest.approx(once, rel=1e-8)


@in_both_forms
@given(prob=SHARES, complaints=st.floats(0.0, 1e3), days=st.floats(1.0, 365.0))
def test_a_firm_that_does_not_learn_or_hears_nothing_fails_as_before(form, prob, complaints, days):
    at = form(learned_failure_prob)
    assert at(prob, 0.005, 0.0, complaints, days) == prob
    assert at(prob, 0.005, 0.3, 0.0, days) == prob


@in_both_forms
@given(
    prob=SHARES, floor=SHARES, learning=SHARES, complaints=st.floats(0.0, 1e4),
    days=st.floats(1.0, 3650.0),
)  # fmt: skip
def test_learning_never_raises_failures_nor_passes_the_floor(
    form, prob, floor, learning, complaints, days
):
    after = form(learned_failure_prob)(prob, floor, learning, complaints, days)
    assert min(floor, prob) <= after <= prob


def after_failure(form, satisfaction, severity, remembered, answer):
    """Return satisfaction after a failure and its answer, for a long-standing customer.

    Expected 76 and met 76 less the severity, should be 81; parameters of model.md 2.8.
    """
    quality = 76.0 - severity
    perceived = form(perceived_performance)(quality, 76.0, 81.0, 0.15, 0.05)
    blame = form(attribution)(remembered, 0.5)
    gain = form(failure_gain)(form(satisfaction_gain)(20.0, 2.0, 0.08), 2.5)
    transaction = form(transaction_satisfaction)(perceived, 76.0, 0.25, 0.6, blame)
    unhappy = form(updated_satisfaction)(satisfaction, transaction, gain)
    surprise = answer - form(expected_justice)(remembered, 0.5, 0.25)
    return form(repaired)(unhappy, surprise, 24.0)


@in_both_forms
def test_an_excellent_recovery_leaves_more_satisfaction_than_no_failure(form):
    # q 46, PQ 46 + 4.5 - 1.75 = 48.75, D -27.25, ts 48.75 - 16.35 = 32.4, gain .2:
    # 76 - 8.72 = 67.28; justice 1 against .5 expected: + 12
    after = after_failure(form, 76.0, 30.0, 0.0, 1.0)
    assert after == near(79.28)
    assert after - 76.0 == pytest.approx(2.3, abs=1.0)  # the prototype's figure in model.md


@in_both_forms
def test_a_severe_failure_has_no_recovery_paradox(form):
    # q 31, PQ 31 + 6.75 - 2.5 = 35.25, D -40.75, ts 10.8: 76 - 13.04 + 12
    after = after_failure(form, 76.0, 45.0, 0.0, 1.0)
    assert after == near(74.96)
    assert after - 76.0 == pytest.approx(-0.9, abs=0.5)  # the prototype's figure in model.md


@in_both_forms
def test_a_second_recovered_failure_undoes_the_paradox(form):
    # blame 1.5: ts 48.75 - 24.525 = 24.225; 79.28 - .2 x 55.055 = 68.269; 1 - .75: + 6
    first = after_failure(form, 76.0, 30.0, 0.0, 1.0)
    second = after_failure(form, first, 30.0, 1.0, 1.0)
    assert second == near(74.269)
    assert second - 76.0 == pytest.approx(-1.9, abs=0.5)  # the prototype's figure in model.md


@in_both_forms
def test_a_poor_recovery_doubles_the_damage(form):
    # justice .2 - .075 = .125 against .5: 67.28 - 24 x .375 = 67.28 - 9
    after = after_failure(form, 76.0, 30.0, 0.0, form(justice)(0.2, False, 0.15))
    assert after == near(58.28)
    assert after - 76.0 == pytest.approx(-19.0, abs=2.0)  # the prototype's figure in model.md


@in_both_forms
def test_no_recovery_repairs_trust_in_ability(form):
    # 60 + .05 x .5 x (46 - 60) = 59.65: the failure stays in it, whatever the answer
    assert form(updated_ability)(60.0, 46.0, 0.025) == near(59.65)
