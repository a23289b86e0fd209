"""Markets of known truth: is it found, do the intervals cover it, is taste told from habit?"""

import numpy as np
import pytest

from analysis.calibration import tastes as tastes_module
from analysis.calibration.fitting import fit_fixed_model, fit_loyalty_model
from analysis.calibration.tastes import TasteForm, fit_tastes, standard_errors
from tests.analysis.calibration.builders import all_of
from tests.analysis.calibration.worlds import (
    class_world,
    log_of_world,
    normal_world,
    start_near,
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
