"""Draws reach every market that a fact builds, within ranges worked out by hand."""

import pytest

from analysis.evidence.fact import Setting
from analysis.evidence.facts.drawn import drawn, spans, value_at
from analysis.evidence.facts.panel import package_goods
from analysis.evidence.facts.presets import (
    PREPAID,
    SERVICE_FIRMS,
    TELECOM,
    contract_market,
    per_cycle,
    shipped,
)
from analysis.evidence.facts.sf11_concentration import hotel
from analysis.evidence.facts.sf26_net_promoter import shaken
from analysis.evidence.sensitivity.design import UNCERTAIN
from simulation.scenario.loader import (
    load_scenario,
    scenario_document,
    scenario_from_document,
    scenario_names,
)


def setting(**positions: float) -> Setting:
    return Setting(100, 1, is_control=False, positions=positions)


def services(customers, **positions: float):
    return contract_market(
        setting(**positions), firms=SERVICE_FIRMS, customers=customers, steps=1
    ).customers


@pytest.mark.parametrize(
    "built",
    [
        lambda task: shipped("grocery", task),
        lambda task: contract_market(task, firms=SERVICE_FIRMS, customers=TELECOM, steps=1),
        package_goods,
        hotel,
        lambda task: shaken(task, 1),
    ],
    ids=["shipped", "contract", "package goods", "hotel", "shaken"],
)
def test_a_draw_reaches_every_kind_of_market(built):
    # fit_sd: 10 everywhere, plausible 3 to 15, grade P: half of the way to either end
    assert built(setting()).customers.fit_sd == 10.0
    assert built(setting(fit_sd=0.0)).customers.fit_sd == pytest.approx(6.5)
    assert built(setting(fit_sd=1.0)).customers.fit_sd == pytest.approx(12.5)


def test_a_range_lies_around_the_value_that_the_market_has():
    # satisfaction_weight: .8 in telecom, plausible .2 to 2, grade P
    assert services(TELECOM, satisfaction_weight=0.0).satisfaction_weight == pytest.approx(0.5)
    assert services(TELECOM, satisfaction_weight=0.25).satisfaction_weight == pytest.approx(0.65)
    assert services(TELECOM, satisfaction_weight=0.5).satisfaction_weight == pytest.approx(0.8)
    assert services(TELECOM, satisfaction_weight=1.0).satisfaction_weight == pytest.approx(1.4)


def test_where_no_range_is_declared_half_of_the_value_is_drawn_on_either_side():
    assert services(TELECOM, reputation_sd=0.0).reputation_sd == pytest.approx(2.5)
    assert services(TELECOM, reputation_sd=1.0).reputation_sd == pytest.approx(7.5)
    # a negative one, too: -2 between -3 and -1; and one at the end of what may be said
    assert services(TELECOM, enroll_base=0.0).enroll_base == pytest.approx(-3.0)
    assert services(TELECOM, engagement_base=1.0).engagement_base == pytest.approx(20.0)


def test_a_range_that_begins_at_the_value_is_drawn_evenly():
    # ability_fail_factor: .5 is the lowest plausible value; .5 to 2, grade P
    assert value_at((0.5, 0.5, 1.25), 0.5) == pytest.approx(0.875)
    assert services(TELECOM, ability_fail_factor=0.5).ability_fail_factor == pytest.approx(0.875)


@pytest.mark.parametrize("position", [0.0, 0.2, 0.5, 0.9])
def test_of_two_markets_the_one_with_more_keeps_more(position):
    often = services(PREPAID, review_base=position).review_base
    seldom = services(TELECOM, review_base=position).review_base
    assert often > seldom


def test_what_is_switched_off_or_set_on_purpose_or_without_effect_is_left_alone():
    everything = dict.fromkeys(UNCERTAIN, 1.0)
    off = services({**TELECOM, "satisfaction_weight": 0.0, "exit_rate": 0.0}, **everything)
    assert (off.satisfaction_weight, off.exit_rate) == (0.0, 0.0)
    durable = services({**TELECOM, **per_cycle()}, **everything)
    for name, value in per_cycle().items():
        assert getattr(durable, name) == value, name
    assert off.need_shape == 0.8  # moves nothing where everybody buys


def test_without_positions_a_market_is_as_it_was():
    scenario = load_scenario("telecom_contract")
    assert drawn(scenario, setting()) is scenario


@pytest.mark.parametrize("position", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("name", [n for n in scenario_names() if "/" not in n])
def test_the_ends_of_all_ranges_are_possible_scenarios(name, position):
    scenario = load_scenario(name)
    moved = drawn(scenario, setting(**dict.fromkeys(UNCERTAIN, position)))
    assert scenario_from_document(scenario_document(moved)) == moved
    before, after = scenario.customers.model_dump(), moved.customers.model_dump()
    assert {key for key in before if before[key] != after[key]} <= spans(scenario).keys()
    assert (moved.firms, moved.segments) == (scenario.firms, scenario.segments)


def test_how_often_and_how_much_people_buy_is_not_drawn():
    assert not {"need_rate", "spend_scale"} & set(UNCERTAIN)
    assert not {"need_rate", "spend_scale"} & spans(load_scenario("grocery")).keys()
