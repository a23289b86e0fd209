import math

import numpy as np
import pytest

from analysis.calibration.baselines import earlier_purchases, fit_baselines
from analysis.calibration.fitting import fit_fixed_model, fit_loyalty_model
from analysis.calibration.holdout import held_out_purchases, score_holdout
from simulation.errors import LogError
from tests.analysis.calibration.builders import Truth, log_of, simulated_log


def test_the_last_thirty_percent_of_longer_histories_are_held_out():
    lengths = [1, 2, 3, 4, 6, 7, 10, 13, 20]
    log = log_of({str(n): ("AB" * n)[:n] for n in lengths})
    held = held_out_purchases(log)
    counts = [int(held[log.customer == k].sum()) for k in range(len(lengths))]
    assert counts == [0, 0, 0, 1, 1, 2, 3, 3, 6]
    for k, n in enumerate(lengths):
        own = held[log.customer == k]
        assert own.tolist() == [False] * (n - counts[k]) + [True] * counts[k]


def with_other_future(log):
    """Return the log with every held-out purchase and its offers replaced."""
    held = held_out_purchases(log)
    firms = [log.firms[code] for code in np.where(held, (log.choice + 1) % 3, log.choice)]
    ends = log.first_rows + log.purchases_per_customer
    histories = {
        name: firms[start:end]
        for name, start, end in zip(log.customer_ids, log.first_rows, ends, strict=True)
    }
    changed = log.attributes.copy()
    changed[held] = changed[held][:, ::-1]
    return log_of(histories, {n: changed[:, :, k] for k, n in enumerate(log.attribute_names)})


def test_nothing_held_out_reaches_an_estimate():
    log = simulated_log(Truth(), n_customers=40, n_own=12)
    other = with_other_future(log)
    known = ~held_out_purchases(log)
    for fit in (
        lambda each: fit_loyalty_model(each, known).coefficients,
        lambda each: fit_fixed_model(each, "mix_last", known).coefficients,
        lambda each: fit_loyalty_model(each, known).shares,
        lambda each: np.array([b.parameter or 0.0 for b in fit_baselines(each, known)]),
        lambda each: np.array([b.log_likelihood for b in fit_baselines(each, known)]),
    ):
        assert np.array_equal(fit(log), fit(other))


def test_the_past_of_the_hold_out_is_used_for_the_next_prediction():
    log = simulated_log(Truth(), n_customers=40, n_own=12)
    model = fit_loyalty_model(log, ~held_out_purchases(log))
    before, after = model.probabilities(log), model.probabilities(with_other_future(log))
    last = log.position == 11
    assert np.abs(before[last] - after[last]).max() > 0.1
    known = ~held_out_purchases(log)
    assert np.array_equal(before[known], after[known])


def test_baselines_by_hand():
    # Shares: A 5/8, B 3/8. Transitions: A to A 2, A to B 2, B to A 1, B to B 1.
    log = log_of({"x": "AAAB", "y": "ABBA"})
    everything = np.ones(8, dtype=bool)
    shares, markov, mixed, history = fit_baselines(log, everything)
    assert shares.log_likelihood == pytest.approx(3 * math.log(5 / 8) + 3 * math.log(3 / 8))
    assert markov.probabilities[3] == pytest.approx([(2 + 5 / 8) / 5, (2 + 3 / 8) / 5])
    assert markov.probabilities[6] == pytest.approx([(1 + 5 / 8) / 3, (1 + 3 / 8) / 3])
    k = mixed.parameter
    assert mixed.probabilities[3] == pytest.approx([(1 - k) * 5 / 8 + k, (1 - k) * 3 / 8])
    s = history.parameter
    assert history.probabilities[7] == pytest.approx(
        [(s * 5 / 8 + 1) / (s + 3), (s * 3 / 8 + 2) / (s + 3)]
    )
    assert earlier_purchases(log)[3].tolist() == [3, 0]
    assert earlier_purchases(log)[4].tolist() == [0, 0]
    for baseline in (shares, markov, mixed, history):
        assert baseline.probabilities.sum(axis=1) == pytest.approx(1.0)
        assert baseline.probabilities[0] == pytest.approx([5 / 8, 3 / 8])


def test_the_weight_of_the_last_firm_is_that_of_the_market_that_made_the_log():
    generator = np.random.default_rng(8)
    histories = {}
    for customer in range(300):
        own = ["A"]
        for stays, firm in zip(
            generator.random(20) < 0.4, generator.choice(list("ABC"), 20), strict=True
        ):
            own.append(own[-1] if stays else str(firm))
        histories[str(customer)] = own
    log = log_of(histories)
    mixed = fit_baselines(log, np.ones(log.n_purchases, dtype=bool))[2]
    # 6,000 choices: a standard error of about .01
    assert mixed.parameter == pytest.approx(0.4, abs=0.04)


def test_the_scores_are_means_over_the_held_out_purchases():
    log = simulated_log(Truth(), n_customers=40, n_own=12)
    holdout = score_holdout(log)
    held = held_out_purchases(log)
    model = fit_loyalty_model(log, ~held)
    chance = model.probabilities(log)[held]
    chosen = chance[np.arange(120), log.choice[held]]
    score = holdout.score("mix_loyalty")
    assert (holdout.n_known, holdout.n_held_out) == (360, 120)
    assert score.log_likelihood_per_purchase == pytest.approx(np.log(chosen).sum() / 120)
    assert score.hit_rate == pytest.approx(np.sum(chance.argmax(axis=1) == log.choice[held]) / 120)


def test_too_few_purchases_to_hold_out_are_refused():
    with pytest.raises(LogError, match="at least 30 purchases"):
        score_holdout(log_of({"x": "AABABA", "y": "BABBAA"}))


def test_asking_for_a_predictor_there_is_not_names_those_there_are():
    holdout = score_holdout(simulated_log(Truth(), n_customers=40, n_own=12))
    with pytest.raises(LogError, match=r"market_share, markov, .*Got 'oracle'"):
        holdout.score("oracle")
