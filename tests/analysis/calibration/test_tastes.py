"""Likelihood, derivatives and predictions of models with lasting tastes, against longhand."""

import numpy as np
import pytest

from analysis.calibration import taste_arrays, tastes
from analysis.calibration.climbing import climbed
from analysis.calibration.holdout import held_out_purchases
from analysis.calibration.latent_classes import ClassProblem
from analysis.calibration.normal_tastes import NormalProblem
from analysis.calibration.taste_arrays import TasteArrays, TasteDesign
from analysis.calibration.taste_mixture import (
    Nodes,
    log_posteriors,
    mixture_gradient,
    predicted_probabilities,
)
from analysis.calibration.tastes import TasteForm, fit_tastes
from tests.analysis.calibration.builders import all_of
from tests.analysis.calibration.test_holdout import with_other_future
from tests.analysis.calibration.worlds import class_world, log_of_world, start_near

GENERATOR = np.random.default_rng(4)
LOG = log_of_world(class_world(GENERATOR, 30, 0.7), GENERATOR, 6)
SHARES = LOG.bought.mean(axis=0)


def arrays(state="loyalty", *, has_first=False, log=LOG, init_rule="market_share"):
    return TasteArrays(log, all_of(log), TasteDesign(state, init_rule, SHARES, has_first))


def some_nodes(made, n_nodes=3):
    n_terms = len(made.terms)
    prior = GENERATOR.dirichlet(np.ones(n_nodes), size=3)
    return Nodes(GENERATOR.normal(0, 1, (n_nodes, n_terms)), np.log(prior), 0.6)


def customer_likelihoods(customer, nodes, made, n_known, state="loyalty"):
    """Return the likelihood of one customer's first purchases at each node, and the next chances."""
    rows = np.flatnonzero(LOG.customer == customer)
    first = LOG.choice[rows[0]]
    loyalty = 0.6 * SHARES + 0.4 * np.eye(3)[first]
    likelihood = np.ones(len(nodes.coefficients))
    for row in rows[1 : n_known + 2]:
        chance = np.empty((len(nodes.coefficients), 3))
        for r, own in enumerate(nodes.coefficients / made.scale):
            utility = np.array([0.0, own[0], own[1]])
            utility += own[2] * LOG.attributes[row, :, 0] + own[3] * LOG.attributes[row, :, 1]
            utility += own[4] * loyalty
            if state == "both":
                utility += own[5] * np.eye(3)[LOG.choice[row - 1]]
            chance[r] = np.exp(utility) / np.exp(utility).sum()
        if row == rows[n_known + 1]:
            return first, likelihood, chance
        likelihood *= chance[:, LOG.choice[row]]
        loyalty = 0.6 * loyalty + 0.4 * np.eye(3)[LOG.choice[row]]
    raise AssertionError


@pytest.mark.parametrize("state", ["loyalty", "both"])
def test_the_likelihood_is_that_of_a_longhand_mixture(state):
    made = arrays(state)
    nodes = some_nodes(made)
    total = 0.0
    for customer in range(LOG.n_customers):
        first, likelihood, chance = customer_likelihoods(customer, nodes, made, 4, state)
        last = LOG.choice[np.flatnonzero(LOG.customer == customer)[-1]]
        total += np.log(np.exp(nodes.log_prior[first]) @ (likelihood * chance[:, last]))
    assert mixture_gradient(made, nodes).log_likelihood == pytest.approx(total)


def test_predictions_weigh_the_types_by_what_was_bought_before():
    made = arrays()
    nodes = some_nodes(made)
    predicted = predicted_probabilities(made, nodes)
    assert predicted.sum(axis=1) == pytest.approx(1.0)
    for customer in (0, 7, 29):
        rows = np.flatnonzero(LOG.customer == customer)
        assert predicted[rows[0]] == pytest.approx(SHARES)
        for n_known in (0, 2, 4):
            first, likelihood, chance = customer_likelihoods(customer, nodes, made, n_known)
            weights = np.exp(nodes.log_prior[first]) * likelihood
            expected = weights @ chance / weights.sum()
            assert predicted[rows[n_known + 1]] == pytest.approx(expected)


def test_posteriors_follow_from_the_known_purchases_alone():
    known = LOG.position < 4
    made = TasteArrays(LOG, known, TasteDesign("loyalty", "market_share", SHARES, False))
    nodes = some_nodes(made)
    found = np.exp(log_posteriors(made, nodes))
    first, likelihood, _ = customer_likelihoods(5, nodes, made, 3)
    weights = np.exp(nodes.log_prior[first]) * likelihood
    assert found[5] == pytest.approx(weights / weights.sum())
    nothing = TasteArrays(LOG, LOG.position < 1, made.design)
    prior = np.exp(nodes.log_prior)[LOG.choice[LOG.first_rows]]
    assert np.exp(log_posteriors(nothing, nodes)) == pytest.approx(prior)


@pytest.mark.parametrize("state", ["last", "loyalty", "both"])
@pytest.mark.parametrize("kind", ["classes", "normal"])
def test_derivatives_are_those_of_the_objective(kind, state):
    made = arrays(state, has_first=kind == "normal", init_rule="first_brand")
    problem = NormalProblem(made, 4) if kind == "normal" else ClassProblem(made, 2)
    vector = GENERATOR.normal(0, 0.5, problem.n_parameters)
    _, gradient = problem.objective(vector)
    for index in range(problem.n_parameters):
        step = np.zeros_like(vector)
        step[index] = 1e-5
        above, below = problem.objective(vector + step)[0], problem.objective(vector - step)[0]
        assert gradient[index] == pytest.approx((above - below) / 2e-5, rel=1e-5, abs=1e-5)


def test_a_curvature_that_rounding_has_spoiled_stops_no_search():
    problem = ClassProblem(arrays(), 2)
    start = problem.start(np.random.default_rng(3), 0.6, 1.0)
    plain, _ = climbed(problem, start, 200)
    spoiled = np.eye(len(start))
    spoiled[0, 0] = -1.0
    assert np.array_equal(climbed(problem, start, 200, spoiled)[0], plain)
    assert problem.objective(plain)[0] > problem.objective(start)[0] + 10.0


def test_blocks_change_nothing(monkeypatch):
    made = arrays()
    nodes = some_nodes(made)
    whole = mixture_gradient(made, nodes)
    monkeypatch.setattr(taste_arrays, "BLOCK_NUMBERS", 100)
    cut = arrays()
    assert len(cut.blocks_at(0.6, 3)) > 10
    found = mixture_gradient(cut, nodes)
    assert found.log_likelihood == pytest.approx(whole.log_likelihood)
    assert found.coefficients == pytest.approx(whole.coefficients)
    assert found.members == pytest.approx(whole.members)


def test_many_firms_have_independent_tastes_and_few_have_correlated_ones():
    generator = np.random.default_rng(1)
    world = class_world(generator, 40, 0.5)
    wide = np.concatenate([world.constants + generator.normal(size=(40, 3)) for _ in range(3)], 1)
    log = log_of_world(type(world)(wide, world.price, 0.8, 0.5), generator, 8)
    shares = log.bought.mean(axis=0)
    made = TasteArrays(log, all_of(log), TasteDesign("last", "first_brand", shares, True))
    # 8 constants, price, feature, first, last; 9 random terms
    assert NormalProblem(made).n_parameters == 12 + 9
    few = arrays("last", has_first=True)
    # 2 constants, price, feature, first, last; 3 random terms
    assert NormalProblem(few).n_parameters == 6 + 6


def test_nothing_held_out_reaches_a_taste():
    generator = np.random.default_rng(5)
    log = log_of_world(class_world(generator, 40, 0.7), generator, 8)
    known = ~held_out_purchases(log)
    form = TasteForm("classes", 2, "last")
    first, second = (
        fit_tastes(each, form, known, start_near(log)) for each in (log, with_other_future(log))
    )
    assert np.array_equal(first.nodes.coefficients, second.nodes.coefficients)
    before, after = first.probabilities(log), first.probabilities(with_other_future(log))
    assert before[known] == pytest.approx(after[known], abs=1e-12)
    assert np.abs(before[log.position == 7] - after[log.position == 7]).max() > 0.05


def test_classes_of_a_market_of_two_classes_are_found():
    generator = np.random.default_rng(6)
    log = log_of_world(class_world(generator, 300, 0.7), generator, 12)
    found = fit_tastes(log, TasteForm("classes", 2, "last"), all_of(log), start_near(log))
    large, small = np.argsort(-found.class_sizes)
    assert found.class_sizes[large] == pytest.approx(0.6, abs=0.09)
    # constants of B and C against A, price, feature, last
    assert found.nodes.coefficients[large] == pytest.approx([1.5, -1.0, -1.0, 0.8, 0.7], abs=0.35)
    assert found.nodes.coefficients[small] == pytest.approx([-1.5, 0.5, -3.0, 0.8, 0.7], abs=0.45)


def test_names_say_the_kind_the_number_of_classes_and_the_state():
    assert TasteForm("normal", 0, "loyalty").name == "normal_loyalty"
    assert TasteForm("classes", 3, "last").name == "classes_3_last"
    assert TasteForm("classes", 3, "both").name == "classes_3_both"


def test_terms_name_every_trace_and_each_column_holds_its_own():
    made = arrays("both", has_first=True)
    assert made.terms[-3:] == ("first", "loyalty", "last")
    (block,) = made.blocks_at(0.6, 1)
    row = int(np.flatnonzero(LOG.position[block.rows] == 1)[7])
    before = np.eye(3)[LOG.choice[block.rows[row] - 1]]
    assert block.columns[-1][:, row] == pytest.approx(before)
    assert block.columns[-2][:, row] == pytest.approx(0.6 * SHARES + 0.4 * before)
    assert block.columns[-3][:, row] == pytest.approx(before), "the second purchase of a customer"


@pytest.mark.parametrize("kind", ["classes", "normal"])
def test_two_traces_fit_no_worse_than_one_of_them(monkeypatch, kind):
    monkeypatch.setattr(tastes, "LOG2_NODES", 6)
    monkeypatch.setattr(tastes, "COARSE_LOG2_NODES", 5)
    number = 2 if kind == "classes" else 0
    alone = fit_tastes(LOG, TasteForm(kind, number, "loyalty"), all_of(LOG), start_near(LOG))
    form = TasteForm(kind, number, "both")
    found = fit_tastes(LOG, form, all_of(LOG), start_near(LOG), alone)
    prior = 0.2  # of weak priors on classes, which are in the objective and not in the likelihood
    assert found.log_likelihood > alone.log_likelihood - prior
    assert found.n_free == alone.n_free + max(number, 1)
    again = fit_tastes(LOG, form, all_of(LOG), start_near(LOG))
    assert np.array_equal(again.vector, found.vector)
