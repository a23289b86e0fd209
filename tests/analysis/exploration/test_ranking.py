"""Ranks of policies in worlds written by hand."""

import pytest

from analysis.experiments.experiment import Design, Factor
from analysis.exploration.ranking import policies_by_world, rank_stability
from simulation.errors import ResultError
from tests.analysis.exploration.made import number, sample_of

POLICY = Factor("policy", "lever", values=("a", "b", "c"), base="a")
WORLD = Factor("world", "uncertainty", values=(1, 2, 3, 4), base=1)
TABLE = {"a": (9, 9, 9, 1), "b": (5, 5, 5, 5), "c": (1, 2, 3, 8)}


def sample(noise=(0.0,)):
    return sample_of(lambda p, w: float(TABLE[p][w - 1]), [POLICY, WORLD], Design("grid"), noise=noise)  # fmt: skip


def test_shares_ranks_and_regret_are_those_of_the_table():
    found = rank_stability(sample(), "y")
    assert found.worlds == 4
    assert [policy.levers["policy"] for policy in found.policies] == ["a", "b", "c"]
    a, b, c = found.policies
    assert (a.best.value, b.best.value, c.best.value) == (0.75, 0.0, 0.25)
    assert (a.mean_rank, b.mean_rank, c.mean_rank) == (1.5, 2.0, 2.5)
    assert (a.worst_rank, b.worst_rank, c.worst_rank) == (3, 2, 3)
    assert (a.regret, b.regret, c.regret) == (7.0, 4.0, 8.0)
    # Kendall's W by hand: rank sums 6, 8, 10, S = 8, W = 12 * 8 / (16 * 24).
    assert found.agreement == pytest.approx(0.25)


def test_policies_that_do_the_same_everywhere_agree_and_are_named():
    twins = {"a": (4, 4, 4, 4), "b": (1, 2, 3, 0), "c": (4, 4, 4, 4)}
    found = rank_stability(
        sample_of(lambda p, w: float(twins[p][w - 1]), [POLICY, WORLD], Design("grid")), "y"
    )
    # Every world says a and c before b: with the correction for ties that is full agreement.
    assert found.agreement == pytest.approx(1.0)
    assert found.as_good_as({"policy": "a"}) == ({"policy": "c"},)
    assert found.as_good_as({"policy": "b"}) == ()
    alike = rank_stability(sample_of(lambda _, w: 3.0 * w, [POLICY, WORLD], Design("grid")), "y")
    assert alike.agreement == 1.0
    assert len(alike.as_good_as({"policy": "a"})) == 2


def test_less_is_better_where_it_is_said():
    found = rank_stability(sample(), "y", is_better_high=False)
    assert found.policies[0].levers == {"policy": "c"}
    assert found.policies[0].best.value == 0.75


def test_noise_that_policies_of_a_replication_share_changes_no_rank():
    found = rank_stability(sample(noise=(0.0, 100.0, -3.0)), "y")
    assert found.worlds == 12
    assert found.policies[0].best.value == 0.75
    assert found.policies[0].best.low < 0.75 < found.policies[0].best.high
    assert found.agreement == pytest.approx(0.25)


def test_policies_that_met_other_worlds_are_not_ranked():
    factors = [number("lever", kind="lever"), number("unknown")]
    hypercube = sample_of(lambda a, _: a, factors, Design("latin_hypercube", points=10))
    with pytest.raises(ResultError, match="crosses levers with uncertainties"):
        rank_stability(hypercube, "y")
    no_lever = sample_of(float, [WORLD], Design("grid"))
    with pytest.raises(ResultError, match="varies no lever"):
        policies_by_world(no_lever, "y")


def test_policies_that_do_the_same_everywhere_are_named_though_a_third_beats_them_somewhere():
    values = {"a": (4, 1, 4, 4), "b": (1, 2, 3, 0), "c": (4, 1, 4, 4)}
    found = rank_stability(
        sample_of(lambda p, w: float(values[p][w - 1]), [POLICY, WORLD], Design("grid")), "y"
    )
    assert found.policies[0].regret == 1.0
    assert found.as_good_as({"policy": "a"}) == ({"policy": "c"},)
    assert found.as_good_as({"policy": "c"}) == ({"policy": "a"},)
    assert found.as_good_as({"policy": "b"}) == ()


def test_a_list_that_names_a_point_twice_ranks_as_if_it_named_it_once():
    rows = tuple({"policy": p, "world": w} for p in "abc" for w in (1, 2, 3, 4))
    twice = Design("list", rows=(*rows, rows[0], rows[7]))
    found = rank_stability(sample_of(lambda p, w: float(TABLE[p][w - 1]), [POLICY, WORLD], twice), "y")  # fmt: skip
    assert found == rank_stability(sample(), "y")
