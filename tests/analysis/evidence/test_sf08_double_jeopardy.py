"""Double jeopardy on panels small enough to count by hand."""

import numpy as np
import pytest

from analysis.evidence.facts.sf08_double_jeopardy import double_jeopardy


def test_a_market_that_obeys_the_law_exactly_has_no_variation() -> None:
    # A: 3 of 4 buy it, 6 purchases; B: 2 of 4, 2 purchases: w (1 - b) is .5 for both.
    purchases = np.array([[2, 0], [1, 1], [0, 0], [3, 1]])
    found = double_jeopardy(purchases)
    assert found["constant_variation"] == pytest.approx(0.0, abs=1e-12)
    assert found["share_frequency_correlation"] == pytest.approx(1.0)


def test_a_niche_brand_breaks_the_order_of_frequencies() -> None:
    # C has one buyer of four who buys it 9 times; A and B have more buyers of one purchase or two.
    purchases = np.array([[2, 1, 0], [2, 1, 0], [2, 1, 0], [6, 0, 9]])
    found = double_jeopardy(purchases)
    # shares 12, 3, 9 of 24; frequencies 3, 1, 9; deviations by hand: 16 / sqrt(42 * 104 / 3)
    assert found["share_frequency_correlation"] == pytest.approx(16.0 / np.sqrt(42.0 * 104.0 / 3.0))
    assert found["share_penetration_correlation"] < 0.5
