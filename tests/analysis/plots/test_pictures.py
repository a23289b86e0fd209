"""Pictures against the numbers they are given."""

import gc
import math
import weakref

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import same_color
from matplotlib.container import BarContainer

from analysis.comparison.twins import CELL_LABELS
from analysis.plots.flows import flow_maps
from analysis.plots.money import profit_parts
from analysis.plots.ranking import Estimates, ranking
from analysis.plots.saving import inline_svg, save_png
from analysis.plots.style import PAPER, marks, shortened
from analysis.plots.trajectories import spread, trajectories
from analysis.plots.twins import twin_accounts


def made_ranking():
    estimates = Estimates(
        "Profit", "money", mean=[5.0, 1.0, math.nan], low=[4.0, -1.0, math.nan],
        high=[6.0, 3.0, math.nan], text=["+5", "+1", "n/a"],
    )  # fmt: skip
    return ranking(["sure", "unsure", "unknown"], [estimates])


def bars(axes):
    """Return (start, width) of every bar of each container."""
    return [
        [(bar.get_x(), bar.get_width()) for bar in container]
        for container in axes.containers
        if isinstance(container, BarContainer)
    ]


def test_dots_stand_at_the_means_and_only_sure_ones_are_filled():
    (axes,) = made_ranking().axes
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [dot.get_xdata()[0] for dot in dots] == [5.0, 1.0]
    assert [same_color(dot.get_markerfacecolor(), PAPER) for dot in dots] == [False, True]
    assert "not measured" in {text.get_text() for text in axes.texts}


def test_intervals_reach_from_low_to_high():
    (axes,) = made_ranking().axes
    spans = [list(line.get_xdata()) for line in axes.lines if len(set(line.get_ydata())) == 1]
    assert [4.0, 6.0] in spans
    assert [-1.0, 3.0] in spans


def test_an_interval_without_ends_is_a_hollow_dot_alone():
    endless = Estimates("Profit", "money", [5.0], [-math.inf], [math.inf], ["+5"])
    (axes,) = ranking(["one run"], [endless]).axes
    (dot,) = [line for line in axes.lines if line.get_marker() == "o"]
    assert same_color(dot.get_markerfacecolor(), PAPER)
    assert all(np.isfinite(line.get_xdata()).all() for line in axes.lines)


def twin_table():
    rows = [
        ("A", "saved", 20.0, 4.0), ("A", "stayed_anyway", 900.0, 60.0),
        ("A", "lost_by_policy", 5.0, 0.0), ("A", "left_anyway", 75.0, -1.0),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["strategy", "cell", "per_thousand", "given"])


def test_the_bars_of_twins_are_stacked_in_order_and_sum_to_all():
    everyone, moved, given_to = twin_accounts(twin_table(), CELL_LABELS, "money").axes
    assert [spans[0] for spans in bars(everyone)] == [(0, 20), (20, 900), (920, 5), (925, 75)]
    assert [spans[0] for spans in bars(moved)] == [(0, 20), (0, -5)]
    assert [spans[0] for spans in bars(given_to)] == [(0, 4), (4, 60), (64, 0), (0, -1)]


def test_the_diamond_of_money_stands_at_the_sum_of_the_parts():
    parts = pd.DataFrame({"revenue": [60.0, -5.0], "cost": [-20.0, 3.0]}, index=["A", "B"])
    (axes,) = profit_parts(parts, "money").axes
    (diamonds,) = [line for line in axes.lines if line.get_marker() == "D"]
    assert list(diamonds.get_xdata()) == [40.0, -2.0]


def test_losses_are_stacked_to_the_left_and_gains_to_the_right():
    parts = pd.DataFrame({"one": [-5.0], "two": [2.0], "three": [-3.0], "four": [1.0]}, index=["A"])
    (axes,) = profit_parts(parts, "money").axes
    assert [spans[0] for spans in bars(axes)] == [(0, -5), (0, 2), (-5, -3), (2, 1)]


def test_the_map_of_flows_prints_moves_and_no_diagonal():
    firms = ["Alpha", "Beta"]
    table = pd.DataFrame([[400.0, 0.0], [8.04, 300.0]], index=firms, columns=firms)
    (axes,) = flow_maps({"A": table}, "Alpha").axes
    assert sorted(text.get_text() for text in axes.texts) == ["8.0", "·", "·"]


def series(names, n=5):
    frames = []
    for index, name in enumerate(names):
        values = np.arange(n, dtype=float) * index
        change = values if index else np.full(n, np.nan)
        frames.append(
            pd.DataFrame(
                {
                    "scenario": name,
                    "time": np.arange(n),
                    "mean": values,
                    "low": values - 1,
                    "high": values + 1,
                    "difference": change,
                    "difference_low": change - 1,
                    "difference_high": change + 1,
                }
            )
        )
    return pd.concat(frames)


def test_the_axes_of_a_share_end_at_0_and_100_percent_where_its_bands_do_not():
    wide = series(["base", "A"]).assign(low=-50.0, high=150.0)
    wide = wide.assign(difference_low=-300.0, difference_high=5.0)
    level, change = trajectories(wide, "base", "Share", ("%", "points"), "weeks", (0.0, 100.0)).axes
    assert level.get_ylim() == (0.0, 100.0)
    assert change.get_ylim()[0] == -100.0
    assert 5.0 <= change.get_ylim()[1] < 100.0
    free, _ = trajectories(wide, "base", "Points", ("points", "points"), "weeks").axes
    assert free.get_ylim()[0] <= -50.0


def test_the_panel_of_differences_draws_and_names_every_strategy():
    figure = trajectories(series(["base", "A", "B"]), "base", "Share", ("%", "points"), "weeks")
    _, change = figure.axes
    drawn = [list(line.get_ydata()) for line in change.lines if len(line.get_xdata()) == 5]
    assert [0.0, 1.0, 2.0, 3.0, 4.0] in drawn
    assert [0.0, 2.0, 4.0, 6.0, 8.0] in drawn
    assert {"A", "B"} <= {text.get_text() for text in change.texts}
    assert change.get_xlabel() == "weeks"


@given(st.lists(st.floats(-0.5, 1.5), min_size=1, max_size=12))
def test_labels_are_moved_apart_in_their_order_and_stay_inside(heights):
    placed = spread(heights, 0.08)
    order = np.argsort(heights, kind="stable")
    assert np.diff(placed[order]).min(initial=1.0) >= 0.08 - 1e-9
    assert placed.min() >= -1e-9
    assert placed.max() <= 1.0 + 1e-9


def test_labels_that_are_apart_already_stay_where_they_are():
    np.testing.assert_allclose(spread([0.9, 0.1, 0.5], 0.08), [0.9, 0.1, 0.5])


def test_ten_strategies_differ_in_color_and_in_line_or_marker():
    ten = marks(10)
    assert len({mark.color for mark in ten}) == 10
    assert len({mark.marker for mark in ten}) == 10


def test_drawing_leaves_the_settings_of_the_reader_alone(tmp_path):
    before = dict(mpl.rcParams)
    save_png(made_ranking(), tmp_path / "picture.png")
    assert dict(mpl.rcParams) == before


def test_the_settings_of_the_reader_change_no_picture():
    before = inline_svg(made_ranking(), "one", "title", "words")
    with mpl.rc_context({"axes.facecolor": "red", "font.size": 30, "svg.hashsalt": "other"}):
        assert inline_svg(made_ranking(), "one", "title", "words") == before


def test_a_figure_is_kept_by_nobody_once_it_is_saved(tmp_path):
    figure = made_ranking()
    save_png(figure, tmp_path / "picture.png")
    inline_svg(figure, "one", "title", "words")
    kept = weakref.ref(figure)
    del figure
    gc.collect()
    assert kept() is None


def test_text_in_a_picture_stays_text_and_is_escaped():
    estimates = Estimates("a < b & c", "$x$ money", [1.0], [0.5], [1.5], ["+1"])
    svg = inline_svg(ranking(["<b>bold</b>"], [estimates]), "one", "title", "words")
    assert "a &lt; b &amp; c" in svg
    assert "$x$ money" in svg
    assert "<b>" not in svg


def test_strategies_whose_names_differ_at_the_end_only_are_told_apart_by_their_rank():
    names = [f"A long name that says it all about {what}" for what in ("prices", "staff")]
    estimates = Estimates(
        "Profit", "money", [5.0, 1.0, 0.0], [4.0, 0.0, -1.0], [6.0, 2.0, 1.0], ["", "", ""]
    )
    (axes,) = ranking([*names, "short"], [estimates]).axes
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["1 A long name that says it al…", "2 A long name that says it al…", "short"]
    figure = trajectories(series(["base", *names]), "base", "Share", ("%", "points"), "weeks")
    assert {text.get_text() for text in figure.axes[1].texts} >= set(labels[:2])


@pytest.mark.parametrize(
    ("name", "shown"),
    [("short", "short"), ("two\nlines\x00", "two lines"), ("x" * 40, "x" * 29 + "…")],
)
def test_a_name_fits_a_picture(name, shown):
    assert shortened(name) == shown


def test_a_name_in_a_script_that_the_font_lacks_is_text_on_the_page_and_no_warning(tmp_path):
    # Warnings are errors in tests.
    estimates = Estimates("Profit", "money", mean=[1.0], low=[0.0], high=[2.0], text=["+1"])
    figure = ranking(["\u6226\u7565"], [estimates])
    assert "\u6226\u7565" in inline_svg(figure, "ranking", "Ranking", "one strategy")
    save_png(figure, tmp_path / "ranking.png")
    assert (tmp_path / "ranking.png").stat().st_size > 0


def test_firms_of_one_beginning_are_told_apart_in_a_map_and_one_is_bold():
    firms = ["North Western Savings of the East", "North Western Savings of the West", "Chain"]
    table = pd.DataFrame(np.ones((3, 3)), index=firms, columns=firms)
    (axes,) = flow_maps({"A": table}, firms[1]).axes
    for labels in (axes.get_xticklabels(), axes.get_yticklabels()):
        assert len({label.get_text() for label in labels}) == 3
        assert [label.get_fontweight() == "bold" for label in labels] == [False, True, False]


def test_a_study_of_one_step_is_drawn_as_points_with_bars():
    rows = [("base", 5.0, math.nan), ("gift", 7.0, 2.0)]
    series = pd.DataFrame(
        [
            {"scenario": name, "time": 1.0, "mean": mean, "low": mean - 1.0, "high": mean + 1.0,
             "difference": change, "difference_low": change - 1.0, "difference_high": change + 1.0}
            for name, mean, change in rows
        ]
    )  # fmt: skip
    level, change = trajectories(series, "base", "Share", ("%", "points"), "weeks").axes
    seen = [(line.get_ydata()[0], line.get_marker()) for line in level.lines]
    assert [value for value, marker in seen if marker] == [5.0, 7.0]
    assert [list(axes.get_xticks()) for axes in (level, change)] == [[1.0], [1.0]]
    for axes, span in ((level, [4.0, 6.0]), (change, [1.0, 3.0])):
        bars = [segment for bars in axes.collections for segment in bars.get_segments()]
        assert [[y for _, y in bar] for bar in bars] == [span]
