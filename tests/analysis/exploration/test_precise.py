"""Each point's own difference to the base, in every seed both ran with."""

import math

import pandas as pd
import pytest

from analysis.experiments.experiment import Factor, Replications
from analysis.exploration.precise import precise_differences
from analysis.exploration.sample import Sample

CUT = Factor("firms.Alpha.discount", "lever", values=(0.1, 0.2), base=0.0)
T_975_OF_2_DEGREES = 4.302653  # Student's t, any table


def runs(point, value, outcomes):
    return [
        {"point": point, "replication": r, "seed": r, CUT.path: value, "profit": outcome}
        for r, outcome in enumerate(outcomes)
    ]


SAMPLE = Sample(pd.DataFrame(runs(0, 0.1, [3.0, 3.0, 6.0]) + runs(1, 0.2, [5.0, 2.0])), (CUT,))
BASE = pd.DataFrame({"point": -1, "replication": [0, 1, 2, 3], "profit": [1.0, 2.0, 3.0, 100.0]})


def test_all_seeds_of_a_point_count_and_not_only_those_that_every_point_has():
    first, second = precise_differences(SAMPLE, BASE, Replications(2, 9, "profit", 2.5))
    # Differences 2, 1 and 3: mean 2, standard deviation 1, half-width t / sqrt(3) = 2.484.
    assert (first.point, first.seeds, first.is_met) == (0, 3, True)
    assert first.difference.value == pytest.approx(2.0)
    half = T_975_OF_2_DEGREES / math.sqrt(3.0)
    assert first.difference.high == pytest.approx(2.0 + half, abs=1e-5)
    assert SAMPLE.replications == 2  # what comparisons between points take
    assert (second.point, second.seeds, second.is_met) == (1, 2, False)
    assert second.difference.value == pytest.approx(2.0)


def test_a_smaller_wish_is_not_met_by_the_same_runs():
    first, _ = precise_differences(SAMPLE, BASE, Replications(2, 9, "profit", 2.4))
    assert not first.is_met


def test_a_seed_without_the_metric_is_no_pair():
    undefined = SAMPLE.table.assign(profit=SAMPLE.table["profit"].where(SAMPLE.table["seed"] != 1))
    first, second = precise_differences(
        Sample(undefined, (CUT,)), BASE, Replications(2, 9, "profit", 2.5)
    )
    assert first.seeds == 2
    assert second.seeds == 1
    assert not second.is_met


def test_nothing_where_no_precision_was_wished_or_the_base_was_not_run():
    assert precise_differences(SAMPLE, BASE, Replications(2, 2)) == []
    assert precise_differences(SAMPLE, BASE.iloc[:0, :1], Replications(2, 9, "profit", 2.5)) == []
