"""What a page says about what holds customers."""

from dataclasses import replace

import pytest

from analysis.comparison.intervals import Difference
from analysis.comparison.pull import CONSTRUCTS
from analysis.report.page import report_html
from analysis.report.pull import has_pull, pull_figure, pull_rows, pull_sentences, pull_table
from tests.analysis.report.made import comparison, pull_of, strategy, two_strategies


def test_the_level_and_each_change_are_told_with_what_they_do_to_the_odds():
    assert pull_sentences(two_strategies()) == [
        "In the baseline Alpha holds its customers mostly by habit: 1.50 of 1.90.",
        # e to 0.25 - 0.05
        "Better service works mostly through satisfaction (+0.250); with all the rest the odds to "
        "choose Alpha rather than another firm are 1.22 times those of the baseline.",
        "Price cut works mostly through satisfaction (+0.250); with all the rest the odds to "
        "choose Alpha rather than another firm are 1.22 times those of the baseline.",
    ]


def test_the_table_has_the_level_first_and_a_star_where_the_interval_leaves_zero_out():
    made = two_strategies()
    runs = [replace(r, metrics=r.metrics | {"review_rate": 0.36}) for r in made.base_runs]
    first = made.outcomes[0]
    moved = first.differences | {"review_rate": Difference(-0.02, 0.01, 3)}
    outcomes = [replace(first, differences=moved), made.outcomes[1]]
    table = pull_table(replace(made, base_runs=runs, outcomes=outcomes))
    assert table.header == ["", "Telecom postpaid", "Better service", "Price cut"]
    assert table.rows == [
        ["Satisfaction", "0.40", "+0.250*", "+0.250*"],
        ["Habit", "1.50", "−0.050", "−0.050"],  # half-widths of 0.1
        ["Together", "1.90", "+0.200*", "+0.200*"],
        ["Odds, times the baseline's", "1", "1.22", "1.22"],
        ["Reviews a year", "0.36", "−0.020*", "0"],
    ]


def test_from_one_replication_nothing_is_starred():
    rows = pull_table(comparison(strategy("Better service", (40.0,)))).rows
    assert not any("*" in cell for row in rows for cell in row)


def test_every_construct_and_their_sum_are_in_the_file():
    rows = pull_rows(two_strategies())
    assert rows["construct"].tolist() == [*CONSTRUCTS, "together"] * 2
    habit = rows[rows["construct"] == "habit"].iloc[0]
    assert habit[["base_mean", "difference", "low", "high"]].tolist() == pytest.approx(
        [1.5, -0.05, -0.15, 0.05]
    )


def test_a_strategy_under_which_nobody_stays_is_left_out_of_the_picture_and_said():
    nan = float("nan")
    made = two_strategies()
    gone = replace(made.outcomes[0], pull=pull_of(nan, nan, replications=3))
    made = replace(made, outcomes=[gone, made.outcomes[1]])
    assert has_pull(made)
    assert [text.get_text() for text in pull_figure(made, 10).axes[1].get_yticklabels()] == [
        "Price cut"
    ]
    assert pull_sentences(made)[1] == (
        "Better service: nobody stayed in both worlds, so there is nothing to compare."
    )
    assert {row[2] for row in pull_table(made).rows[:-1]} == {"n/a"}


def test_what_changes_nothing_is_said_to_change_nothing():
    made = comparison(replace(strategy("Idle", (0.0, 0.0, 0.0)), pull=pull_of(0.0, 0.0, 3)))
    assert pull_sentences(made)[1] == "Idle changes nothing of what holds them."


def test_without_anybody_who_stays_the_page_has_no_such_section():
    nan = float("nan")
    made = comparison(replace(strategy("Idle", (0.0, 0.0, 0.0)), pull=pull_of(nan, nan, 3)))
    assert "what holds the customers" not in report_html(made, {})
    assert "what holds the customers" in report_html(two_strategies(), {})
