"""The schema for editors says what the declarations say."""

import json

import pytest

from simulation.scenario.json_schema import (
    SCHEMA_FILE,
    json_schema,
    json_schema_text,
    write_json_schema,
)
from simulation.scenario.paths import BEHAVIOR, LEVERS


@pytest.fixture(scope="module")
def schema():
    return json_schema()


def test_the_committed_schema_is_the_one_that_the_declarations_give():
    committed = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert committed == json_schema(), "stale: run python -m analysis.reference"


def test_the_schema_is_written_as_readable_json(tmp_path):
    write_json_schema(tmp_path / "schema.json")
    text = (tmp_path / "schema.json").read_text(encoding="utf-8")
    assert text == json_schema_text()
    assert json.loads(text) == json_schema()
    assert "β_S" in text


def test_a_parameter_carries_bounds_unit_symbol_and_grade(schema):
    found = schema["$defs"]["CustomerParams"]["properties"]["trust_weight"]
    assert (found["minimum"], found["maximum"], found["default"]) == (0.0, 10.0, 0.2)
    assert found["description"] == (
        "Weight of trust. Unit: logit per 10 points. Symbol: β_T. Plausible: 0 to 0.5. "
        "Grade P (assumption)."
    )
    rate = schema["$defs"]["CustomerParams"]["properties"]["need_rate"]
    assert "Unit: purchases per week." in rate["description"]


def test_no_key_is_allowed_that_is_not_declared(schema):
    blocks = [schema, *schema["$defs"].values()]
    assert all(block["additionalProperties"] is False for block in blocks)


def test_a_policy_speaks_of_from_and_not_of_start(schema):
    keys = set(schema["$defs"]["Policy"]["properties"])
    assert keys == {"firm", "set", "from", "until", "ramp_steps", "segment", "cost", "grade"}


def test_a_file_that_extends_another_may_leave_out_what_a_whole_file_must_say(schema):
    assert schema["properties"]["extends"]["type"] == "string"
    assert "required" not in schema
    assert schema["if"] == {"required": ["extends"]}
    alone = schema["else"]
    assert alone["required"] == ["title", "focal_firm", "market", "firms"]
    assert "mode" in alone["properties"]["market"]["required"]
    assert alone["properties"]["firms"]["additionalProperties"] == {"required": ["share"]}
    for name in ("MarketParams", "FirmParams", "Segment"):
        assert "required" not in schema["$defs"][name]
    assert schema["$defs"]["Policy"]["required"] == ["firm", "set"]


def test_a_set_offers_each_parameter_by_its_dotted_path(schema):
    levers = schema["$defs"]["Policy"]["properties"]["set"]["properties"]
    assert set(levers) == set(LEVERS) - {"share", "reach", "awareness"}
    assert levers["program.earn_rate"]["maximum"] == 1.0
    behavior = schema["$defs"]["Segment"]["properties"]["set"]["properties"]
    assert set(behavior) == set(BEHAVIOR)
    assert "Reliability" in behavior["dimension_weights.R"]["description"]


def test_names_of_firms_are_held_to_the_pattern(schema):
    firms = schema["properties"]["firms"]
    assert firms["propertyNames"]["maxLength"] == 60
    assert firms["propertyNames"]["pattern"].startswith("^[A-Za-z0-9]")
    assert firms["additionalProperties"] == {"$ref": "#/$defs/FirmParams"}
