"""Worlds that pass facts: which values are handed over, and what is ranked then."""

import math
from types import SimpleNamespace

import pytest

from analysis.evidence.fact import Band, Measured
from analysis.evidence.facts.drawn import spans, value_at
from analysis.evidence.registry import FACTS
from analysis.experiments.experiment import Design, Factor
from analysis.exploration import passing as module
from analysis.exploration.passing import (
    beyond_ranges,
    passing,
    position_in,
    ranking_where_facts_hold,
)
from simulation.errors import ResultError
from tests.analysis.exploration.made import number, sample_of
from tests.simulation.markets import CONTRACT, changed

PATH = "customers.price_sensitivity"
SCENARIO = changed(CONTRACT)
POLICY = Factor("policy", "lever", values=(0, 1), base=0)
FACT = FACTS["SF08"]


@pytest.mark.parametrize("span", [(1.0, 2.0, 5.0), (1.0, 1.0, 5.0), (0.0, 4.0, 4.0)])
@pytest.mark.parametrize("place", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_a_position_is_the_inverse_of_the_value_there(span, place):
    assert position_in(span, value_at(span, place)) == pytest.approx(place)


def test_values_beyond_a_span_stand_at_its_ends():
    assert position_in((1.0, 2.0, 5.0), 0.0) == 0.0
    assert position_in((1.0, 2.0, 5.0), 9.0) == 1.0


def test_values_that_facts_see_at_the_end_of_a_range_only_are_named():
    low, _, high = spans(SCENARIO)["price_sensitivity"]
    step = 0.1 * (high - low)

    def named(first, last):
        worlds = Factor(PATH, "uncertainty", values=(first, last), base=first)
        return beyond_ranges(sample_of(lambda w: w, [worlds], Design("grid")), SCENARIO)

    assert named(low, high) == []
    assert named(low - step, high) == [PATH]
    assert named(low, high + step) == [PATH]


@pytest.fixture
def measured(monkeypatch):
    """Let every band of the fact hold where price sensitivity stands in the lower half; count tasks."""
    asked = []

    def answered(tasks, *_):
        asked.extend(tasks)
        return {
            task: SimpleNamespace(measured=Measured(_values(task)), seconds=0.5) for task in tasks
        }, 0

    monkeypatch.setattr(module, "all_measured", answered)
    return asked


def _values(task):
    holds = dict(task.positions)["price_sensitivity"] < 0.6
    return {band.metric: _inside(band) if holds else math.nan for band in FACT.bands}


def _inside(band: Band) -> float:
    return band.low if math.isfinite(band.low) else band.high


def sweep_of(low, high):
    # Policy 1 wins where price sensitivity is above its base value.
    base = spans(SCENARIO)["price_sensitivity"][1]
    factors = [POLICY, number(PATH, low, high, base=base)]
    return sample_of(lambda p, s: p * (s - base), factors, Design("grid", levels=5))


def test_worlds_in_which_a_fact_fails_are_left_out_of_the_ranking(tmp_path, measured):
    low, base, high = spans(SCENARIO)["price_sensitivity"]
    sample = sweep_of(low, high)
    passed = passing(sample, SCENARIO, [FACT], tmp_path)
    # for each value of the uncertainty, not for each policy, and each seed of the small form
    assert len(measured) == 5 * FACT.quick.seeds
    assert {task.seed for task in measured} == {1, 2}
    assert passed.cost == "1 fact at 5 sets of uncertain values, with 2 seeds each: 10 measurements, 5 s of processor time"  # fmt: skip
    positions = sample.points[PATH].map(lambda v: position_in((low, base, high), v))
    assert passed.points.tolist() == (positions < 0.6).tolist()
    found = ranking_where_facts_hold(sample, "y", passed)
    assert found.worlds == int((positions < 0.6).sum()) // 2
    assert found.policies[0].levers == {"policy": 0}


def test_a_fact_is_judged_by_the_mean_over_its_seeds(tmp_path, monkeypatch):
    (band, *_) = [band for band in FACT.bands if math.isfinite(band.high)]
    others = {one.metric: _inside(one) for one in FACT.bands}

    def answered(gap):
        found = {1: band.high + gap, 2: band.low}  # seed 1 alone misses

        def measured(tasks, *_):
            return {
                task: SimpleNamespace(
                    measured=Measured({**others, band.metric: found[task.seed]}), seconds=0.5
                )
                for task in tasks
            }, 0

        return measured

    width = band.high - band.low
    for gap, holds in ((width / 2.0, True), (width * 2.0, False)):
        monkeypatch.setattr(module, "all_measured", answered(gap))
        passed = passing(sweep_of(2.5, 4.0), SCENARIO, [FACT], tmp_path)
        assert set(passed.points.tolist()) == {holds}


def test_no_world_that_passes_and_no_parameter_of_customers_are_refused(tmp_path, measured):
    high = spans(SCENARIO)["price_sensitivity"][2]
    passed = passing(sweep_of(high - 0.1, high), SCENARIO, [FACT], tmp_path)
    with pytest.raises(ResultError, match="no set of uncertain values passes SF08"):
        ranking_where_facts_hold(sweep_of(high - 0.1, high), "y", passed)
    firm = sample_of(lambda p, s: p * s, [POLICY, number("firms.Beta.price")], Design("grid"))
    with pytest.raises(ResultError, match="none of the sweep's uncertainties"):
        passing(firm, SCENARIO, [FACT], tmp_path)
    assert measured
