import math

import numpy as np
import pytest

from analysis.calibration.choice_model import with_column
from analysis.calibration.likelihood import (
    choice_probabilities,
    fit_logit,
    information,
    log_likelihood,
    row_scores,
)
from analysis.calibration.loyalty import loyalty_path
from simulation.errors import LogError
from tests.analysis.calibration.builders import Truth, log_of, simulated_log

NAMES = ("constant B", "constant C", "price", "feature")


def example():
    log = simulated_log(Truth(), n_customers=20, n_own=10)
    return log.attributes, log.choice


def test_the_likelihood_of_two_people_by_hand():
    price = np.array([[1.0, 2.0], [2.0, 1.0], [1.0, 1.0], [3.0, 1.0], [1.0, 2.0]])
    log = log_of({"ann": ["A", "A", "B"], "bob": ["B", "A"]}, {"price": price})
    loyalty = loyalty_path(log, 0.8, "first_brand", np.array([0.6, 0.4])).level
    rows = np.array([1, 2, 4])
    design = with_column(log.attributes, loyalty)[rows]
    # constant of B 0.5, price -1, loyalty 2; utility of A minus utility of B each time
    ann_second = (-1 * 2 + 2 * 0.8) - (0.5 - 1 * 1 + 2 * 0.2)
    ann_third = (-1 * 1 + 2 * 0.84) - (0.5 - 1 * 1 + 2 * 0.16)
    bob_second = (-1 * 1 + 2 * 0.2) - (0.5 - 1 * 2 + 2 * 0.8)
    expected = -(
        math.log(1 + math.exp(-ann_second))  # bought A
        + math.log(1 + math.exp(ann_third))  # bought B
        + math.log(1 + math.exp(-bob_second))  # bought A
    )
    found = log_likelihood(np.array([0.5, -1.0, 2.0]), design, log.choice[rows])
    assert found == pytest.approx(expected, rel=1e-12)


def test_probabilities_sum_to_one_even_for_huge_utilities():
    design = np.array([[[800.0], [-800.0], [0.0]]])
    chance = choice_probabilities(np.array([0.0, 0.0, 1.0]), design)
    assert chance == pytest.approx(np.array([[1.0, 0.0, 0.0]]))


def test_the_gradient_agrees_with_differences_of_the_likelihood():
    design, choice = example()
    at = np.array([0.3, -0.2, -0.9, 0.4])
    gradient = row_scores(choice_probabilities(at, design), design, choice).sum(axis=0)
    for k, step in enumerate(np.eye(4) * 1e-5):
        difference = log_likelihood(at + step, design, choice)
        difference -= log_likelihood(at - step, design, choice)
        assert gradient[k] == pytest.approx(difference / 2e-5, rel=1e-6, abs=1e-6)


def test_the_information_agrees_with_differences_of_the_gradient():
    design, choice = example()
    at = np.array([0.3, -0.2, -0.9, 0.4])
    matrix = information(choice_probabilities(at, design), design)
    for k, step in enumerate(np.eye(4) * 1e-5):
        ahead = row_scores(choice_probabilities(at + step, design), design, choice).sum(axis=0)
        behind = row_scores(choice_probabilities(at - step, design), design, choice).sum(axis=0)
        assert matrix[k] == pytest.approx(-(ahead - behind) / 2e-5, rel=1e-6, abs=1e-6)


def test_constants_alone_reproduce_the_shares():
    choice = np.array([0] * 50 + [1] * 30 + [2] * 20)
    fit = fit_logit(np.empty((100, 3, 0)), choice, ("constant B", "constant C"))
    assert fit.parameters == pytest.approx([math.log(0.6), math.log(0.4)], abs=1e-6)
    entropy = 50 * math.log(0.5) + 30 * math.log(0.3) + 20 * math.log(0.2)
    assert fit.log_likelihood == pytest.approx(entropy)


def test_the_gradient_is_zero_at_the_fit():
    design, choice = example()
    fit = fit_logit(design, choice, NAMES)
    gradient = row_scores(choice_probabilities(fit.parameters, design), design, choice).sum(axis=0)
    assert gradient == pytest.approx(np.zeros(4), abs=1e-4)


def test_the_unit_of_price_changes_its_coefficient_and_nothing_else():
    design, choice = example()
    in_cents = design * np.array([100.0, 1.0])
    dollars, cents = fit_logit(design, choice, NAMES), fit_logit(in_cents, choice, NAMES)
    assert cents.log_likelihood == pytest.approx(dollars.log_likelihood, rel=1e-10)
    assert cents.parameters * [1, 1, 100, 1] == pytest.approx(dollars.parameters, abs=1e-6)


def test_a_column_that_predicts_every_choice_is_refused_by_name():
    choice = np.tile([0, 1], 20)
    perfect = np.eye(2)[choice][:, :, None]
    with pytest.raises(LogError, match="Got none for 'display'"):
        fit_logit(perfect, choice, ("constant B", "display"))


def test_two_columns_that_are_one_are_refused():
    design, choice = example()
    twice = np.concatenate((design, 2.0 * design[:, :, 1:]), axis=2)
    with pytest.raises(LogError, match="must identify every coefficient"):
        fit_logit(twice, choice, (*NAMES, "display"))
