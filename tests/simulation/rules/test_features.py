"""Features in Ward's four zones (EQ8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.features import drifted_expectation, feature_satisfaction, surprise, zone
from tests.simulation.rules.forms import in_both_forms, near

SHARES = st.floats(0.0, 1.0)


@in_both_forms
@pytest.mark.parametrize(
    ("presence", "expectation", "points"),
    [
        (1.0, 0.0, 4.0),  # unexpected and there: delight
        (1.0, 1.0, 0.0),  # expected and there: nothing
        (0.0, 1.0, -10.0),  # expected and missing: the whole loss
        (0.0, 0.0, 0.0),  # neither
        (0.5, 0.5, -1.5),  # 4 x .25 - 10 x .25
    ],
)
def test_unexpected_presence_delights_and_expected_absence_hurts(
    form, presence, expectation, points
):
    assert form(feature_satisfaction)(presence, expectation, 4.0, 10.0) == near(points)


@in_both_forms
@given(presence=SHARES, expectation=SHARES, more=SHARES)
def test_expecting_more_never_pleases_more(form, presence, expectation, more):
    low, high = sorted((expectation, more))
    effect = form(feature_satisfaction)
    assert effect(presence, high, 4.0, 10.0) <= effect(presence, low, 4.0, 10.0) + 1e-12


@in_both_forms
def test_only_what_nobody_asked_for_surprises(form):
    # 1.5 x .8 x (1 - .1)
    assert form(surprise)(0.8, 0.1, False, 1.5) == near(1.08)
    assert form(surprise)(0.8, 0.1, True, 1.5) == 0.0  # asked for
    assert form(surprise)(0.8, 0.3, False, 1.5) == 0.0  # half expected
    assert form(surprise)(0.5, 0.1, False, 1.5) == 0.0  # hardly there


@in_both_forms
def test_expectations_drift_to_what_is_met(form):
    # .2 + .03 x (1 - .2)
    assert form(drifted_expectation)(0.2, 1.0, 0.03) == near(0.224)
    assert form(drifted_expectation)(0.2, 0.2, 0.03) == 0.2


@in_both_forms
@given(expectation=SHARES, level=SHARES, rate=SHARES)
def test_an_expectation_ends_between_where_it_was_and_what_it_saw(form, expectation, level, rate):
    low, high = sorted((expectation, level))
    assert low - 1e-12 <= form(drifted_expectation)(expectation, level, rate) <= high + 1e-12


@in_both_forms
@pytest.mark.parametrize(
    ("expectation", "is_voiced", "number"),
    [(0.5, False, 1), (0.9, True, 2), (0.1, True, 3), (0.49, False, 4)],
)
def test_every_zone_has_its_feature(form, expectation, is_voiced, number):
    assert form(zone)(expectation, is_voiced) == number


@in_both_forms
def test_delight_decays_into_a_matter_of_course(form):
    expectation = 0.0
    zones = []
    for _ in range(40):
        expectation = form(drifted_expectation)(expectation, 1.0, 0.03)
        zones.append(form(zone)(expectation, False))
    # 1 - .97^n reaches .5 at n = ln .5 / ln .97 = 22.76
    assert zones == [4] * 22 + [1] * 18
