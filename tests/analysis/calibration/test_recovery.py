"""Markets of known truth: is it found, do the intervals cover it, is taste told from habit?"""

import numpy as np
import pytest

from analysis.calibration import calibrate, taste_choice
from analysis.calibration import tastes as tastes_module
from analysis.calibration.fitting import fit_fixed_model, fit_loyalty_model
from analysis.calibration.taste_choice import calibrate_tastes
from analysis.calibration.tastes import TasteForm, fit_tastes, standard_errors
from tests.analysis.calibration.builders import all_of
from tests.analysis.calibration.worlds import (
    class_world,
    log_of_world,
    normal_world,
    start_near,
    two_trace_log,
)

NORMAL, CLASSES = TasteForm("normal", 0, "last"), TasteForm("classes", 2, "last")
WORLDS = {"normal": (normal_world, NORMAL), "classes": (class_world, CLASSES)}
# 40 markets of three numbers each: standard error of the coverage .02 if they are independent
REPLICATIONS = 40
LAST = 0.8


@pytest.fixture
def few_points(monkeypatch):
    """Two random terms need fewer points than four."""
    monkeypatch.setattr(tastes_module, "LOG2_NODES", 6)
    monkeypatch.setattr(tastes_module, "COARSE_LOG2_NODES", 5)


@pytest.mark.slow
@pytest.mark.usefixtures("few_points")
@pytest.mark.parametrize("kind", list(WORLDS))
def test_intervals_of_95_percent_cover_the_truth_about_as_often(kind):
    world_of, form = WORLDS[kind]
    mean_price = {"normal": -2.0, "classes": 0.6 * -1.0 + 0.4 * -3.0}[kind]
    truth = {"price": mean_price, "feature": 0.8, "last": LAST}
    covered = []
    for replication in range(REPLICATIONS):
        generator = np.random.default_rng(1_000 + replication)
        log = log_of_world(world_of(generator, 100, LAST), generator, 12)
        model = fit_tastes(log, form, all_of(log), start_near(log))
        errors, _ = standard_errors(model)
        for term, value in truth.items():
            distance = abs(model.mean(term) - value)
            covered.append(distance <= 1.96 * errors[model.terms.index(term)])
    assert 0.88 <= np.mean(covered) <= 0.99


@pytest.mark.usefixtures("few_points")
@pytest.mark.parametrize("kind", list(WORLDS))
def test_liking_is_not_taken_for_the_effect_of_the_last_purchase(kind):
    world_of, form = WORLDS[kind]
    generator = np.random.default_rng(7)
    log = log_of_world(world_of(generator, 250, 0.0), generator, 14)
    model = fit_tastes(log, form, all_of(log), start_near(log))
    errors, _ = standard_errors(model)
    assert abs(model.mean("last")) < 2.6 * errors[-1]
    assert errors[-1] < 0.15
    # The same log, everybody taken for alike: large effects of past purchases, all of it liking.
    assert fit_loyalty_model(log, all_of(log)).coefficient("loyalty") > 3.0
    last = fit_fixed_model(log, "mix_last", all_of(log))
    assert last.coefficient("last") > 0.3
    assert last.coefficient("last") > 6 * last.standard_error("last")


@pytest.mark.usefixtures("few_points")
@pytest.mark.parametrize("kind", list(WORLDS))
def test_the_effect_of_the_last_purchase_is_not_taken_for_liking(kind):
    world_of, form = WORLDS[kind]
    generator = np.random.default_rng(8)
    log = log_of_world(world_of(generator, 250, LAST), generator, 14)
    model = fit_tastes(log, form, all_of(log), start_near(log))
    errors, _ = standard_errors(model)
    assert model.mean("last") == pytest.approx(LAST, abs=2.6 * errors[-1])
    assert model.mean("last") > 4 * errors[-1]


BOTH = {"normal": TasteForm("normal", 0, "both"), "classes": TasteForm("classes", 3, "both")}


def fitted_both(kind, seed, loyalty, last):
    """Return model, errors of its terms, and the error of its smoothing constant."""
    log = two_trace_log(seed, 250, 20, loyalty, 0.75, last)
    model = fit_tastes(log, BOTH[kind], all_of(log), start_near(log))
    return model, *standard_errors(model)


@pytest.mark.usefixtures("few_points")
@pytest.mark.parametrize("last", [1.0, -0.8])
def test_two_traces_of_past_purchases_are_told_apart(last):
    model, errors, of_smoothing = fitted_both("normal", 9, 3.0, last)
    truth = {"price": -1.5, "loyalty": 3.0, "last": last}
    for term, value in truth.items():
        error = errors[model.terms.index(term)]
        assert abs(model.mean(term) - value) < 3 * error, term
        assert abs(value) > 4 * error, "the log must be able to tell"
    assert abs(model.nodes.smoothing - 0.75) < 3 * of_smoothing
    assert of_smoothing < 0.08


@pytest.mark.usefixtures("few_points")
@pytest.mark.parametrize("kind", list(BOTH))
def test_a_last_firm_that_leaves_no_trace_beside_loyalty_is_given_none(kind):
    model, errors, _ = fitted_both(kind, 10, 3.0, 0.0)
    assert abs(model.mean("last")) < 2.6 * errors[-1]
    assert errors[-1] < 0.15
    assert model.mean("loyalty") > 4 * errors[-2]


@pytest.mark.usefixtures("few_points")
def test_smoothed_loyalty_that_leaves_no_trace_beside_the_last_firm_is_given_none():
    log = two_trace_log(11, 250, 20, 0.0, 0.75, 1.0)
    two, one = (
        fit_tastes(log, TasteForm("normal", 0, state), all_of(log), start_near(log))
        for state in ("both", "last")
    )
    # Chi-square of two numbers, the coefficient and the smoothing constant: 9.2 in one log of a hundred.
    assert -0.1 < 2.0 * (two.log_likelihood - one.log_likelihood) < 9.2


@pytest.mark.usefixtures("few_points")
def test_loyal_customers_whom_the_last_firm_repels_are_not_written_without_that(monkeypatch):
    log = two_trace_log(12, 150, 16, 5.0, 0.75, -1.5)
    forms = tuple(TasteForm("normal", 0, state) for state in ("last", "loyalty", "both"))
    monkeypatch.setattr(taste_choice, "FORMS", forms)
    found = calibrate_tastes(log, calibrate(log))
    heights = {score.name: score.log_likelihood_per_purchase for score in found.scores}
    assert max(heights, key=heights.get) == "normal_both"
    assert found.chosen.name == "normal_loyalty"
    assert (found.types.locks == 0.0).all()
    (reason,) = found.warnings
    assert "normal_both predicts best on held-out purchases, but of its two traces" in reason
    assert reason.endswith("the market takes normal_loyalty, the best of the others.")
