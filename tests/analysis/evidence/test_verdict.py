"""From hand-made values to verdicts."""

import math

import numpy as np
import pytest

from analysis.evidence.fact import Band
from analysis.evidence.registry import chosen_facts
from analysis.evidence.verdict import finding, mean_series
from analysis.evidence.words import band_text, estimate_text, fact_verdict, summary_sentence
from simulation.errors import ScenarioError
from tests.analysis.evidence.made import WITHIN, made_fact, outcomes_of

NAN = math.nan


def found(plain, control, band=WITHIN, known_misses=()):
    fact = made_fact(band, known_misses=known_misses)
    return finding(fact, outcomes_of(fact, plain, control))


def test_the_mean_over_seeds_decides_and_no_single_seed():
    assert found([0.9, 1.0, 1.4], [0.0, 0.0, 0.0]).holds
    assert not found([1.4, 1.4, 3.5], [0.0, 0.0, 0.0]).holds


@pytest.mark.parametrize(
    ("value", "holds"), [(1.0, True), (2.0, True), (0.999, False), (NAN, False)]
)
def test_both_ends_of_a_band_belong_to_it_and_nothing_undefined_does(value, holds):
    assert found([value], [0.0]).holds is holds


def test_the_interval_is_students():
    # Mean 2, standard deviation 1, three seeds; t(0.975, 2) = 4.302653 (tables).
    measured = found([1.0, 2.0, 3.0], [0.0, 0.0, 0.0]).bands[0].measured
    assert measured.mean == pytest.approx(2.0)
    assert measured.half_width == pytest.approx(4.302653 / math.sqrt(3.0), abs=1e-6)
    assert found([1.5], [0.0]).bands[0].measured.half_width == math.inf


def test_one_band_that_misses_is_enough_for_a_fact_to_miss():
    fact = made_fact(WITHIN, Band("weight", 50.0, 90.0, "weight, kg"))
    outcomes = [
        type(o)(o.task, type(o.measured)({"height": 1.5, "weight": 120.0}), o.seconds)
        for o in outcomes_of(fact, [1.5], [1.5])
    ]
    judged = finding(fact, outcomes)
    assert [one.verdict for one in judged.bands] == ["holds", "misses"]
    assert not judged.holds
    assert fact_verdict(judged).startswith("misses (weight)")


def test_a_control_must_break_the_band():
    assert found([1.5], [0.5]).bands[0].control_verdict == "breaks"
    surviving = found([1.5], [1.7])
    assert surviving.holds
    assert surviving.bands[0].control_verdict == "does not break"
    assert not surviving.is_as_claimed


def test_a_control_in_which_nothing_is_left_to_measure_breaks_the_band():
    assert found([1.5], [NAN]).bands[0].control_verdict == "breaks"


def test_a_control_can_be_asked_to_lie_somewhere():
    flat = Band("height", 1.0, 2.0, "height, meters", control=(-0.1, 0.1))
    assert found([1.5], [0.05], flat).bands[0].control_verdict == "breaks"
    assert found([1.5], [0.5], flat).bands[0].control_verdict == "does not break"


def test_a_control_that_does_not_touch_a_metric_is_not_judged_there():
    free = Band("height", 1.0, 2.0, "height, meters", is_control_judged=False)
    judged = found([1.5], [1.5], free)
    assert judged.bands[0].control_verdict == "not judged"
    assert judged.is_as_claimed
    assert fact_verdict(judged) == "holds; no control is judged"


def test_a_known_miss_is_reported_and_fails_nothing():
    judged = found([9.0], [0.0], known_misses=("height",))
    assert not judged.holds
    assert judged.bands[0].verdict == "misses (known)"
    assert judged.is_as_claimed
    assert not found([9.0], [0.0]).is_as_claimed


def test_a_known_miss_that_holds_says_so():
    judged = found([1.5], [0.0], known_misses=("height",))
    assert judged.bands[0].verdict == "holds (said to miss)"


def test_the_order_in_which_tasks_end_changes_nothing():
    fact = made_fact()
    outcomes = outcomes_of(fact, [1.0, 1.5, 1.7], [5.0, 6.0, 7.0])
    assert finding(fact, outcomes) == finding(fact, outcomes[::-1])


def test_pictures_are_drawn_from_means_over_the_seeds_that_have_a_value():
    tables = [{"t": {"x": [1.0, NAN, NAN]}}, {"t": {"x": [3.0, 5.0, NAN]}}]
    np.testing.assert_array_equal(mean_series(tables)["t"]["x"], [2.0, 5.0, NAN])


def test_facts_and_controls_are_counted():
    holding, missing = found([1.5], [0.0]), found([9.0], [1.5])
    assert summary_sentence((holding, missing)) == (
        "1 of 2 facts hold; 1 of 2 controls break every band that they are judged on (2 of 2 bands)."
    )


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.25, 1.0, "0.25 to 1"),
        (1.8, math.inf, "from 1.8"),
        (-math.inf, 0.0, "to 0"),
        (1e-9, math.inf, "above 0"),
        (1e-9, 5.0, "above 0, to 5"),
        (-0.02, 0.02, "−0.02 to 0.02"),
    ],
)
def test_a_band_is_written_as_a_reader_says_it(low, high, text):
    assert band_text(Band("x", low, high, "x")) == text


def test_an_estimate_is_written_with_the_decimals_of_its_interval():
    estimate = found([1.0, 2.0, 3.0], [0.0, 0.0, 0.0]).bands[0].measured
    assert estimate_text(estimate) == "2.0 ± 2.5"
    assert estimate_text(found([NAN], [0.0]).bands[0].measured) == "n/a"


def test_the_nearest_fact_is_that_of_the_number():
    for name, nearest in (("sf5", "SF05"), ("5", "SF05"), ("SF012", "SF12"), ("SG14", "SF14")):
        with pytest.raises(ScenarioError, match=rf"no fact {name.upper()}\. Nearest: {nearest}\."):
            chosen_facts([name])
