"""A sweep's folder, explored: known answers come back through the whole machinery."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from SALib.test_functions import Ishigami

from analysis.experiments.crew import local_crew
from analysis.experiments.design import design_points
from analysis.experiments.experiment import Design, Factor, Replications
from analysis.experiments.plan import Plan
from analysis.experiments.sweep import sweep
from analysis.exploration import checking
from analysis.exploration.advice import FROM_RUNS, FROM_SURFACE
from analysis.exploration.checking import checked_flips
from analysis.exploration.estimates import over_replications
from analysis.exploration.exploring import LOSES, WORST, Exploration, explored
from analysis.exploration.sample import Sample
from analysis.sweep_report.findings import answer_sentence, beside_sentence, findings, flip_sentence
from simulation.errors import ResultError
from tests.analysis.exploration.made import number, sample_of
from tests.analysis.exploration.test_variance import ANGLES, ishigami_shares

OFFER = Factor("offer", "lever", values=(0, 1), base=0)
EFFECT, COST = number("effect", 0.0, 1.0, base=0.75), number("cost", 0.0, 10.0, base=5.0)
FACTORS = [OFFER, EFFECT, COST]


def profit(offer, effect, cost):
    """The offer pays where 10 times its effect is more than its cost."""
    return offer * (10.0 * effect - cost)


def exploration(design, noise=(0.0, 3.0), function=profit, factors=FACTORS):
    sample = sample_of(function, factors, design, noise=noise)
    base = [{"point": -1, "replication": r, "y": extra} for r, extra in enumerate(noise)]
    return Exploration(
        None, sample, pd.DataFrame(base), design, 1, ("y",), experiment=None, failures=0
    )


@dataclass(frozen=True)
class IshigamiStudy:
    outcomes: tuple[str, ...] = ("y",)
    version: str = "1"
    key: str = "ishigami"

    def run(self, values, seed):
        shared = (seed % 11) / 100.0  # noise that all points of a replication share
        point = np.array([[values[name] for name in ("x1", "x2", "x3")]])
        return {"y": float(Ishigami.evaluate(point)[0]) + shared}


def test_ishigami_swept_and_stored_has_its_analytic_shares(tmp_path):
    design = Design("sobol", points=512)
    points = design_points(design, ANGLES, 1)
    study = IshigamiStudy()
    plan = Plan("Ishigami", tuple(ANGLES), design, points, {}, Replications(1, 1), 1, study.key)
    with local_crew(1) as crew:
        sweep(study, plan, tmp_path / "sweep", crew)
    found = explored(tmp_path / "sweep")
    first, total = ishigami_shares()
    shares = {share.factor: share for share in found.shares["y"]}
    for k, name in enumerate(("x1", "x2", "x3")):
        assert shares[name].first.value == pytest.approx(first[k], abs=0.05)
        assert shares[name].total.value == pytest.approx(total[k], abs=0.05)
    assert found.advice is None
    assert "no lever was varied" in found.left_out["Advice"]


def test_a_grid_gives_advice_from_runs_and_flips_between_them():
    found = exploration(Design("grid", levels=5))
    advice = found.advice
    assert advice.source == FROM_RUNS
    assert advice.policies[advice.best] == {"offer": 1}
    flips = {flip.factor: flip for flip in advice.flips}
    assert flips["effect"].at.value == pytest.approx(0.5)
    assert flips["cost"].at.value == pytest.approx(7.5)
    assert flips["cost"].moved == pytest.approx(0.25)


def test_a_hypercube_gives_advice_from_a_surface_that_can_be_trusted():
    simple = exploration(
        Design("latin_hypercube", points=60), function=lambda o, e, c: o * (2.0 - c) + e
    )
    advice = simple.advice
    assert advice.source == FROM_SURFACE
    assert advice.policies[advice.best] == {"offer": 0}  # at cost 5
    flips = {flip.factor: flip for flip in advice.flips}
    assert flips["cost"].at.value == pytest.approx(2.0, abs=1e-6)
    assert not flips["effect"].is_flip


def test_a_crossed_hypercube_ranks_policies_and_looks_for_flips_on_the_surface():
    design = Design("latin_hypercube", points=40, crossed=True)
    found = exploration(design, function=lambda o, e, c: o * (2.0 - c) + e)
    advice = found.advice
    assert advice.source == FROM_RUNS
    assert advice.stability.worlds == 40 * 2
    assert advice.policies[advice.best] == {"offer": 0}  # on average over costs from 0 to 10
    flips = {flip.factor: flip for flip in advice.flips}
    assert flips["cost"].at.value == pytest.approx(2.0, abs=1e-6)
    assert not flips["effect"].is_flip
    ((_, gain),) = found.policy_gains["y"]
    assert gain.value == pytest.approx(-3.0, abs=0.1)


def test_worlds_of_a_list_that_are_no_grid_give_advice_and_say_what_they_cannot():
    rows = tuple(
        {"offer": offer, "effect": effect, "cost": cost}
        for offer in (0, 1)
        for effect, cost in ((0.1, 9.0), (0.5, 1.0), (0.9, 4.0))
    )
    found = exploration(Design("list", rows=rows))
    assert found.advice.policies[found.advice.best] == {"offer": 1}  # -8 + 4 + 5 is above 0
    assert found.advice.flips == ()
    assert "cannot be told from these worlds" in flip_sentence(found, found.advice)


def at_one_effect(effect, most_cost, base):
    """Explore worlds of one effect, beside its base value, and of costs from 2 on."""
    factors = [
        OFFER,
        number("effect", effect, effect + 1e-6, base=base),
        number("cost", 2.0, most_cost, base=3.0),
    ]
    return exploration(Design("grid", levels=3), factors=factors)


def test_what_is_best_in_a_world_near_the_base_only_is_not_advised():
    """At cost 2 the offer pays; at the base value 3, and on average, it does not."""
    found = at_one_effect(0.275, most_cost=9.0, base=0.5)
    advice = found.advice
    assert advice.policies[advice.best] == {"offer": 0}
    assert advice.best == advice.policies.index(advice.stability.policies[0].levers)
    assert answer_sentence(found) == "Best by y on average over worlds: offer 0."
    flips = {flip.factor: flip for flip in advice.flips}
    assert flips["cost"].at.value == pytest.approx(2.75, abs=1e-3)
    assert all(flip.advised == advice.best for flip in advice.flips)


def test_advice_at_the_base_values_says_nothing_of_an_average():
    found = exploration(Design("grid", levels=5))
    assert not found.advice.is_average
    assert answer_sentence(found) == "Best by y: offer 1."


def test_flips_of_another_policy_than_the_advised_one_are_left_out():
    """Near the base the offer pays and flips; on average over the worlds it loses."""
    found = at_one_effect(0.5, most_cost=12.0, base=0.4)
    assert found.advice.policies[found.advice.best] == {"offer": 0}
    assert found.advice.flips == ()
    assert "cannot be told from these worlds" in flip_sentence(found, found.advice)


MOOD = Factor("mood", "uncertainty", values=("calm", "cross"), base="calm")


def test_a_category_that_reverses_the_advice_is_found_in_the_runs():
    factors = [OFFER, EFFECT, MOOD]
    found = exploration(
        Design("grid", levels=5),
        function=lambda o, e, m: o * (1.0 if m == "calm" else -1.0) + e,
        factors=factors,
    )
    flips = {flip.factor: flip for flip in found.advice.flips}
    assert found.advice.policies[found.advice.best] == {"offer": 1}
    assert (flips["mood"].is_flip, flips["mood"].level) == (True, "cross")
    assert not flips["effect"].is_flip
    assert flip_sentence(found, found.advice) == "The advice turns to offer 0 where mood is cross."


def test_an_assumption_that_no_runs_stand_in_line_for_is_not_said_to_reverse_nothing():
    rows = tuple(
        {"offer": offer, "effect": effect, "cost": cost}
        for offer in (0, 1)
        for effect, cost in ((0.75, 4.0), (0.9, 4.0), (0.1, 9.0))
    )
    found = exploration(Design("list", rows=rows))
    assert [flip.factor for flip in found.advice.flips] == ["effect"]
    assert flip_sentence(found, found.advice).endswith(
        "reverses the advice. Of cost these worlds cannot tell."
    )


def test_a_category_whose_base_was_not_run_gives_advice_on_average():
    mood = Factor("mood", "uncertainty", values=("sad", "cross"), base="calm")
    found = exploration(
        Design("grid", levels=3), function=lambda o, e, _: o + e, factors=[OFFER, EFFECT, mood]
    )
    assert found.advice.is_average
    assert found.advice.policies[found.advice.best] == {"offer": 1}


def test_what_a_surface_predicts_to_reverse_the_advice_of_runs_is_said_to_be_predicted():
    design = Design("latin_hypercube", points=40, crossed=True)
    found = exploration(design, function=lambda o, e, c: o * (2.0 - c) + e)
    assert found.advice.are_flips_predicted
    assert flip_sentence(found, found.advice).endswith(", as a fitted surface predicts it.")
    on_a_grid = exploration(Design("grid", levels=5))
    assert not on_a_grid.advice.are_flips_predicted
    assert "predicts" not in flip_sentence(on_a_grid, on_a_grid.advice)


def test_a_lever_that_moves_nothing_is_not_advised():
    found = exploration(
        Design("grid", levels=3), function=lambda _, e, c: 10.0 * e - c, factors=FACTORS
    )
    assert answer_sentence(found) == (
        "By y there is nothing to choose: all 2 policies do exactly the same in every one of these "
        "worlds."
    )
    assert [s for s in findings(found) if "Kendall" in s or "reverse" in s] == []


def test_gains_are_paired_with_the_base_by_replication():
    found = exploration(Design("grid", levels=3), noise=(0.0, 100.0, -7.0))
    gains = found.gains("y")
    assert gains.std(axis=1).max() == pytest.approx(0.0, abs=1e-9)
    best = over_replications(gains[-3])  # offer 1, effect 1, cost 0
    assert (best.value, best.high - best.low) == (pytest.approx(10.0), pytest.approx(0.0, abs=1e-9))


def test_it_is_discovered_where_the_policy_loses_in_its_own_world():
    case, discovery = exploration(Design("grid", levels=7)).discovery
    assert case == LOSES
    assert discovery.share == pytest.approx(21 / 49)  # below the diagonal of the grid
    assert any(limit.factor == "cost" for rule in discovery.rules for limit in rule.limits)


def test_without_levers_the_worst_quarter_is_discovered():
    found = exploration(Design("latin_hypercube", points=80), function=lambda e, c: e + 0.0 * c, factors=[EFFECT, COST])  # fmt: skip
    case, discovery = found.discovery
    assert case == WORST
    assert discovery.rules[0].text.startswith("effect is at most 0.2")


def test_gains_are_paired_with_the_same_seeds_where_an_early_run_is_missing():
    found = exploration(Design("grid", levels=3), noise=(0.0, 100.0, -7.0))
    table = found.sample.table
    found.sample = Sample(
        table[(table["point"] != 2) | (table["replication"] != 0)], tuple(FACTORS)
    )
    assert found.sample.shared == (1, 2)
    assert (found.sample.replications, found.sample.most_replications) == (2, 3)
    gains = found.gains("y")
    assert gains.shape[1] == 2
    assert gains[:9] == pytest.approx(np.zeros((9, 2)))  # without the offer nothing is gained
    found.base = found.base[found.base["replication"] != 1]
    assert found.gains("y") is None


def test_gains_of_policies_without_worlds_are_paired_with_the_seeds_that_are_there():
    offer = Factor("offer", "lever", values=(1, 2), base=0)
    found = exploration(Design("grid"), (0.0, 100.0, -7.0), lambda o: 10.0 * o, [offer])
    table = found.sample.table
    found.sample = Sample(table[(table["point"] != 0) | (table["replication"] != 0)], (offer,))
    gains = [(gain.value, gain.low) for _, gain in found.policy_gains["y"]]
    assert gains == [pytest.approx((10.0, 10.0)), pytest.approx((20.0, 20.0))]


def test_where_other_assumptions_stood_beside_their_base_value_is_said():
    def pays(offer, effect, cost):
        return profit(offer, effect, cost) + 2.0 * offer

    # Ends alone are run: 0 and 1 of an effect of 0.75, 0 and 10 of a cost of 5.
    found = exploration(Design("grid", levels=2), function=pays)
    assert found.advice.beside == {"effect": 1.0, "cost": 0.0}
    assert beside_sentence(found.advice).endswith("stand in: effect 1 and cost 0.")
    assert exploration(Design("grid", levels=5), function=pays).advice.beside == {}


def test_one_at_a_time_runs_give_effects_and_say_what_they_cannot():
    found = exploration(Design("one_at_a_time", levels=3))
    changes = {(e.factors[0], e.change): e.estimate.value for e in found.effects["y"]}
    assert changes["offer", "0 → 1"] == pytest.approx(2.5)
    assert found.surfaces == {}
    assert found.advice is None
    assert "crosses levers with uncertainties" in found.left_out["Advice"]
    assert found.discovery is None, "a region takes points in which two factors move"
    assert "never puts two of them together" in found.left_out["Scenario discovery"]


def test_flips_are_checked_with_runs_that_a_wrong_surface_cannot_fool(monkeypatch):
    class Market:
        def run(self, values, seed):
            return {"y": profit(**values) + seed % 13}

    monkeypatch.setattr(checking, "market_study", lambda _: Market())
    found = exploration(Design("grid", levels=3))
    with pytest.raises(ResultError, match="a sweep of markets"):
        checked_flips(found)
    found.experiment = SimpleNamespace()
    flips = {flip.factor: flip for flip in checked_flips(found, replications=3)}
    assert flips["effect"].at.value == pytest.approx(0.5)
    assert flips["cost"].at.value == pytest.approx(7.5)


def test_the_worst_quarter_is_not_half_of_the_points_where_many_are_equal():
    values = (1.0, *([2.0] * 2), *([5.0] * 9))
    rows = tuple({"cost": float(k)} for k in range(len(values)))
    found = exploration(Design("list", rows=rows), (0.0,), lambda k: values[int(k)], [COST])
    assert found.discovery[1].share == pytest.approx(3 / 12)
    same = exploration(Design("list", rows=rows), (0.0,), lambda k: 2.0 if k < 6 else 3.0, [COST])
    assert same.discovery[1].share == 0.5
    half = (1.0, 1.0, *([2.0] * 6), *([5.0] * 4))
    found = exploration(Design("list", rows=rows), (0.0,), lambda k: half[int(k)], [COST])
    assert found.discovery[1].share == pytest.approx(2 / 12)
