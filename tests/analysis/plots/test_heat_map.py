"""Maps of numbers against the table they are given."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import same_color
from matplotlib.figure import Figure

from analysis.plots.heat_map import heat_map, heat_map_figure
from analysis.plots.style import INK, PAPER, QUIET
from analysis.studies.drawing import Panel, dots_by_market, named_map

CELLS = np.array([[-4.0, 0.1, np.nan], [0.0, 1.0, 4.0]])


def written(axes):
    """Return the text of each cell by its place, row and column."""
    return {(int(text.get_position()[1]), int(text.get_position()[0])): text for text in axes.texts}


def test_every_cell_holds_its_number_and_a_missing_one_a_dash():
    axes = Figure().subplots()
    heat_map(axes, CELLS, lambda value: f"{value:g}")
    texts = {place: text.get_text() for place, text in written(axes).items()}
    assert texts == {
        (0, 0): "-4",
        (0, 1): "0.1",
        (0, 2): "–",
        (1, 0): "0",
        (1, 1): "1",
        (1, 2): "4",
    }


def test_numbers_can_be_read_on_their_color():
    axes = Figure().subplots()
    heat_map(axes, CELLS, str)
    colors = {place: text.get_color() for place, text in written(axes).items()}
    assert same_color(colors[0, 0], PAPER)  # the deepest red
    assert same_color(colors[1, 2], PAPER)  # the deepest blue
    assert same_color(colors[1, 0], INK)
    assert same_color(colors[0, 2], QUIET)


def test_nothing_stands_in_the_middle_of_losses_and_gains():
    drawn = heat_map(Figure().subplots(), CELLS, None)
    assert (drawn.norm.vmin, drawn.norm.vmax) == (-4.0, 4.0)


@pytest.mark.parametrize("size", [8, 9])
def test_a_small_map_is_written_and_a_large_one_has_lines_of_equal_height(size):
    values = np.add.outer(np.arange(size), np.arange(size)).astype(float)
    figure = heat_map_figure(pd.DataFrame(values), ("across", "up"), "points")
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert (len(texts) == size * size) == (size == 8)


def test_rows_are_named_from_the_top():
    axes = Figure().subplots()
    named_map(axes, CELLS, str, ["first", "second"], ["a", "b", "c"])
    bottom, top = axes.get_ylim()
    places = dict(
        zip([t.get_text() for t in axes.get_yticklabels()], axes.get_yticks(), strict=True)
    )
    assert bottom > places["second"] > places["first"] > top
    assert [t.get_text() for t in axes.get_xticklabels()] == ["a", "b", "c"]


def test_each_policy_stands_in_the_row_of_its_market():
    table = pd.DataFrame(
        {"market": ["one", "one", "two"], "policy": ["x", "y", "x"], "share": [0.1, -0.2, 0.3]}
    )
    figure = dots_by_market(table, ("x", "y"), [Panel("share", "Share", "points")] * 2)
    lines = {line.get_label(): line for line in figure.axes[0].lines}
    assert lines["x"].get_xdata() == pytest.approx([10.0, 30.0])
    assert list(lines["x"].get_ydata()) == [0, 1]
    assert lines["y"].get_xdata() == pytest.approx([-20.0])


def test_a_level_begins_at_zero():
    table = pd.DataFrame({"market": ["one"], "policy": ["x"], "share": [0.5]})
    panels = [Panel("share", "Share", "%", is_level=True), Panel("share", "Share", "points")]
    figure = dots_by_market(table, ("x",), panels)
    assert figure.axes[0].get_xlim() == pytest.approx((0.0, 54.0))
    assert len(figure.axes[1].lines) == len(figure.axes[0].lines) + 1  # the line at zero
