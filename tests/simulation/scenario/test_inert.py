"""What the checks refuse as moving nothing does move nothing."""

from typing import Any

import numpy as np
import pytest

from simulation.scenario.inert import inert_behavior, inert_levers
from simulation.scenario.loader import scenario_from_document
from simulation.scenario.paths import BEHAVIOR, LEVERS
from simulation.scenario.schema import Scenario
from tests.simulation.markets import BOTH, CONTRACT, ran


def another(block: Any, path: str, bounds: tuple[float | None, float | None]) -> float:
    low, high = bounds
    now = getattr(block, path)
    return float(high if high is not None and now != high else low or 0.0)


def with_all_inert_changed(scenario: Scenario) -> Scenario:
    """Change every parameter that is refused here, past the checks."""
    people = scenario.customers
    behavior = {p: another(people, p, BEHAVIOR[p].bounds) for p in inert_behavior(scenario)}
    firms = {
        name: firm.model_copy(
            update={p: another(firm, p, LEVERS[p].bounds) for p in inert_levers(scenario)}
        )
        for name, firm in scenario.firms.items()
    }
    return scenario.model_copy(
        update={"customers": people.model_copy(update=behavior), "firms": firms}
    )


@pytest.mark.slow
@pytest.mark.parametrize("mode", BOTH)
def test_parameters_that_are_refused_as_inert_change_no_record_and_no_attitude(mode):
    scenario = scenario_from_document(BOTH[mode])
    changed = with_all_inert_changed(scenario)
    assert changed != scenario
    base, other = ran(scenario), ran(changed)
    for field in base.ledger.firms.dtype.names:
        before, after = base.ledger.firms[field], other.ledger.firms[field]
        np.testing.assert_array_equal(before, after, err_msg=field)
    for field in base.state.ties.dtype.names:
        before, after = base.state.ties[field], other.state.ties[field]
        np.testing.assert_array_equal(before, after, err_msg=field)
    np.testing.assert_array_equal(base.ledger.flows, other.ledger.flows)


def test_the_inert_parameters_are_named_as_the_declarations_name_them():
    for document in BOTH.values():
        scenario = scenario_from_document(document)
        assert set(inert_behavior(scenario)) <= set(BEHAVIOR)
        assert set(inert_levers(scenario)) <= set(LEVERS)


def test_the_other_spread_of_tastes_is_inert():
    normal = scenario_from_document(CONTRACT)
    assert "taste_concentration" in inert_behavior(normal)
    assert "taste_sd" not in inert_behavior(normal)
