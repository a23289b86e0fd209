"""Duplication of purchase on a panel small enough to count by hand."""

import numpy as np
import pytest

from analysis.evidence.fact import Setting
from analysis.evidence.facts.sf09_duplication import FACT, mean_duplication
from analysis.repeat_buying.measures import observed_measures


def test_each_other_brand_counts_once_whatever_its_size() -> None:
    # Of A's four buyers 2 buy B and 1 buys C; of B's two both buy A, none C; C's one buys A only.
    purchases = np.array([[1, 1, 0], [1, 3, 0], [2, 0, 1], [5, 0, 0], [0, 0, 0]], dtype=float)
    found = mean_duplication(observed_measures(purchases))
    assert found == pytest.approx([(2 / 2 + 1 / 1) / 2, (2 / 4 + 0 / 1) / 2, (1 / 4 + 0 / 2) / 2])


def test_without_changes_of_brand_no_buyer_is_shared() -> None:
    control = FACT.measure(Setting(customers=800, seed=3, is_control=True))
    assert set(control.series["brands"]["duplication"]) == {0.0}
    assert np.isnan(control.values["duplication_correlation"])
