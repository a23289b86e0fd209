"""Shares, favorites and moves between firms, by hand."""

import math

import numpy as np
import pytest

from analysis.metrics import attitude, behavior
from analysis.metrics.record import FirmRecord
from tests.analysis.metrics.made import ELSE, NO_MOVES, PEOPLE, alpha, run

ALPHA, BETA, NOBODY = "Alpha", "Beta", behavior.NOBODY_LABEL


def test_shares_by_step_are_the_firms_purchases_over_all():
    assert behavior.share_series(alpha()) == pytest.approx([30 / 50, 30 / 53, 30 / 47])


def test_a_step_without_purchases_has_no_share():
    one_quiet_step = {
        (ALPHA, ELSE): {"purchases": [9, 4, 0, 0]},
        (BETA, ELSE): {"purchases": [9, 12, 0, 5]},
    }
    shares = behavior.share_series(alpha(run(filled=one_quiet_step)))
    assert shares[[0, 2]].tolist() == [0.25, 0.0]
    assert math.isnan(shares[1])


def test_shares_of_all_firms_sum_to_one():
    result = run()
    records = [FirmRecord(result, firm) for firm in (ALPHA, BETA)]
    assert sum(behavior.market_share(record) for record in records) == pytest.approx(1.0)
    assert sum(behavior.share_series(record) for record in records) == pytest.approx(np.ones(3))


def test_the_favorites_share_is_a_mean_over_buyers():
    # 3 of 4, 2 of 2, 1 of 1, 2 of 4, 5 of 5; one person buys nothing
    assert behavior.favorite_share(run()) == pytest.approx((0.75 + 1 + 1 + 0.5 + 1) / 5)


def test_firms_used_is_a_mean_over_buyers():
    assert behavior.firms_used(run()) == pytest.approx((2 + 1 + 1 + 2 + 1) / 5)


def test_where_nobody_buys_there_is_no_favorite_and_nothing_warns():
    quiet = run(table=PEOPLE.assign(Alpha=0, Beta=0))
    assert math.isnan(behavior.favorite_share(quiet))
    assert math.isnan(behavior.firms_used(quiet))


def test_a_segment_without_people_has_no_penetration():
    record = alpha(run(table=PEOPLE[PEOPLE["segment"] == ELSE]), segment="near")
    assert math.isnan(behavior.penetration(record))
    assert math.isnan(behavior.purchase_frequency(record))
    assert math.isnan(behavior.share_of_category_requirements(record))


def test_the_switching_matrix_by_hand():
    matrix = behavior.switching_matrix(run())
    assert list(matrix.index) == list(matrix.columns) == [ALPHA, BETA, NOBODY]
    assert matrix.loc[ALPHA].tolist() == pytest.approx([8 / 12, 2 / 12, 2 / 12])
    assert matrix.loc[BETA].tolist() == pytest.approx([2 / 5, 3 / 5, 0])
    assert matrix.loc[NOBODY].tolist() == pytest.approx([0, 1 / 4, 3 / 4])
    assert matrix.sum(axis=1).tolist() == pytest.approx([1, 1, 1])


def test_a_row_of_the_switching_matrix_that_nobody_left_from_is_missing():
    matrix = behavior.switching_matrix(run(moved=NO_MOVES))
    assert matrix.isna().all(axis=None)
    assert matrix.shape == (3, 3)


def test_satisfaction_by_step_is_a_mean_over_those_present():
    expected = [(2660 + 3720) / 100, (2808 + 3416) / 95, (2700 + 3720) / 96]
    assert attitude.satisfaction_series(alpha()) == pytest.approx(expected)
    assert np.isnan(attitude.satisfaction_series(alpha(run(filled={})))).all()
