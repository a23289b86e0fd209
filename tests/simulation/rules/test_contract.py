"""When a contract is looked at again (EQ18 as settled 30)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.contract import monthly_review_hazard, review_probability
from tests.simulation.rules.forms import in_both_forms, near

SHARES = st.floats(0.0, 1.0)


@in_both_forms
@pytest.mark.parametrize(
    ("satisfaction", "exposure", "hazard"),
    # .04 + .3 x 13/65 = .10; with a rival's promotion + .05; nothing added from 65 on
    [(52.0, 0.0, 0.10), (52.0, 1.0, 0.15), (65.0, 0.0, 0.04), (80.0, 0.0, 0.04)],
)
def test_dissatisfaction_and_a_rivals_promotion_raise_the_hazard(
    form, satisfaction, exposure, hazard
):
    assert form(monthly_review_hazard)(satisfaction, exposure, 0.04, 0.3, 0.05) == near(hazard)


@in_both_forms
@given(satisfaction=st.floats(0.0, 100.0), exposure=SHARES, base=SHARES, more=SHARES)
def test_the_hazard_is_a_probability(form, satisfaction, exposure, base, more):
    assert 0.0 <= form(monthly_review_hazard)(satisfaction, exposure, base, more, more) <= 1.0


@in_both_forms
def test_triggers_are_chances_beside_one_another(form):
    # 1 - .9 x .9 x .75 = 1 - .6075
    assert form(review_probability)(0.1, 0.1, 0.25, 1.0) == near(0.3925)


@in_both_forms
def test_a_running_term_leaves_its_share_of_the_chance(form):
    assert form(review_probability)(0.1, 0.1, 0.25, 0.1) == near(0.03925)


@in_both_forms
@given(open_share=SHARES)
def test_without_any_trigger_nobody_reviews(form, open_share):
    assert form(review_probability)(0.0, 0.0, 0.0, open_share) == 0.0


@in_both_forms
@given(failure=SHARES, term_end=SHARES)
def test_a_certain_review_is_certain_whatever_else_happens(form, failure, term_end):
    assert form(review_probability)(1.0, failure, term_end, 1.0) == 1.0


@in_both_forms
@given(unprompted=SHARES, failure=SHARES, term_end=SHARES, open_share=SHARES)
def test_each_trigger_only_adds_to_the_chance(form, unprompted, failure, term_end, open_share):
    at = form(review_probability)
    both = at(unprompted, failure, term_end, open_share)
    assert 0.0 <= both <= 1.0
    assert both >= at(unprompted, 0.0, term_end, open_share) - 1e-12
    assert both >= at(unprompted, failure, 0.0, open_share) - 1e-12
    assert both >= at(0.0, failure, term_end, open_share) - 1e-12
