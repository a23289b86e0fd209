"""The tables against sums on paper."""

import json
from dataclasses import replace

import numpy as np
import pytest

from analysis.comparison.intervals import Difference
from analysis.metrics.registry import BY_NAME
from analysis.report.document import COLUMNS, comparison_document
from analysis.report.money import money_rows, policy_cost_rows, program_cost_rows
from analysis.report.numbers import decimals_for, interval_text, plain, signed
from analysis.report.pictures import flow_tables
from analysis.report.reading import Verdict, judged, strategy_names
from analysis.report.save import tables
from analysis.report.series import band, series_rows
from analysis.report.tables import (
    comparison_table,
    flow_rows,
    metric_rows,
    twin_rows,
)
from simulation.draws import replication_seed
from tests.analysis.report.made import (
    BASE,
    SCENARIO,
    STEPS,
    T_OF_TWO_DEGREES,
    comparison,
    strategy,
    two_strategies,
)

HALF_WIDTH = T_OF_TWO_DEGREES / 3**0.5  # of the changes 39, 40, 41


def test_the_row_of_profit_holds_means_difference_and_interval():
    rows = metric_rows(two_strategies())
    row = rows[(rows["rank"] == 1) & (rows["metric"] == "profit")].iloc[0]
    assert row["base_mean"] == 1000.0
    assert row["strategy_mean"] == 1040.0
    assert row["difference"] == 40.0
    assert row["low"] == pytest.approx(40.0 - HALF_WIDTH)
    assert row["high"] == pytest.approx(40.0 + HALF_WIDTH)
    assert (row["n"], row["verdict"]) == (3, "better")


def test_every_column_of_every_table_is_explained_in_its_order():
    assert {name: list(table.columns) for name, table in tables(two_strategies()).items()} == {
        name: list(columns) for name, columns in COLUMNS.items()
    }


def test_the_table_of_words_says_what_the_numbers_say():
    words = comparison_table(two_strategies())
    assert words.loc[1].to_dict() == {
        "Strategy": "Better service",
        "Verdict": "pays",
        "Profit": "+40",
        "Profit: 95 % interval": "+38 to +42",
        "Customers kept": "0",
        "Customers kept: 95 % interval": "0 to 0",
        "Stated cost": "20.0",
        "Break-even cost": "60.0",
        "Better in draws": "30 of 32 (79 % to 98 %)",
    }
    assert words.loc[2, "Verdict"] == "does not pay"
    assert words.loc[2, "Break-even cost"] == "none"


def test_money_given_to_twins_is_per_thousand_customers_and_run():
    # 90 given to 540 customers over three runs of 500 customers: 90 * 1000 / 1500.
    rows = twin_rows(two_strategies())
    row = rows[rows["cell"] == "stayed_anyway"].iloc[0]
    assert row["given"] == pytest.approx(60.0)
    assert row["profit"] == pytest.approx(-40.0)
    assert row["per_thousand"] == pytest.approx(900.0)


def test_flows_name_the_firms_and_leave_empty_pairs_out():
    rows = flow_rows(two_strategies())
    first = rows[rows["strategy"] == f"{BASE}/better_service"]
    pairs = dict(
        zip(
            zip(first["firm_in_base"], first["firm_under_strategy"], strict=True),
            first["customers"],
            strict=True,
        )
    )
    assert pairs == {
        ("Alpha", "Alpha"): 400,
        ("Alpha", "Gamma"): 3,
        ("Beta", "Alpha"): 12,
        ("Beta", "Beta"): 300,
        ("Delta", "Delta"): 150,
        ("Gamma", "Gamma"): 145,
        ("nobody", "nobody"): 5,
    }
    # 12 over three runs of 500 customers are 8 of every 1,000.
    assert first["per_thousand"].tolist()[2] == pytest.approx(8.0)


def test_the_map_of_flows_starts_with_the_focal_firm_and_drops_nobody_unless_moved():
    table = flow_tables(two_strategies())["Better service"]
    assert list(table.index) == ["Alpha", "Beta", "Gamma", "Delta"]
    assert table.loc["Beta", "Alpha"] == pytest.approx(8.0)


def test_parts_of_money_add_up_to_the_difference_in_profit():
    parts = money_rows(two_strategies())
    assert parts.loc["Better service", "revenue before rewards"] == pytest.approx(60.0)
    assert parts.loc["Better service", "stated cost of the policy"] == pytest.approx(-20.0)
    assert parts.sum(axis=1).tolist() == pytest.approx([40.0, -90.0])


def test_a_program_costs_what_was_redeemed_and_put_aside_and_its_members():
    # Customers paid 7 less because of rewards; 2 more were put aside for points, members cost 1.
    made = comparison(strategy("Points", (40.0, 40.0, 40.0), rewards=(7.0, 2.0, 1.0)))
    assert program_cost_rows(made).loc["Points"].tolist() == pytest.approx([7.0, 2.0, 1.0])
    parts = money_rows(made).loc["Points"]
    assert parts["program cost"] == pytest.approx(-10.0)
    assert parts["revenue before rewards"] == pytest.approx(40.0 + 2.0 + 1.0 + 7.0)
    assert parts.sum() == pytest.approx(40.0)


def test_the_lines_of_a_stated_cost_add_up_to_what_the_table_charges():
    lines = policy_cost_rows(two_strategies())
    assert lines.loc["Better service"].tolist() == pytest.approx([16.0, 4.0, 0.0, 0.0])
    assert lines.sum(axis=1).tolist() == pytest.approx([20.0, 0.0])


def test_runs_carry_the_seed_that_repeats_them():
    runs = tables(two_strategies())["runs.csv"]
    row = runs[(runs["metric"] == "profit") & (runs["scenario"] == f"{BASE}/price_cut")].iloc[2]
    assert (row["replication"], row["value"]) == (2, 900.0)
    assert row["seed"] == replication_seed(7, 2)


def test_the_band_of_a_series_is_that_of_student():
    mean, low, high = band(np.array([[1.0, 4.0], [2.0, 4.0], [3.0, 4.0]]))
    np.testing.assert_allclose(mean, [2.0, 4.0])
    np.testing.assert_allclose(high - mean, [HALF_WIDTH, 0.0])
    np.testing.assert_allclose(mean - low, [HALF_WIDTH, 0.0])


def test_survival_starts_with_everybody_and_ends_at_the_last_step():
    series = series_rows(two_strategies(), "survival")
    base = series[series["scenario"] == BASE]
    assert base["step"].tolist() == list(range(STEPS + 1))
    assert base["mean"].tolist() == pytest.approx([100.0, 95.0, 90.0, 85.0, 80.0])
    assert base["difference"].isna().all()


def test_the_difference_of_a_series_is_paired():
    series = series_rows(two_strategies(), "satisfaction")
    own = series[series["scenario"] == f"{BASE}/better_service"]
    assert own["difference"].tolist() == pytest.approx([0.04] * STEPS)
    assert (own["difference_high"] - own["difference"]).tolist() == pytest.approx(
        [HALF_WIDTH / 1000.0] * STEPS
    )


def test_strategies_of_one_title_are_told_apart_by_their_file():
    made = comparison(
        strategy("Price cut", (1.0, 2.0, 3.0)), strategy("Telecom postpaid", (0.0, 1.0, 2.0))
    )
    assert strategy_names(made) == ["Price cut", f"Telecom postpaid ({BASE}/telecom_postpaid)"]


def test_the_document_is_strict_json_even_where_one_run_gives_no_interval():
    document = comparison_document(comparison(strategy("Better service", (40.0,))))
    text = json.dumps(document, allow_nan=False)
    profit = json.loads(text)["strategies"][0]["metrics"]["profit"]
    assert profit == {
        "base": 1000.0, "strategy": 1040.0, "difference": 40.0, "low": None, "high": None, "n": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, 0, "+1,234"),
        (-0.04, 1, "0.0"),
        (-2.5, 1, "−2.5"),
        (0.0, 2, "0"),
        (float("nan"), 2, "n/a"),
    ],
)
def test_signs_and_separators(value, decimals, text):
    assert signed(value, decimals) == text


@pytest.mark.parametrize(
    ("mean", "half_width", "text"),
    [
        (-0.0102, 0.0098, "\N{MINUS SIGN}0.020 to \N{MINUS SIGN}0.0004"),
        (0.0102, 0.0098, "+0.0004 to +0.020"),
        (0.0098, 0.0102, "\N{MINUS SIGN}0.0004 to +0.020"),
        (0.01, 0.01, "0 to +0.020"),
        (-0.5, 0.5 - 2e-7, "\N{MINUS SIGN}1.00 to \N{MINUS SIGN}0.0000002"),
    ],
)
def test_an_end_of_an_interval_shows_its_side_of_0_as_the_verdict_takes_it(mean, half_width, text):
    difference = Difference(mean, half_width, 3)
    assert interval_text(difference, 2 if mean == -0.5 else 3) == text
    verdict = judged(difference, BY_NAME["market_share"])
    low, high = text.split(" to ")
    excludes_0 = low[0] == high[0]
    assert excludes_0 is (verdict in (Verdict.BETTER, Verdict.WORSE))


def test_a_number_without_a_sign_keeps_a_minus():
    assert plain(-3.0, 0) == "−3"


@pytest.mark.parametrize(("half_width", "decimals"), [(87.0, 0), (2.48, 1), (0.54, 2), (0.0001, 3)])
def test_decimals_follow_the_interval(half_width, decimals):
    assert decimals_for(half_width) == decimals


def test_many_firms_are_drawn_as_the_focal_one_the_most_moved_and_the_rest():
    names = [f"Firm {letter}" for letter in "ABCDEFGHIJ"]
    firms = dict.fromkeys(names, SCENARIO.firms["Beta"])
    base = SCENARIO.model_copy(update={"firms": {"Alpha": SCENARIO.firms["Alpha"], **firms}})
    flows = np.zeros((12, 12), dtype=np.int64)
    flows[1:11, 0] = np.arange(1, 11)  # the later the letter, the more customers it lost
    one = replace(strategy("Better service", (1.0, 2.0, 3.0)), flows=flows)
    table = flow_tables(replace(comparison(one), base=base))["Better service"]
    assert list(table.index) == ["Alpha", *reversed(names[4:]), "other firms"]
    # Firms A to D lost 1 + 2 + 3 + 4 customers over three runs of 500.
    assert table.loc["other firms", "Alpha"] == pytest.approx(10 / 1.5)
