"""Facts of an experiment, measured beside its runs: what is kept, and what the advice becomes."""

import json
import math
import shutil
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.evidence.fact import Measured
from analysis.evidence.registry import FACTS
from analysis.experiments.crew import local_crew
from analysis.experiments.experiment import Design
from analysis.experiments.reading import read_experiment
from analysis.experiments.sweep import sweep_markets
from analysis.exploration import passing as module
from analysis.exploration.exploring import explored
from analysis.exploration.plausible import measure_facts, measured_facts
from analysis.exploration.ranking import policy_gains
from analysis.sweep_report.save import sweep_page
from simulation.errors import ResultError
from simulation.scenario.problems import ScenarioProblemsError
from tests.analysis.exploration.made import number, sample_of
from tests.analysis.exploration.test_exploring import exploration
from tests.analysis.sweep_report.test_page import text_of

GRID = Design("grid", levels=3)
TEXT = """\
title: Does a discount pay where the facts hold
base: telecom_contract
customers: 60
steps: 3
constants: {market.burn_in_steps: 2}
levers:
  firms.Alpha.discount: [0.0, 0.1]
uncertainties:
  customers.price_sensitivity: [2.0, 3.0, 9.0]
design: grid
replications: 2
outcomes: [profit, customer_surplus]
facts: [SF08, SF05]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("facts")
    (place / "facts.yaml").write_text(TEXT, encoding="utf-8")
    with local_crew(1) as crew:
        sweep_markets(read_experiment(place / "facts.yaml"), place / "s", crew)
    return place / "s"


@pytest.fixture
def facts_fail_at_the_top(monkeypatch):
    """Let every fact fail where price sensitivity stands at the high end of its range, else hold."""

    def answered(tasks, folder, *_):
        folder.mkdir(exist_ok=True)
        return {
            task: SimpleNamespace(measured=Measured(_values(task)), seconds=0.5) for task in tasks
        }, 0

    monkeypatch.setattr(module, "all_measured", answered)


def _values(task):
    holds = dict(task.positions)["price_sensitivity"] < 1.0
    bands = FACTS[task.fact_id].bands
    inside = {b.metric: b.low if math.isfinite(b.low) else b.high for b in bands}
    return inside if holds else dict.fromkeys(inside, math.nan)


@pytest.mark.usefixtures("facts_fail_at_the_top")
def test_a_sweep_keeps_where_its_facts_hold_and_its_page_says_it(folder):
    assert measured_facts(folder, explored(folder).sample.points.index) is None
    passed = measure_facts(folder)
    assert passed.facts == ("SF05", "SF08")
    assert passed.points.tolist() == [True, True, False] * 2
    found = explored(folder)
    assert found.passed.points.tolist() == passed.points.tolist()
    assert found.plausible.stability.worlds == 2 * 2
    assert found.advice.stability.worlds == 3 * 2
    said = text_of(sweep_page(found))
    assert "Where SF05 and SF08 hold together (4 of 6 points), the" in said
    assert "over 4 worlds in which the facts hold." in said
    assert "SF08 Double jeopardy 4" in said


@pytest.mark.usefixtures("facts_fail_at_the_top")
def test_points_that_were_not_measured_make_no_claim(folder):
    measure_facts(folder)
    kept = folder / "facts" / "held.json"
    document = json.loads(kept.read_text())
    kept.write_text(json.dumps({**document, "points": document["points"][:-1], "held": document["held"][:-1]}))  # fmt: skip
    assert measured_facts(folder, explored(folder).sample.points.index) is None


@pytest.mark.parametrize(("line", "seeds"), [("", (3, 2)), ("fact_seeds: 1\n", (1, 1)), ("fact_seeds: 4\n", (4, 4))])  # fmt: skip
@pytest.mark.usefixtures("facts_fail_at_the_top")
def test_facts_take_their_own_seeds_or_as_many_as_the_experiment_states(
    tmp_path, folder, line, seeds
):
    (tmp_path / "facts.yaml").write_text(TEXT + line, encoding="utf-8")
    shutil.copytree(folder, tmp_path / "s")
    with local_crew(1) as crew:
        sweep_markets(read_experiment(tmp_path / "facts.yaml"), tmp_path / "s", crew)
    passed = measure_facts(tmp_path / "s")
    assert (passed.facts, passed.seeds, passed.sets) == (("SF05", "SF08"), seeds, 3)
    said = text_of(sweep_page(explored(tmp_path / "s")))
    assert f"{3 * sum(seeds)} measurements" in said


def test_seeds_of_facts_without_facts_are_refused(tmp_path):
    text = TEXT.replace("facts: [SF08, SF05]", "fact_seeds: 2")
    (tmp_path / "plain.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioProblemsError, match="fact_seeds says nothing without facts"):
        read_experiment(tmp_path / "plain.yaml")


def test_an_experiment_without_facts_measures_none(tmp_path):
    (tmp_path / "plain.yaml").write_text(TEXT.replace("facts: [SF08, SF05]\n", "").replace("[2.0, 3.0, 9.0]", "[3.0]"), encoding="utf-8")  # fmt: skip
    with local_crew(1) as crew:
        sweep_markets(read_experiment(tmp_path / "plain.yaml"), tmp_path / "s", crew)
    assert measure_facts(tmp_path / "s") is None
    assert not (tmp_path / "s" / "facts").exists()


def test_a_policy_gains_what_it_adds_to_the_base_policy_in_the_same_worlds():
    found = exploration(GRID, noise=(0.0, 100.0, -7.0))
    ((policy, gain),) = found.policy_gains["y"]
    assert policy == {"offer": 1}
    points = found.sample.points
    worlds = points.loc[points["offer"] == 1, ["effect", "cost"]]
    assert gain.value == pytest.approx((10.0 * worlds["effect"] - worlds["cost"]).mean())
    assert gain.high - gain.low == pytest.approx(0.0, abs=1e-9)


def test_without_the_base_policy_the_base_runs_stand_in_where_nothing_is_uncertain():
    lever = number("price", 1.0, 2.0, kind="lever", base=0.5)
    sample = sample_of(lambda price: price**2, [lever], GRID, noise=(0.0, 5.0))
    gains = policy_gains(sample, "y", pd.Series([0.25, 5.25]).to_numpy())
    assert [gain.value for _, gain in gains] == pytest.approx([0.75, 2.0, 3.75])
    world = number("world", 0.0, 1.0)
    both = sample_of(lambda price, w: price + w, [lever, world], GRID)
    with pytest.raises(ResultError, match="Let every lever take its base value"):
        policy_gains(both, "y", None)
