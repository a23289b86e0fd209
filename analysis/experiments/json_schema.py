"""The experiment format as JSON Schema, so that editors complete and check while one types."""

import json
from pathlib import Path
from typing import Any

from analysis.evidence.registry import FACTS
from analysis.experiments.form import ExperimentForm
from analysis.experiments.form_reading import FACTOR_GROUPS, GRADED
from analysis.metrics.registry import BY_NAME
from simulation.scenario.json_schema import DIALECT
from simulation.scenario.names import SCENARIOS

SCHEMA_FILE = SCENARIOS / "experiment.schema.json"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of an experiment file, short spellings included.

    Made from the same declarations as the checks (`analysis.experiments.form`).
    """
    schema = ExperimentForm.model_json_schema()
    definitions = schema["$defs"]
    for definition in (schema, *definitions.values()):
        definition.pop("title", None)
        for found in definition["properties"].values():
            found.pop("title", None)
            if isinstance(found.get("default"), dict | list):
                del found["default"]
    properties = schema["properties"]
    for group in FACTOR_GROUPS:
        long = properties[group]["additionalProperties"]
        short = [{"const": GRADED}, {"type": "array", "minItems": 1}]
        properties[group]["additionalProperties"] = {"anyOf": [long, *short]}
    _or(properties, "design", {"enum": definitions["DesignForm"]["properties"]["kind"]["enum"]})
    _or(properties, "replications", {"type": "integer", "minimum": 1})
    metric = {"enum": list(BY_NAME)}
    definitions["OutcomeForm"]["properties"]["metric"] |= metric
    properties["facts"]["items"] = {"enum": list(FACTS)}
    outcomes = properties["outcomes"]
    outcomes["items"] = {"anyOf": [outcomes["items"], metric]}
    return {"$schema": DIALECT, **schema, "title": "Loyalty experiment"}


def json_schema_text() -> str:
    """Return the text of the committed schema file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def write_json_schema(path: Path = SCHEMA_FILE) -> None:
    """Write the schema beside the scenarios (or to another file)."""
    path.write_text(json_schema_text(), encoding="utf-8", newline="\n")


def _or(properties: dict[str, Any], name: str, short: dict[str, Any]) -> None:
    """Let a property take a short spelling too."""
    long = properties[name]
    description = long.pop("description", None)
    said = {} if description is None else {"description": description}
    properties[name] = {"anyOf": [long, short], **said}
