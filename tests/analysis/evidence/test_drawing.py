"""Pictures of facts: what explains them hides nothing of them."""

import pytest

from analysis.evidence.facts.drawing import curves, labeled, pairs
from analysis.plots.saving import inline_svg
from analysis.plots.style import in_style, new_figure


@pytest.mark.parametrize("kind", ["curves", "pairs", "pairs of two lines"])
@in_style
def test_the_colors_are_explained_below_the_panel_and_its_axis(kind):
    figure = new_figure(10.0, 3.4)
    axes = figure.subplots()
    if kind == "curves":
        # the four corners are taken, so that no place inside is free
        curves(axes, [0.0, 1.0], [("up", [0.0, 1.0]), ("down", [1.0, 0.0])])
    else:
        line = "first\nsecond" if kind.endswith("lines") else "first"
        pairs(axes, [line, "b"], [1.0, 1.0], [1.0, 1.0])
    labeled(axes, "Title", "what is across", "what is up")
    inline_svg(figure, "name", "title", "words")
    legend = axes.get_legend().get_window_extent()
    assert legend.y1 <= axes.xaxis.label.get_window_extent().y0 + 2.0
