"""Pictures of value against the numbers they are given."""

import math

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import same_color

from analysis.plots.style import COLORS
from analysis.plots.value import own_and_rival, path_diagram, resistance_histogram, stacked_parts


def test_a_histogram_of_resistance_counts_everybody_once():
    axes = resistance_histogram(np.array([0.0, 0.02, 0.31, math.inf]), "title").axes[0]
    heights = [bar.get_height() for bar in axes.patches]
    assert sum(heights) == pytest.approx(100.0)
    assert heights[0] == pytest.approx(50.0)  # none to five percent
    assert heights[6] == pytest.approx(25.0)  # thirty to thirty-five
    assert heights[-1] == pytest.approx(25.0)  # not even for nothing


def test_nobody_makes_an_empty_histogram():
    axes = resistance_histogram(np.empty(0), "title").axes[0]
    assert sum(bar.get_height() for bar in axes.patches) == 0.0


def test_parts_are_stacked_losses_to_the_left():
    table = pd.DataFrame({"won": [-2.0, 0.0], "base": [3.0, 4.0], "more": [1.0, -1.0]}, ["a", "b"])
    axes = stacked_parts(table, "title", "unit").axes[0]
    spans = [[(bar.get_x(), bar.get_x() + bar.get_width()) for bar in c] for c in axes.containers]
    assert spans[0][0] == (0.0, -2.0)
    assert spans[1] == [(0.0, 3.0), (0.0, 4.0)]
    assert spans[2] == [(3.0, 4.0), (0.0, -1.0)]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]


def test_a_firm_and_its_rival_stand_in_the_row_of_the_part():
    table = pd.DataFrame({"own": [0.1, -0.2], "rival": [0.3, 0.4]}, index=["service", "money"])
    axes = own_and_rival(table, ("Alpha", "best rival"), "title", "unit").axes[0]
    lines = {line.get_label(): line for line in axes.lines}
    assert list(lines["Alpha"].get_xdata()) == [0.1, -0.2]
    assert list(lines["best rival"].get_xdata()) == [0.3, 0.4]
    assert list(lines["best rival"].get_ydata()) == [0, 1]


def test_every_path_has_its_coefficient_and_the_color_of_its_sign():
    paths = pd.DataFrame(
        {"cause": ["a", "b", "c"], "effect": ["d", "d", "d"], "coefficient": [0.5, -0.25, np.nan]}
    )
    places = {"a": (0.0, 0.0), "b": (0.0, 1.0), "c": (0.0, 2.0), "d": (3.0, 1.0)}
    axes = path_diagram(paths, places).axes[0]
    texts = [text for text in axes.texts if text.get_text()]
    words = [text.get_text() for text in texts]
    assert {"+0.50", "\N{MINUS SIGN}0.25", "a", "b", "c", "d"} == set(words)
    arrows = [text.arrow_patch for text in axes.texts if hasattr(text, "arrow_patch")]
    colors = [arrow.get_edgecolor() for arrow in arrows if arrow is not None]
    assert len(colors) == 2
    for color, wanted in zip(colors, COLORS, strict=False):
        assert same_color(color[:3], wanted)


def test_equal_dots_of_a_firm_and_its_rival_are_both_seen_and_no_level_is_a_zero():
    table = pd.DataFrame({"own": [0.1], "rival": [0.1]}, index=["service"])
    axes = own_and_rival(table, ("Alpha", "best rival"), "title", "unit").axes[0]
    own, rival = axes.lines
    assert rival.get_markerfacecolor() == "none"
    assert rival.get_markersize() > own.get_markersize()


def test_the_longest_stack_does_not_end_at_the_edge_of_its_picture():
    table = pd.DataFrame({"won": [-2.0], "base": [3.0], "more": [0.0]}, ["a"])
    low, high = stacked_parts(table, "title", "unit").axes[0].get_xlim()
    assert low < -2.0
    assert high > 3.0
    low, _ = stacked_parts(table[["base", "more"]], "title", "unit").axes[0].get_xlim()
    assert low == 0.0
