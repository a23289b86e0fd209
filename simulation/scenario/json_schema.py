"""The scenario format as JSON Schema, so that editors complete and check while one types."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from simulation.scenario.firm import FirmParams
from simulation.scenario.loader import EXTENDS
from simulation.scenario.names import SCENARIOS
from simulation.scenario.paths import BEHAVIOR, LEVERS
from simulation.scenario.policy_checks import DRAWN_AT_ENTRY
from simulation.scenario.schema import MarketParams, Scenario, Segment

SCHEMA_FILE = SCENARIOS / "scenario.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_RELAXED = (MarketParams.__name__, FirmParams.__name__, Segment.__name__)
_EXTENDS: dict[str, Any] = {
    "type": "string",
    "description": (
        "A shipped scenario's name (telecom_contract, telecom_contract/price_cut) or a file in the "
        "same folder. This file is laid over it: mappings merge, lists and values replace, policies "
        "are added after the parent's."
    ),
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file.

    Made from the same declarations as every check; unit, symbol, grade and source stand in the
    descriptions. A file that extends another may leave out what its parent says.
    """
    schema = Scenario.model_json_schema(by_alias=True)
    definitions = schema["$defs"]
    _explain(schema)
    for definition in definitions.values():
        _explain(definition)
    levers = [path for path in LEVERS if path not in DRAWN_AT_ENTRY]
    policy_set = definitions["Policy"]["properties"]["set"]
    _offer(policy_set, levers, definitions["FirmParams"], definitions)
    behavior = definitions["CustomerParams"]
    _offer(definitions["Segment"]["properties"]["set"], BEHAVIOR, behavior, definitions)
    required = {name: definitions[name].pop("required") for name in _RELAXED}
    stands_alone = {
        "required": schema.pop("required"),
        "properties": {
            "market": {"required": required[MarketParams.__name__]},
            "firms": {"additionalProperties": {"required": required[FirmParams.__name__]}},
            "segments": {"additionalProperties": {"required": required[Segment.__name__]}},
        },
    }
    schema["properties"] = {EXTENDS: _EXTENDS, **schema["properties"]}
    return {
        "$schema": DIALECT,
        **schema,
        "title": "Loyalty scenario",
        "if": {"required": [EXTENDS]},
        "else": stands_alone,
    }


def json_schema_text() -> str:
    """Return the text of the committed schema file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def write_json_schema(path: Path = SCHEMA_FILE) -> None:
    """Write the schema beside the scenarios (or to another file)."""
    path.write_text(json_schema_text(), encoding="utf-8", newline="\n")


def _explain(definition: dict[str, Any]) -> None:
    """Move what is declared about each property into its description; drop what says nothing."""
    definition.pop("title", None)
    for found in definition.get("properties", {}).values():
        found.pop("title", None)
        if isinstance(found.get("default"), dict | list):
            del found["default"]
        if "patternProperties" in found:
            (pattern, entry), *_ = found.pop("patternProperties").items()
            found["propertyNames"] = {**found.get("propertyNames", {}), "pattern": pattern}
            found["additionalProperties"] = entry
        about = found.pop("about", None)
        if about is not None:
            found["description"] = _description(found.get("description", ""), about)


def _description(meaning: str, about: Mapping[str, Any]) -> str:
    per = f" per {about['per']}" if about["per"] else ""
    sentences = [meaning, f"Unit: {about['unit']}{per}."]
    if about["symbol"]:
        sentences.append(f"Symbol: {about['symbol']}.")
    if about["plausible"]:
        low, high = about["plausible"]
        sentences.append(f"Plausible: {low:g} to {high:g}.")
    sentences.append(f"Grade {about['grade']} ({about['source']}).")
    return " ".join(sentence for sentence in sentences if sentence)


def _offer(
    setting: dict[str, Any],
    declared: Iterable[str],
    block: Mapping[str, Any],
    definitions: Mapping[str, Any],
) -> None:
    """Let a `set` name the declared parameters by dotted path, and nothing else."""
    offered = {}
    for path in declared:
        found: Mapping[str, Any] = block
        for step in path.split("."):
            found = found["properties"][step]
            reference = found.get("$ref")
            if reference:
                found = definitions[reference.rpartition("/")[2]]
        offered[path] = {key: value for key, value in found.items() if key != "default"}
    setting["properties"] = offered
    setting["additionalProperties"] = False
