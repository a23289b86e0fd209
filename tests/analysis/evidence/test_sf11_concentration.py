"""Concentration by hand, and panels against the market's own books."""

import numpy as np
import pytest

from analysis.evidence.fact import Setting
from analysis.evidence.facts.panel import (
    concentration_curve,
    correlation,
    package_goods,
    top_share,
    yearly_purchases,
)
from analysis.evidence.facts.sf11_concentration import mean_over_firms
from simulation.market import LoyaltyMarket


def test_the_heaviest_fifth_of_ten_buyers_is_two_of_them_and_who_bought_nothing_does_not_count() -> (
    None
):
    amounts = np.array([10, 1, 1, 6, 1, 1, 1, 1, 1, 1, 0, 0, 0])
    assert top_share(amounts) == pytest.approx(16 / 24)


def test_a_fifth_of_four_buyers_is_four_fifths_of_the_heaviest() -> None:
    assert top_share(np.array([1, 4, 2, 3])) == pytest.approx(0.8 * 4 / 10)


def test_equal_buyers_lie_on_the_diagonal() -> None:
    points = np.array([0.0, 0.2, 0.5, 1.0])
    assert concentration_curve(np.full(7, 3), points) == pytest.approx(points)


def test_firms_count_equally() -> None:
    amounts = np.array([[1, 8], [1, 0], [1, 0], [1, 0], [1, 2]])
    assert mean_over_firms(amounts) == pytest.approx((0.2 + 0.4 * 0.8) / 2)


def test_what_does_not_vary_has_no_correlation() -> None:
    assert np.isnan(correlation(np.array([1.0, 1.0]), np.array([1.0, 2.0])))
    assert correlation(np.array([1.0, 2.0, 4.0]), np.array([2.0, 4.0, 8.0])) == pytest.approx(1.0)


def test_a_panel_without_leavers_holds_every_purchase_of_the_study() -> None:
    scenario = package_goods(Setting(300, 4, is_control=False), {"exit_rate": 0.0})
    market = LoyaltyMarket(scenario, rng=4)
    market.run_model()
    sold = market.ledger.firms["purchases"][scenario.market.burn_in_steps :].sum(axis=(0, 1))
    panel = yearly_purchases(scenario, 4)
    assert panel.shape == (300, 8)
    assert panel.sum(axis=0).tolist() == sold.tolist()


def test_who_leaves_the_category_in_the_year_leaves_the_panel() -> None:
    setting = Setting(600, 4, is_control=False)
    panel = yearly_purchases(package_goods(setting, {"exit_rate": 0.03}), 4)
    expected = 0.97 ** (52 * 7 / 30)
    assert len(panel) / 600 == pytest.approx(expected, abs=0.06)
