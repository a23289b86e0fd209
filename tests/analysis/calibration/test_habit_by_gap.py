import numpy as np
import pytest

from analysis.calibration.habit_by_gap import gap_frame, habit_by_gap
from tests.analysis.calibration.builders import log_of

START = np.datetime64("2024-01-01", "s")
DAY = np.timedelta64(86_400, "s")


def dated(histories, days):
    return log_of(histories, times=START + np.concatenate(days).astype(np.int64) * DAY)


def habitual_log(half_life, seed=3, n_customers=400, n_own=40):
    """Customers take the last firm again with a chance that fades, else one of two at random."""
    generator = np.random.default_rng(seed)
    histories, days = {}, []
    for customer in range(n_customers):
        gaps = generator.integers(1, 150, n_own)
        firms = [str(generator.choice(["A", "B"]))]
        for gap in gaps[1:]:
            again = generator.random() < 0.5 ** (gap / half_life)
            firms.append(firms[-1] if again else str(generator.choice(["A", "B"])))
        histories[f"customer {customer:03d}"] = firms
        days.append(np.cumsum(gaps))
    return dated(histories, days)


def test_a_log_without_dates_has_no_gaps():
    assert habit_by_gap(log_of({"a": ["A", "A", "B"]})) == ()
    assert gap_frame(()).empty


def test_one_customer_by_hand():
    # A A B B A A ...: the pairs of one firm stand a week apart, every change 20 days.
    history = [firm for _ in range(20) for firm in ("A", "A", "B", "B")]
    days = np.concatenate(([0], np.cumsum([7, 20] * 40)[:-1]))
    week, month = habit_by_gap(dated({"a": history}, [days]))
    by_chance = 2 * 40 * 39 / (80 * 79)
    assert (week.longest_gap, week.n_pairs, week.repeat_rate) == (7.0, 40, 1.0)
    assert (month.longest_gap, month.n_pairs, month.repeat_rate) == (28.0, 39, 0.0)
    assert week.above_shuffled == pytest.approx(1.0 - by_chance)
    assert month.above_shuffled == pytest.approx(0.0 - by_chance)


def test_without_a_habit_nothing_stands_above_random_order():
    for found in habit_by_gap(habitual_log(half_life=1e-9)):
        assert abs(found.above_shuffled) < 3.5 * found.standard_error


def test_a_habit_of_two_weeks_is_followed_as_it_fades():
    # Of two firms taken at random, a repeat beyond chance is half the chance that habit decides.
    log = habitual_log(half_life=14.0)
    for found, (low, high) in zip(
        habit_by_gap(log), [(1, 7), (8, 14), (15, 28), (29, 56), (57, 112), (113, 149)], strict=True
    ):
        expected = 0.5 * np.mean(0.5 ** (np.arange(low, high + 1) / 14.0))
        mean = 0.5 * np.mean(0.5 ** (np.arange(1, 150) / 14.0))
        # Pairs at random hold a few neighbors: 2 of 40 purchases, which lifts the benchmark a little.
        slack = 2.0 / 40.0 * 2.0 * mean + 0.01
        assert found.above_shuffled == pytest.approx(expected, abs=slack + 3 * found.standard_error)


def test_bins_with_few_pairs_are_left_out():
    assert habit_by_gap(dated({"a": ["A", "B", "A"]}, [np.array([0, 1, 2])])) == ()
