"""Numbers with intervals, against the table of Student's t."""

import math

import pytest

from analysis.exploration.estimates import NO_INTERVAL, Estimate, over_replications


def test_the_interval_over_three_replications_by_hand():
    found = over_replications([1.0, 2.0, 3.0])  # sd 1; t of 2 degrees of freedom is 4.303
    half = 4.303 / math.sqrt(3.0)
    assert (found.value, found.low, found.high) == pytest.approx(
        (2.0, 2.0 - half, 2.0 + half), abs=1e-3
    )


@pytest.mark.parametrize(
    ("low", "high", "is_sure"),
    [
        (0.1, 3.0, True),
        (-3.0, -0.1, True),
        (-1.0, 1.0, False),
        (0.0, 2.0, False),
        (-2.0, 0.0, False),
    ],
)
def test_a_number_is_sure_on_either_side_of_zero(low, high, is_sure):
    assert Estimate((low + high) / 2.0, low, high, "noise").is_sure is is_sure


def test_one_replication_has_no_interval_and_is_never_sure():
    found = over_replications([5.0])
    assert (found.value, found.low, found.high) == (5.0, -math.inf, math.inf)
    assert (found.covers, found.is_sure) == (NO_INTERVAL, False)
