"""The seven strategies as presets: what a budget buys, and that it is spent."""

import math

import pytest

from analysis.comparison.compare import load_comparable
from analysis.comparison.outcome import Request
from analysis.metrics.record import FirmRecord
from analysis.studies.presets import (
    LARGEST_BUDGET,
    PRESETS,
    missing_strategies,
    strategy_variants,
    write_strategies,
)
from simulation.errors import ScenarioError
from simulation.runner import RunSpec, run_one
from simulation.scenario.loader import load_scenario, scenario_names

BASELINES = [name for name in scenario_names() if "/" not in name]
SMALL = {"market.customers": 200}


def levers(name: str, strategy: str, budget: float = 0.03) -> dict[str, float]:
    return dict(strategy_variants(load_scenario(name), budget)[strategy].policies[-1].set)


def test_quality_rises_by_the_saturation_curve_of_the_model():
    gain = 12.0 * (1.0 - math.exp(-0.03 / 0.05))
    found = levers("telecom_contract", "strategy_1")
    assert set(found) == {f"quality.{d}" for d in ("R", "A", "T", "E", "Re")}
    assert all(value == pytest.approx(76.0 + gain, abs=0.006) for value in found.values())


def test_one_and_a_half_percent_of_revenue_halves_failures():
    assert levers("hotel", "strategy_6")["failure_prob"] == pytest.approx(0.02)
    assert levers("hotel", "strategy_6", 0.06)["failure_prob"] == pytest.approx(0.01)


def test_points_come_on_top_of_those_that_a_firm_gives_already():
    assert levers("hotel", "strategy_2")["program.earn_rate"] == pytest.approx(0.11)
    assert levers("hotel", "strategy_2")["program.threshold"] == 1.0
    assert levers("grocery", "strategy_2")["program.earn_rate"] == pytest.approx(0.03)


def test_a_term_with_a_fee_is_paid_for_by_a_discount():
    assert levers("telecom_prepaid", "strategy_4") == {
        "discount": 0.03,
        "contract_months": 12.0,
        "exit_fee": 3.0,
    }
    assert levers("telecom_contract", "strategy_4")["exit_fee"] == 7.0


def test_strategies_without_a_lever_are_left_out_and_say_what_they_wait_for():
    contract, repertoire = load_scenario("bank_main_account"), load_scenario("hotel")
    assert set(missing_strategies(contract, 0.03)) == {"Customer organizations"}
    assert set(missing_strategies(repertoire, 0.03)) == {
        "Customer organizations",
        "Raise leaving cost",
    }
    assert set(strategy_variants(contract, 0.03)) == {f"strategy_{n}" for n in range(1, 7)}
    assert all(missing_strategies(repertoire, 0.03).values())


def test_bought_strategies_cost_the_budget_of_every_unit_sold():
    base = load_scenario("telecom_prepaid", SMALL)
    for name, variant in strategy_variants(base, 0.04).items():
        if not next(preset for preset in PRESETS if preset.name == name).is_bought:
            continue
        record = FirmRecord(run_one(RunSpec(name, variant, 1)), base.focal_firm)
        answered = 0.3 * record.total("complaints") if name == "strategy_3" else 0.0
        expected = 0.04 * record.total("units") + answered
        assert record.total("policy_cost") == pytest.approx(expected, rel=1e-6), name


@pytest.mark.parametrize("name", BASELINES)
def test_strategies_of_every_industry_become_files_that_can_be_compared(name, tmp_path):
    paths = write_strategies(name, 0.02, tmp_path)
    request = Request(base=name, variants=tuple(str(path) for path in paths))
    loaded = load_comparable(request)[1:]
    assert loaded == list(strategy_variants(load_scenario(name), 0.02).values())


@pytest.mark.parametrize("budget", [0.0, -0.01, LARGEST_BUDGET + 0.01, math.nan])
def test_a_budget_that_is_no_share_of_revenue_is_refused(budget):
    with pytest.raises(ScenarioError, match=r"budget must be a share of revenue above 0"):
        strategy_variants(load_scenario("grocery"), budget)
