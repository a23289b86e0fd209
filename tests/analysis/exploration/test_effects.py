"""Effects of functions whose effects are known by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis.experiments.experiment import Design, Factor
from analysis.exploration.effects import effects, one_at_a_time_effects
from analysis.exploration.estimates import LACK_OF_FIT, NO_INTERVAL, SIMULATION_NOISE
from analysis.exploration.sample import Sample
from simulation.errors import ResultError
from tests.analysis.exploration.made import number, sample_of

GRID = Design("grid", levels=3)
A, B = number("a", 0.0, 2.0), number("b", 10.0, 20.0)


def by_factors(found):
    return {effect.factors: effect.estimate for effect in found}


def test_the_effect_of_a_linear_function_is_its_slope_times_the_range():
    found = by_factors(effects(sample_of(lambda a, b: 3.0 * a - 0.5 * b, [A, B], GRID), "y"))
    assert found["a",].value == pytest.approx(6.0)
    assert found["b",].value == pytest.approx(-5.0)
    assert found["a", "b"].value == pytest.approx(0.0, abs=1e-9)


def test_an_interaction_is_by_how_much_the_effect_of_one_differs_between_the_ends_of_the_other():
    # y = a b: from a = 0 to 2, y rises by 20 where b = 10 and by 40 where b = 20.
    found = by_factors(effects(sample_of(lambda a, b: a * b, [A, B], GRID), "y"))
    assert found["a", "b"].value == pytest.approx(20.0)
    assert found["a",].value == pytest.approx(30.0)  # in the middle, b = 15
    assert found["b",].value == pytest.approx(10.0)


def test_the_effect_of_a_category_is_its_difference_to_the_first():
    program = Factor("program", "lever", values=("none", "points", "tiers"), base="none")
    height = {"none": 1.0, "points": 4.0, "tiers": 0.5}
    sample = sample_of(lambda p, a: height[p] + a, [program, A], GRID)
    found = {
        effect.change: effect.estimate.value for effect in effects(sample, "y", interactions=False)
    }
    assert found == {
        "none → points": pytest.approx(3.0),
        "none → tiers": pytest.approx(-0.5),
        "0 → 2": pytest.approx(2.0),
    }


def test_noise_that_all_points_of_a_replication_share_widens_no_interval():
    found = effects(sample_of(lambda a, b: a + b, [A, B], GRID, noise=(-50.0, 0.0, 70.0)), "y")
    assert all(effect.estimate.covers == SIMULATION_NOISE for effect in found)
    assert all(effect.estimate.high - effect.estimate.low < 1e-9 for effect in found)


def test_the_interval_over_replications_is_that_of_student():
    sample = sample_of(lambda _: 0.0, [A], Design("grid", levels=2))
    rows = [
        {"point": p, "replication": r, "a": a, "y": slope * a}
        for r, slope in enumerate((1.0, 2.0, 3.0))
        for p, a in enumerate((0.0, 2.0))
    ]
    estimate = effects(Sample(pd.DataFrame(rows), sample.factors), "y")[0].estimate
    # Effects 2, 4, 6: mean 4, standard error 2 / sqrt(3), t(0.975, 2) = 4.302653.
    assert estimate.value == pytest.approx(4.0)
    assert estimate.high - 4.0 == pytest.approx(4.302653 * 2.0 / np.sqrt(3.0), rel=1e-6)


def test_one_replication_is_judged_by_its_scatter_around_the_line_and_none_by_nothing():
    bent = effects(sample_of(lambda a: a**2, [A], GRID), "y")[0].estimate
    assert bent.covers == LACK_OF_FIT
    assert bent.low < 4.0 < bent.high
    exact = effects(sample_of(lambda a: a, [A], Design("grid", levels=2)), "y")[0].estimate
    assert exact.covers == NO_INTERVAL
    assert exact.high == np.inf


def test_a_design_that_moves_two_factors_together_is_refused():
    rows = ({"a": 0.0, "b": 10.0}, {"a": 1.0, "b": 15.0}, {"a": 2.0, "b": 20.0})
    sample = sample_of(lambda a, b: a + b, [A, B], Design("list", rows=rows))
    with pytest.raises(ResultError, match="3 points cannot tell 2 effects apart"):
        effects(sample, "y", interactions=False)


def test_effects_one_at_a_time_are_paired_differences_to_the_base_point():
    sample = sample_of(
        lambda b, a: a * b, [B, A], Design("one_at_a_time", levels=2), noise=(0.0, 9.0)
    )
    effects_found = one_at_a_time_effects(sample, "y")
    assert [abs(effect.estimate.value) for effect in effects_found] == [15.0, 15.0, 5.0, 5.0]
    found = {(*e.factors, e.change): e.estimate.value for e in effects_found}
    assert found == {  # the base is a = 1, b = 15
        ("a", "1 → 0"): -15.0,
        ("a", "1 → 2"): 15.0,
        ("b", "15 → 10"): -5.0,
        ("b", "15 → 20"): 5.0,
    }


def test_a_grid_is_no_one_at_a_time_design():
    with pytest.raises(ResultError, match="no point is a base"):
        one_at_a_time_effects(sample_of(lambda a, _: a, [A, B], GRID), "y")


def test_a_replication_that_some_points_lack_is_left_out_and_an_undefined_value_is_refused():
    sample = sample_of(lambda a, b: a + b, [A, B], GRID, noise=(0.0, 1.0))
    table = sample.table.drop(index=3)
    assert Sample(table, sample.factors).outcome("y").shape == (9, 1)
    table.loc[0, "y"] = np.nan
    with pytest.raises(ResultError, match="y is undefined at point 0"):
        Sample(table, sample.factors).outcome("y")
    with pytest.raises(ResultError, match=r"no outcome 'z'. There are: y"):
        sample.outcome("z")


@pytest.mark.parametrize("design", [GRID, Design("latin_hypercube", points=40)])
def test_a_factor_that_moves_nothing_has_the_effect_zero_and_not_what_rounding_leaves(design):
    noise = (0.31, 0.77, 0.12)
    shop = Factor("shop", "lever", values=("x", "y", "z"), base="x")
    found = effects(sample_of(lambda a, _b, _s: 1000.1 + a, [A, B, shop], design, noise=noise), "y")
    assert by_factors(found)["a",].value == pytest.approx(2.0)
    idle = [effect.estimate for effect in found if effect.factors != ("a",)]
    assert len(idle) == 8
    assert all((one.value, one.low, one.high) == (0.0, 0.0, 0.0) for one in idle)
