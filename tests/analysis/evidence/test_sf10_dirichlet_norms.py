"""How far brands are from the Dirichlet norm: the error, and a panel drawn from the norm itself."""

import numpy as np
import pytest

from analysis.evidence.fact import Setting
from analysis.evidence.facts.panel import package_goods, yearly_purchases
from analysis.evidence.facts.sf10_dirichlet_norms import mean_error
from analysis.repeat_buying.measures import observed_measures
from analysis.repeat_buying.nbd_dirichlet import fit_to_counts


def test_the_error_is_relative_to_what_was_observed() -> None:
    observed, expected = np.array([0.5, 0.2]), np.array([0.4, 0.3])
    assert mean_error(observed, expected) == pytest.approx((0.2 + 0.5) / 2)


def test_a_panel_drawn_from_the_model_itself_is_well_within_the_band() -> None:
    random = np.random.default_rng(5)
    rates = random.gamma(0.8, 5.8 / 0.8, 6_000)
    chances = random.dirichlet(1.5 * np.array([0.5, 0.3, 0.15, 0.05]), 6_000)
    counts = random.poisson(rates[:, None] * chances).astype(float)
    observed, expected = observed_measures(counts), fit_to_counts(counts).measures()
    assert mean_error(observed.penetration, expected.penetration) < 0.04
    assert mean_error(observed.frequency, expected.frequency) < 0.04


def test_without_habit_and_attitudes_the_market_is_a_dirichlet_with_the_stated_concentration() -> (
    None
):
    neutral = {
        "satisfaction_weight": 0.0,
        "habit_weight": 0.0,
        "trust_weight": 0.0,
        "bond_weight": 0.0,
        "inexperience_penalty": 0.0,
        "taste_concentration": 2.0,
    }
    scenario = package_goods(Setting(8_000, 2, is_control=False), neutral)
    fitted = fit_to_counts(yearly_purchases(scenario, 2).astype(float))
    assert fitted.dirichlet_s == pytest.approx(2.0, abs=0.12)
    assert fitted.category.shape == pytest.approx(0.8, abs=0.06)
