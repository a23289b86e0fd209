"""Response surfaces of polynomials, and of functions that no quadratic surface follows."""

import numpy as np
import pandas as pd
import pytest

from analysis.experiments.experiment import Design, Factor
from analysis.exploration.surface import heat_map, response_surface, surface_map
from simulation.errors import ResultError
from tests.analysis.exploration.made import number, sample_of

A, B = number("a", 0.0, 4.0), number("b", -1.0, 1.0)
HYPERCUBE = Design("latin_hypercube", points=40)


def quadratic(a, b):
    return 3.0 - (a - 1.0) ** 2 + 2.0 * a * b + b


def test_a_quadratic_function_is_found_exactly_and_predicted_where_nothing_was_run():
    surface = response_surface(sample_of(quadratic, [A, B], HYPERCUBE), "y")
    assert surface.r_squared_cross_validated == pytest.approx(1.0)
    assert surface.error == pytest.approx(0.0, abs=1e-9)
    assert surface.is_trusted
    unseen = pd.DataFrame({"a": [0.0, 1.0], "b": [0.0, 0.5]})
    assert surface.predicted(unseen) == pytest.approx([2.0, 4.5])


def test_a_function_that_is_not_quadratic_is_not_trusted():
    waves = sample_of(lambda a, b: np.sin(9.0 * a) * np.cos(9.0 * b), [A, B], HYPERCUBE)
    surface = response_surface(waves, "y")
    assert surface.r_squared_cross_validated < 0.3
    assert surface.r_squared > surface.r_squared_cross_validated
    assert not surface.is_trusted


def test_replications_of_a_point_do_not_help_to_predict_it():
    rng = np.random.default_rng(5)
    noise = iter(rng.normal(size=1_000).tolist())
    sample = sample_of(lambda *_: next(noise), [A, B], HYPERCUBE, noise=(0.0, 0.0, 0.0, 0.0))
    assert response_surface(sample, "y").r_squared_cross_validated < 0.1


def test_a_number_that_took_two_values_has_no_square_and_the_others_do():
    switch = Factor("switch", "lever", values=(0, 1), base=0)
    surface = response_surface(sample_of(lambda s, a: s * a + a**2, [switch, A], HYPERCUBE), "y")
    assert surface.squared == ("a",)
    assert surface.r_squared_cross_validated == pytest.approx(1.0)
    assert surface.predicted(pd.DataFrame({"switch": [1], "a": [3.0]})) == pytest.approx([12.0])


def test_too_few_points_for_the_coefficients_are_refused():
    sample = sample_of(quadratic, [A, B], Design("grid", levels=2))
    with pytest.raises(ResultError, match="4 coefficients, which 4 different points"):
        response_surface(sample, "y")


def test_a_map_shows_two_factors_with_the_others_at_their_base():
    offer = Factor("offer", "lever", values=("no", "yes"), base="yes")
    sample = sample_of(
        lambda a, b, offer: a + 10.0 * b + (100.0 if offer == "yes" else 0.0),
        [A, B, offer],
        HYPERCUBE,
    )
    table = surface_map(response_surface(sample, "y"), "a", "b")
    assert (table.columns.name, table.index.name) == ("a", "b")
    assert table.loc[-1.0, 4.0] == pytest.approx(94.0)
    held = surface_map(response_surface(sample, "y"), "a", "b", {"offer": "no"})
    assert held.loc[1.0, 0.0] == pytest.approx(10.0)


def test_a_heat_map_of_a_grid_holds_means_over_everything_else():
    c = number("c")
    sample = sample_of(
        lambda a, b, c: a + b + c, [A, B, c], Design("grid", levels=2), noise=(-1, 3)
    )
    table = heat_map(sample, "y", "a", "b")
    assert table.to_numpy().tolist() == [[0.5, 4.5], [2.5, 6.5]]


def test_the_middle_of_a_logarithmic_range_is_its_geometric_mean():
    log = number("rate", 0.01, 1.0, scale="log", base=None, has_base=False)
    sample = sample_of(lambda rate, a: np.log10(rate) + a, [log, A], HYPERCUBE)
    surface = response_surface(sample, "y")
    assert surface.r_squared_cross_validated == pytest.approx(1.0)
    assert surface_map(surface, "rate", "a").loc[0.0].iloc[10] == pytest.approx(-1.0)


def test_a_point_that_is_written_twice_is_not_predicted_from_its_double():
    rng = np.random.default_rng(8)
    rows = tuple({"a": a, "b": b} for a, b in rng.uniform(-1.0, 1.0, size=(20, 2)).tolist())
    noise = dict(zip(rng.permutation(20), rng.normal(size=20), strict=True))
    values = {(row["a"], row["b"]): noise[k] for k, row in enumerate(rows)}
    factors = [number("a", -1.0, 1.0), B]
    once = response_surface(sample_of(lambda a, b: values[a, b], factors, Design("list", rows=rows)), "y")  # fmt: skip
    five = response_surface(sample_of(lambda a, b: values[a, b], factors, Design("list", rows=rows * 5)), "y")  # fmt: skip
    assert once.r_squared_cross_validated < 0.0
    assert five.r_squared_cross_validated == pytest.approx(once.r_squared_cross_validated)
    few = sample_of(lambda a, b: values[a, b], factors, Design("list", rows=rows[:3] * 9))
    with pytest.raises(ResultError, match="3 different points"):
        response_surface(few, "y")
