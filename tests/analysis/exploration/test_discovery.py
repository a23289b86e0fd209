"""Rules for cases whose box is known."""

import pandas as pd
import pytest

from analysis.experiments.experiment import Design, Factor
from analysis.exploration.discovery import Limit, discovered, rule_of_box
from simulation.errors import ResultError
from tests.analysis.exploration.made import number, sample_of

A, B = number("a", 0.0, 10.0), number("b", 0.0, 1.0)
OFFER = Factor("offer", "lever", values=("none", "points", "tiers"), base="none")
HYPERCUBE = Design("latin_hypercube", points=200)


def found(function, factors, depth=3):
    sample = sample_of(function, factors, HYPERCUBE)
    return discovered(sample.points, factors, sample.outcome("y")[:, 0] > 0.5, depth)


def test_a_box_is_found_with_its_limits_and_everything_in_it():
    discovery = found(lambda a, b: float(a > 7.0 and b < 0.4), [A, B])
    (rule,) = discovery.rules
    limits = {limit.factor: limit for limit in rule.limits}
    assert limits["a"].low == pytest.approx(7.0, abs=0.1)
    assert limits["b"].high == pytest.approx(0.4, abs=0.02)
    assert (rule.coverage, rule.density.value) == (1.0, 1.0)
    assert (discovery.coverage, discovery.density) == (1.0, 1.0)
    assert rule.density.low > 0.8
    assert rule.text.startswith("a is above 7") or " and a is above" in rule.text


def test_the_share_inside_a_box_of_noise_and_its_coverage_are_counted():
    points = sample_of(lambda *_: 0.0, [A, B], Design("grid", levels=2)).points
    # Points: (0,0) (0,1) (10,0) (10,1); cases: all but the first.
    rule = rule_of_box(points, [A, B], [False, True, True, True], [(0.0, 0.5), (0.0, 1.0)])
    assert rule.points == 2
    assert rule.coverage == pytest.approx(1 / 3)
    assert rule.density.value == pytest.approx(1 / 2)
    assert rule.limits == (Limit("a", high=5.0),)
    assert rule.text == "a is at most 5"


def test_a_category_is_named_in_the_rule():
    discovery = found(lambda _, offer: float(offer != "tiers"), [A, OFFER])
    assert [rule.text for rule in discovery.rules] == ["offer is none or points"]
    assert discovery.coverage == 1.0


def test_two_branches_that_are_both_dense_are_one_rule():
    # The tree splits a once more inside b > 0.5 (0.9 against 1.0 of cases); one rule says it all.
    discovery = found(lambda a, b: float(b > 0.5 and (a > 5.0 or round(1e6 * a) % 10)), [A, B], 2)
    assert len(discovery.rules) == 1
    assert discovery.rules[0].text.startswith("b is above 0.")


def test_a_range_in_the_middle_is_said_with_both_ends():
    discovery = found(lambda _, b: float(0.3 < b < 0.6), [A, B])
    assert discovery.rules[0].text.startswith("b is between 0.")


def test_rare_cases_are_rules_where_they_are_twice_as_frequent():
    rare = {3.0, 4.0, 5.0}
    sample = sample_of(lambda *_: 0.0, [A, B], Design("grid", levels=11))
    cases = [
        a in rare and b == 0.5 for a, b in zip(sample.points["a"], sample.points["b"], strict=True)
    ]
    discovery = discovered(sample.points, [A, B], cases)
    assert discovery.share == pytest.approx(3 / 121)
    assert discovery.density > 2 * discovery.share


def test_a_case_everywhere_or_nowhere_is_refused():
    points = sample_of(lambda *_: 0.0, [A, B], Design("grid", levels=2)).points
    with pytest.raises(ResultError, match="it happened nowhere"):
        discovered(points, [A, B], [False] * 4)
    with pytest.raises(ResultError, match="it happened everywhere"):
        discovered(points, [A, B], [True] * 4)


def test_a_case_for_other_points_than_these_is_refused():
    points = pd.DataFrame({"a": [1.0, 5.0, 9.0], "b": [0.1, 0.5, 0.9]})
    with pytest.raises(ResultError, match=r"for each of 3 points\. Got 2"):
        discovered(points, [A, B], [True, False], 2)


def test_a_rule_names_no_category_that_no_point_has():
    points = pd.DataFrame({"offer": ["points", "tiers"] * 20, "b": [0.1, 0.2, 0.8, 0.9] * 10})
    # it happens with points; "none", which the tree cannot tell from "points", was never tried
    (rule,) = discovered(points, [OFFER, B], points["offer"] == "points").rules
    assert rule.text == "offer is points"
