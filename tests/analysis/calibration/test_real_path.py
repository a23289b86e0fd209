"""Simulated customers on the log's own path, and how they are judged."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.calibration.acceptance import AcceptanceRow, judge
from analysis.calibration.real_path import RealPath
from analysis.calibration.statistics import Statistic, measure_repeat_buying, repeat_values
from analysis.calibration.taste_mixture import Nodes
from analysis.calibration.tastes import TasteForm, fit_tastes
from tests.analysis.calibration.builders import all_of
from tests.analysis.calibration.worlds import class_world, log_of_world, start_near

GENERATOR = np.random.default_rng(12)
LOG = log_of_world(class_world(GENERATOR, 80, 0.8), GENERATOR, 9)


def fitted(state):
    form = TasteForm("classes", 2, state)
    return fit_tastes(LOG, form, all_of(LOG), start_near(LOG))


@pytest.fixture(scope="module")
def model():
    return fitted("last")


def with_coefficients(model, rows, smoothing=0.0):
    """Return the model with other types, equally likely."""
    coefficients = np.array(rows, dtype=float)
    prior = np.full((LOG.n_firms, len(rows)), -np.log(len(rows)))
    return replace(model, nodes=Nodes(coefficients, prior, smoothing))


def test_first_purchases_and_offers_are_those_of_the_log(model):
    found = RealPath(LOG, model, all_of(LOG)).simulated(np.random.default_rng(1))
    first = LOG.first_rows
    assert np.array_equal(found.choice[first], LOG.choice[first])
    assert not np.array_equal(found.choice, LOG.choice)
    assert found.attributes is LOG.attributes
    assert np.array_equal(found.customer, LOG.customer)


def test_customers_who_only_look_at_the_price_buy_the_cheapest(model):
    # constants of B and C, price, feature, last
    cheap = with_coefficients(model, [[0.0, 0.0, -1e4, 0.0, 0.0]])
    found = RealPath(LOG, cheap, all_of(LOG)).simulated(np.random.default_rng(1))
    later = ~LOG.is_first
    price = LOG.attribute("price")
    chosen = price[np.arange(LOG.n_purchases), found.choice]
    assert np.array_equal(chosen[later], price.min(axis=1)[later])


@pytest.mark.parametrize("state", ["last", "loyalty"])
def test_customers_who_only_look_back_stay_with_their_first_firm(state):
    loyal = with_coefficients(fitted(state), [[0.0, 0.0, 0.0, 0.0, 1e4]], smoothing=0.8)
    found = RealPath(LOG, loyal, all_of(LOG)).simulated(np.random.default_rng(1))
    assert np.array_equal(found.choice, LOG.choice[LOG.first_rows][LOG.customer])


def test_tastes_are_drawn_from_what_each_customer_bought(model):
    fans = with_coefficients(
        model, [[-9.0, -9.0, 0, 0, 0], [9.0, 0.0, 0, 0, 0], [0.0, 9.0, 0, 0, 0]]
    )
    path = RealPath(LOG, fans, all_of(LOG))
    favorite = LOG.counts[:, :].argmax(axis=1)
    is_clear = LOG.counts.max(axis=1) >= 7
    same = [
        path.simulated(np.random.default_rng(seed)).counts.argmax(axis=1) == favorite
        for seed in range(3)
    ]
    assert is_clear.sum() > 10
    assert np.mean([each[is_clear] for each in same]) > 0.95


def test_a_model_run_on_its_own_world_meets_all_five(model):
    known = LOG.position < 7
    early = fit_tastes(LOG, model.form, known, start_near(LOG))
    found = judge(LOG, early, known, measure_repeat_buying(LOG))
    assert found.is_met, found
    assert [row.statistic for row in found.rows] == list(repeat_values(LOG))
    assert found.n_known == known.sum()


def test_a_model_that_forgets_tastes_misses_the_long_memory_of_a_log(model):
    forgetful = with_coefficients(model, [[0.2, -0.2, -1.8, 0.8, 1.5]])
    found = judge(LOG, forgetful, all_of(LOG), measure_repeat_buying(LOG))
    assert not found.is_met
    verdicts = {row.statistic: row.verdict for row in found.rows}
    assert verdicts["dirichlet_s"] == "missed"


def test_the_distance_is_in_standard_errors_of_the_log_and_judged_by_its_size():
    row = AcceptanceRow("repeat_rate", Statistic(0.5, 0.02), 0.45, 0.01, 2.0)
    assert row.distance == pytest.approx(-2.5)
    assert row.verdict == "missed"
    assert replace(row, simulated=0.535).verdict == "met"
    assert replace(row, simulated=0.545).verdict == "missed"
    nobody_differs = replace(row.observed, standard_error=0.0)
    assert replace(row, observed=nobody_differs).verdict == "not judged"
