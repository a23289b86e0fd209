"""What messages from a firm do, until there are too many (EQ23)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.contact import (
    contact_multiplier,
    contacted_bond,
    kept_of_even,
    mean_irritation,
    recall_utility,
    risen_of_even,
    updated_irritation,
)
from tests.simulation.rules.forms import in_both_forms, near

POINTS = st.floats(0.0, 100.0)


@in_both_forms
def test_irritation_adds_up_and_fades(form):
    # .8 x 2 + .5 (1 - .8) / .2231436, as -ln .8 = .2231436
    assert form(updated_irritation)(2.0, 0.5, 0.8) == near(1.6 + 0.1 / 0.22314355131420976)
    assert form(updated_irritation)(2.0, 0.0, 0.8) == near(1.6)
    assert form(updated_irritation)(2.0, 0.5, 0.0) == 0.0  # nothing is ever kept


def mean_over(form, irritation, intrusion, carry):
    """Return the mean irritation over a step in which `carry` of it is kept."""
    kept, risen = form(kept_of_even)(carry), form(risen_of_even)(carry)
    return form(mean_irritation)(irritation, intrusion, kept, risen)


@in_both_forms
def test_steady_contact_irritates_up_to_a_level(form):
    irritation = 0.0
    for _ in range(200):
        irritation = form(updated_irritation)(irritation, 0.3, 0.8)
    assert irritation == near(0.3 / 0.22314355131420976)  # x / kappa


@in_both_forms
@pytest.mark.parametrize("carry", [0.1, 0.8, 0.98, 0.9995, 0.999999])
def test_steps_of_any_length_lead_to_the_same_irritation(form, carry):
    # a step in which 2 come, against its ten tenths in which .2 come
    tenth = carry**0.1
    irritation, means = 1.5, []
    for _ in range(10):
        means.append(mean_over(form, irritation, 0.2, tenth))
        irritation = form(updated_irritation)(irritation, 0.2, tenth)
    assert irritation == pytest.approx(form(updated_irritation)(1.5, 2.0, carry), rel=1e-6)
    assert sum(means) / 10 == pytest.approx(mean_over(form, 1.5, 2.0, carry), rel=1e-6)


@in_both_forms
def test_the_mean_over_a_step_is_the_integral_of_what_fades_and_comes(form):
    # by the midpoint rule: c**s irr + x (1 - c**s) / -ln c
    n, carry, rate = 100_000, 0.384, -math.log(0.384)
    at = [(k + 0.5) / n for k in range(n)]
    found = sum(3.0 * carry**s + 2.0 * (1.0 - carry**s) / rate for s in at) / n
    assert mean_over(form, 3.0, 2.0, carry) == pytest.approx(found, rel=1e-8)
    assert mean_over(form, 3.0, 2.0, 0.0) == 0.0


@in_both_forms
@pytest.mark.parametrize(
    ("irritation", "left"), [(0.0, 1.0), (1.5, 0.5), (3.0, 0.0), (4.5, -0.5), (30.0, -0.5)]
)
def test_too_many_contacts_backfire_down_to_a_half(form, irritation, left):
    assert form(contact_multiplier)(irritation, 3.0) == near(left)


@in_both_forms
def test_contact_moves_belonging_and_recall_by_what_is_left_of_it(form):
    # 20 + .5 x .6 x .5; .4 x .6 x -.5
    assert form(contacted_bond)(20.0, 0.6, 0.5, 0.5) == near(20.15)
    assert form(recall_utility)(0.6, -0.5, 0.4) == near(-0.12)


@in_both_forms
@given(bond=POINTS, left=st.floats(-0.5, 1.0), effect=st.floats(0.0, 10.0))
def test_belonging_stays_on_its_scale_and_no_contact_leaves_it(form, bond, left, effect):
    assert 0.0 <= form(contacted_bond)(bond, effect, left, 2.0) <= 100.0
    assert form(contacted_bond)(bond, 0.0, left, 2.0) == bond
