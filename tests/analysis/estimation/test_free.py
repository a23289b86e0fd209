"""Free parameters: declared ranges, stated ranges, and what cannot be freed."""

import numpy as np
import pytest

from analysis.estimation.free import at_shares, free_parameters, start_shares, with_values
from simulation.errors import ScenarioError
from tests.simulation.markets import CONTRACT, changed

SCENARIO = changed(CONTRACT)


def test_a_range_comes_from_the_declaration_or_from_the_caller():
    trust, recovery = free_parameters(
        SCENARIO, ["customers.trust_weight", "firms.Alpha.recovery=0.2:0.9"]
    )
    assert (trust.low, trust.high, trust.start) == (0.0, 0.5, 0.2)
    assert (recovery.low, recovery.high, recovery.start) == (0.2, 0.9, 0.5)
    assert (trust.concept, recovery.concept) == ("trust", "recovery")


def test_values_set_are_values_in_the_scenario():
    parameters = free_parameters(
        SCENARIO, ["customers.trust_weight", "firms.Alpha.quality.R=60:90"]
    )
    values = at_shares(parameters, np.array([0.5, 1.0]))
    scenario = with_values(SCENARIO, parameters, values)
    assert scenario.customers.trust_weight == 0.25
    assert scenario.firms["Alpha"].quality.R == 90.0
    assert scenario.firms["Beta"].quality.R == SCENARIO.firms["Beta"].quality.R


def test_a_start_outside_its_range_begins_at_the_end():
    parameters = free_parameters(SCENARIO, ["customers.trust_weight=0.3:0.5"])
    assert start_shares(parameters).tolist() == [0.0]


@pytest.mark.parametrize(
    ("wanted", "seen"),
    [
        ("customers.trust", "not a parameter"),
        ("firms.Nobody.recovery", "not a parameter"),
        ("market.customers", "not a parameter"),
        ("customers.outside_utility", "not a number"),
        ("customers.need_rate", "moves nothing here"),
        ("customers.status_weight", "moves nothing here"),
        ("firms.Alpha.recovery", "no plausible range"),
        (
            "customers.trust_weight=0.5:0.1",
            r"must rise from LOW to HIGH\. Got '0\.5:0\.1'\. Turn it round: --free"
            r" customers\.trust_weight=0\.1:0\.5\.",
        ),
        ("customers.trust_weight=0.5:0.5", r"must rise from LOW to HIGH\. Got '0\.5:0\.5'\.$"),
        ("customers.trust_weight=0.1:nan", "two numbers"),
        ("customers.trust_weight=0:50", "within 0.0 and 10.0"),
        ("customers.trust_weight=low:high", "two numbers"),
    ],
)
def test_what_cannot_be_free_is_refused(wanted, seen):
    with pytest.raises(ScenarioError, match=seen):
        free_parameters(SCENARIO, [wanted])


def test_a_parameter_named_twice_is_refused():
    with pytest.raises(ScenarioError, match="trust_weight twice"):
        free_parameters(SCENARIO, ["customers.trust_weight", "customers.trust_weight=0:0.3"])
