"""What the checks refuse as moving nothing does move nothing."""

from typing import Any

import numpy as np
import pytest

from simulation.errors import ScenarioError
from simulation.scenario.inert import inert_behavior, inert_levers
from simulation.scenario.loader import load_scenario, scenario_from_document
from simulation.scenario.overrides import overrides_of, parse_override
from simulation.scenario.paths import BEHAVIOR, LEVERS
from simulation.scenario.schema import Scenario
from simulation.scenario.waking import unread_behavior
from tests.simulation.markets import BOTH, CONTRACT, changed, ran


def another(block: Any, path: str, bounds: tuple[float | None, float | None]) -> float:
    low, high = bounds
    now = getattr(block, path)
    return float(high if high is not None and now != high else low or 0.0)


def with_all_inert_changed(scenario: Scenario) -> Scenario:
    """Change every parameter that is refused here, past the checks."""
    people = scenario.customers
    idle = inert_behavior(scenario)
    behavior = {p: another(people, p, BEHAVIOR[p].bounds) for p in idle}
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
    moved = with_all_inert_changed(scenario)
    assert moved != scenario
    base, other = ran(scenario), ran(moved)
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


def test_what_another_setting_wakes_is_inert_until_it_is_there():
    sleeping = {"involvement_forgiveness", "responsibility_trust"}
    unread = {"key_envy", "rating_extremity", "self_image_sd", "bond_values_rate"}
    asleep = scenario_from_document(CONTRACT)
    assert sleeping <= set(inert_behavior(asleep))
    assert unread <= set(unread_behavior(asleep))
    key_service = {"key_service.spend": 5.0, "key_service.visibility": 0.5}
    awake = changed(
        CONTRACT,
        ("customers.involvement_sd", 0.3),
        ("segments", {"raters": {"share": 0.2, "set": {"rating_rate": 0.1}}}),
        ("firms.Beta.belonging.responsibility", 0.5),
        ("policies", [{"firm": "Beta", "set": key_service, "from": 2, "cost": {}}]),
    )
    assert not sleeping & set(inert_behavior(awake))
    assert not unread & set(unread_behavior(awake))


@pytest.mark.parametrize("typed", ["customers.key_envy=3", "customers.rating_extremity=0.2"])
def test_what_is_typed_and_read_by_nothing_is_refused_and_what_is_drawn_is_not(typed: str) -> None:
    path, value = parse_override(typed)
    with pytest.raises(ScenarioError, match=f"^--set: {path} moves nothing in a market where"):
        load_scenario("telecom_contract", overrides_of([typed], {}))
    assert load_scenario("telecom_contract", {path: value})
