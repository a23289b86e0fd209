"""The seven strategies as presets: what a budget buys, and that it is spent."""

import math
from functools import cache

import pytest

from analysis.comparison.comparable import load_comparable
from analysis.comparison.outcome import Request
from analysis.metrics.record import FirmRecord
from analysis.studies.presets import (
    LARGEST_BUDGET,
    PRESETS,
    SMALLEST_BUDGET,
    missing_strategies,
    strategy_variants,
    write_strategies,
)
from analysis.studies.spending import staff_programs
from simulation.errors import ResultError, ScenarioError
from simulation.runner import RunSpec, run_one
from simulation.scenario.loader import load_scenario, scenario_names
from simulation.scenario.schema import Scenario

BASELINES = [name for name in scenario_names() if "/" not in name]
SMALL = {"market.customers": 200}


@cache
def variants_of(name: str, budget: float) -> dict[str, Scenario]:
    return strategy_variants(load_scenario(name), budget)


def levers(name: str, strategy: str, budget: float = 0.03, place: int = -1) -> dict[str, float]:
    return dict(variants_of(name, budget)[strategy].policies[place].set)


def test_quality_rises_by_the_saturation_curve_of_the_model():
    gain = 12.0 * (1.0 - math.exp(-0.03 / 0.05))
    found = levers("telecom_contract", "strategy_1")
    assert set(found) == {f"quality.{d}" for d in ("R", "A", "T", "E", "Re")}
    assert all(value == pytest.approx(76.0 + gain, abs=0.006) for value in found.values())


def test_one_and_a_half_percent_of_revenue_halves_failures():
    assert levers("hotel", "strategy_6", place=-2)["failure_prob"] == pytest.approx(0.02)
    assert levers("hotel", "strategy_6", 0.06, place=-2)["failure_prob"] == pytest.approx(0.01)


def test_points_come_on_top_of_those_that_a_firm_gives_already():
    # two fifths of 3 % are points, two fifths levels, a fifth gifts
    assert levers("hotel", "strategy_2")["program.earn_rate"] == pytest.approx(0.092)
    assert levers("hotel", "strategy_2")["program.threshold"] == 1.0
    assert levers("grocery", "strategy_2")["program.earn_rate"] == pytest.approx(0.012)


def test_rewards_are_points_levels_and_gifts():
    # a year is twelve prices in a contract; levels at one, 1.2 and two of them
    found = levers("telecom_prepaid", "strategy_2")
    assert [found[f"tiers.{level}"] for level in ("first", "second", "third")] == [12.0, 14.4, 24.0]
    # a quarter of .012 is a bonus, a quarter of the rate of .012; the rest serves who spends 12 a year
    assert found["tiers.earn_bonus"] == pytest.approx(0.25)
    assert found["tiers.cost"] == pytest.approx(0.009)
    assert found["program.birthday_gift"] == pytest.approx(0.2 * 0.03 * 12.0)
    # .1 stays a week: 5.2 a year, of which the leader's share is 16 of 100 here
    stays = levers("hotel", "strategy_2")
    assert stays["tiers.second"] == pytest.approx(0.1 * 365 / 7, abs=0.01)
    share = 0.16 / sum(firm.share for firm in load_scenario("hotel").firms.values())
    assert stays["program.birthday_gift"] == pytest.approx(0.006 * 5.2143 * share, abs=1e-5)
    levelled = load_scenario("hotel", {"firms.Alpha.tiers.first": 7.0})
    kept = strategy_variants(levelled, 0.03)["strategy_2"].policies[-1].set
    assert "tiers.first" not in kept


def test_affection_is_bought_with_surprises_and_talk_as_well():
    found = levers("telecom_prepaid", "strategy_3")
    # a fifth of 3 % buys a feature that nobody asks for, 5 % would be 63 % of it
    assert found["features.first"] == pytest.approx(1.0 - math.exp(-0.12), abs=1e-4)
    # a tenth buys posts at .001 of money each, for all who may read them; two a month at most
    base = load_scenario("telecom_prepaid")
    share = base.firms[base.focal_firm].share / sum(firm.share for firm in base.firms.values())
    assert found["contacts.app"] == pytest.approx(min(2.0, 0.003 * share / 0.001), abs=1e-4)
    assert levers("telecom_prepaid", "strategy_3", 0.3)["contacts.app"] == 2.0
    # 35 % of 3 % prevent failures: half of them go for each 1.5 %
    assert found["failure_prob"] == pytest.approx(
        max(0.005, base.firms[base.focal_firm].failure_prob * 0.5**0.7), abs=1e-5
    )


def test_a_term_with_a_fee_is_paid_for_by_a_discount():
    assert levers("telecom_prepaid", "strategy_4") == {
        "discount": 0.03,
        "contract_months": 12.0,
        "exit_fee": 3.0,
    }
    assert levers("telecom_contract", "strategy_4")["exit_fee"] == 7.0


def test_staff_programs_are_bought_at_the_prices_of_their_levers():
    # half of 3 % of revenue; three programs at 1 % each when complete
    assert levers("hotel", "strategy_6") == {
        "staff.training": 0.5,
        "staff.empowerment": 0.5,
        "staff.culture": 0.5,
    }
    # half of 12 %: 3 % complete the programs, 3 % are wages, of a payroll of a quarter of revenue
    assert levers("hotel", "strategy_6", 0.12)["staff.wage"] == pytest.approx(1.12)
    # nobody can be paid more than twice the going rate
    rich = load_scenario(
        "hotel", {"firms.Alpha.staff.payroll": 0.02, "firms.Alpha.staff.wage": 1.5}
    )
    assert staff_programs(rich, 0.06)["staff.wage"] == 2.0


def test_staff_programs_that_a_firm_has_are_not_paid_for_again():
    trained = load_scenario("hotel", {"firms.Alpha.staff.training": 1.0})
    assert staff_programs(trained, 0.01) == {
        "staff.training": 1.0,
        "staff.empowerment": 0.5,
        "staff.culture": 0.5,
    }


def test_bonds_and_communities_saturate_and_add_to_what_there_is():
    bonds = levers("telecom_prepaid", "strategy_5", 0.1)
    assert bonds["structural_lock"] == pytest.approx(1.0 - math.exp(-1.0), abs=1e-4)
    assert bonds["personalization.co_design"] == pytest.approx(1.0 - math.exp(-1.0), abs=1e-4)
    assert levers("telecom_prepaid", "strategy_7")["belonging.community"] == pytest.approx(
        1.0 - math.exp(-1.0), abs=1e-4
    )
    meeting = load_scenario("telecom_prepaid", {"firms.Alpha.belonging.community": 0.5})
    found = strategy_variants(meeting, 0.03)["strategy_7"].policies[-1].set["belonging.community"]
    assert found == pytest.approx(1.0 - 0.5 * math.exp(-1.0), abs=1e-4)


def test_strategies_without_a_lever_are_left_out_and_say_what_they_would_need():
    contract, repertoire = load_scenario("bank_main_account"), load_scenario("hotel")
    assert missing_strategies(contract, 0.03) == {}
    assert set(missing_strategies(repertoire, 0.03)) == {"Raise leaving cost"}
    assert set(strategy_variants(contract, 0.03)) == {f"strategy_{n}" for n in range(1, 8)}
    assert all(missing_strategies(repertoire, 0.03).values())


def test_bought_strategies_cost_the_budget_of_every_unit_sold():
    base = load_scenario("telecom_prepaid", SMALL)
    for name, variant in strategy_variants(base, 0.04).items():
        if not next(preset for preset in PRESETS if preset.name == name).is_bought:
            continue
        record = FirmRecord(run_one(RunSpec(name, variant, 1)), base.focal_firm)
        answered = 0.3 * record.total("complaints") if name == "strategy_3" else 0.0
        stated = 0.9 if name == "strategy_3" else 1.0  # posts book their own cost
        expected = stated * 0.04 * record.total("units") + answered
        # staff levers are rounded to five places and cost a share of revenue, which is units here
        tolerance = 1e-4 if name == "strategy_6" else 1e-6
        assert record.total("policy_cost") == pytest.approx(expected, rel=tolerance), name


@pytest.mark.parametrize("name", BASELINES)
def test_strategies_of_every_industry_become_files_that_can_be_compared(name, tmp_path):
    paths = write_strategies(name, 0.02, tmp_path)
    request = Request(base=name, variants=tuple(str(path) for path in paths))
    loaded = load_comparable(request)[1:]
    assert loaded == list(strategy_variants(load_scenario(name), 0.02).values())


def test_a_strategy_that_somebody_edited_is_kept_and_then_no_other_is_written(tmp_path):
    paths = write_strategies("grocery", 0.02, tmp_path)
    first, last = paths[0], paths[-1]
    written = last.read_bytes()
    write_strategies("grocery", 0.03, tmp_path)  # untouched files may be replaced
    assert last.read_bytes() != written
    untouched = last.read_bytes()
    first.write_text(first.read_text("utf-8").replace("ramp_steps", "# ramp_steps"), "utf-8")
    mine = first.read_bytes()
    with pytest.raises(ResultError, match=r"strategy_1\.yaml: stands there already .* Move it"):
        write_strategies("grocery", 0.02, tmp_path)
    assert (first.read_bytes(), last.read_bytes()) == (mine, untouched)


@pytest.mark.parametrize(
    "budget", [0.0, -0.01, 1e-300, SMALLEST_BUDGET / 2.0, LARGEST_BUDGET + 0.01, math.nan]
)
def test_a_budget_that_is_no_share_of_revenue_is_refused(budget):
    with pytest.raises(
        ScenarioError, match=r"budget must be a share of revenue between 0\.0001 and 0\.3"
    ):
        strategy_variants(load_scenario("grocery"), budget)


def test_what_only_the_club_reads_of_a_segment_is_in_its_file_alone(tmp_path):
    common = "extends: telecom_contract\ntitle: With joiners\nsegments:\n  key accounts:\n    set: {participation: 0.5}\n"
    (tmp_path / "common.yaml").write_text(common, encoding="utf-8")
    base = tmp_path / "base.yaml"
    base.write_text("extends: common.yaml\ntitle: Base\n", encoding="utf-8")
    paths = write_strategies(base, 0.03, tmp_path / "made")
    written = {path.stem for path in paths if "participation" in path.read_text(encoding="utf-8")}
    assert written == {"strategy_7"}
    loaded = load_comparable(Request(str(base), tuple(map(str, paths))))
    assert len(loaded) == 1 + len(paths)
