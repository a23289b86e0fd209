"""Sobol and Morris indices of functions whose indices are known."""

import math
from contextlib import nullcontext

import numpy as np
import pytest
from SALib.analyze import morris
from SALib.test_functions import Ishigami, Sobol_G

from analysis.experiments.design import position_of, salib_problem
from analysis.experiments.experiment import Design, Factor
from analysis.exploration.effects import effects
from analysis.exploration.estimates import DESIGN_SAMPLING, OVER_WALKS
from analysis.exploration.screening import elementary_effects, morris_screening
from analysis.exploration.variance import has_second_order, sobol_pairs, sobol_shares
from simulation.errors import ResultError
from tests.analysis.exploration.made import number, sample_of

PI = np.pi
ANGLES = [number(f"x{k}", -PI, PI) for k in (1, 2, 3)]


def ishigami(*x):
    return float(Ishigami.evaluate(np.array([x]))[0])


def ishigami_shares(a=7.0, b=0.1):
    """Return first-order and total shares in closed form (Ishigami & Homma 1990)."""
    variance = a**2 / 8 + b * PI**4 / 5 + b**2 * PI**8 / 18 + 1 / 2
    first = (0.5 * (1 + b * PI**4 / 5) ** 2, a**2 / 8, 0.0)
    pair = b**2 * PI**8 * (1 / 18 - 1 / 50)  # of x1 and x3
    total = (first[0] + pair, first[1], pair)
    return np.array(first) / variance, np.array(total) / variance


def test_ishigami_has_its_analytic_shares():
    sample = sample_of(ishigami, ANGLES, Design("sobol", points=1024))
    found = {share.factor: share for share in sobol_shares(sample, "y")}
    first, total = ishigami_shares()
    for k, name in enumerate(("x1", "x2", "x3")):
        assert found[name].first.value == pytest.approx(first[k], abs=0.02)
        assert found[name].total.value == pytest.approx(total[k], abs=0.02)
        assert found[name].first.low <= first[k] <= found[name].first.high
        assert found[name].total.covers == DESIGN_SAMPLING


def test_sobol_g_has_the_analytic_shares_that_salib_states():
    a = np.array([0.0, 1.0, 4.5, 9.0])
    factors = [number(f"x{k}") for k in range(4)]
    design = Design("sobol", points=1024, second_order=True)
    sample = sample_of(lambda *x: float(Sobol_G.evaluate(np.array([x]), a)[0]), factors, design)
    shares = sobol_shares(sample, "y")
    assert [share.factor for share in shares] == ["x0", "x1", "x2", "x3"]
    assert [s.first.value for s in shares] == pytest.approx(list(Sobol_G.sensitivity_index(a)), abs=0.02)  # fmt: skip
    assert [s.total.value for s in shares] == pytest.approx(list(Sobol_G.total_sensitivity_index(a)), abs=0.02)  # fmt: skip


def test_pairs_of_ishigami_have_their_analytic_share():
    # a = 7, b = 0.1: V = 1/2 + a²/8 + b pi⁴/5 + b² pi⁸/18, of which x1 and x3 bring 8 b² pi⁸/225.
    whole = 0.5 + 49.0 / 8.0 + 0.1 * np.pi**4 / 5.0 + 0.01 * np.pi**8 / 18.0
    together = 8.0 * 0.01 * np.pi**8 / 225.0 / whole
    design = Design("sobol", points=2048, second_order=True)
    largest, *others = sobol_pairs(sample_of(ishigami, ANGLES, design), "y")
    assert largest.factors == ("x1", "x3")
    assert largest.share.value == pytest.approx(together, abs=0.04)
    assert largest.share.low < together < largest.share.high
    assert [pair.share.value for pair in others] == pytest.approx([0.0, 0.0], abs=0.04)
    assert sobol_pairs(sample_of(ishigami, ANGLES, Design("sobol", points=64)), "y") == []


def test_noise_is_averaged_away_before_shares_are_taken():
    quiet = sample_of(ishigami, ANGLES, Design("sobol", points=64))
    noisy = sample_of(ishigami, ANGLES, Design("sobol", points=64), noise=(-5.0, 5.0))
    assert [s.total.value for s in sobol_shares(noisy, "y")] == pytest.approx(
        [s.total.value for s in sobol_shares(quiet, "y")]
    )


def test_whether_a_sobol_design_has_pairs_is_read_from_its_points():
    factors = [number("a"), number("b")]  # 24 points divide both by 4 and by 6
    for points, is_second in ((6, False), (4, True)):
        design = Design("sobol", points=points, second_order=is_second)
        with pytest.warns(UserWarning, match="power of 2") if points == 6 else nullcontext():
            sample = sample_of(lambda a, b: a + b, factors, design)
        assert len(sample.points) == 24
        assert has_second_order(sample.points.to_numpy()) is is_second


def test_half_a_sobol_design_and_a_hypercube_are_refused():
    sample = sample_of(ishigami, ANGLES, Design("sobol", points=8))
    with pytest.raises(ResultError, match="not a whole Sobol design"):
        sobol_shares(sample.restricted(list(range(3, 23))), "y")
    hypercube = sample_of(ishigami, ANGLES, Design("latin_hypercube", points=40))
    with pytest.raises(ResultError, match="design sobol"):
        sobol_shares(hypercube, "y")
    with pytest.raises(ResultError, match="design morris"):
        morris_screening(hypercube, "y")


def test_morris_finds_the_slopes_of_a_linear_function_and_no_spread():
    factors = [number("a"), number("b", -10.0, 10.0), number("c")]
    design = Design("morris", trajectories=6, levels=6)
    sample = sample_of(lambda a, b, _: 2.0 * a - 0.5 * b, factors, design)
    found = morris_screening(sample, "y")
    assert [one.factor for one in found] == ["b", "a", "c"]
    assert [one.strength.value for one in found] == pytest.approx([10.0, 2.0, 0.0])
    assert [one.spread for one in found] == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_morris_gives_what_salib_gives_for_numbers():
    factors = [number("a", -2.0, 5.0), number("b", 1.0, 100.0, scale="log"), number("c")]
    design = Design("morris", trajectories=8, levels=6)
    sample = sample_of(lambda a, b, c: a * c + math.log(b) ** 2, factors, design)
    places = np.array([[position_of(f, v) for f, v in zip(factors, row, strict=True)] for row in sample.points.to_numpy()])  # fmt: skip
    theirs = morris.analyze(
        salib_problem(factors), places, sample.outcome("y")[:, 0], num_levels=6,
        num_resamples=4_000, seed=1,
    )  # fmt: skip
    ours = {one.factor: one for one in morris_screening(sample, "y")}
    signed = {one.factors[0]: one.estimate.value for one in elementary_effects(sample, "y")}
    for k, name in enumerate("abc"):
        assert ours[name].strength.value == pytest.approx(theirs["mu_star"][k])
        assert ours[name].spread == pytest.approx(theirs["sigma"][k])
        assert signed[name] == pytest.approx(theirs["mu"][k])
        half = ours[name].strength.high - ours[name].strength.value
        assert half == pytest.approx(theirs["mu_star_conf"][k], rel=0.08)  # two bootstraps


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_values_of_a_list_have_the_effect_of_the_way_from_the_first_to_the_last(n):
    factors = [Factor(name, "lever", values=tuple(range(n)), base=0) for name in "abc"]
    sample = sample_of(lambda a, b, c: 2.0 * a - b + 0.0 * c, factors, Design("morris", trajectories=4, levels=4))  # fmt: skip
    screened = {one.factor: one.strength.value for one in morris_screening(sample, "y")}
    assert screened == pytest.approx({"a": 2.0 * (n - 1), "b": n - 1.0, "c": 0.0})
    signed = {one.factors[0]: one.estimate.value for one in elementary_effects(sample, "y")}
    assert signed == pytest.approx({"a": 2.0 * (n - 1), "b": 1.0 - n, "c": 0.0})


def test_morris_gives_a_factor_that_does_nothing_no_effect_where_least_squares_blames_it():
    factors = [number(f"x{k}") for k in range(12)]
    design = Design("morris", trajectories=2, levels=4)
    sample = sample_of(lambda a, b, *_: 5.0 * a * (1.0 + b), factors, design)
    found = {effect.factors[0]: effect.estimate for effect in elementary_effects(sample, "y")}
    blamed = {e.factors[0]: e.estimate.value for e in effects(sample, "y", interactions=False)}
    assert max(abs(blamed[f"x{k}"]) for k in range(2, 12)) > 0.1
    assert [found[f"x{k}"].value for k in range(2, 12)] == [0.0] * 10
    screened = {one.factor: one.strength.value for one in morris_screening(sample, "y")}
    assert found["x0"].value == pytest.approx(screened["x0"])  # all steps of it go up


def test_a_mean_elementary_effect_has_its_sign_and_is_that_of_the_whole_range():
    factors = [number("a", 2.0, 6.0), Factor("b", "lever", values=("off", "on")), number("c")]
    design = Design("morris", trajectories=5, levels=4)
    sample = sample_of(lambda a, b, c: -3.0 * a + 7.0 * (b == "on") + 0.0 * c, factors, design, noise=(0.0, 1.0))  # fmt: skip
    found = {effect.factors[0]: effect for effect in elementary_effects(sample, "y")}
    assert found["a"].estimate.value == pytest.approx(-12.0)
    assert found["b"].estimate.value == pytest.approx(7.0)
    assert (found["a"].change, found["b"].change) == ("2 → 6", "off → on")
    assert found["a"].estimate.covers == OVER_WALKS
    assert (found["c"].estimate.low, found["c"].estimate.high) == (0.0, 0.0)


def test_morris_shows_an_interaction_as_spread():
    factors = [number("a"), number("b")]
    design = Design("morris", trajectories=20, levels=4)
    found = morris_screening(sample_of(lambda a, b: a * b, factors, design), "y")
    # An elementary effect of a is b: one of the levels 0, 1/3, 2/3, 1.
    assert all(one.spread > 0.2 for one in found)
    assert all(0.3 < one.strength.value < 0.7 for one in found)
