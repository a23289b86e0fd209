import numpy as np
import pytest

from analysis.calibration.statistics import dirichlet_s, measure_repeat_buying
from tests.analysis.calibration.builders import Truth, log_of, simulated_log


def test_repeat_buying_of_three_customers_by_hand():
    found = measure_repeat_buying(log_of({"x": "AABA", "y": "BBB", "z": "C"}))
    assert found.repeat_rate.value == pytest.approx(3 / 5)
    assert found.repeat_rate_lag_2.value == pytest.approx(2 / 3)
    assert found.loyal_share.value == pytest.approx(1 / 2)
    assert found.top_firm_share.value == pytest.approx((3 / 4 + 1 + 1) / 3)
    assert found.shares == pytest.approx([3 / 8, 4 / 8, 1 / 8])
    assert found.penetration == pytest.approx([1 / 3, 2 / 3, 1 / 3])
    assert found.sum_of_squared_shares == pytest.approx((9 + 16 + 1) / 64)
    assert found.switching[:2] == pytest.approx(np.array([[1 / 2, 1 / 2, 0], [1 / 3, 2 / 3, 0]]))
    assert np.isnan(found.switching[2]).all()


@pytest.mark.parametrize("true_s", [0.6, 2.5])
def test_dirichlet_s_of_a_dirichlet_market_is_recovered(true_s):
    generator = np.random.default_rng(11)
    tastes = generator.dirichlet(true_s * np.array([0.5, 0.3, 0.2]), size=1500)
    counts = np.array([generator.multinomial(12, taste) for taste in tastes]).astype(float)
    # A standard error of about 4 %.
    assert dirichlet_s(counts, np.ones(1500)) == pytest.approx(true_s, rel=0.15)


def test_customers_without_tastes_of_their_own_have_a_large_s():
    counts = np.random.default_rng(2).multinomial(20, [0.5, 0.3, 0.2], size=500).astype(float)
    assert dirichlet_s(counts, np.ones(500)) > 30


def test_a_weight_of_two_is_the_same_as_standing_twice():
    counts = np.random.default_rng(4).poisson(2.0, size=(60, 3)) + 1.0
    weights = np.where(np.arange(60) < 20, 2.0, 1.0)
    twice = np.concatenate((counts, counts[:20]))
    assert dirichlet_s(counts, weights) == pytest.approx(dirichlet_s(twice, np.ones(80)), rel=1e-4)


def test_the_bootstrap_error_of_a_share_of_customers_is_that_of_the_binomial():
    histories = {f"l{k}": "AA" for k in range(60)} | {f"s{k}": "AB" for k in range(140)}
    found = measure_repeat_buying(log_of(histories))
    assert found.loyal_share.value == pytest.approx(0.3)
    # 200 draws know a standard error to about 5 %.
    assert found.loyal_share.standard_error == pytest.approx(np.sqrt(0.3 * 0.7 / 200), rel=0.2)


def test_the_same_log_gives_the_same_errors_twice():
    log = log_of({"x": "AABA", "y": "BBB", "z": "CA"})
    first, second = measure_repeat_buying(log), measure_repeat_buying(log)
    assert first.dirichlet_s == second.dirichlet_s
    assert first.repeat_rate == second.repeat_rate


def test_errors_of_shares_are_those_of_drawing_customers_anew():
    log = simulated_log(Truth(), n_customers=120, n_own=12)
    generator = np.random.default_rng(5)
    drawn = log.counts[generator.integers(0, 120, (4_000, 120))].sum(axis=1)
    bootstrap = (drawn / drawn.sum(axis=1, keepdims=True)).std(axis=0)
    found = measure_repeat_buying(log).share_errors
    np.testing.assert_allclose(found, bootstrap, rtol=0.06)
