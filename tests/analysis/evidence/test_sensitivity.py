"""Facts under draws: verdicts and parameters that are known because the facts are made by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from analysis.evidence.fact import Band, Fact, Measured, Setting, Size
from analysis.evidence.registry import FACTS
from analysis.evidence.sensitivity.design import UNCERTAIN, drawn_tasks, latin_hypercube
from analysis.evidence.sensitivity.judging import drivers_of, verdict
from analysis.evidence.sensitivity.measuring import sensitivity
from analysis.evidence.sensitivity.saving import sensitivity_table
from analysis.evidence.sensitivity.words import drivers_text, missing_text, parameters_that_matter
from tests.analysis.evidence.made import made_fact

DRAWS = 40
DEFAULT, CONTROL = 0.1, 0.5


def following(parameter: str, calls: list[Setting] | None = None):
    """Return a measure that is where the parameter is drawn; .1 by default, .5 in the control."""

    def measured(setting: Setting) -> Measured:
        if calls is not None:
            calls.append(setting)
        if setting.is_control:
            return Measured({"height": CONTROL})
        return Measured({"height": setting.positions.get(parameter, DEFAULT)})

    return measured


def falling(setting: Setting) -> Measured:
    return Measured({"height": 1.0 - setting.positions.get("satisfaction_weight", 1.0)})


def shifted(setting: Setting) -> Measured:
    if setting.is_control:
        return Measured({"height": CONTROL})
    return Measured({"height": setting.positions.get("taste_sd", 0.25 + DEFAULT) - 0.25})


def by_chance(setting: Setting) -> Measured:
    return Measured({"height": float(np.random.default_rng(setting.seed).random())})


def tall_and_light(_: Setting) -> Measured:
    return Measured({"height": 1.5, "weight": -1.0})


def impossible(setting: Setting) -> Measured:
    if setting.positions.get("fit_sd", 0.0) > 0.75:
        return Measured({"height": 1.0 / 0.0})
    return Measured({"height": 0.5})


def height(low: float, high: float, *, is_control_judged: bool = True) -> Band:
    return Band("height", low, high, "height, meters", is_control_judged=is_control_judged)


@pytest.fixture
def register(monkeypatch):
    """Return a maker of facts that the tasks find by their id."""

    def made(id_: str, measure, *bands: Band, **wishes) -> Fact:
        fact = replace(made_fact(*bands, measure=measure), id=id_, **wishes)
        monkeypatch.setitem(FACTS, id_, fact)
        return fact

    return made


def found(fact: Fact, folder, draws: int = DRAWS):
    (one,) = sensitivity([fact], folder, draws=draws).facts
    return one


def test_the_hypercube_has_one_draw_in_every_part_of_every_range():
    draws = latin_hypercube(DRAWS, seed=3)
    for name in UNCERTAIN:
        parts = sorted(int(draw[name] * DRAWS) for draw in draws)
        assert parts == list(range(DRAWS)), name
    assert draws == latin_hypercube(DRAWS, seed=3) != latin_hypercube(DRAWS, seed=4)


@pytest.mark.parametrize(
    ("share", "called"),
    [(1.0, "robust"), (0.9, "robust"), (0.89, "fragile"), (0.5, "fragile"), (0.49, "broken")],
)
def test_the_protocol_names_facts_by_their_share_of_draws(share, called):
    assert verdict(share) == called


def test_a_fact_that_always_holds_is_robust_and_follows_nothing(register, tmp_path):
    steady = register("SF91", lambda _: Measured({"height": 1.5}), height(1.0, 2.0))
    one = found(steady, tmp_path)
    assert one.holding == 1.0
    assert one.weakest.drivers == ()
    assert missing_text(one.weakest) == ""


def test_a_fact_that_needs_one_parameter_is_fragile_and_the_parameter_is_named(register, tmp_path):
    # one draw lies in each fortieth of the range, so 28 of 40 lie below .7
    one = found(register("SF92", following("taste_sd"), height(0.0, 0.7)), tmp_path)
    assert one.holding == pytest.approx(0.7)
    assert verdict(one.holding) == "fragile"
    assert [driver.parameter for driver in one.weakest.drivers] == ["taste_sd"]
    assert one.weakest.drivers[0].correlation == pytest.approx(1.0)
    assert missing_text(one.weakest) == "30 % too high"


def test_a_broken_fact_is_called_so_and_its_parameter_has_its_sign(register, tmp_path):
    one = found(register("SF93", falling, height(0.75, 1.0)), tmp_path)
    assert one.holding == pytest.approx(0.25)
    assert verdict(one.holding) == "broken"
    assert drivers_text(one.weakest) == "satisfaction_weight lowers it (\N{MINUS SIGN}1.00)"
    assert missing_text(one.weakest) == "75 % too low"


def test_the_direction_is_the_side_of_the_control_and_not_the_band(register, tmp_path):
    # the default .1 lies below the control's .5; half of the draws do
    one = found(register("SF94", following("taste_sd"), height(0.0, 1.0)), tmp_path)
    assert one.holding == 1.0
    assert one.same_direction == pytest.approx(0.5)


def test_a_band_without_a_control_has_a_direction_only_if_it_ends_at_zero(register, tmp_path):
    # from -.25 to .75: three quarters are above zero, two of them in the band
    bend = register("SF94", shifted, height(1e-9, 0.5, is_control_judged=False))
    one = found(bend, tmp_path)
    assert (one.same_direction, one.holding) == (pytest.approx(0.75), pytest.approx(0.5))
    fall = register("SF94", shifted, height(-math.inf, 0.0, is_control_judged=False))
    assert found(fall, tmp_path / "fall").same_direction == pytest.approx(0.25)
    level = register("SF95", shifted, height(0.2, 0.5, is_control_judged=False))
    assert found(level, tmp_path).same_direction is None


def test_a_metric_whose_band_ends_at_zero_needs_its_sign_and_its_side_of_the_control(
    register, tmp_path
):
    # above zero from .25 of the range on, below the control's .5 up to .75 of it
    one = found(register("SF94", shifted, height(0.0, 9.0)), tmp_path)
    assert one.same_direction == pytest.approx(0.5)
    assert one.holding == pytest.approx(0.75)


def test_chance_is_no_parameter(register, tmp_path):
    one = found(register("SF95", by_chance, height(0.0, 0.6)), tmp_path)
    assert 0.0 < one.holding < 1.0
    assert one.weakest.drivers == ()


def test_all_parameters_that_matter_are_named_the_strongest_first_without_missing_values():
    places = np.random.default_rng(5).random((60, 3))
    values = 2.0 * places[:, 1] - 1.5 * places[:, 2]
    values[:3] = np.nan
    first, second = drivers_of(["a", "b", "c"], places, values)
    assert (first.parameter, second.parameter) == ("b", "c")
    spearman = stats.spearmanr(places[3:, 1], values[3:]).statistic
    assert first.correlation == pytest.approx(spearman)
    assert second.correlation < -0.9  # of what the first leaves there is nothing else


def test_of_a_few_draws_no_parameter_is_named():
    places = np.random.default_rng(7).random((19, 3))
    assert drivers_of(["a", "b", "c"], places, places[:, 1]) == ()


def test_a_parameter_that_is_drawn_like_the_cause_is_not_named_with_it():
    drawn = np.random.default_rng(6)
    cause = drawn.random(60)
    twin = cause + 0.3 * drawn.random(60)
    assert stats.spearmanr(cause, twin).pvalue < 1e-9
    places = np.column_stack([twin, cause, drawn.random(60)])
    noisy = cause + 0.1 * drawn.random(60)
    assert [d.parameter for d in drivers_of(["twin", "cause", "c"], places, noisy)] == ["cause"]


def test_what_cannot_be_computed_in_a_draw_holds_no_band(register, tmp_path):
    one = found(register("SF96", impossible, height(0.0, 1.0)), tmp_path)
    assert one.holding == pytest.approx(0.75)
    assert missing_text(one.weakest) == "25 % undefined"


def test_a_metric_that_is_known_to_miss_does_not_count_against_its_fact(register, tmp_path):
    heavy = Band("weight", 0.0, 1.0, "weight")
    fact = register("SF97", tall_and_light, height(1.0, 2.0), heavy, known_misses=("weight",))
    one = found(fact, tmp_path)
    assert one.holding == 1.0
    assert [band.holding for band in one.bands] == [1.0, 0.0]


def test_the_weakest_band_is_the_one_that_the_fewest_draws_hold(register, tmp_path):
    sometimes = Band("weight", -2.0, 0.0, "weight")
    never = Band("height", 2.0, 3.0, "height, meters")
    one = found(register("SF97", tall_and_light, sometimes, never), tmp_path)
    assert one.weakest.band is never
    assert (one.holding, one.weakest.holding) == (0.0, 0.0)


def test_seeds_at_the_defaults_show_what_chance_alone_does(register, tmp_path):
    def by_seed(setting: Setting) -> Measured:
        return Measured({"height": float(setting.seed)})

    fact = register("SF97", by_seed, height(1.0, 2.0), quick=Size(customers=5, seeds=4))
    one = found(fact, tmp_path)
    assert (one.seeds_holding, one.seeds) == (2, 4)


def test_what_a_fact_is_about_is_not_drawn(register):
    fact = register("SF98", following("taste_sd"), held=("habit_weight",))
    (task,) = drawn_tasks(fact, latin_hypercube(1, 1), first_seed=7)
    names = [name for name, _ in task.positions]
    assert "habit_weight" not in names
    assert sorted([*names, "habit_weight"]) == list(UNCERTAIN)
    assert (task.seed, task.is_control) == (7, False)
    assert [name for fact in FACTS.values() for name in fact.held if name not in UNCERTAIN] == []


def test_a_resumed_analysis_measures_nothing_again_and_gives_the_same_table(register, tmp_path):
    calls: list[Setting] = []
    fact = register("SF92", following("taste_sd", calls), height(0.0, 0.7))
    first = sensitivity([fact], tmp_path, draws=6)
    measured = len(calls)
    assert measured == 6 + 2 * fact.quick.seeds
    second = sensitivity([fact], tmp_path, draws=6)
    assert len(calls) == measured
    assert (first.resumed, second.resumed) == (0, measured)
    assert sensitivity_table(second).equals(sensitivity_table(first))


def test_an_interrupted_analysis_measures_only_what_is_missing(register, tmp_path):
    calls: list[Setting] = []
    fact = register("SF92", following("taste_sd", calls), height(0.0, 0.7))
    whole = sensitivity([fact], tmp_path, draws=6)
    before = len(calls)
    for path in sorted(tmp_path.iterdir())[:3]:
        path.unlink()
    again = sensitivity([fact], tmp_path, draws=6)
    assert len(calls) == before + 3
    assert sensitivity_table(again).equals(sensitivity_table(whole))


def test_draws_of_another_hypercube_are_other_tasks_even_with_the_same_seed(register, tmp_path):
    fact = register("SF92", following("taste_sd"), height(0.0, 0.7))
    fresh = sensitivity([fact], tmp_path / "fresh", draws=5)
    sensitivity([fact], tmp_path / "used", draws=6)
    after = sensitivity([fact], tmp_path / "used", draws=5)
    assert after.resumed == 2 * fact.quick.seeds
    assert sensitivity_table(after).equals(sensitivity_table(fresh))


def test_parameters_that_matter_are_listed_with_their_metrics(register, tmp_path):
    facts = [
        register("SF92", following("taste_sd"), height(0.0, 0.7)),
        register("SF93", falling, height(0.75, 1.0)),
        register("SF94", following("taste_sd"), height(0.0, 1.0)),
    ]
    assert parameters_that_matter(sensitivity(facts, tmp_path, draws=DRAWS)) == [
        ("taste_sd", ["SF92 height", "SF94 height"]),
        ("satisfaction_weight", ["SF93 height"]),
    ]
