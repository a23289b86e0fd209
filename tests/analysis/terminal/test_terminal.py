"""What a terminal shows: units a reader knows, nothing cut, and JSON that is JSON."""

import io
import json

import pytest
from rich.console import Console

from analysis.metrics.registry import METRICS
from analysis.terminal.comparing import comparison_legend, comparison_view
from analysis.terminal.machine import json_text
from analysis.terminal.progress import progress
from analysis.terminal.running import run_view
from analysis.text_tables import frame_table, text_table
from tests.analysis.report.made import comparison, strategy, two_strategies
from tests.analysis.terminal.printed import lost, printed


def test_retention_is_shown_in_percent_of_a_stated_period():
    values = {metric.name: 0.0 for metric in METRICS} | {
        "retention_rate": 0.98765, "market_share": 0.4, "profit": 11_840.4,
    }  # fmt: skip
    text = printed(run_view("A market", {"Alpha": values}))
    row = next(line for line in text.splitlines() if "Alpha" in line)
    assert row.split() == ["Alpha", "40.00", "98.77", "0", "0", "11,840"]
    assert "Retention: % per month of 30 days" in text


def test_a_firm_without_customers_has_no_retention_to_show():
    values = {metric.name: float("nan") for metric in METRICS}
    assert "n/a" in printed(run_view("A market", {"Alpha": values}))


def test_the_ranking_fits_a_terminal_without_cutting_a_word():
    text = printed(comparison_view(two_strategies()))
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 80
    for word in ("Break-even", "cost", "Better service", "+38 to +42", "30 of 32"):
        assert word in text
    assert "(79 %" not in text


def test_the_legend_says_units_length_and_draws():
    legend = comparison_legend(two_strategies())
    assert legend.startswith(
        "Profit: reference prices per 1,000 customers of the market; Customers kept"
    )
    assert "all over 4 months" in legend
    assert "Better in draws" in legend
    assert "draws" not in comparison_legend(comparison(strategy("One", (1.0, 2.0, 3.0))))


def test_the_interval_beside_the_ranking_is_that_of_its_metric():
    made = comparison(
        strategy("Kept", (0.029, 0.030, 0.031), metric="cohort_survival"), metric="cohort_survival"
    )
    text = printed(comparison_view(made), width=120)
    assert "+2.75 to +3.25" in text
    assert "1 replication" not in text
    assert "over 1 replication" in printed(comparison_view(comparison(strategy("One", (1.0,)))))


def test_a_name_that_can_be_typed_is_never_broken():
    name = "telecom_contract/complete_satisfaction"
    table = text_table("Scenarios", ["name", "question"], [[name, "What does it bring? " * 5]])
    assert name in printed(table, width=60)


def test_a_table_without_rows_has_its_headings():
    assert "question" in printed(text_table("Nothing", ["name", "question"], []))


def test_numbers_of_a_frame_have_four_digits_and_stand_to_the_right():
    import pandas as pd

    frame = pd.DataFrame({"term": ["price", "loyalty"], "estimate": [-3.814159, 12.0]})
    lines = printed(frame_table("Fit", frame)).splitlines()
    assert [line.rstrip()[-6:] for line in lines[-3:-1]] == ["-3.814", "    12"]


@pytest.mark.parametrize("width", [60, 80, 140])
def test_a_table_of_many_numbers_is_divided_and_never_cut(width):
    import pandas as pd

    names = [
        "own_price_elasticity",
        "interval together",
        "share",
        *(f"brand {k}" for k in range(9)),
    ]
    rows = {name: [-1.0 / (k + 3), 12_345.678 + k] for k, name in enumerate(names)}
    frame = pd.DataFrame({"firm": ["customers.satisfaction_gain_min", "private label"], **rows})
    assert lost(frame, width) == []


def test_a_number_that_there_is_none_of_is_a_word():
    import pandas as pd

    frame = pd.DataFrame({"statistic": ["s", "t"], "shuffled": [0.51, float("nan")]})
    text = printed(frame_table("Repeat buying", frame))
    assert "nan" not in text
    assert text.split()[-2:] == ["t", "none"]


def test_json_has_null_where_a_number_is_undefined():
    text = json_text({"b": [float("nan"), 1.0], "a": (float("inf"), {"c": "é"})})
    assert json.loads(text) == {"a": [None, {"c": "é"}], "b": [None, 1.0]}
    assert text.index('"a"') < text.index('"b"')


@pytest.mark.parametrize("is_terminal", [True, False])
def test_progress_is_told_to_a_terminal_only(is_terminal):
    console = Console(file=io.StringIO(), force_terminal=is_terminal, width=80)
    with progress(console) as told:
        assert (told is not None) == is_terminal
        if told is not None:
            told("replications", 1, 3)
            told("replications", 2, 3)
            told("draws", 0, 2)
    assert ("replications" in console.file.getvalue()) == is_terminal
