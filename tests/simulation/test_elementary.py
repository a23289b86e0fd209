"""Elementary functions against the C library over their whole range."""

import math
import sys

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.elementary import clip, exp, log, logistic, power_of
from tests.simulation.rules.forms import IS_COMPILED, in_both_forms

MANY = 500_001 if IS_COMPILED else 5_001
SMALLEST_NORMAL = sys.float_info.min
POSITIVE = st.floats(SMALLEST_NORMAL, sys.float_info.max)


@numba.njit
def exp_of_all(numbers):
    """Return exp of every number."""
    results = np.empty(numbers.size)
    for i in range(numbers.size):
        results[i] = exp(numbers[i])
    return results


@numba.njit
def log_of_all(numbers):
    """Return log of every number."""
    results = np.empty(numbers.size)
    for i in range(numbers.size):
        results[i] = log(numbers[i])
    return results


def test_exp_agrees_with_the_c_library_over_its_whole_range():
    grid = np.linspace(-700.0, 700.0, MANY)
    assert np.max(np.abs(exp_of_all(grid) / np.exp(grid) - 1.0)) < 1e-11


def test_exp_never_falls_where_its_argument_rises():
    grid = np.linspace(-700.0, 700.0, MANY)
    assert np.all(np.diff(exp_of_all(grid)) >= 0.0)


def test_log_agrees_with_the_c_library_from_the_smallest_to_the_largest_number():
    grid = np.exp2(np.linspace(-1022.0, 1023.9, MANY))
    grid = np.concatenate([grid, np.linspace(0.5, 2.0, MANY)])
    assert np.max(np.abs(log_of_all(grid) - np.log(grid))) < 1e-12


def test_log_keeps_its_relative_precision_next_to_one():
    distance = np.logspace(-15.0, -0.5, MANY // 10)
    for near_one in (1.0 + distance, 1.0 - distance):
        exact = np.log(near_one)
        assert np.max(np.abs(log_of_all(near_one) / exact - 1.0)) < 1e-10


@in_both_forms
@given(x=st.floats(-700.0, 700.0))
def test_exp_of_any_number_is_precise_to_ten_digits(form, x):
    assert form(exp)(x) == pytest.approx(math.exp(x), rel=1e-10, abs=0.0)


@in_both_forms
@given(x=POSITIVE)
def test_log_of_any_normal_number_is_precise_to_ten_digits(form, x):
    assert form(log)(x) == pytest.approx(math.log(x), rel=1e-10, abs=1e-11)


@in_both_forms
@given(x=st.floats(-700.0, 700.0))
def test_log_undoes_exp(form, x):
    assert form(log)(form(exp)(x)) == pytest.approx(x, rel=1e-10, abs=1e-10)


@in_both_forms
def test_exp_of_zero_and_log_of_one_are_exact(form):
    # neutral parameters rest on these two: a mechanism that is off must not change one bit
    assert form(exp)(0.0) == 1.0
    assert form(exp)(-0.0) == 1.0
    assert form(log)(1.0) == 0.0


@in_both_forms
@given(beyond=st.floats(700.0, 1e308))
def test_exp_is_held_finite_and_positive_beyond_seven_hundred(form, beyond):
    assert form(exp)(beyond) == form(exp)(700.0) < math.inf
    assert form(exp)(-beyond) == form(exp)(-700.0) > 0.0


@in_both_forms
@given(x=st.floats(-30.0, 30.0))
def test_logistic_agrees_with_its_formula(form, x):
    assert form(logistic)(x) == pytest.approx(1.0 / (1.0 + math.exp(-x)), rel=1e-10, abs=0.0)


@in_both_forms
@given(x=st.floats(-1e3, 1e3))
def test_logistic_is_a_probability_and_symmetric(form, x):
    assert 0.0 <= form(logistic)(x) <= 1.0
    assert form(logistic)(x) + form(logistic)(-x) == pytest.approx(1.0, abs=1e-10)


@in_both_forms
@pytest.mark.parametrize(("x", "held"), [(-3.0, 0.0), (0.0, 0.0), (42.5, 42.5), (130.0, 100.0)])
def test_clip_holds_a_number_between_two_others(form, x, held):
    assert form(clip)(x, 0.0, 100.0) == held


@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.5, 2.0, 2.7])
@pytest.mark.parametrize("x", [1e-6, 0.25, 1.0, 3.0])
def test_powers_agree_with_the_standard_library(x, exponent):
    assert power_of(x, exponent) == pytest.approx(math.pow(x, exponent), rel=1e-10)
