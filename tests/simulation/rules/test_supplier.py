"""When supply breaks down, for how long, and what makes a supplier loyal (EQ3)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.supplier import (
    disruption_hazard,
    is_disrupted_next,
    lot_saving,
    repair_chance,
    supplied_quality,
    supplier_target,
    waiting_days,
    waiting_loss,
)
from tests.simulation.rules.forms import in_both_forms, near

SHARES = st.floats(0.0, 1.0)


@in_both_forms
@pytest.mark.parametrize(
    ("quality", "dual", "hazard"),
    # at 70 points the stated hazard; 15 points more divide it by e; a second supplier leaves .4
    [
        (70.0, 0.0, 0.02),
        (85.0, 0.0, 0.02 / 2.718281828459045),
        (70.0, 1.0, 0.008),
        (70.0, 0.5, 0.014),
    ],
)
def test_good_suppliers_and_second_ones_break_down_rarely(form, quality, dual, hazard):
    assert form(disruption_hazard)(0.02, quality, dual, 0.6) == near(hazard)


@in_both_forms
def test_without_a_hazard_nothing_breaks_down(form):
    assert form(disruption_hazard)(0.0, 0.0, 0.0, 0.6) == 0.0
    assert form(disruption_hazard)(1.0, 0.0, 0.0, 0.6) == 1.0  # a probability


@in_both_forms
def test_a_loyal_supplier_repairs_sooner(form):
    # mean 2 months of 30 days: half a chance a month; fully loyal, 1 month; weekly, 7/60 a step
    assert form(repair_chance)(2.0, 0.0, 1.0) == near(0.5)
    assert form(repair_chance)(2.0, 50.0, 1.0) == near(2.0 / 3.0)
    assert form(repair_chance)(2.0, 100.0, 1.0) == near(1.0)
    assert form(repair_chance)(2.0, 0.0, 7.0 / 30.0) == near(7.0 / 60.0)
    assert form(repair_chance)(0.1, 0.0, 1.0) == 1.0


@in_both_forms
@pytest.mark.parametrize(
    ("was", "u_start", "u_end", "becomes"),
    [(False, 0.01, 0.9, True), (False, 0.02, 0.9, False), (True, 0.9, 0.5, True),
     (True, 0.9, 0.49, False), (True, 0.01, 0.49, True)],
)  # fmt: skip
def test_supply_breaks_down_and_is_repaired_by_draws(form, was, u_start, u_end, becomes):
    assert bool(form(is_disrupted_next)(was, u_start, u_end, 0.02, 0.5)) is becomes


def test_the_share_of_disrupted_time_is_hazard_times_duration():
    # two states: in the long run d / (1 - (1 - d) (1 - p)) of the time, which is d x mean for a
    # small d: .02 / .51 = .039, against .02 x 2 = .04
    draws = np.random.default_rng(3).random((200_000, 2))
    disrupted, count = False, 0
    for u_start, u_end in draws:
        disrupted = bool(is_disrupted_next(disrupted, u_start, u_end, 0.02, 0.5))
        count += disrupted
    assert count / len(draws) == pytest.approx(0.02 / 0.51, rel=0.06)


@in_both_forms
def test_terms_lead_the_suppliers_loyalty(form):
    assert form(supplier_target)(0.0, 0.0, 0.0, 0.0) == 50.0
    assert form(supplier_target)(20.0, 10.0, 15.0, 0.0) == near(95.0)
    assert form(supplier_target)(0.0, 0.0, 0.0, 30.0) == near(20.0)


@in_both_forms
@given(pay=st.floats(0, 50), value=st.floats(0, 50), steady=st.floats(0, 50), hard=st.floats(0, 99))
def test_loyalty_stays_on_its_scale(form, pay, value, steady, hard):
    assert 0.0 <= form(supplier_target)(pay, value, steady, hard) <= 100.0


@in_both_forms
@given(better=st.floats(0.0, 100.0), worse=st.floats(0.0, 100.0), dual=SHARES)
def test_the_better_supplier_never_breaks_down_more_often(form, better, worse, dual):
    high, low = max(better, worse), min(better, worse)
    hazards = [form(disruption_hazard)(0.05, z, dual, 0.6) for z in (high, low)]
    assert hazards[0] <= hazards[1] + 1e-12


@in_both_forms
def test_a_better_supplier_adds_to_reliability(form):
    assert form(supplied_quality)(90.0, 80.0, 0.15, 1.0) == near(1.5)
    assert form(supplied_quality)(80.0, 80.0, 0.15, 0.7) == 0.0


@in_both_forms
def test_an_order_waits_for_delivery_and_half_a_lot(form):
    # two weeks on the way and four weeks a lot: four weeks in the mean, two points each
    assert form(waiting_days)(14.0, 28.0) == near(28.0)
    assert form(waiting_loss)(14.0, 28.0, 2.0) == near(8.0)
    assert form(waiting_loss)(0.0, 0.0, 2.0) == 0.0


@in_both_forms
def test_lots_of_a_month_save_63_percent_of_what_lots_can(form):
    assert form(lot_saving)(30.0, 0.05) == near(0.05 * 0.6321205588285577)
    assert form(lot_saving)(0.0, 0.05) == 0.0
    assert form(lot_saving)(365.0, 0.05) < 0.05
