"""An experiment as plain values and back, and as text that a person reads."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from analysis.experiments.experiment import (
    Design,
    Experiment,
    Factor,
    Measurement,
    Replications,
)
from simulation.scenario.loader import scenario_document, scenario_from_document
from simulation.scenario.writing import scalar_text

INDENT = "  "
HEADER = """\
# The experiment as it was run: ranges resolved, constants set. The scenarios that it names are
# kept in full beside it, in ledger.sqlite, so that later changes of their files do not matter.
"""


def experiment_document(experiment: Experiment) -> dict[str, Any]:
    """Return an experiment as plain values, scenarios in full."""
    return {
        "title": experiment.title,
        "name": experiment.name,
        "base": experiment.base,
        "scenarios": {n: scenario_document(s) for n, s in experiment.scenarios.items()},
        "constants": dict(experiment.constants),
        "factors": [asdict(factor) for factor in experiment.factors],
        "design": asdict(experiment.design),
        "replications": asdict(experiment.replications),
        "seed": experiment.seed,
        "outcomes": [asdict(outcome) for outcome in experiment.outcomes],
        "facts": list(experiment.facts),
        "fact_seeds": experiment.fact_seeds,
    }


def experiment_from_document(document: Mapping[str, Any]) -> Experiment:
    """Return the experiment of a document made by `experiment_document`."""
    return Experiment(
        title=document["title"],
        name=document["name"],
        base=document["base"],
        scenarios={n: scenario_from_document(d) for n, d in document["scenarios"].items()},
        factors=factors_from_document(document["factors"]),
        design=design_from_document(document["design"]),
        replications=Replications(**document["replications"]),
        seed=document["seed"],
        outcomes=tuple(Measurement(**outcome) for outcome in document["outcomes"]),
        constants=document["constants"],
        facts=tuple(document.get("facts", ())),
        fact_seeds=document.get("fact_seeds"),
    )


def factors_from_document(document: list[dict[str, Any]]) -> tuple[Factor, ...]:
    """Return factors from plain values."""
    return tuple(
        Factor(**{**d, "values": None if d["values"] is None else tuple(d["values"])})
        for d in document
    )


def design_from_document(document: Mapping[str, Any]) -> Design:
    """Return a design from plain values."""
    return Design(**{**document, "rows": tuple(document["rows"])})


def experiment_text(experiment: Experiment) -> str:
    """Return an experiment in the form of its file, nothing left to other files but scenarios."""
    groups: dict[str, dict[str, Any]] = {"levers": {}, "uncertainties": {}}
    for factor in experiment.factors:
        group = groups["levers" if factor.kind == "lever" else "uncertainties"]
        group[factor.path] = _factor(factor, experiment.design)
    wished = experiment.replications
    content = {
        "title": experiment.title,
        "base": experiment.base,
        "constants": dict(experiment.constants),
        **groups,
        "design": _design(experiment.design),
        "replications": _replications(wished),
        "seed": experiment.seed,
        "outcomes": [
            {key: value for key, value in asdict(outcome).items() if value is not None}
            for outcome in experiment.outcomes
        ],
        "facts": list(experiment.facts),
        "fact_seeds": experiment.fact_seeds,
    }
    said = {key: value for key, value in content.items() if value not in ({}, [], None)}
    return HEADER + "\n".join(_lines(said, 0)) + "\n"


def _factor(factor: Factor, design: Design) -> dict[str, Any]:
    if factor.values is not None:
        return {} if design.kind == "list" else {"values": list(factor.values)}
    levels = {} if factor.levels is None else {"levels": factor.levels}
    return {"low": factor.low, "high": factor.high, "scale": factor.scale, **levels}


def _design(design: Design) -> dict[str, Any]:
    said = asdict(design)
    said["rows"] = [dict(row) for row in design.rows]
    if design.kind not in ("grid", "one_at_a_time", "morris") and not design.crossed:
        del said["levels"]
    if not design.crossed:
        del said["crossed"]
    if design.kind != "sobol":
        del said["second_order"]
    return {key: value for key, value in said.items() if value not in (None, [])}


def _replications(wished: Replications) -> Any:
    if wished.metric is None:
        return wished.at_least
    precision = {"metric": wished.metric, "half_width": wished.half_width}
    return {"at_least": wished.at_least, "at_most": wished.at_most, "precision": precision}


def _lines(content: Mapping[str, Any], depth: int) -> list[str]:
    """Return a mapping as lines of YAML."""
    lines = []
    for key, value in content.items():
        start = f"{INDENT * depth}{scalar_text(key)}:"
        if isinstance(value, dict) and value:
            lines += [start, *_lines(value, depth + 1)]
        elif isinstance(value, list):
            lines += [start, *(f"{INDENT * (depth + 1)}- {_flow(item)}" for item in value)]
        else:
            lines.append(f"{start} {_flow(value)}")
    return lines


def _flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar_text(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    return scalar_text(value)
