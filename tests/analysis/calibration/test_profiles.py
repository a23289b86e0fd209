import numpy as np
import pytest

from analysis.calibration.profiles import firm_profiles, measure_cadence
from tests.analysis.calibration.builders import log_of


def test_the_profile_of_a_firm_by_hand():
    price = np.array([[1.0, 2.0], [0.6, 2.0], [1.0, 2.0], [0.9, 2.0], [1.0, 1.0]])
    feature = np.array([[0.0, 0], [1, 0], [0, 0], [1, 0], [0, 1]])
    log = log_of({"x": "AAB", "y": "AB"}, {"price": price, "feature": feature})
    alpha, beta = firm_profiles(log, (0.0, 1.5))
    assert (alpha.firm, alpha.share, alpha.constant) == ("A", 0.6, 0.0)
    assert alpha.price.mean == pytest.approx(0.9)
    assert alpha.price.sd == pytest.approx(np.sqrt(0.024))
    assert alpha.price.regular == 1.0
    assert alpha.price.mean_paid == pytest.approx(2.5 / 3)
    assert alpha.price.deal_frequency == pytest.approx(0.2)
    assert alpha.price.typical_discount == pytest.approx(0.4)
    assert (alpha.feature_frequency, alpha.display_frequency) == (0.4, None)
    assert (beta.constant, beta.price.typical_discount) == (1.5, 0.5)


def test_a_firm_without_deals_has_no_discount():
    log = log_of({"x": "AB", "y": "AB"}, {"price": np.ones((4, 2))})
    assert firm_profiles(log, (0.0, 0.0))[0].price.typical_discount == 0.0


def test_cadence_by_hand():
    days = ["2024-01-01", "2024-01-11", "2024-01-31", "2024-02-01", "2024-02-07"]
    times = np.array(days, dtype="datetime64[s]")
    cadence = measure_cadence(log_of({"x": "AAB", "y": "AB"}, times=times))
    assert cadence.mean_gap_days == pytest.approx(12.0)
    assert cadence.median_gap_days == pytest.approx(10.0)
    assert cadence.purchases_per_30_days == pytest.approx(2.5)
    assert cadence.n_gaps == 3
    assert (cadence.first_day, cadence.last_day) == ("2024-01-01", "2024-02-07")


def test_an_order_without_dates_or_without_gaps_has_no_cadence():
    assert measure_cadence(log_of({"x": "AB", "y": "AB"})) is None
    times = np.full(4, np.datetime64("2024-01-01", "s"))
    assert measure_cadence(log_of({"x": "AB", "y": "AB"}, times=times)) is None
