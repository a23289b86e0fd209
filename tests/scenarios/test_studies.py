"""The studies A to H: small runs of each, held against what must be so."""

import json
from dataclasses import replace
from functools import cache
from hashlib import sha256

import numpy as np
import pandas as pd
import pytest

from analysis.metrics.record import FirmRecord
from analysis.studies import (
    fan,
    five_parts,
    misconception,
    routes,
    staff_or_gifts,
    strategies,
    subsidy,
    suppliers,
)
from analysis.studies.industries import baselines
from analysis.studies.registry import STUDIES, study_of
from analysis.studies.study import Plan, run_into
from simulation.errors import ResultError, ScenarioError
from simulation.runner import RunSpec, run_one
from simulation.scenario.loader import load_scenario

TINY = Plan(customers=300, seeds=(1,))


PLANS = {"C": Plan(customers=1_000, seeds=(1,)), "D": Plan(customers=300, seeds=(1, 2))}
"""Studies that a test below looks into are run large enough for it, once for all tests."""


@cache
def table_of(letter):
    """Return the table of a study, small; nobody may change it."""
    study = study_of(letter)
    return study.run(PLANS.get(letter, study.quick))


def prepared(letter):
    """Return a study that gives the table that was made already."""
    return replace(study_of(letter), run=lambda _: table_of(letter))


@pytest.mark.slow
@pytest.mark.parametrize("letter", ["B", "C", "D", "E", "F", "G", "H"])
def test_a_study_leaves_a_table_a_picture_and_what_identifies_its_runs(letter, tmp_path):
    study = prepared(letter)
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
    study = prepared("G")
    run_into(study, study.quick, tmp_path / "out")
    run_into(study, study.quick, tmp_path / "out")
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultError, match=r"mine\.txt"):
        run_into(study, study.quick, tmp_path / "out")


@pytest.mark.slow
def test_all_strategies_cost_the_same_share_of_revenue():
    rows = strategies.strategies_in("telecom_prepaid", 0.03, Plan(customers=600, seeds=(1, 2)))
    spent = np.array([row["spent"] for row in rows], dtype=np.float64)
    assert spent.shape == (7,)
    assert spent == pytest.approx(0.03, abs=0.004)


@pytest.mark.slow
def test_routes_are_set_to_the_same_churn():
    table = table_of("C").set_index("route")
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


@pytest.mark.slow
def test_staff_and_gifts_cost_the_same_and_only_staff_change_what_customers_experience():
    table = table_of("D")
    spent = table.pivot(index="market", columns="policy", values="spent")
    assert spent["gifts first"].to_numpy() == pytest.approx(spent["staff first"], rel=0.12)
    felt = table.pivot(index="market", columns="policy", values="satisfaction_2")
    assert (felt["staff first"] > 1.0).all()
    assert (felt["gifts first"].abs() < 1.0).all()


def test_what_is_spent_on_staff_stops_after_two_years_and_staff_stay_better_for_a_while():
    base = staff_or_gifts.served_by_people("telecom_prepaid", 60)
    assert staff_or_gifts.funded_steps(base) == 24
    result = run_one(RunSpec("staff", staff_or_gifts.staff_first(base, 0.03), 1))
    record = FirmRecord(result, "Alpha")
    spend, loyalty = record.series("lever_spend"), record.series("staff_loyalty")
    assert spend == pytest.approx([0.03] * 24 + [0.0] * 12)
    # 26 points above rest are aimed at: 10 for training, 8 for authority, 8 for culture
    assert loyalty[23] == pytest.approx(65 + 26 * (1 - 0.9**24), abs=1e-6)
    assert loyalty[35] == pytest.approx(65 + 26 * (1 - 0.9**24) * 0.9**12, abs=1e-6)


def test_a_second_supplier_costs_its_share_and_takes_disruptions_away_only():
    runs = {
        supply: run_one(
            RunSpec(supply, suppliers.supplied("telecom_prepaid", 0.2, supply, 60), seed=3)
        )
        for supply in suppliers.SUPPLIES
    }
    records = {supply: FirmRecord(result, "Alpha") for supply, result in runs.items()}
    disrupted = {supply: record.series("supplier_disrupted") for supply, record in records.items()}
    assert disrupted["one supplier"].sum() > 0
    for supply in ("two suppliers", "one loyal supplier"):
        assert (disrupted[supply] <= disrupted["one supplier"]).all()
        assert records[supply].series("lever_spend") == pytest.approx(0.01)
    assert records["one supplier"].total("policy_cost") == 0.0


def test_without_disruptions_nothing_is_bought_and_nothing_is_lost():
    without = suppliers.supplied("airline", 0.0, "two suppliers", 60)
    assert without.policies == load_scenario("airline").policies
    assert without.market.steps == round(36 * 30 / 7)


def test_sentences_on_suppliers_count_only_what_exceeds_noise():
    rows = [
        {"market": "m", "rate": rate, "supply": supply, "saved": saved, "saved_half_width": 0.01}
        for rate, saved in ((0.1, 0.005), (0.2, 0.03))
        for supply in suppliers.SUPPLIES
    ]
    table = pd.DataFrame(rows)
    table.loc[table["supply"] == "one loyal supplier", "saved"] = 0.009
    second, loyal = suppliers.sentences(table)
    assert "two suppliers: pays beyond simulation noise from 20 % a month on" in second
    assert "one loyal supplier: pays at none" in loyal


def test_strategies_are_tried_in_every_industry_that_has_customers_when_the_study_begins():
    assert set(baselines()) - set(strategies.INDUSTRIES) == {"ridehail_entry"}
    assert set(strategies.INDUSTRIES) <= set(baselines())


def test_answers_are_counted_in_boxes():
    never_near_a_cut = np.array([100.0, 100.0, 0.0, 0.0])
    assert misconception.answer_shares(never_near_a_cut, 1) == (0.5, 0.5)


def test_a_study_that_there_is_not_is_refused_with_those_there_are():
    assert list(STUDIES) == ["A", "B", "C", "D", "E", "F", "G", "H"]
    with pytest.raises(ScenarioError, match=r"no study 'Z'.*A \(strategies\)"):
        study_of("Z")


def test_what_a_switch_takes_away_is_what_the_books_say_where_nobody_minds():
    # nobody behaves differently because serving them costs less, so both must agree
    whole, without = (
        five_parts.with_switches_off("telecom_contract", parts, 150)
        for parts in ((), ("lower_cost",))
    )
    runs = [run_one(RunSpec("part", scenario, seed=2)) for scenario in (whole, without)]
    records = [FirmRecord(run, "Alpha") for run in runs]
    assert records[0].series("customers").tolist() == records[1].series("customers").tolist()
    saved = records[1].total("service_cost") - records[0].total("service_cost")
    years = records[0].customers_before().sum() * 30 / 365
    profits = [five_parts.yearly(RunSpec("part", s, seed=2)) for s in (whole, without)]
    assert profits[0]["profit"] - profits[1]["profit"] == pytest.approx(saved / years)
    # what customers at the end save is more than the mean over the study, when they were younger
    assert profits[0]["lower_cost"] == pytest.approx(saved / years, rel=0.15)
    assert profits[1]["lower_cost"] == 0.0


def test_the_parts_of_profit_are_switched_off_by_settings_of_the_market():
    off = five_parts.with_switches_off("hotel", five_parts.PARTS, 60)
    assert off.firms["Alpha"].newcomer_discount == 0.0
    assert off.firms["Alpha"].acquisition_cost == 0.0
    assert off.customers.message_positive == 0.0
    assert five_parts.with_switches_off("hotel", (), 60).firms["Alpha"].newcomer_discount == 0.1


@pytest.mark.parametrize("half_width", [np.inf, 0.01])
def test_one_seed_is_said_to_tell_nothing_beyond_noise(half_width):
    row = {"industry": "a", "strategy": "Cut", "survival": 0.1, "spent": 0.03, "profit": 0.02}
    table = pd.DataFrame(
        [{**row, "surplus": 0.5, "profit_half_width": half_width, "surplus_half_width": half_width}]
    )
    supplied = pd.DataFrame(
        {
            "market": "a",
            "supply": supply,
            "rate": 0.05,
            "saved": 0.02,
            "saved_half_width": half_width,
        }
        for supply in suppliers.SUPPLIES
        if supply != suppliers.ALONE
    )
    told = [strategies.sentences(table)[-1], *suppliers.sentences(supplied)]
    is_known = bool(np.isfinite(half_width))
    assert ["cannot be said from one seed" in sentence for sentence in told] == [
        not is_known
    ] * len(told)
    assert told[0].startswith("1 of 1 strategies raise profit") == is_known
