"""Searches whose answer is known in closed form."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import lambertw

from analysis.experiments.experiment import Factor
from analysis.search.kept_runs import RUNS
from analysis.search.optimizing import optimized
from analysis.search.plan import Limit, Objective, Reaction, SearchPlan
from analysis.search.trials import JOURNAL
from simulation.errors import ResultError


def lever(path, low=0.0, high=1.0, **more):
    return Factor(path, "lever", low, high, **{"base": low, **more})


class Study:
    """A function of the levers and of luck that is shared by all policies of a seed."""

    def __init__(self, function, luck=0.0):
        self.function, self.luck, self.asked = function, luck, []

    def run(self, values, seed):
        self.asked.append((dict(values), seed))
        shared = self.luck * math.sin(seed % 1_000)
        return {name: value + shared for name, value in self.function(**values).items()}


def monopoly(price, cost=1.0, sensitivity=2.0):
    """Return the profit of the only seller facing an outside option worth 0: logit demand."""
    bought = 1.0 / (1.0 + math.exp(sensitivity * price - 3.0))
    return {"profit": (price - cost) * bought, "share": bought, "revenue": price * bought}


def best_price(cost=1.0, sensitivity=2.0):
    """Return the price where marginal profit is 0: p = c + (1 + W(exp(3 - 1 - b c))) / b."""
    return cost + (1.0 + lambertw(math.exp(3.0 - 1.0 - sensitivity * cost)).real) / sensitivity


PRICE = lever("price", 0.0, 5.0)
PROFIT = Objective("profit")


def test_the_price_of_a_monopolist_facing_a_logit_outside_option_is_found(tmp_path):
    plan = SearchPlan((PRICE,), (PROFIT,), trials=40, seed=3)
    found = optimized(plan, Study(monopoly, luck=5.0), tmp_path, "key")
    truth = best_price()
    assert monopoly(truth)["profit"] > monopoly(truth + 0.01)["profit"]  # the closed form is one
    assert found.best.trial.policy["price"] == pytest.approx(truth, abs=0.05)
    gain = monopoly(truth)["profit"] - monopoly(0.0)["profit"]
    assert found.best.gains["profit"].value == pytest.approx(gain, rel=0.01)
    assert found.best.gains["profit"].high - found.best.gains["profit"].value < 1e-6
    assert found.best.levels["profit"].high - found.best.levels["profit"].value > 1.0


def test_a_limit_that_binds_is_kept(tmp_path):
    # Share at least 0.6: 3 - 2 p = log(0.6 / 0.4), below the price that profit would choose.
    bound = (3.0 - math.log(1.5)) / 2.0
    plan = SearchPlan((PRICE,), (PROFIT,), (Limit("share", at_least=0.6),), trials=50, seed=1)
    found = optimized(plan, Study(monopoly), tmp_path, "key")
    assert bound < best_price()
    assert found.best.is_feasible
    assert found.best.trial.policy["price"] == pytest.approx(bound, abs=0.06)
    assert found.best.trial.policy["price"] <= bound
    assert any(not trial.is_feasible for trial in found.trials)


def test_where_no_policy_keeps_to_the_limits_the_nearest_is_returned_and_said(tmp_path):
    plan = SearchPlan((PRICE,), (PROFIT,), (Limit("profit", at_least=9.0),), trials=10)
    found = optimized(plan, Study(monopoly), tmp_path, "key")
    assert not found.best.is_feasible
    assert found.front == ()
    assert found.best.trial.excess == min(trial.excess for trial in found.trials)


def test_the_front_of_two_objectives_is_the_known_one(tmp_path):
    # Maximize -x² and -(x - 2)²: best between 0 and 2; y only costs.
    def two(x, y):
        return {"near": -(x**2) - y, "far": -((x - 2.0) ** 2) - y}

    levers = (lever("x", -4.0, 4.0), lever("y", 0.0, 1.0))
    plan = SearchPlan(levers, (Objective("near"), Objective("far")), trials=80, seed=2)
    found = optimized(plan, Study(two), tmp_path, "key")
    assert len(found.front) >= 4
    assert all(-0.3 <= f.trial.policy["x"] <= 2.3 for f in found.front)
    assert all(f.trial.policy["y"] < 0.35 for f in found.front)
    near = [f.levels["near"].value for f in found.front]
    far = [f.levels["far"].value for f in found.front]
    assert near == sorted(near, reverse=True)
    assert far == sorted(far)


def test_an_objective_may_be_minimized_and_levers_may_be_words_and_whole_numbers(tmp_path):
    levers = (
        Factor("offer", "lever", values=("none", "points", "tiers"), base="none"),
        lever("staff", 1, 9, is_whole=True),
        lever("rate", 0.001, 1.0, scale="log"),
    )

    def churn(offer, staff, rate):
        return {"churn": {"none": 3.0, "points": 1.0, "tiers": 2.0}[offer] + (staff - 4) ** 2 + math.log10(rate) ** 2}  # fmt: skip

    plan = SearchPlan(levers, (Objective("churn", is_maximized=False),), trials=60, seed=5)
    best = optimized(plan, Study(churn), tmp_path, "key").best.trial.policy
    assert (best["offer"], best["staff"]) == ("points", 4)
    assert isinstance(best["staff"], int)
    assert best["rate"] > 0.3


def test_the_worst_world_counts_where_it_is_asked_for(tmp_path):
    # Profit 4 p - p² in a good world and p - p² in a bad one: best 1.25 on average, 0.5 at worst.
    def market(price, demand):
        return {"profit": demand * price - price**2}

    worlds = ({"demand": 4.0}, {"demand": 1.0})
    plan = SearchPlan((lever("price", 0.0, 3.0),), (PROFIT,), worlds=worlds, trials=50, seed=4)
    average = optimized(plan, Study(market), tmp_path / "mean", "key")
    worst = optimized(replace(plan, robust="worst"), Study(market), tmp_path / "worst", "key")
    assert average.best.trial.policy["price"] == pytest.approx(1.25, abs=0.06)
    assert worst.best.trial.policy["price"] == pytest.approx(0.5, abs=0.06)


def test_all_policies_meet_the_same_worlds_and_seeds(tmp_path):
    study = Study(lambda price, demand: {"profit": demand * price - price**2})
    worlds = ({"demand": 4.0}, {"demand": 1.0})
    plan = SearchPlan((lever("price", 0.0, 3.0),), (PROFIT,), worlds=worlds, trials=6)
    optimized(plan, study, tmp_path, "key")
    met = {}
    for values, seed in study.asked:
        met.setdefault(values["price"], set()).add((values["demand"], seed))
    searched = [rows for rows in met.values() if len(rows) == 6]
    assert len(searched) >= 1
    assert all(rows == searched[0] for rows in searched)


def test_a_search_that_was_interrupted_goes_on_as_if_it_had_not_been(tmp_path):
    class Interrupted(Study):
        def run(self, values, seed):
            if len(self.asked) == 3 * 13 + 1:  # in the middle of the 14th trial
                raise KeyboardInterrupt
            return super().run(values, seed)

    plan = SearchPlan((PRICE, lever("gift", 0.0, 1.0)), (PROFIT,), trials=24, seed=7, starts=({"price": 2.0},))  # fmt: skip

    def gifted(price, gift):
        return {"profit": monopoly(price)["profit"] - (gift - 0.5) ** 2}

    undisturbed, cut, rest = Study(gifted), Interrupted(gifted), Study(gifted)
    whole = optimized(plan, undisturbed, tmp_path / "whole", "key")
    with pytest.raises(KeyboardInterrupt):
        optimized(plan, cut, tmp_path / "cut", "key")
    resumed = optimized(plan, rest, tmp_path / "cut", "key")
    assert [trial.policy for trial in resumed.trials] == [trial.policy for trial in whole.trials]
    assert [trial.outcomes for trial in resumed.trials] == [t.outcomes for t in whole.trials]
    assert cut.asked + rest.asked == undisturbed.asked


def test_a_finished_search_makes_no_run_again_and_says_the_same(tmp_path):
    plan = SearchPlan((PRICE,), (PROFIT,), trials=6, reactions=(Reaction("none"), Reaction("dear", {"cost": 1.5})))  # fmt: skip
    first = optimized(plan, Study(monopoly, luck=5.0), tmp_path, "key")
    again = Study(monopoly, luck=5.0)
    found = optimized(plan, again, tmp_path, "key")
    assert again.asked == []
    assert first.runs > found.runs == 0
    assert (found.trials, found.finalists) == (first.trials, first.finalists)
    assert found.reactions.payoffs == first.reactions.payoffs


def test_runs_of_other_code_are_made_again(tmp_path):
    plan = SearchPlan((PRICE,), (PROFIT,), trials=3)
    optimized(plan, Study(monopoly), tmp_path, "code 1")
    (tmp_path / JOURNAL).unlink()
    again = Study(monopoly)
    optimized(plan, again, tmp_path, "code 2")
    assert len(again.asked) == len(set(map(repr, again.asked))) > 0


def test_a_run_whose_line_was_cut_is_made_again_and_no_other(tmp_path):
    plan = SearchPlan((PRICE,), (PROFIT,), trials=3)
    whole = optimized(plan, Study(monopoly), tmp_path, "key")
    written = (tmp_path / RUNS).read_bytes()
    (tmp_path / RUNS).write_bytes(written[:-9])
    again = Study(monopoly)
    assert optimized(plan, again, tmp_path, "key").finalists == whole.finalists
    assert len(again.asked) == 1
    assert optimized(plan, Study(monopoly), tmp_path, "key").runs == 0


def test_a_journal_cut_at_any_byte_goes_on_as_if_it_had_not_been(tmp_path):
    plan = SearchPlan((PRICE,), (PROFIT,), trials=6)
    whole = optimized(plan, Study(monopoly), tmp_path / "whole", "key")
    written = (tmp_path / "whole" / JOURNAL).read_bytes()
    for cut in (3, len(written) // 4, len(written) // 2, len(written) - 40, len(written) - 1):
        folder = tmp_path / f"cut_{cut}"
        folder.mkdir()
        (folder / JOURNAL).write_bytes(written[:cut])
        assert optimized(plan, Study(monopoly), folder, "key").trials == whole.trials


def test_a_lock_that_a_killed_search_left_does_not_keep_the_next_one_waiting(tmp_path):
    plan = SearchPlan((PRICE,), (PROFIT,), trials=3)
    optimized(plan, Study(monopoly), tmp_path, "key")
    (tmp_path / f"{JOURNAL}.lock").symlink_to(tmp_path / JOURNAL)
    found = optimized(replace(plan, trials=4), Study(monopoly), tmp_path, "key")
    assert len(found.trials) == 4


def test_more_trials_are_added_to_those_that_are_there(tmp_path):
    plan = SearchPlan((PRICE,), (PROFIT,), trials=9)
    first = optimized(plan, Study(monopoly), tmp_path, "key")
    more = optimized(replace(plan, trials=12), Study(monopoly), tmp_path, "key")
    assert more.trials[:9] == first.trials
    assert len(more.trials) == 12


def test_the_trials_of_another_search_are_refused(tmp_path):
    plan = SearchPlan((PRICE,), (PROFIT,), trials=3)
    optimized(plan, Study(monopoly), tmp_path, "one")
    with pytest.raises(ResultError, match="trials are of another search"):
        optimized(plan, Study(monopoly), tmp_path, "another")


def test_a_search_that_failed_before_its_first_trial_leaves_the_folder_to_a_mended_one(tmp_path):
    def broken(**policy):
        msg = f"no such market: {policy}"
        raise ResultError(msg)

    wrong = SearchPlan((lever("price", 0.0, 9.0),), (PROFIT,), trials=3)
    with pytest.raises(ResultError, match="no such market"):
        optimized(wrong, Study(broken), tmp_path, "wrong")
    plan = SearchPlan((PRICE,), (Objective("share"),), trials=3)
    found = optimized(plan, Study(monopoly), tmp_path, "right")
    assert found.trials == optimized(plan, Study(monopoly), tmp_path / "fresh", "right").trials


def test_the_base_policy_and_the_given_starts_are_tried_first(tmp_path):
    plan = SearchPlan((PRICE,), (PROFIT,), trials=4, starts=({"price": 1.75}, {"unknown": 3}))
    found = optimized(plan, Study(monopoly), tmp_path, "key")
    assert [trial.policy["price"] for trial in found.trials[:2]] == [0.0, 1.75]


def test_against_a_rival_the_policy_with_the_least_regret_is_named(tmp_path):
    # Profit 2 a p - p², where the rival's answer turns a from 2 to 0.5.
    def market(price, pull=2.0):
        return {"profit": 2.0 * pull * price - price**2}

    answers = (Reaction("sleeps"), Reaction("fights", {"pull": 0.5}))
    plan = SearchPlan((lever("price", 0.0, 3.0),), (PROFIT,), reactions=answers, trials=20, seed=1)
    found = optimized(plan, Study(market), tmp_path, "key").reactions
    assert found.names == ("sleeps", "fights")
    payoffs = np.array([[cell.value for cell in row] for row in found.payoffs])
    prices = np.array([policy["price"] for policy in found.policies])
    assert payoffs[:, 0] == pytest.approx(4.0 * prices - prices**2)
    assert payoffs[:, 1] == pytest.approx(prices - prices**2)
    assert found.policies[-1] == {"price": 0.0}
    assert found.regret.worst[found.regret.least] == found.regret.worst.min()
    losses = np.array([[cell.value for cell in row] for row in found.losses])
    assert losses == pytest.approx(found.regret.regret)
    assert found.groups == [[0], [1]]


def test_the_regret_of_policies_that_meet_the_same_luck_is_sure_and_answers_alike_are_seen(
    tmp_path,
):
    answers = (Reaction("sleeps"), Reaction("dreams"), Reaction("fights", {"cost": 2.0}))
    plan = SearchPlan((PRICE,), (PROFIT,), reactions=answers, trials=10, seed=1)
    found = optimized(plan, Study(monopoly, luck=5.0), tmp_path, "key").reactions
    assert found.groups == [[0, 1], [2]]
    assert all(cell.high - cell.low > 1.0 for row in found.payoffs for cell in row)
    assert all(cell.high - cell.low < 1e-6 for row in found.losses for cell in row)
