"""The answer a customer would give without noise (2.7.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.survey import likelihood_to_recommend
from tests.simulation.rules.forms import in_both_forms, near

POINTS = st.floats(0.0, 100.0)


@in_both_forms
@pytest.mark.parametrize(
    ("satisfaction", "trust", "answer"),
    # (60 + 15 - 16)/7; (37.5 + 12.5 - 16)/7; 84/7 is held at 10, -16/7 at 0
    [(80.0, 60.0, 59.0 / 7.0), (50.0, 50.0, 34.0 / 7.0), (100.0, 100.0, 10.0), (0.0, 0.0, 0.0)],
)
def test_the_answer_weighs_satisfaction_three_times_as_much_as_trust(
    form, satisfaction, trust, answer
):
    assert form(likelihood_to_recommend)(satisfaction, trust) == near(answer)


@in_both_forms
@given(satisfaction=POINTS, trust=POINTS, more=POINTS)
def test_the_answer_is_on_the_scale_and_rises_with_both(form, satisfaction, trust, more):
    answer = form(likelihood_to_recommend)(satisfaction, trust)
    assert 0.0 <= answer <= 10.0
    assert form(likelihood_to_recommend)(satisfaction + more, trust) >= answer
    assert form(likelihood_to_recommend)(satisfaction, trust + more) >= answer
