"""Who gains: the firm and its customers, by intervals that are known."""

import math
from dataclasses import replace

import pytest

from analysis.comparison.intervals import Difference
from analysis.report.pictures import gains
from analysis.report.win_win import (
    Gain,
    has_win_win,
    win_win_caption,
    win_win_figure,
    win_win_sentence,
)
from tests.analysis.report.made import comparison, strategy


def around(value, half):
    return (value, value - half, value + half)


@pytest.mark.parametrize(
    ("firm", "customers", "verdict"),
    [
        (around(5.0, 1.0), around(0.2, 0.1), "both gain"),
        (around(5.0, 1.0), around(-0.2, 0.1), "the firm gains, customers lose"),
        (around(-5.0, 1.0), around(0.2, 0.1), "customers gain, the firm loses"),
        (around(-5.0, 1.0), around(-0.2, 0.1), "both lose"),
        (around(5.0, 6.0), around(0.2, 0.1), "not clear"),
        (around(5.0, 1.0), around(0.2, 0.3), "not clear"),
        ((5.0, -math.inf, math.inf), around(0.2, 0.1), "not clear"),
        (around(0.0, 0.0), around(0.2, 0.1), "not clear"),
        (around(0.0, 0.0), around(0.0, 0.0), "no difference to anybody"),
    ],
)
def test_who_gains_is_said_by_both_intervals(firm, customers, verdict):
    assert Gain("a", firm, customers).verdict == verdict


def test_the_sentence_names_every_policy_once_by_who_gains():
    both = Gain("gifts", around(5.0, 1.0), around(0.2, 0.1))
    unsure = Gain("points", around(5.0, 9.0), around(0.2, 0.1))
    more = Gain("service", around(1.0, 0.5), around(0.1, 0.05))
    assert win_win_sentence([both, unsure, more]) == "Both gain: gifts; service. Not clear: points."


def test_the_chart_has_a_dot_at_each_policy_hollow_where_it_is_not_clear():
    figure = win_win_figure(
        [
            Gain("gifts", around(5.0, 1.0), around(0.2, 0.1)),
            Gain("points", around(5.0, 9.0), around(-0.4, 0.1)),
        ]
    )
    axes, names = figure.axes
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [(dot.get_xdata()[0], dot.get_ydata()[0]) for dot in dots] == [(0.2, 5.0), (-0.4, 5.0)]
    assert dots[0].get_markerfacecolor() != dots[1].get_markerfacecolor()
    assert [text.get_text() for text in names.texts] == ["1  gifts", "2  points"]
    ends = [tuple(line.get_xdata()) for line in axes.lines if len(set(line.get_ydata())) == 1]
    assert any(pytest.approx((0.1, 0.3)) == end for end in ends)


def test_a_comparison_shows_both_sides_in_the_units_of_its_tables():
    one = strategy("Better service", (39.0, 40.0, 41.0))
    differences = one.differences | {"customer_surplus": Difference(0.5, 0.25, 3)}
    (gain,) = gains(comparison(replace(one, differences=differences)))
    assert gain.name == "Better service"
    assert gain.customers == (0.5, 0.25, 0.75)
    assert gain.firm[0] == 40.0
    assert gain.verdict == "both gain"


def test_a_strategy_whose_surplus_is_undefined_is_left_out():
    one = strategy("Better service", (39.0, 40.0, 41.0))
    differences = one.differences | {"customer_surplus": Difference(math.nan, math.nan, 3)}
    assert gains(comparison(replace(one, differences=differences))) == []
    assert not has_win_win(["profit"])


def test_the_caption_speaks_of_intervals_only_where_there_are_any():
    nowhere = (5.0, -math.inf, math.inf)
    one_run, several = (
        win_win_caption([Gain("gifts", firm, firm)], length)
        for firm, length in ((nowhere, ""), (around(5.0, 1.0), "36 months"))
    )
    assert "95 % intervals" not in one_run
    assert "from one run there are no intervals" in one_run
    assert "with 95 % intervals over replications" in several
    assert "All over 36 months." in several
    assert "All over" not in one_run  # studies of several lengths
