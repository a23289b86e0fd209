"""Search files: what they become, and what is refused."""

import json
import pickle

import pandas as pd
import pytest

from analysis.experiments.folder import first_here
from analysis.search.command import optimize_to_folder
from analysis.search.plan import Limit, Objective, Reaction
from analysis.search.reading import read_search
from simulation.errors import ResultError
from simulation.scenario.loader import load_scenario
from simulation.scenario.problems import ScenarioProblemsError

TEXT = """\
title: How far to go
base: telecom_contract/better_recovery
customers: 80
steps: 3
constants: {market.burn_in_steps: 6}
levers:
  firms.Alpha.discount: {low: 0.0, high: 0.1}
  policies.0.set.recovery: {low: 0.5, high: 0.95}
uncertainties:
  customers.price_sensitivity: graded
objectives: [profit, {metric: churn_rate}]
budget: 60
constraints:
  - {metric: market_share, at_least: 0.1}
rival:
  - {name: sleeps}
  - {name: answers, set: {firms.Beta.discount: 0.05}}
draws: 2
trials: 3
replications: 2
fresh_replications: 2
seed: 5
warm_start:
  - {firms.Alpha.discount: 0.02}
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "search.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def refused(tmp_path, old, new):
    assert old in TEXT
    path = tmp_path / "wrong.yaml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(ScenarioProblemsError) as caught:
        read_search(path)
    return str(caught.value).replace(str(tmp_path) + "/", "")


def test_a_file_becomes_a_plan(file):
    search = read_search(file)
    plan = search.plan
    assert [lever.path for lever in plan.levers] == [
        "firms.Alpha.discount",
        "policies.0.set.recovery",
    ]
    assert plan.objectives == (Objective("profit"), Objective("churn_rate", is_maximized=False))
    assert plan.limits == (Limit("policy_cost", at_most=60.0), Limit("market_share", at_least=0.1))
    assert plan.reactions == (
        Reaction("sleeps"),
        Reaction("answers", {"firms.Beta.discount": 0.05}),
    )
    assert len(plan.worlds) == 2
    assert all(set(world) == {"customers.price_sensitivity"} for world in plan.worlds)
    assert (plan.trials, plan.replications, plan.fresh_replications, plan.seed) == (3, 2, 2, 5)
    assert plan.base_policy == {"firms.Alpha.discount": 0.0, "policies.0.set.recovery": 0.8}
    assert set(search.study.outcomes) == {"profit", "churn_rate", "policy_cost", "market_share"}
    assert search.study.scenario_at({}).market.burn_in_steps == 6


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("objectives: [profit, {metric: churn_rate}]\n", "", "objectives is missing"),
        ("metric: churn_rate", "metric: gladness", "gladness"),
        ("  policies.0.set.recovery", "  policies.0.set.recovry", "wrong.yaml:8"),
        ("trials: 3", "trails: 3", "trails is not a known key"),
        ("at_least: 0.1", "above: 0.1", "constraints.0.above is not a known key"),
        ("{metric: market_share, at_least: 0.1}", "{metric: market_share}", "constraints.0 needs at_least, at_most or both"),
        ("{firms.Alpha.discount: 0.02}", "{firms.Beta.price: 0.02}", "warm_start.0.firms.Beta.price is not one of the levers"),
        ("{firms.Alpha.discount: 0.02}", "{firms.Alpha.discount: 3}", "warm_start.0.firms.Alpha.discount is no value of its lever, which takes 0 to 0.1. Got 3."),
        ("at_least: 0.1}", "at_least: 0.6, at_most: 0.3}", "constraints.0.at_least must be at most at_most, 0.3. Got 0.6."),
        ("firms.Beta.discount: 0.05", "firms.Beta.discount: 5.0", "rival.1 is no possible scenario"),
        ("trials: 3", "trials: 0", "trials"),
        ("budget: 60", "budget: -5", "budget must be at least 0"),
        ("{name: sleeps}", "prise", "rival.0.reaction must be one of none, price, promo, quality, program, recovery and imitate"),
        ("{name: sleeps}", "{reaction: price, firm: Alpha}", "rival.0.firm must be a rival of Alpha (Beta, Gamma and Delta). Got 'Alpha'"),
        ("{name: sleeps}", "{reaction: price, firm: Bata}", "Got 'Bata'. The nearest is Beta."),
        ("{name: sleeps}", "{name: answers}", "rival.1 is called answers, as one before it"),
        ("{name: sleeps}", "{set: {firms.Beta.price: 1.0}}", "rival.0 needs a name"),
        ("{name: sleeps}", "{name: sleeps, budget: 0.1}", "rival.0.budget says nothing without a reaction"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(tmp_path, old, new, said):
    message = refused(tmp_path, old, new)
    assert "wrong.yaml:" in message
    assert said in message


def test_all_mistakes_of_a_search_are_told_at_once_in_the_sentences_of_experiments(tmp_path):
    message = refused(
        tmp_path,
        TEXT,
        TEXT.replace("trials: 3", "trails: 3")
        .replace("metric: churn_rate", "metric: chrun_rate")
        .replace("high: 0.1}", "high: 1.5}")
        .replace("name: answers, set: {firms.Beta.discount: 0.05}", "name: x, variant: grocry")
        .replace("constants: {market.burn_in_steps: 6}", "constants: {firms.Alpha.pric: 1}"),
    )
    for said in (
        "wrong.yaml:19: trails is not a known key. The nearest known key is trials.",
        "wrong.yaml:11: objectives.1.metric is not a known metric. Got 'chrun_rate'. The nearest is churn_rate.",
        "wrong.yaml:7: levers.firms.Alpha.discount.high must be between 0 and 1 (share). Got 1.5.",
        "wrong.yaml:17: rival.1.variant leads nowhere: there is no scenario of the name 'grocry'.",
        "wrong.yaml:5: constants.firms.Alpha.pric is not a known path.",
    ):
        assert said in message, message


def test_a_bare_word_is_a_reaction_of_the_largest_rival(tmp_path):
    path = tmp_path / "words.yaml"
    path.write_text(TEXT.replace("{name: sleeps}", "promo"), encoding="utf-8")
    assert read_search(path).plan.reactions[0] == Reaction(
        "promo", {"firms.Beta.reaction.policy": "promo", "firms.Beta.reaction.budget": 0.1}
    )


def test_a_search_with_another_seed_meets_other_worlds(file):
    as_written, again, other = read_search(file), read_search(file, 5), read_search(file, 6)
    assert again.plan == as_written.plan
    assert other.plan.seed == 6
    assert other.plan.worlds != as_written.plan.worlds


def test_a_folder_with_other_files_or_another_search_at_work_is_refused(file, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("precious")
    with pytest.raises(ResultError, match=r"chapter\.txt"):
        optimize_to_folder(file, tmp_path / "thesis")
    (tmp_path / "busy").mkdir()
    with (
        first_here(tmp_path / "busy"),
        pytest.raises(ResultError, match="another search is at work"),
    ):
        optimize_to_folder(file, tmp_path / "busy")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return what a search found, and the folder that it was written to."""
    folder = tmp_path_factory.mktemp("search")
    (folder / "search.yaml").write_text(TEXT, encoding="utf-8")
    return optimize_to_folder(folder / "search.yaml", folder / "out"), folder / "out"


def test_a_search_writes_its_tables_and_a_scenario_that_loads(written):
    (search, found), out = written
    trials = pd.read_csv(out / "trials.csv")
    assert trials["firms.Alpha.discount"].tolist()[:2] == [0.0, 0.02]
    assert len(trials) == len(found.trials) == 3
    best = load_scenario(out / "best.yaml")
    assert best.firms["Alpha"].discount == found.best.trial.policy["firms.Alpha.discount"]
    assert best == search.study.scenario_at(found.best.trial.policy)
    document = json.loads((out / "optimum.json").read_text())
    assert document["best"]["policy"] == dict(found.best.trial.policy)
    reactions = pd.read_csv(out / "reactions.csv")
    assert set(reactions["reaction"]) == {"sleeps", "answers"}
    assert (reactions.groupby("reaction")["regret"].min() == 0.0).all()
    finalists = pd.read_csv(out / "finalists.csv")
    own = finalists[(finalists["rank"] == 1) & (finalists["outcome"] == "profit")].iloc[0]
    assert own["low"] <= own["difference"] <= own["high"]


class FarAway:
    """A crew that gets everything in an envelope, and opens it when it is asked for the answer."""

    ahead = 8

    def submit(self, function, *arguments):
        letter = pickle.dumps((function, arguments))
        return LateAnswer(letter)

    def make_anew(self):
        raise AssertionError


class LateAnswer:
    def __init__(self, letter):
        self.letter = letter

    def result(self):
        function, arguments = pickle.loads(self.letter)  # noqa: S301  written above
        return pickle.loads(pickle.dumps(function(*arguments)))  # noqa: S301


def test_who_runs_the_markets_changes_no_byte(file, written, tmp_path):
    optimize_to_folder(file, tmp_path / "far", crew=FarAway())
    for name in ("trials.csv", "finalists.csv", "reactions.csv", "optimum.json", "best.yaml"):
        assert (tmp_path / "far" / name).read_bytes() == (written[1] / name).read_bytes()


def test_a_given_start_keeps_the_base_value_of_the_levers_that_it_leaves_out(file):
    plan = read_search(file).plan
    assert plan.starts == ({"firms.Alpha.discount": 0.02, "policies.0.set.recovery": 0.8},)
