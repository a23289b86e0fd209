"""`--set PATH=VALUE` does what an edit of the file would do."""

import json

import numpy as np
import pytest

from simulation.errors import ScenarioError
from simulation.scenario.loader import load_scenario, scenario_hash
from simulation.scenario.overrides import overrides_of, parse_override
from tests.simulation.scenario.conftest import SOUND


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("market.customers=500", "market.customers", 500),
        ("firms.Alpha.price = 0.9", "firms.Alpha.price", 0.9),
        ("customers.outside_utility=null", "customers.outside_utility", None),
        ("customers.outside_utility=", "customers.outside_utility", None),
        ("title=a=b", "title", "a=b"),
        ("title='1984'", "title", "1984"),
        ("customers.taste=normal", "customers.taste", "normal"),
        ("firms.NO.active=true", "firms.NO.active", True),
    ],
)
def test_an_override_is_a_path_and_a_yaml_scalar(text, path, value):
    parsed = parse_override(text)
    assert parsed == (path, value)
    assert type(parsed[1]) is type(value)


@pytest.mark.parametrize("text", ["", "market.customers", "=5", "  = 5"])
def test_an_override_without_path_or_sign_is_refused(text):
    with pytest.raises(ScenarioError, match=r"^--set: The form is PATH=VALUE"):
        parse_override(text)


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        ("title", "Other", "A sound market", "Other"),
        ("market.customers", 500, "customers: 1000", "customers: 500"),
        ("market.acquaintances", 3, "  steps: 52", "  steps: 52\n  acquaintances: 3"),
        ("customers.satisfaction_weight", 0.7, "weight: 0.4", "weight: 0.7"),
        ("customers.dimension_weights.R", 0.5, "customers:\n  sat", "customers:\n  dimension_weights: {R: 0.5}\n  sat"),
        ("firms.Beta.price", 2, "    share: 0.4", "    share: 0.4\n    price: 2"),
        ("firms.Alpha.program.earn_rate", 0.02, "earn_rate: 0.01", "earn_rate: 0.02"),
        ("firms.Beta.program.earn_rate", 0.02, "    share: 0.4", "    share: 0.4\n    program: {earn_rate: 0.02}"),
        ("segments.regulars.set.dimension_weights.R", 0.1, "weights.R: 0.5", "weights.R: 0.1"),
        ("segments.regulars.set.taste_concentration", 2, "{need", "{taste_concentration: 2, need"),
        ("policies.0.until", None, "until: 20", "until: null"),
        ("policies.0.from", 11, "from: 10", "from: 11"),
        ("policies.0.set.price", 0.8, "price: 0.9", "price: 0.8"),
        ("policies.0.set.program.earn_rate", 0.05, "{price", "{program.earn_rate: 0.05, price"),
        ("policies.0.cost.once", 0.1, "cost: {}", "cost: {once: 0.1}"),
        ("provenance.sources", ["a"], "focal_firm", "provenance: {sources: [a]}\nfocal_firm"),
        ("segments", {}, "segments:\n  regulars:\n    share: 0.3\n    set: {need_rate: 3.0, dimension_weights.R: 0.5}\n", ""),
    ],
)  # fmt: skip
def test_an_override_equals_an_edit_of_the_file(write, sound, path, value, before, after):
    assert SOUND.count(before) == 1
    edited = load_scenario(write("edited.yaml", SOUND.replace(before, after)))
    overridden = load_scenario(sound, {path: value})
    assert overridden == edited
    assert scenario_hash(overridden) != scenario_hash(load_scenario(sound))


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("firms.Alpha.prise", "firms.Alpha.promise"),
        ("firms.Alfa.price", "firms.Alpha.price"),
        ("firms.Alpha.earn_rate", "firms.Alpha.program.earn_rate"),
        ("trust_weight", "customers.trust_weight"),
        ("market.customer", "market.customers"),
        ("policies.1.until", "policies.0.until"),
        ("policies.0.set.pric", "policies.0.set.price"),
        ("policies.0.start", "policies.0.set"),
        ("segments.regular.share", "segments.regulars.share"),
        ("segments.regulars.set.trust_weigh", "segments.regulars.set.trust_weight"),
    ],
)
def test_an_unknown_path_gets_the_nearest_known_one(sound, path, nearest):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(sound, {path: 1})
    expected = f"overrides: {path} is not a known path. The nearest known path is {nearest}."
    assert str(caught.value) == expected


@pytest.mark.parametrize("path", ["", "zzzzzz", "extends", "title.x", "policies.-1.from", "."])
def test_a_path_that_leads_nowhere_is_refused(sound, path):
    with pytest.raises(ScenarioError, match=r"^overrides: .*is not a known path"):
        load_scenario(sound, {path: 1})


def test_an_override_out_of_bounds_is_told_with_its_place(sound):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(sound, {"firms.Alpha.failure_prob": 1.4, "market.steps": 15})
    assert str(caught.value).splitlines() == [
        "overrides: firms.Alpha.failure_prob must be between 0 and 1 (probability per experience). Got 1.4.",
        "sound.yaml:26: policies.0.until must be at most 15, the number of steps (overrides); "
        "leave it out for a policy that never ends. Got 20.",
    ]


def test_numbers_of_numpy_are_numbers(sound):
    scenario = load_scenario(
        sound, {"market.customers": np.int64(50), "firms.Beta.price": np.float32(0.5)}
    )
    assert scenario.market.customers == 50
    assert scenario.firms["Beta"].price == 0.5


@pytest.mark.parametrize("value", [object(), b"bytes", {1: 2}, {"set": object()}])
def test_a_value_that_no_file_could_hold_is_refused(sound, value):
    with pytest.raises(ScenarioError, match=r"^overrides: firms\.Beta cannot be set: "):
        load_scenario(sound, {"firms.Beta": value})


def test_an_override_through_a_broken_block_leaves_the_blame_with_the_file(write):
    path = write("market.yaml", SOUND.replace("{earn_rate: 0.01}", "5"))
    with pytest.raises(ScenarioError, match=r"^market.yaml:19: firms.Alpha.program must be a map"):
        load_scenario(path, {"firms.Alpha.program.earn_rate": 0.02})


@pytest.mark.parametrize("name", ["customers", "steps"])
def test_a_flag_out_of_bounds_is_called_by_the_name_that_was_typed(name):
    with pytest.raises(ScenarioError, match=f"^--{name}: market.{name} must be between .* Got 0"):
        load_scenario("telecom_contract", overrides_of(None, {name: 0}))


def test_a_policy_that_a_flag_leaves_outside_the_study_names_the_flag():
    with pytest.raises(ScenarioError, match=r"the run has 3 steps \(--steps\)"):
        load_scenario("ridehail_entry", overrides_of([], {"steps": 3}))


def test_a_number_from_a_flag_is_a_number_like_any_other():
    flagged = load_scenario("telecom_contract", overrides_of([], {"steps": 3}))
    paired = load_scenario("telecom_contract", overrides_of(["market.steps=3"], {}))
    assert scenario_hash(flagged) == scenario_hash(paired)
    assert json.dumps(overrides_of([], {"steps": 3})) == '{"market.steps": 3}'


def test_a_flag_wins_over_a_pair_of_the_same_path_and_one_not_typed_says_nothing():
    found = overrides_of(["market.steps=9", "title=x"], {"steps": 5, "customers": None})
    assert found == {"market.steps": 5, "title": "x"}
    assert overrides_of(None, {}) == {}
