"""The public rating (EQ21)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.rating import rating_probability, stars
from tests.simulation.rules.forms import in_both_forms, near

POINTS = st.floats(0.0, 100.0)


@in_both_forms
def test_those_who_feel_strongly_write(form):
    # .1 x (.2 + .8 x (25/50)^2) at 25 points from the middle; .1 x .2 in the middle
    assert form(rating_probability)(85.0, 0.1, 60.0, 0.8) == near(0.04)
    assert form(rating_probability)(60.0, 0.1, 60.0, 0.8) == near(0.02)


@in_both_forms
@given(transaction=POINTS)
def test_without_extremity_everybody_is_as_likely_to_write(form, transaction):
    assert form(rating_probability)(transaction, 0.1, 60.0, 0.0) == 0.1
    assert form(rating_probability)(transaction, 0.0, 60.0, 0.8) == 0.0


@in_both_forms
@pytest.mark.parametrize(
    ("transaction", "given_stars"),
    [(0.0, 1), (34.9, 1), (35.0, 2), (50.0, 3), (65.0, 4), (79.9, 4), (80.0, 5), (100.0, 5)],
)
def test_stars_are_cut_where_the_five_boxes_are(form, transaction, given_stars):
    assert form(stars)(transaction) == given_stars
