"""CDNOW: real purchases from a music shop, 1997-98 (Fader, Hardie & Lee 2005), a 1/10 sample."""

import numpy as np
import pandas as pd
import pytest

from analysis.repeat_buying.bg_nbd import fit_bg_nbd, purchase_history
from tests.analysis.oracles.public_data import shipped_file

CALIBRATION_END = pd.Timestamp("1997-09-30")  # 39 weeks
STUDY_END = pd.Timestamp("1998-06-30")  # 78 weeks


@pytest.fixture(scope="module")
def purchases():
    path = shipped_file("lifetimes", "datasets", "CDNOW_sample.txt")
    columns = ["in_master", "customer", "date", "units", "money"]
    table = pd.read_csv(path, sep=r"\s+", header=None, names=columns)
    return table.assign(date=pd.to_datetime(table["date"].astype(str), format="%Y%m%d"))


@pytest.fixture(scope="module")
def calibration(purchases):
    return purchase_history(purchases, CALIBRATION_END)


@pytest.fixture(scope="module")
def fitted(calibration):
    return fit_bg_nbd(calibration)


def test_the_published_estimates_are_found_to_four_digits(fitted, calibration):
    assert len(calibration.repeats) == 2_357
    found = [fitted.r, fitted.alpha, fitted.a, fitted.b, fitted.log_likelihood]
    assert [round(value, 4) for value in found[:4]] == [0.2426, 4.4136, 0.7929, 2.4259]
    assert round(found[4], 1) == -9582.4


def test_the_hold_out_is_predicted_within_fifteen_percent(fitted, calibration, purchases):
    later = purchase_history(purchases, STUDY_END).repeats - calibration.repeats
    expected = fitted.conditional_purchases(calibration, 39.0)
    assert later.sum() == 1_882
    assert expected.sum() == pytest.approx(1_882, rel=0.15)
    assert np.mean(np.abs(expected - later)) <= 0.80


@pytest.mark.parametrize(
    ("weeks", "observed", "tolerance"), [(39, 2_457, 0.02), (52, 3_183, 0.02), (78, 4_339, 0.05)]
)
def test_cumulative_repeats_of_the_cohort_are_tracked(
    fitted, purchases, weeks, observed, tolerance
):
    end = CALIBRATION_END + pd.Timedelta(days=7 * (weeks - 39))
    history = purchase_history(purchases, end)
    assert history.repeats.sum() == observed
    expected = fitted.expected_purchases(history.age).sum()
    assert expected == pytest.approx(observed, rel=tolerance)
