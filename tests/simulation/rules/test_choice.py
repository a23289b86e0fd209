"""Choosing a firm: multinomial logit by aligned errors (EQ13, EQ15, EQ16)."""

import math

import numba
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import softmax

from simulation.draws import Purpose, customer_key, hashed, step_key, uniform
from simulation.rules.choice import (
    advertising_reach,
    attitude_utility,
    consideration_score,
    inexperience_utility,
    race_time,
    systematic_utility,
)
from tests.simulation.rules.forms import IS_COMPILED, in_both_forms, near

UTILITIES = st.floats(-20.0, 20.0)
UNIFORMS = st.floats(1e-15, 1.0 - 1e-15)
ALTERNATIVES = st.lists(st.tuples(UTILITIES, UNIFORMS), min_size=2, max_size=8)
FIRM_KEYS = np.array([hashed("firm", name) for name in "ABCD"], dtype=np.uint64)
SEED_KEY = np.uint64(hashed("a test of choice", 1))


@numba.njit
def choices(utilities, seed_key, firm_keys, n):
    """Return the firm that each of n customers chooses, all with the same utilities."""
    chosen = np.zeros(n, dtype=np.int64)
    for slot in range(n):
        key = step_key(customer_key(seed_key, slot, 0), 0)
        earliest = np.inf
        for j in range(utilities.size):
            u = uniform(key, Purpose.CHOICE, firm_keys[j], 0)
            arrival = race_time(utilities[j], u)
            if arrival < earliest:
                earliest = arrival
                chosen[slot] = j
    return chosen


def chosen_by(utilities):
    with np.errstate(over="ignore"):
        n = 200_000 if IS_COMPILED else 3_000
        return choices(np.asarray(utilities, dtype=np.float64), SEED_KEY, FIRM_KEYS, n)


@in_both_forms
def test_attitudes_add_up_each_for_ten_points(form):
    # .5 x 1 x (80 - 70)/10 + .2 x (60 - 50)/10 + .25 x 40/10 = .5 + .2 + 1
    assert form(attitude_utility)(80.0, 60.0, 40.0, 1.0, 0.5, 0.2, 0.25) == near(1.7)


@in_both_forms
def test_involvement_scales_satisfaction_alone(form):
    # .5 x 2 x 1 + .2 + 1
    assert form(attitude_utility)(80.0, 60.0, 40.0, 2.0, 0.5, 0.2, 0.25) == near(2.2)


@in_both_forms
@given(satisfaction=st.floats(0.0, 100.0), trust=st.floats(0.0, 100.0), bond=st.floats(0.0, 100.0))
def test_attitudes_without_weights_contribute_exactly_nothing(form, satisfaction, trust, bond):
    assert form(attitude_utility)(satisfaction, trust, bond, 1.3, 0.0, 0.0, 0.0) == 0.0


@in_both_forms
def test_attitudes_at_their_neutral_points_contribute_exactly_nothing(form):
    assert form(attitude_utility)(70.0, 50.0, 0.0, 1.3, 0.5, 0.2, 0.25) == 0.0


@in_both_forms
def test_hearsay_takes_up_to_half_of_the_discount_on_a_firm_never_tried(form):
    # two messages: certainty 1 - 1/e = .632121; -.4 (1 - .316060) = -.273576
    assert form(inexperience_utility)(0.4, 0, 0.0) == near(-0.4)
    assert form(inexperience_utility)(0.4, 0, 2.0) == near(
        -0.4 * (1.0 - 0.5 * (1.0 - 1.0 / math.e))
    )
    assert form(inexperience_utility)(0.4, 0, 1000.0) == near(-0.2)


@in_both_forms
@given(messages=st.floats(0.0, 1e4))
def test_without_a_penalty_inexperience_contributes_exactly_nothing(form, messages):
    assert form(inexperience_utility)(0.0, 0, messages) == 0.0


@in_both_forms
@given(messages=st.floats(0.0, 1e4))
def test_a_firm_once_tried_is_not_discounted(form, messages):
    assert form(inexperience_utility)(0.4, 1, messages) == 0.0


@in_both_forms
def test_utility_is_the_sum_of_its_nine_terms(form):
    terms = (-0.5, 1.7, 0.3, 0.1, -0.8925, 0.06, 0.0, -0.4, -1.2)
    # -.5 + 1.7 = 1.2; 1.5; 1.6; .7075; .7675; .7675; .3675; -.8325
    assert form(systematic_utility)(*terms) == near(-0.8325)


@in_both_forms
@given(taste=UTILITIES)
def test_with_every_mechanism_off_utility_is_taste_bit_for_bit(form, taste):
    off = (0.0,) * 8
    assert form(systematic_utility)(taste, *off) == taste


@in_both_forms
def test_the_arrival_time_is_exponential_with_rate_e_to_the_utility(form):
    # -ln(1/e) e^0 = 1; twice the rate halves it
    assert form(race_time)(0.0, 1.0 / math.e) == near(1.0)
    assert form(race_time)(math.log(2.0), 1.0 / math.e) == near(0.5)


@in_both_forms
@given(alternatives=ALTERNATIVES)
def test_the_first_to_arrive_has_the_highest_utility_plus_gumbel_error(form, alternatives):
    arrivals = [form(race_time)(utility, u) for utility, u in alternatives]
    first = arrivals.index(min(arrivals))
    perturbed = [utility - math.log(-math.log(u)) for utility, u in alternatives]
    assert perturbed[first] >= max(perturbed) - 1e-8


@in_both_forms
@given(alternatives=ALTERNATIVES, which=st.integers(0, 7), more=st.floats(0.001, 10.0))
def test_improving_one_firm_moves_no_customer_to_another(form, alternatives, which, more):
    improved = which % len(alternatives)

    def chosen(raised):
        arrivals = [
            form(race_time)(utility + (raised if j == improved else 0.0), u)
            for j, (utility, u) in enumerate(alternatives)
        ]
        return arrivals.index(min(arrivals))

    assert chosen(more) in {chosen(0.0), improved}


def test_choices_have_the_probabilities_of_the_logit():
    utilities = [0.4, -0.3, 1.1, 0.0]
    counts = np.bincount(chosen_by(utilities), minlength=4)
    expected = softmax(utilities) * counts.sum()
    assert stats.chisquare(counts, expected).pvalue > 1e-4


def test_adding_the_same_to_every_utility_changes_no_choice():
    utilities = np.array([0.4, -0.3, 1.1, 0.0])
    assert np.mean(chosen_by(utilities) != chosen_by(utilities + 2.0)) < 1e-5


def test_customers_won_by_an_improvement_come_from_all_rivals_in_proportion():
    before = chosen_by([0.0, 0.5, 1.0, -0.5])
    after = chosen_by([0.6, 0.5, 1.0, -0.5])
    moved = before != after
    assert set(after[moved]) == {0}
    origins = np.bincount(before[moved], minlength=4)[1:]
    # independence of irrelevant alternatives: rivals lose in proportion to their shares
    expected = softmax([0.5, 1.0, -0.5]) * origins.sum()
    assert stats.chisquare(origins, expected).pvalue > 1e-4


@in_both_forms
def test_a_place_among_the_firms_considered_goes_by_taste_satisfaction_and_advertising(form):
    # -1 + .5 x 80/10 = 3; advertising of e - 1 adds .3 x ln(e)
    assert form(consideration_score)(-1.0, 80.0, 0.5, 0.0, 0.3) == near(3.0)
    assert form(consideration_score)(
        -1.0, 80.0, 0.5, form(advertising_reach)(math.e - 1.0), 0.3
    ) == near(3.3)
