"""Flip points known in closed form."""

import numpy as np
import pytest

from analysis.experiments.experiment import Factor
from analysis.exploration.estimates import NO_INTERVAL, SIMULATION_NOISE
from analysis.exploration.flip_search import flip_points
from analysis.exploration.flips import flips_in_line, flips_of_levels
from analysis.exploration.runs import PairedRuns
from simulation.errors import RunError
from tests.analysis.exploration.made import number

# Do nothing, or pay `cost` for a policy that brings 10 * effect: it pays where effect > cost / 10.
EFFECT, COST = number("effect", 0.0, 1.0, base=0.8), number("cost", 0.0, 10.0, base=4.0)


class Counted:
    """Outcome of doing nothing and of the policy; counts the worlds that were asked for."""

    def __init__(self, noise=(0.0,)):
        self.noise = np.array(noise)
        self.asked = []

    def __call__(self, world):
        self.asked.append(dict(world))
        luck = 50.0 * np.sin(np.arange(self.noise.size))  # the same for both: it must cancel
        return np.array([luck, luck + 10.0 * world["effect"] - world["cost"] + self.noise])


def test_the_advice_flips_where_the_policy_just_pays():
    flips = {flip.factor: flip for flip in flip_points(Counted(), [EFFECT, COST])}
    assert flips["effect"].at.value == pytest.approx(0.4)
    assert flips["cost"].at.value == pytest.approx(8.0)
    assert (flips["cost"].advised, flips["cost"].instead) == (1, 0)
    assert flips["effect"].moved == pytest.approx(0.4)
    low, high = sorted(flips["cost"].bracket)
    assert low <= 8.0 <= high
    assert high - low <= 0.02 * 10.0


def test_the_smallest_move_comes_first_and_what_cannot_flip_last():
    idle = number("idle", 0.0, 1.0)
    wide = number("cost", 0.0, 20.0, base=4.0)
    flips = flip_points(Counted(), [idle, EFFECT, wide])
    assert [flip.factor for flip in flips] == ["cost", "effect", "idle"]
    assert [flip.moved for flip in flips[:2]] == pytest.approx([0.2, 0.4])
    assert not flips[-1].is_flip
    assert flips[-1].moved == np.inf


def test_the_interval_is_the_noise_of_the_difference_over_its_slope():
    noise = (-1.0, 0.0, 1.0)  # mean 0, standard error 1 / sqrt(3); t(0.975, 2) = 4.302653
    (flip,) = flip_points(Counted(noise), [COST, EFFECT])[:1]
    half = 4.302653 / np.sqrt(3.0)
    at = {f.factor: f.at for f in flip_points(Counted(noise), [COST, EFFECT])}
    assert at["cost"].value == pytest.approx(8.0)
    assert at["cost"].high - at["cost"].value == pytest.approx(half, rel=1e-6)
    assert at["effect"].high - at["effect"].value == pytest.approx(half / 10.0, rel=1e-6)
    assert flip.at.covers == SIMULATION_NOISE
    assert flip_points(Counted(), [COST, EFFECT])[0].at.covers == NO_INTERVAL


def test_both_sides_of_the_base_value_are_searched():
    def hill(world):
        return np.array([[0.0], [1.0 - (world["x"] - 5.0) ** 2]])

    flips = flip_points(hill, [number("x", 0.0, 10.0, base=4.5)], tolerance=0.001)
    assert [flip.at.value for flip in flips] == pytest.approx([4.0, 6.0], abs=0.01)


def test_on_a_logarithmic_range_distance_is_in_factors():
    rate = number("rate", 0.01, 1.0, base=0.1, scale="log")

    def pays(world):
        return np.array([[0.0], [0.5 + np.log10(world["rate"])]])  # zero at 10 ** -0.5

    flips = flip_points(pays, [rate])
    assert flips[0].at.value == pytest.approx(10.0**-0.5)
    assert flips[0].moved == pytest.approx(0.25)


def test_a_surrogate_saves_runs_and_a_wrong_one_is_found_out():
    plain, helped, misled = Counted(), Counted(), Counted()

    def right(world):
        return plain(world).mean(axis=1)

    def wrong(world):
        return np.array([0.0, 1.0 if world["cost"] < 5.0 else -1.0])

    fixed = Factor("effect", "uncertainty", values=(0.8,), base=0.8)
    surrogate = flip_points(helped, [COST, fixed], surrogate=right)
    scanned = Counted()
    flip_points(scanned, [COST, fixed])
    assert surrogate[0].at.value == pytest.approx(8.0)
    assert len(helped.asked) < len(scanned.asked)
    assert flip_points(misled, [COST, fixed], surrogate=wrong)[0].at.value == pytest.approx(8.0)


def test_a_category_that_reverses_the_advice_is_named():
    rival = Factor("rival", "uncertainty", values=("sleeps", "answers", "leaves"), base="sleeps")
    gain = {"sleeps": 1.0, "answers": -1.0, "leaves": 2.0}
    flips = flip_points(lambda world: np.array([[0.0], [gain[world["rival"]]]]), [rival])
    assert [(flip.level, flip.instead) for flip in flips] == [("answers", 0)]


def test_a_flip_is_read_from_runs_that_are_there():
    values = [0.0, 3.0, 6.0, 9.0]  # the difference is 4 - value
    outcomes = [np.array([[0.0, 0.0], [4.0 - v, 4.0 - v]]) for v in values]
    (flip,) = flips_in_line(number("x", 0.0, 9.0, base=3.0), values, outcomes)
    assert flip.at.value == pytest.approx(4.0)
    assert flip.bracket == pytest.approx((3.0, 6.0))
    (none,) = flips_in_line(number("x", 0.0, 9.0, base=3.0), values[:2], outcomes[:2])
    assert not none.is_flip


def test_the_advice_at_a_base_value_that_was_not_run_lies_on_the_line_between_its_neighbors():
    values = [2.0, 5.5, 9.0]  # the difference is 2.75 - value: at 3 the first policy is the best
    outcomes = [np.array([[0.0, 0.0], [2.75 - v, 2.75 - v]]) for v in values]
    (flip,) = flips_in_line(number("x", 2.0, 9.0, base=3.0), values, outcomes)
    assert (flip.advised, flip.instead) == (0, 1)
    assert flip.at.value == pytest.approx(2.75)
    assert flip.bracket == pytest.approx((3.0, 2.0))


class Study:
    """One market: the policy brings its effect, less its cost, and the luck of the seed."""

    def __init__(self):
        self.seeds = []

    def run(self, values, seed):
        self.seeds.append(seed)
        gain = 10.0 * values["effect"] - values["cost"] if values["offer"] else 0.0
        return {"profit": gain + seed % 97, "undefined": float("nan")}


POLICIES = [{"offer": False}, {"offer": True}]


def test_policies_run_once_each_with_the_same_seeds_in_every_world():
    study = Study()
    runs = PairedRuns(study, 4, range(3))
    table = runs.table(POLICIES, [{"effect": 0.8, "cost": 4.0}], "profit")[:, 0]
    assert (table[1] - table[0]).tolist() == pytest.approx([4.0, 4.0, 4.0])
    assert len(set(study.seeds)) == 3
    worlds = [{"effect": 0.8, "cost": 4.0}, {"effect": 0.1, "cost": 4.0}]
    assert runs.table(POLICIES, worlds, "profit").shape == (2, 2, 3)
    assert runs.made == len(study.seeds) == 12

    def evaluate(world):
        return runs.table(POLICIES, [world], "profit")[:, 0]

    flips = {flip.factor: flip for flip in flip_points(evaluate, [EFFECT, COST])}
    assert flips["cost"].at.value == pytest.approx(8.0)


def test_other_replications_have_other_seeds():
    first, later = Study(), Study()
    PairedRuns(first, 4, range(3)).table(POLICIES[:1], [{}], "profit")
    PairedRuns(later, 4, range(3, 6)).table(POLICIES[:1], [{}], "profit")
    assert not set(first.seeds) & set(later.seeds)


def test_an_outcome_that_a_study_does_not_give_is_named():
    runs = PairedRuns(Study(), 4, range(1))
    world = {"effect": 0.8, "cost": 4.0}
    with pytest.raises(RunError, match="retention is not among the outcomes of the run with seed"):
        runs.table(POLICIES, [world], "retention")
    with pytest.raises(RunError, match="undefined is undefined of the run"):
        runs.table(POLICIES, [world], "undefined")


def test_a_policy_that_only_ties_with_the_advised_one_reverses_nothing():
    switch = number("switch", 0.0, 1.0, base=0.0)

    def evaluate(
        world,
    ):  # the second policy is better at first, and as good as the first at the end
        return np.array([[3.0], [4.0 - world["switch"]]])

    (flip,) = flip_points(evaluate, [switch])
    assert (flip.advised, flip.is_flip) == (1, False)
    worlds = [{"switch": place} for place in (0.0, 0.5, 1.0)]
    line = [evaluate(world) for world in worlds]
    (flip,) = flips_in_line(switch, [0.0, 0.5, 1.0], line)
    assert not flip.is_flip
    (flip,) = flips_of_levels(
        Factor("switch", "uncertainty", values=("off", "on")),
        "off",
        {"off": line[0], "on": line[2]},
    )
    assert not flip.is_flip
    (flip,) = flips_in_line(switch, [0.0, 1.0], [np.full((2, 1), 3.0)] * 2, advised=1)
    assert flip.advised == 1
