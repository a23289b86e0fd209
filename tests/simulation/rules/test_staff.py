"""Staff loyalty, turnover, skill, and what they make of quality (EQ2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.staff import (
    approached,
    coordinated,
    overload_loss,
    skill_factor,
    staff_quality,
    staff_target,
    staff_turnover,
    updated_skill_gap,
    usual_skill,
)
from tests.simulation.rules.forms import in_both_forms, near

POINTS = st.floats(0.0, 100.0)
SHARES = st.floats(0.0, 1.0)


@in_both_forms
@pytest.mark.parametrize(
    ("wage", "programs", "load", "target"),
    [
        (1.0, (0.0, 0.0, 0.0), 1.0, 65.0),  # all at rest
        (1.2, (0.0, 0.0, 0.0), 1.0, 75.0),  # 65 + .5 x 20
        (1.1, (10.0, 4.0, 8.0), 1.5, 77.0),  # 65 + 5 + 22 - .3 x 50
        (1.0, (0.0, 0.0, 0.0), 4.0, 0.0),  # 65 - .3 x 300, held at 0
        (2.0, (0.0, 0.0, 0.0), 1.0, 100.0),  # 65 + 50, held at 100
    ],
)
def test_the_levers_lead_where_a_hand_computes(form, wage, programs, load, target):
    assert form(staff_target)(65.0, wage, 0.5, *programs, load, 0.3) == near(target)


@in_both_forms
def test_loyalty_closes_a_tenth_of_the_distance(form):
    assert form(approached)(65.0, 75.0, 0.1) == near(66.0)
    assert form(approached)(65.0, 65.0, 0.1) == 65.0


@in_both_forms
def test_turnover_falls_by_a_factor_e_with_twenty_points(form):
    assert form(staff_turnover)(0.025, 65.0, 65.0) == 0.025
    assert form(staff_turnover)(0.025, 85.0, 65.0) == near(0.025 * 0.36787944117)
    assert form(staff_turnover)(0.9, 0.0, 65.0) == 1.0  # a probability


@in_both_forms
def test_the_usual_skill_is_where_leaving_and_learning_balance(form):
    usual = form(usual_skill)(0.025, 0.05)
    assert usual == near(2.0 / 3.0)
    # skill (1 - .025) + .05 (1 - skill) at 2/3: .65 + .01667 = 2/3 again
    assert usual * 0.975 + 0.05 * (1.0 - usual) == near(usual)
    assert form(updated_skill_gap)(0.0, 0.025, 0.025, 0.05) == 0.0


@in_both_forms
@given(skill=SHARES, turnover=SHARES, base=SHARES, learning=st.floats(0.01, 1.0))
def test_the_gap_says_the_same_as_the_textbook_form(form, skill, turnover, base, learning):
    usual = form(usual_skill)(base, learning)
    after = form(updated_skill_gap)(skill - usual, turnover, base, learning)
    if turnover + learning <= 1.0:
        textbook = skill * (1.0 - turnover) + learning * (1.0 - skill)
        assert usual + after == pytest.approx(textbook, abs=1e-9)
    assert -1e-9 <= usual + after <= 1.0 + 1e-9


@in_both_forms
def test_skill_moves_human_dimensions_only(form):
    # (.85 + .15 x .8) / (.85 + .15 x .6) = .97 / .94
    assert form(skill_factor)(0.2, 0.6, 1.0) == near(0.97 / 0.94)
    assert form(skill_factor)(0.2, 0.6, 0.0) == 1.0
    assert form(skill_factor)(0.0, 0.6, 1.0) == 1.0


@in_both_forms
def test_five_points_of_staff_loyalty_bring_the_customers_of_sears_1_3_points(form):
    weights = {"R": 0.32, "Re": 0.22, "A": 0.19, "E": 0.16, "T": 0.11}
    human = {"R": 0.3, "A": 1.0, "T": 0.0, "E": 1.0, "Re": 1.0}
    gained = sum(
        weight * form(staff_quality)(70.0, 65.0, 0.39, human[d]) for d, weight in weights.items()
    )
    assert gained == pytest.approx(1.3, abs=0.002)  # .39 x .666 x 5 = 1.2987


@in_both_forms
def test_only_overload_hurts(form):
    assert form(overload_loss)(1.25, 20.0) == near(5.0)
    assert form(overload_loss)(1.0, 20.0) == 0.0


@in_both_forms
def test_departments_that_do_not_work_together_are_slow(form):
    assert form(coordinated)(1.0, 0.3) == 1.0
    assert form(coordinated)(0.5, 0.3) == near(0.85)
    assert form(coordinated)(0.0, 0.3) == near(0.7)
