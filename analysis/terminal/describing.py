"""Scenarios in words: the list of them, and one in full with what it changes."""

from collections.abc import Mapping

from rich.table import Table

from analysis.terminal.answer import Answer
from analysis.text_tables import text_table
from simulation.scenario.describe import describe
from simulation.scenario.difference import differences
from simulation.scenario.loader import (
    load_scenario,
    parent_name,
    scenario_document,
    scenario_names,
)
from simulation.scenario.problems import ScenarioProblemsError
from simulation.scenario.schema import Scenario


def scenario_rows() -> list[dict[str, str]]:
    """Return name, title, parent and question of every shipped scenario."""
    rows = []
    for name in scenario_names():
        scenario, parent = load_scenario(name), parent_name(name)
        words = {"title": scenario.title, "extends": parent or "", "question": scenario.question}
        rows.append({"name": name, **words})
    return rows


def scenario_table(rows: list[dict[str, str]]) -> Table:
    """Return the list of scenarios for a terminal."""
    return text_table("Scenarios", ["name", "question"], [[r["name"], r["question"]] for r in rows])


def description(name: str, scenario: Scenario) -> str:
    """Return a scenario's values with units and grades, and what it changes from its parent.

    Parameters
    ----------
    name : str
        Name or file that it was loaded by.
    scenario : Scenario
        What was loaded.
    """
    parent = parent_name(name)
    if parent is None:
        return describe(scenario)
    return "\n".join([describe(scenario), "", *_changes(parent, scenario)])


def _changes(parent: str, scenario: Scenario) -> list[str]:
    """Return what a scenario changes; a parent may be fit for its variants alone (a common part)."""
    try:
        base = load_scenario(parent)
    except ScenarioProblemsError:
        return [
            f"# What it changes from {parent} is not listed: that file does not stand alone.",
            f"# `describe {parent}` says why.",
        ]
    return [f"# Changes from {parent}:", *(f"#   {d}" for d in differences(base, scenario))]


def scenarios_answer() -> Answer:
    """Return the list of scenarios."""
    rows = scenario_rows()
    return Answer(rows, (scenario_table(rows),))


def description_answer(name: str, changes: Mapping[str, object]) -> Answer:
    """Return a scenario in words, with some of its values changed."""
    scenario = load_scenario(name, changes)
    return Answer(scenario_document(scenario), (description(name, scenario),))
