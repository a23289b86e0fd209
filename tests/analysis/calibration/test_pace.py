"""How fast a calibrated market moves."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.calibration import calibrate
from analysis.calibration.pace import PURCHASES_A_STEP, pace_of, purchases_that_meet
from analysis.calibration.profiles import Cadence, measure_persistence
from analysis.calibration.provenance import calibrated_header
from tests.analysis.calibration.builders import Truth, log_of, simulated_log


@pytest.fixture(scope="module")
def calibration():
    return calibrate(simulated_log(Truth(), n_customers=60, n_own=8))


def cadence(gap):
    return Cadence(gap, gap, 30.0 / gap, 100, "2024-01-01", "2024-12-31")


def test_the_pace_comes_from_the_dates_where_there_are_dates(calibration):
    smoothing = replace(calibration.smoothing, value=0.9)
    model = replace(calibration.loyalty_model, smoothing=smoothing)
    changed = replace(calibration, loyalty_model=model)
    assert pace_of(changed).is_assumed
    assert pace_of(replace(changed, offer_persistence=None)).purchases_a_week == 1.0
    changed = replace(changed, offer_persistence=None)
    monthly = pace_of(replace(changed, cadence=cadence(28.0)))
    assert not monthly.is_assumed
    assert monthly.purchases_a_week == pytest.approx(0.25)
    # 0.9 ** 44 is just below 0.01, and 43.7 purchases take 174.8 weeks.
    assert monthly.burn_in_steps == 175
    assert monthly.activity_window_steps == 26
    assert pace_of(replace(changed, cadence=cadence(3.5))).burn_in_steps == 52
    assert pace_of(replace(changed, cadence=cadence(3.5))).activity_window_steps == 4
    assert pace_of(replace(changed, cadence=cadence(365.0))).burn_in_steps == 520


@pytest.mark.parametrize("alike", [0.15, 0.4, 0.7])
def test_as_many_purchases_meet_last_weeks_offers_as_offers_are_alike(alike):
    # Customers of the market drawn by hand: Gamma rates, Poisson purchases in each of many weeks.
    generator = np.random.default_rng(8)
    weekly = purchases_that_meet(alike)
    rates = generator.gamma(0.8, weekly / 0.8, 40_000)
    bought = generator.poisson(rates[:, None], (40_000, 40))
    in_one_week = np.maximum(bought - 1, 0).sum() / bought.sum()
    assert in_one_week == pytest.approx(alike, abs=0.01)


def test_offers_that_never_repeat_or_never_change_leave_a_possible_pace():
    assert purchases_that_meet(-0.2) == PURCHASES_A_STEP[0]
    assert purchases_that_meet(1.0) == PURCHASES_A_STEP[1]


def held_offers(n_held, generator):
    """Return a log in which a customer meets each offer at so many purchases in turn."""
    price = np.repeat(generator.uniform(1.0, 2.0, (1200, 2)), n_held, axis=0)[:1200]
    return log_of({f"c{k:03d}": "AABBABBABA" * 2 for k in range(60)}, {"price": price})


def test_offers_that_hold_for_two_purchases_are_alike_half_the_time():
    generator = np.random.default_rng(5)
    held, fresh = (measure_persistence(held_offers(n, generator), np.array([-2.0])) for n in (2, 1))
    # Of the 19 steps between 20 purchases ten are inside an offer; the rest are chance.
    assert held == pytest.approx(10 / 19, abs=0.06)
    assert fresh == pytest.approx(0.0, abs=0.08)


def test_a_deal_of_all_firms_at_once_and_their_usual_prices_move_no_choice():
    generator = np.random.default_rng(6)
    log = held_offers(1, generator)
    season = np.repeat(generator.uniform(0.0, 9.0, 120), 10)[:, None, None]
    dearer = replace(log, attributes=log.attributes + season + np.array([0.0, 5.0])[:, None])
    slopes = np.array([-2.0])
    assert measure_persistence(dearer, slopes) == pytest.approx(measure_persistence(log, slopes))


def test_offers_that_never_vary_say_nothing_of_the_pace():
    price = np.full((20, 2), 0.1) * np.array([3.0, 7.0])
    log = log_of({"x": "AABBABBABA", "y": "AABBABBABB"}, {"price": price})
    assert measure_persistence(log, np.array([-2.0])) is None


def test_a_log_without_dates_takes_its_pace_from_its_offers_and_says_so(calibration):
    assert calibration.cadence is None
    quick, slow = (replace(calibration, offer_persistence=alike) for alike in (0.5, 0.2))
    assert pace_of(slow).purchases_a_week < pace_of(quick).purchases_a_week < 1.0
    assert pace_of(slow).is_assumed
    header = " ".join(calibrated_header(quick).split())
    assert (
        "0.91 purchases a step they are as alike at consecutive purchases as offers are" in header
    )
    assert "(correlation 0.50)" in header


def test_steps_of_a_dated_log_are_short_enough_for_its_offers_and_no_shorter(calibration):
    weekly = replace(calibration, cadence=cadence(7.0))
    # With one purchase a week .52 of purchases would meet the week's offers again; at half a week .36.
    for alike, days in ((0.53, 7), (0.52, 6), (0.37, 3), (0.0, 1)):
        pace = pace_of(replace(weekly, offer_persistence=alike))
        assert (pace.step_days, pace.purchases_a_week) == (days, pytest.approx(1.0))
        assert pace.steps == round(52 * 7 / days)
        assert pace.burn_in_steps * days == pytest.approx(52 * 7, abs=days)
        assert pace.activity_window_steps * days == pytest.approx(8 * 7, abs=days)
    rare = pace_of(replace(calibration, cadence=cadence(56.0), offer_persistence=0.0))
    assert rare.step_days == 7


def test_a_dated_header_says_why_its_steps_are_so_long(calibration):
    dated = replace(calibration, cadence=cadence(7.0), offer_persistence=0.2)
    header = " ".join(calibrated_header(dated).replace("#", "").split())
    assert "step_days is a choice. Promotions of the market change every step" in header
    assert "the log has no dates" not in header
