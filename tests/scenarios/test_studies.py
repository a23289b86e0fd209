"""The studies A, B, C, F and G: small runs of each, held against what must be so."""

import json
from hashlib import sha256

import numpy as np
import pytest

from analysis.studies import fan, misconception, routes, strategies, subsidy
from analysis.studies.industries import baselines
from analysis.studies.registry import STUDIES, study_of
from analysis.studies.study import Plan, run_into
from simulation.errors import ResultError, ScenarioError
from simulation.runner import RunSpec

TINY = Plan(customers=300, seeds=(1,))


@pytest.mark.slow
@pytest.mark.parametrize("letter", ["B", "C", "F", "G"])
def test_a_study_leaves_a_table_a_picture_and_what_identifies_its_runs(letter, tmp_path):
    study = study_of(letter)
    table = run_into(study, study.quick, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    for name, digest in manifest["files"].items():
        assert sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    assert manifest["findings"] == list(study.sentences(table))
    assert manifest["seeds"] == list(study.quick.seeds)
    assert len(table.columns) == table.notna().any().sum(), "a column that nothing was measured in"
    assert study.tabulated(table).count("|") > 10


@pytest.mark.slow
def test_an_earlier_result_is_replaced_and_foreign_files_are_not(tmp_path):
    study = study_of("G")
    run_into(study, study.quick, tmp_path / "out")
    run_into(study, study.quick, tmp_path / "out")
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultError, match=r"mine\.txt"):
        run_into(study, study.quick, tmp_path / "out")


@pytest.mark.slow
def test_all_strategies_cost_the_same_share_of_revenue():
    rows = strategies.strategies_in("telecom_prepaid", 0.03, Plan(customers=600, seeds=(1, 2)))
    spent = np.array([row["spent"] for row in rows], dtype=np.float64)
    assert np.isnan(spent).tolist() == [False] * 6 + [True]
    assert spent[:6] == pytest.approx(0.03, abs=0.004)


@pytest.mark.slow
def test_routes_are_set_to_the_same_churn():
    table = routes.routes(Plan(customers=1_000, seeds=(1,))).set_index("route")
    target = routes.TARGET * table.loc["none", "churn"]
    found = table.drop(index="none")["churn"].to_numpy()
    assert found == pytest.approx(target, abs=0.002)
    assert table[list(routes.TYPES)].sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert table.loc["switching cost", "monopoly"] > 2 * table.loc["satisfaction", "monopoly"]
    assert table.loc["satisfaction", "loyalist"] > table.loc["program", "loyalist"]


@pytest.mark.slow
def test_with_one_firm_everybody_stays_and_a_cost_of_leaving_keeps_more():
    table = fan.fan(TINY, firms=(1, 5), costs=(0.0, 3.0))
    alone = table[(table["firms"] == 1) & (table["asked"] > 0)]
    assert (alone["stay_rate"] == 1.0).all()
    five = table[(table["firms"] == 5) & (table["box"] == 4)].set_index("cost")["stay_rate"]
    assert five[3.0] > five[0.0] + 0.1


@pytest.mark.slow
def test_a_deeper_subsidy_buys_a_higher_peak_and_costs_more():
    table = subsidy.subsidies(TINY, depths=(0.15, 0.6), weeks=(13,)).set_index("depth")
    assert table.loc[0.6, "peak_share"] > table.loc[0.15, "peak_share"] + 0.1
    assert table.loc[0.6, "given"] > table.loc[0.15, "given"] > 0.0


@pytest.mark.slow
def test_who_stops_at_satisfied_and_who_pushes_on_are_the_same_until_then():
    push = misconception.improving("credit_card", misconception.ROUNDS, 300)
    stop = misconception.improving("credit_card", 3, 300)
    assert push.policies[:3] == stop.policies
    assert dict(push.policies[-1].set)["quality.E"] == 86.0
    rounds = misconception.rounds_until_satisfied(RunSpec("push", push, 1))
    assert 1 <= rounds <= misconception.ROUNDS


def test_strategies_are_tried_in_every_industry_that_has_customers_when_the_study_begins():
    assert set(baselines()) - set(strategies.INDUSTRIES) == {"ridehail_entry"}
    assert set(strategies.INDUSTRIES) <= set(baselines())


def test_answers_are_counted_in_boxes():
    never_near_a_cut = np.array([100.0, 100.0, 0.0, 0.0])
    assert misconception.answer_shares(never_near_a_cut, 1) == (0.5, 0.5)


def test_a_study_that_there_is_not_is_refused_with_those_there_are():
    assert list(STUDIES) == ["A", "B", "C", "F", "G"]
    with pytest.raises(ScenarioError, match=r"no study 'Z'.*A \(strategies\)"):
        study_of("Z")
