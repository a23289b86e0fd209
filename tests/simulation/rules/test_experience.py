"""What a customer meets (EQ1, EQ4 as settled 26)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.experience import (
    delivered_quality,
    experienced_quality,
    failure_severity,
)
from tests.simulation.rules.forms import in_both_forms, near

POINTS = st.floats(0.0, 100.0)


@in_both_forms
def test_delivered_quality_is_the_design_less_three_gaps(form):
    assert form(delivered_quality)(80.0, 5.0, 3.0, 2.0) == near(70.0)


@in_both_forms
def test_gaps_of_zero_deliver_what_is_designed(form):
    assert form(delivered_quality)(76.3, 0.0, 0.0, 0.0) == 76.3


@in_both_forms
@given(design=POINTS, understanding=POINTS, standards=POINTS, delivery=POINTS)
def test_delivered_quality_stays_on_the_scale_and_below_the_design(
    form, design, understanding, standards, delivery
):
    assert 0.0 <= form(delivered_quality)(design, understanding, standards, delivery) <= design


@in_both_forms
def test_a_middling_failure_has_the_mean_severity(form):
    # Beta(2, 2) has mean .5: 2 x 30 x .5
    assert form(failure_severity)(30.0, 0.5) == near(30.0)
    assert form(failure_severity)(30.0, 1.0) == near(60.0)


@in_both_forms
def test_fit_chance_and_failure_add_up_once(form):
    # 76 + 4 - 8 - 30
    assert form(experienced_quality)(76.0, 4.0, -8.0, 30.0) == near(42.0)


@in_both_forms
@pytest.mark.parametrize(
    ("fit", "noise", "severity", "expected"),
    [(20.0, 10.0, 0.0, 100.0), (-20.0, -10.0, 60.0, 0.0)],
)
def test_experienced_quality_is_held_on_the_scale(form, fit, noise, severity, expected):
    assert form(experienced_quality)(76.0, fit, noise, severity) == expected


@in_both_forms
@given(quality=POINTS)
def test_without_fit_chance_and_failure_the_delivered_quality_is_met(form, quality):
    assert form(experienced_quality)(quality, 0.0, 0.0, 0.0) == quality
