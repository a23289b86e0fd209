"""Designs: their points counted by hand, and what each promises."""

import math
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.experiments.design import (
    base_point,
    design_points,
    design_size,
    position_of,
    unit_points,
    value_at,
)
from analysis.experiments.experiment import Design, Factor
from simulation.errors import ScenarioError
from tests.analysis.experiments.studies import factors

PRICE = Factor("price", "lever", 0.8, 1.2, base=1.0)
FIRM = Factor("firm", "lever", values=("Alpha", "Beta"), base="Alpha")


def made(design, varied, seed=1):
    points = design_points(design, varied, seed)
    assert len(points) == design_size(design, varied), "the count that is made without the points"
    return points


def test_a_grid_of_two_and_three_values_has_every_one_of_six_pairs():
    points = made(Design("grid", levels=3), (FIRM, PRICE))
    assert [(p["firm"], p["price"]) for p in points] == [
        ("Alpha", 0.8), ("Alpha", 1.0), ("Alpha", 1.2),
        ("Beta", 0.8), ("Beta", 1.0), ("Beta", 1.2),
    ]  # fmt: skip


def test_one_at_a_time_begins_at_the_base_and_then_moves_one_factor():
    points = made(Design("one_at_a_time", levels=2), (FIRM, PRICE))
    base = {"firm": "Alpha", "price": 1.0}
    assert points == [
        base,
        {"firm": "Beta", "price": 1.0},
        {"firm": "Alpha", "price": 0.8},
        {"firm": "Alpha", "price": 1.2},
    ]
    assert base_point((FIRM, PRICE)) == base


def test_a_list_fills_what_a_row_leaves_out_with_the_base():
    rows = ({"price": 0.9}, {"firm": "Beta"})
    points = made(Design("list", rows=rows), (FIRM, PRICE))
    assert points == [{"firm": "Alpha", "price": 0.9}, {"firm": "Beta", "price": 1.0}]


def test_a_latin_hypercube_has_each_factor_once_in_each_of_its_slices():
    sampled = unit_points(Design("latin_hypercube", points=20), factors(3), seed=5)
    assert sampled.shape == (20, 3)
    for column in sampled.T:
        assert sorted((column * 20).astype(int)) == list(range(20))


def test_a_crossed_hypercube_lets_every_policy_meet_the_same_worlds():
    design = Design("latin_hypercube", points=10, levels=2, crossed=True)
    points = made(design, (FIRM, PRICE, *factors(2)), seed=5)
    policies = {(p["firm"], p["price"]) for p in points}
    assert policies == {(firm, price) for firm in ("Alpha", "Beta") for price in (0.8, 1.2)}
    worlds = [(p["x1"], p["x2"]) for p in points]
    assert [worlds[k : k + 10] for k in range(0, 40, 10)] == [worlds[:10]] * 4
    for column in zip(*worlds[:10], strict=True):
        assert sorted(int(value * 10) for value in column) == list(range(10))


@pytest.mark.parametrize(("second_order", "n"), [(False, 8 * 5), (True, 8 * 8)])
def test_a_sobol_design_of_three_factors_has_five_or_eight_points_for_each_of_n(second_order, n):
    assert len(made(Design("sobol", points=8, second_order=second_order), factors(3))) == n


def test_a_morris_walk_of_four_factors_has_five_points_and_moves_one_factor_a_step():
    points = made(Design("morris", trajectories=6, levels=4), factors(4))
    assert len(points) == 6 * 5
    for start in range(0, 30, 5):
        moved = []
        for before, after in zip(
            points[start : start + 4], points[start + 1 : start + 5], strict=True
        ):
            moved += [name for name in before if before[name] != after[name]]
        assert sorted(moved) == ["x1", "x2", "x3", "x4"]


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "morris"])
def test_a_seed_gives_the_same_points_again_and_another_seed_others(kind):
    design = Design(kind, points=8, trajectories=4, levels=4)
    assert made(design, factors(3), 3) == made(design, factors(3), 3)
    assert made(design, factors(3), 3) != made(design, factors(3), 4)


def test_a_log_range_has_its_geometric_mean_in_the_middle():
    assert value_at(Factor("x", "lever", 0.01, 1.0, scale="log"), 0.5) == pytest.approx(0.1)


def test_whole_numbers_take_equal_parts_of_the_interval_and_both_ends():
    steps = Factor("steps", "lever", 2.0, 5.0, is_whole=True)
    assert [value_at(steps, u) for u in (0.0, 0.24, 0.26, 0.51, 0.76, 1.0)] == [2, 2, 3, 4, 5, 5]
    points = made(Design("grid", levels=9), (steps,))
    assert [p["steps"] for p in points] == [2, 3, 4, 5]


def test_ends_of_a_range_are_exact():
    odd = Factor("x", "lever", 0.1, 0.7, scale="log")
    assert [p["x"] for p in made(Design("grid", levels=2), (odd,))] == [0.1, 0.7]


@given(st.floats(0.0, 1.0), st.sampled_from(["linear", "log"]))
def test_a_position_is_found_again_from_its_value(position, scale):
    factor = Factor("x", "lever", 0.5, 8.0, scale=scale)
    assert math.isclose(position_of(factor, value_at(factor, position)), position, abs_tol=1e-9)


def test_a_category_is_found_again_from_the_middle_of_its_part():
    assert [position_of(FIRM, name) for name in ("Alpha", "Beta")] == [0.25, 0.75]
    assert [value_at(FIRM, u) for u in (0.25, 0.75)] == ["Alpha", "Beta"]


def test_a_design_too_large_to_make_can_be_counted():
    assert design_size(Design("grid", levels=1000), factors(5)) == 10**15


@pytest.mark.parametrize("kind", ["sobol", "morris"])
def test_without_salib_the_extra_to_install_is_named(kind, monkeypatch):
    monkeypatch.setitem(sys.modules, f"SALib.sample.{kind}", None)
    with pytest.raises(ScenarioError, match=r"needs SALib.*\[analysis\]"):
        design_points(Design(kind, points=8, trajectories=2, levels=4), factors(2), 1)


def test_the_core_designs_do_not_import_salib(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("SALib")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "SALib", None)
    for design in (Design("grid"), Design("one_at_a_time"), Design("latin_hypercube", points=4)):
        assert np.isfinite(len(made(design, factors(2))))
