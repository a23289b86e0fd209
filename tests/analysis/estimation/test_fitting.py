"""The estimator in markets where the right answer has a closed form."""

import re
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import kstest

from analysis.estimation.fitting import fit_moments
from analysis.estimation.market_moments import SimulationPlan
from analysis.estimation.sampling import sampling_of
from analysis.estimation.study import study_attitudes
from analysis.estimation.wording import fit_sentences, identifiability_sentences
from simulation.errors import LogError
from tests.analysis.estimation.made import (
    StraightMarket,
    moments_with,
    parameters_named,
    slopes_of,
)

LEVEL = np.array([10.0, 20.0, 30.0, 40.0, 50.0])
SLOPES = np.array([[8.0, 0.0], [6.0, 6.0], [0.0, 9.0], [4.0, -5.0], [1.0, 1.0]])
NOISE = 0.09 * (0.6 * np.ones((5, 5)) + 0.4 * np.eye(5))
ERRORS = np.sqrt(np.diag(NOISE))
TRUTH = np.array([0.35, 0.6])
TWO = parameters_named("trust_weight", "bond_weight")


def market_seeing(values, seed=1):
    return StraightMarket(
        LEVEL,
        slopes_of(TWO, SLOPES),
        NOISE,
        TWO,
        moments_with(values, ERRORS),
        SimulationPlan(seed, 8),
    )


def fitted(values, seed=1):
    market = market_seeing(values, seed)
    return fit_moments(market, sampling_of(market))


def test_moments_without_error_give_the_truth_back():
    market = market_seeing(LEVEL + SLOPES @ TRUTH)
    market.noise = NOISE * 1e-8
    fit = fit_moments(market, sampling_of(market))
    assert fit.shares == pytest.approx(TRUTH, abs=1e-3)
    assert fit.values == pytest.approx(TRUTH, abs=1e-3)
    assert fit.distance == pytest.approx(0.0, abs=1e-3)


@pytest.fixture(scope="module")
def replicated_fits():
    """Return fits of 120 histories drawn around one truth, each with simulations of its own."""
    generator = np.random.default_rng(12)
    lower = np.linalg.cholesky(NOISE)
    histories = [LEVEL + SLOPES @ TRUTH + lower @ generator.normal(size=5) for _ in range(120)]
    return [fitted(history, seed) for seed, history in enumerate(histories)]


def test_intervals_cover_the_truth_as_often_as_they_say(replicated_fits):
    inside = [
        (fit.intervals[:, 0] <= TRUTH) & (fit.intervals[:, 1] >= TRUTH) for fit in replicated_fits
    ]
    coverage = np.mean(inside, axis=0)
    assert (coverage >= 0.88).all()
    assert (coverage <= 0.99).all()


def test_standard_errors_are_how_far_estimates_scatter(replicated_fits):
    scatter = np.std([fit.shares for fit in replicated_fits], axis=0)
    said = np.mean([fit.errors for fit in replicated_fits], axis=0)
    assert said == pytest.approx(scatter, rel=0.2)


def test_j_of_a_model_that_fits_is_chi_squared(replicated_fits):
    """Its p values are even; the covariance is itself estimated, so the test is a coarse one."""
    assert replicated_fits[0].degrees_of_freedom == 3
    assert kstest([fit.p_value for fit in replicated_fits], "uniform").pvalue > 0.001


def test_a_model_that_cannot_fit_is_found_out():
    study = study_attitudes(market_seeing(LEVEL + SLOPES @ TRUTH + np.array([0, 0, 0, 0, 4.0])))
    assert study.fit.p_value < 0.001
    sentences = fit_sentences(study)
    assert any("does not fit" in s and "satisfaction, steps 4 to 4" in s for s in sentences)


def test_an_estimate_at_the_end_of_its_range_is_said():
    study = study_attitudes(market_seeing(LEVEL + SLOPES @ np.array([1.4, 0.5])))
    assert study.fit.is_at_bound.tolist() == [True, False]
    assert any("stands at an end" in sentence for sentence in fit_sentences(study))


def test_two_valleys_that_fit_alike_are_both_in_the_interval():
    class Folded(StraightMarket):
        """The first parameter acts by its distance from the middle: two values, one history."""

        def at(self, points, stage):
            folded = points.copy()
            folded[:, 0] = 2.0 * np.abs(points[:, 0] - 0.5)
            return super().at(folded, stage)

    history = LEVEL + SLOPES @ np.array([0.6, 0.5])  # 0.2 and 0.8
    market = Folded(**vars(market_seeing(history)))
    fit = fit_moments(market, sampling_of(market))
    assert not fit.is_unique[0]
    assert fit.is_unique[1]
    low, high = fit.intervals[0]
    assert low < 0.2
    assert high > 0.8


def test_what_cannot_be_told_is_said_before_any_number_and_held():
    slopes = SLOPES.copy()
    slopes[:, 1] = 0.5 * slopes[:, 0]
    history = LEVEL + slopes @ np.array([0.5, 0.5])
    market = replace(market_seeing(history), slopes=slopes_of(TWO, slopes))
    study = study_attitudes(market)
    assert [parameter.path for parameter in study.estimated] == ["customers.trust_weight"]
    text = " ".join(identifiability_sentences(study))
    assert "can tell none of the free parameters from the others" in text
    assert (
        "customers.trust_weight (trust) is estimated only because others are held: what is seen is"
        " one number of it together with customers.bond_weight." in text
    )
    assert "cannot tell belonging from trust" in text
    assert "customers.bond_weight (belonging) is held at 0.5" in text
    assert "the same trace in the moments as customers.trust_weight (+1.00)" in text
    # Half the trace: a tenth more of bond is undone by a twentieth less of trust.
    said = re.search(r"Were it 0\.1 higher, .*customers\.trust_weight by (-\S+)\.", text)
    assert float(said.group(1)) == pytest.approx(-0.05, abs=0.001)
    assert "No trace is left where these move together" in text
    assert study.fit.shares == pytest.approx([0.5], abs=0.1)


def test_nothing_is_estimated_where_nothing_can_be_told():
    market = replace(market_seeing(LEVEL), slopes=slopes_of(TWO, SLOPES * 1e-3))
    study = study_attitudes(market)
    assert study.fit is None
    assert "none of the free parameters" in identifiability_sentences(study)[0]
    assert fit_sentences(study) == []


def sentences_at(*slopes, parameters=TWO):
    """Return what is said where each parameter moves one moment of its own by so many errors."""
    columns = np.zeros((5, len(slopes)))
    columns[np.arange(len(slopes)), np.arange(len(slopes))] = np.array(slopes) * ERRORS[0]
    market = replace(
        market_seeing(LEVEL + columns @ np.full(len(slopes), 0.5)),
        parameters=parameters,
        slopes=slopes_of(parameters, columns),
        noise=np.diag(ERRORS**2),
    )
    return " ".join(identifiability_sentences(study_attitudes(market)))


def test_a_weak_history_is_blamed_and_no_other_parameter():
    """Traces of their own, each too faint: nothing is shared, and nothing would help but more data."""
    text = sentences_at(5.0, 5.0)
    assert "can tell none of the free parameters, not even were all others known" in text
    assert text.count("the history is too weak for it") == 2
    assert "It says too little of trust and belonging; whatever the scenario says of them" in text
    for blame in ("same trace", "beside the others", "cannot tell", "No trace"):
        assert blame not in text


def test_a_weak_parameter_beside_a_strong_one_is_weak_and_not_confused_with_it():
    text = sentences_at(40.0, 5.0)
    assert "can tell customers.trust_weight (trust)." in text
    assert "It says too little of belonging" in text
    assert "cannot tell belonging from trust" not in text


@pytest.mark.parametrize("strength", [0.5, 5.0])
def test_of_one_parameter_nothing_is_said_about_others(strength):
    text = sentences_at(strength, parameters=TWO[:1])
    assert "this history cannot tell customers.trust_weight (trust)." in text
    assert "too weak" in text
    for word in ("other", "apart", "beside"):
        assert word not in text


def test_one_parameter_that_is_told_is_not_told_apart():
    text = sentences_at(40.0, parameters=TWO[:1])
    assert text == "From 5 moments this history can tell customers.trust_weight (trust)."


def test_fewer_moments_than_parameters_are_refused():
    market = market_seeing(LEVEL)
    with pytest.raises(LogError, match="more moments than free parameters"):
        study_attitudes(replace(market, asked=market.asked[:2]))
