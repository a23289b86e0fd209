import numpy as np
import pytest

from analysis.calibration.choice_model import with_column
from analysis.calibration.fitting import (
    LoyaltyProfile,
    clustered_covariance,
    fit_fixed_model,
    fit_loyalty_model,
    joint_information,
    joint_scores,
)
from analysis.calibration.likelihood import LogitFit, log_likelihood
from analysis.calibration.loyalty import INIT_RULES
from simulation.errors import LogError
from tests.analysis.calibration.builders import Truth, all_of, log_of, simulated_log

TRUTH = Truth()


@pytest.fixture(scope="module")
def simulated():
    return simulated_log(TRUTH)


@pytest.fixture(scope="module")
def fitted(simulated):
    return fit_loyalty_model(simulated, all_of(simulated))


def test_a_known_truth_is_recovered_within_four_standard_errors(fitted):
    truth = {
        "constant B": TRUTH.constants[1],
        "constant C": TRUTH.constants[2],
        "price": TRUTH.price,
        "feature": TRUTH.feature,
        "loyalty": TRUTH.loyalty,
        "smoothing": TRUTH.smoothing,
    }
    assert set(fitted.terms) == set(truth)
    for term, value in truth.items():
        error = fitted.standard_error(term)
        assert 0 < error < 0.4
        assert abs(fitted.coefficient(term) - value) < 4 * error, term


def test_the_rule_that_made_the_log_is_recognized(fitted):
    assert fitted.smoothing.init_rule == "first_brand"
    heights = dict(fitted.smoothing.log_likelihoods)
    assert heights["first_brand"] == pytest.approx(fitted.log_likelihood)
    assert heights["first_brand"] > heights["market_share"]


def test_the_ends_of_the_interval_are_worse_by_half_the_limit(simulated, fitted):
    profile = LoyaltyProfile(simulated, all_of(simulated), "first_brand")
    for end in (fitted.smoothing.low, fitted.smoothing.high):
        # 3.841: the 95 % point of chi-squared with one degree of freedom
        assert 2 * (fitted.log_likelihood - profile(end)) == pytest.approx(3.841, abs=0.02)
    assert fitted.smoothing.low < fitted.smoothing.value < fitted.smoothing.high


def test_no_smoothing_on_a_fine_grid_is_better_than_the_estimate(simulated, fitted):
    best = max(
        LoyaltyProfile(simulated, all_of(simulated), rule)(smoothing)
        for rule in INIT_RULES
        for smoothing in np.linspace(0.05, 0.95, 19)
    )
    assert fitted.log_likelihood >= best


@pytest.mark.parametrize("rule", INIT_RULES)
def test_joint_derivatives_agree_with_differences_of_the_likelihood(rule):
    log = simulated_log(TRUTH, n_customers=12, n_own=9)
    profile = LoyaltyProfile(log, all_of(log), rule)
    at = np.array([0.5, -0.3, -1.2, 0.5, 2.0, 0.65])  # the last is the smoothing constant
    rows = profile.rows

    def height(theta):
        design = with_column(log.attributes[rows], profile.path(theta[-1]).level)
        return log_likelihood(theta[:-1], design, log.choice[rows])

    fit = LogitFit(at[:-1], 0.0, np.empty(0))
    gradient = joint_scores(profile, at[-1], fit).sum(axis=0)
    matrix = joint_information(profile, at[-1], fit)
    steps = np.eye(6) * 1e-4
    for k in range(6):
        difference = (height(at + steps[k]) - height(at - steps[k])) / 2e-4
        assert gradient[k] == pytest.approx(difference, rel=1e-5, abs=1e-5)
        for m in range(6):
            corners = height(at + steps[k] + steps[m]) - height(at + steps[k] - steps[m])
            corners += height(at - steps[k] - steps[m]) - height(at - steps[k] + steps[m])
            assert matrix[k, m] == pytest.approx(-corners / 4e-8, rel=1e-3, abs=1e-3)


def test_clustered_errors_of_a_mean_by_hand():
    # Estimating a mean m from x = 1, 3 | 5, 7 in two clusters: scores x - m, information 4.
    scores = np.array([[-3.0], [-1.0], [1.0], [3.0]])
    covariance = clustered_covariance(np.array([[4.0]]), scores, np.array([0, 0, 1, 1]))
    # sums of scores -4 and 4: their squares by 4 squared, and the factor 2 / (2 - 1)
    assert covariance[0, 0] == pytest.approx(4.0)


def test_repeating_every_customer_leaves_estimates_but_shrinks_errors():
    log = simulated_log(TRUTH, n_customers=30, n_own=12)
    once = fit_fixed_model(log, "mix_last", all_of(log))
    firms = [log.firms[code] for code in log.choice]
    own = [firms[start : start + 12] for start in log.first_rows]
    twice_log = log_of(
        {
            f"{name}{copy}": h
            for copy in "ab"
            for name, h in zip(log.customer_ids, own, strict=True)
        },
        {name: np.tile(log.attribute(name), (2, 1)) for name in log.attribute_names},
    )
    twice = fit_fixed_model(twice_log, "mix_last", all_of(twice_log))
    assert twice.coefficients == pytest.approx(once.coefficients, abs=1e-6)
    assert twice.log_likelihood == pytest.approx(2 * once.log_likelihood)
    # Twice the clusters halve the variance, but for the factor C / (C - 1).
    ratio = (60 / 59) / (30 / 29) / 2
    assert np.diag(twice.covariance) == pytest.approx(ratio * np.diag(once.covariance), rel=1e-4)


def test_choices_without_memory_show_no_loyalty():
    log = simulated_log(Truth(loyalty=0.0), n_customers=100, n_own=20)
    plain = fit_fixed_model(log, "mix", all_of(log))
    loyal = fit_loyalty_model(log, all_of(log))
    assert 0 <= loyal.log_likelihood - plain.log_likelihood < 8
    assert loyal.smoothing.high - loyal.smoothing.low > 0.3


def test_a_market_that_wants_variety_puts_smoothing_at_its_lower_end():
    # Loyal to the last firm, the less the longer: older purchases work against loyalty, which no
    # smoothing above 0 can follow.
    generator = np.random.default_rng(5)
    histories = {}
    for customer in range(60):
        history = ["AB"[customer % 2]] * 2
        for chance in generator.random(15):
            stays = chance < (0.5 if history[-1] == history[-2] else 0.95)
            history.append(history[-1] if stays else "AB"[history[-1] == "A"])
        histories[str(customer)] = history
    log = log_of(histories)
    model = fit_loyalty_model(log, all_of(log))
    assert (model.smoothing.value, model.smoothing.low) == (0.0, 0.0)
    assert model.smoothing.init_rule == "market_share"
    assert model.coefficient("loyalty") > 0
    # An end of the range has no standard error; the others are those of the last-firm model.
    assert np.isnan(model.standard_error("smoothing"))
    last = fit_fixed_model(log, "mix_last", all_of(log))
    assert model.standard_errors[:-1] == pytest.approx(last.standard_errors, rel=1e-4)


def test_customers_of_two_purchases_show_no_smoothing_and_are_refused():
    log = log_of({str(k): "AABBA"[k % 4 : k % 4 + 2] for k in range(40)})
    with pytest.raises(LogError, match="bought three times"):
        fit_loyalty_model(log, all_of(log))


def test_a_firm_never_bought_again_is_refused_by_name():
    log = log_of({"x": ["C", "A", "B", "A"], "y": ["A", "B", "B", "A"]})
    with pytest.raises(LogError, match="Got no such purchase of 'C'"):
        fit_fixed_model(log, "constants", all_of(log))


def test_asking_for_a_term_the_model_lacks_names_those_it_has(fitted):
    with pytest.raises(LogError, match=r"price, feature, loyalty, smoothing. Got 'display'"):
        fitted.coefficient("display")
