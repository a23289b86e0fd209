"""What the rules between values let through; what they refuse stands in the folder `broken`."""

import pytest

from simulation.errors import ScenarioError
from simulation.scenario.checks import CHECKS
from simulation.scenario.loader import load_scenario, scenario_from_document
from simulation.scenario.sentences import bounds_text

ALONE = """\
title: One firm
focal_firm: Alpha
market: {mode: repertoire, step_days: 7, steps: 52, burn_in_steps: 0, activity_window_steps: 13}
firms: {Alpha: {share: 1.0}}
"""
POLICY = "extends: sound.yaml\npolicies:\n"


@pytest.mark.parametrize(
    "overrides",
    [
        {"market.mode": "contract"},
        {"customers.outside_utility": 0.0},
        {"segments": {"some": {"share": 0.5, "set": {"outside_utility": 0.0}}}},
    ],
    ids=["contract", "outside option", "outside option of a segment"],
)
def test_one_firm_is_a_market_where_people_can_stay_away(write, overrides):
    assert len(load_scenario(write("alone.yaml", ALONE), overrides).firms) == 1


def test_a_contract_step_may_be_as_long_as_a_month(write):
    path = write("alone.yaml", ALONE)
    overrides = {"market.mode": "contract", "market.step_days": 30}
    assert load_scenario(path, overrides).market.step_days == 30
    assert load_scenario(path, {"customers.outside_utility": 0.0, "market.step_days": 45})


def test_segments_may_share_out_everybody(sound):
    thirds = {"share": 1.0 / 3.0}
    segments = {"a": thirds, "b": thirds, "c": thirds}
    assert len(load_scenario(sound, {"segments": segments}).segments) == 3
    tenths = {str(i): {"share": 0.1} for i in range(10)}
    assert len(load_scenario(sound, {"segments": tenths}).segments) == 10


@pytest.mark.parametrize(
    "policies",
    [
        "  - {firm: Beta, set: {price: 0.9}, from: -52, until: 52}\n",
        "  - {firm: Beta, set: {price: 0.9}, from: 51}\n",
        "  - {firm: Beta, set: {price: 0.9}, from: 0, until: 10, ramp_steps: 10}\n",
        "  - {firm: Beta, set: {price: 0.9}, segment: everyone else}\n",
        "  - {firm: Beta, set: {price: 0.9}, segment: regulars}\n"
        "  - {firm: Beta, set: {price: 0.8}}\n",
        "  - {firm: Beta, set: {price: 0.9}}\n  - {firm: Beta, set: {price: 0.8}, from: 4}\n",
        "  - {firm: Beta, set: {price: 0.9}}\n  - {firm: Beta, set: {recovery: 0.8}}\n",
        "  - {firm: Beta, set: {active: 0}, from: 26}\n",
        "  - {firm: Beta, set: {program.earn_rate: 0.1, program.threshold: 3}}\n",
        "  - {firm: Beta, set: {promise: 90}}\n",
    ],
)
def test_a_sensible_policy_passes(write, sound, policies):
    scenario = load_scenario(write("variant.yaml", POLICY + policies))
    assert len(scenario.policies) == 1 + policies.count("firm")
    assert load_scenario(sound).policies == scenario.policies[:1]


@pytest.mark.parametrize(
    ("second", "passes"),
    [
        ("from: 20", True),
        ("from: 19", False),
        ("from: 19, segment: regulars", False),
    ],
)
def test_breakage_and_expiry_may_follow_but_not_meet(write, sound, second, passes):
    text = f"extends: {sound}\npolicies:\n"
    text += "  - {firm: Alpha, set: {program.breakage: 0.2}, from: 10, until: 20}\n"
    text += f"  - {{firm: Alpha, set: {{program.expiry_months: 12}}, {second}}}\n"
    path = write("variant.yaml", text)
    if passes:
        assert len(load_scenario(path).policies) == 3
    else:
        with pytest.raises(ScenarioError, match="while points expire after 12 months"):
            load_scenario(path)


def test_policies_of_different_segments_do_not_meet(write, sound):
    text = f"extends: {sound}\npolicies:\n"
    text += "  - {firm: Alpha, set: {program.breakage: 0.2}, segment: regulars}\n"
    text += "  - {firm: Alpha, set: {program.expiry_months: 12}, segment: everyone else}\n"
    assert len(load_scenario(write("variant.yaml", text)).policies) == 3


def test_a_threshold_may_wait_for_a_program_that_a_policy_starts(write, sound):
    text = f"extends: {sound}\nfirms: {{Beta: {{program: {{threshold: 5}}}}}}\n"
    text += "policies: [{firm: Beta, set: {program.earn_rate: 0.02}, from: 26}]\n"
    assert load_scenario(write("variant.yaml", text)).firms["Beta"].program.threshold == 5.0


def test_a_focal_firm_may_enter_later(write, sound):
    text = f"extends: {sound}\nfirms: {{Alpha: {{active: 0}}}}\n"
    text += "policies: [{firm: Alpha, set: {active: 1}, from: 26}]\n"
    assert load_scenario(write("variant.yaml", text)).firms["Alpha"].active == 0.0


def test_an_entrant_of_the_first_step_makes_a_market(write, sound):
    text = f"extends: {sound}\nfirms: {{Alpha: {{active: 0}}, Beta: {{active: 0}}}}\n"
    late = "policies: [{firm: Alpha, set: {active: 1}, from: -51}]\n"
    with pytest.raises(ScenarioError, match="at least one firm that customers can choose"):
        load_scenario(write("late.yaml", text + late))
    first = late.replace("-51", "-52")
    assert load_scenario(write("first.yaml", text + first)).firms["Alpha"].active == 0.0


def test_a_saved_document_may_hold_the_defaults_of_what_moves_nothing(sound_document):
    sound_document["customers"]["review_base"] = 0.04
    assert scenario_from_document(sound_document).customers.review_base == 0.04
    sound_document["customers"]["review_base"] = 0.05
    with pytest.raises(ScenarioError) as caught:
        scenario_from_document(sound_document)
    assert str(caught.value) == (
        "scenario document: customers.review_base moves nothing in a repertoire market, where "
        "nobody holds a contract. Take it out. Got 0.05."
    )


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ((0.0, 1.0), "between 0 and 1"),
        ((1e-06, None), "at least 1e-06"),
        ((None, 2.5), "at most 2.5"),
        ((None, None), ""),
    ],
)
def test_bounds_are_told_in_words(bounds, words):
    assert bounds_text(bounds) == words


def test_every_rule_is_a_function_of_its_own_and_listed_once():
    names = [check.__name__ for check in CHECKS]
    assert len(set(names)) == len(names) > 20
    assert all(name.startswith("check_") for name in names)


def test_a_breach_may_be_there_if_it_rises_later_or_by_and_by(sound, write):
    assert sound.is_file()
    raised = "  - {firm: Beta, set: {breach.terms: 1}, from: 0, cost: {}}\n"
    again = "  - {firm: Beta, set: {breach.terms: 0}, from: -20, until: -10, cost: {}}\n"
    ramped = "  - {firm: Beta, set: {breach.terms: 1}, from: -52, ramp_steps: 3, cost: {}}\n"
    assert load_scenario(write("a.yaml", POLICY + raised), {"firms.Beta.breach.terms": 0.2})
    assert load_scenario(write("b.yaml", POLICY + again), {"firms.Beta.breach.terms": 0.2})
    assert load_scenario(write("c.yaml", POLICY + ramped))
