"""Numbered dots of a trade-off: none covers another, and none that stands free is moved."""

import math
from itertools import combinations

from analysis.plots.trade_off import apart


def test_dots_on_one_place_are_set_apart_and_free_ones_stay():
    points = [(0.0, 0.0)] * 12 + [(500.0, 500.0)]
    placed = apart(points, 15.0)
    assert placed[0] == (0.0, 0.0)
    assert placed[-1] == (500.0, 500.0)
    assert all(math.dist(one, other) >= 15.0 for one, other in combinations(placed, 2))
