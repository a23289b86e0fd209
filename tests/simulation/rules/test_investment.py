"""What spending on quality brings, and where a review moves it (EQ1, S055)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.investment import importance_gap, invested_quality, shifted_share
from tests.simulation.rules.forms import in_both_forms, near

SPENDS = st.floats(0.0, 1.0)


@in_both_forms
@pytest.mark.parametrize(
    ("spend", "gain"),
    # 12 (1 - e^-1) = 12 x .6321206; 12 (1 - e^-2) = 12 x .8646647; nothing for nothing
    [(0.05, 7.5854470), (0.10, 10.3759766), (0.0, 0.0)],
)
def test_the_first_money_brings_most(form, spend, gain):
    assert form(invested_quality)(spend, 12.0, 0.05) == pytest.approx(gain, abs=1e-6)


@in_both_forms
@given(spend=SPENDS, more=SPENDS, ceiling=st.floats(0.0, 100.0))
def test_more_money_brings_more_and_never_beyond_the_ceiling(form, spend, more, ceiling):
    less, all_of_it = (form(invested_quality)(s, ceiling, 0.05) for s in (spend, spend + more))
    assert 0.0 <= less <= all_of_it + 1e-9 <= ceiling + 2e-9


@in_both_forms
def test_a_review_moves_a_quarter_of_the_spending_to_the_worst_dimension(form):
    # five equal shares of .2; the worst gets .2 + .25 x .8 = .4, the others keep .15
    shares = [form(shifted_share)(0.2, d == 2, 0.25) for d in range(5)]
    assert shares == [near(0.15), near(0.15), near(0.4), near(0.15), near(0.15)]
    assert sum(shares) == near(1.0)


@in_both_forms
@given(
    shares=st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5).filter(lambda s: sum(s) > 0.01),
    worst=st.integers(0, 4),
    shift=st.floats(0.0, 1.0),
)
def test_a_review_neither_adds_nor_loses_money(form, shares, worst, shift):
    parts = np.array(shares) / sum(shares)
    after = [form(shifted_share)(float(p), d == worst, shift) for d, p in enumerate(parts)]
    assert sum(after) == near(1.0)
    assert after[worst] >= parts[worst] - 1e-12


@in_both_forms
def test_a_matter_of_weight_counts_before_a_weaker_one_of_none(form):
    assert form(importance_gap)(0.32, 70.0) == near(9.6)  # .32 x 30
    assert form(importance_gap)(0.11, 50.0) == near(5.5)  # .11 x 50
