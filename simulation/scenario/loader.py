"""Files become scenarios: read, extended, overridden, checked; and scenarios become documents."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from simulation.arguments import paths_and_values
from simulation.errors import ArgumentError
from simulation.scenario import names
from simulation.scenario.names import Source, located, located_parent, name_of
from simulation.scenario.overrides import overridden
from simulation.scenario.problems import DOCUMENT, Problem, ScenarioProblemsError
from simulation.scenario.reading import read_tree
from simulation.scenario.schema import Scenario
from simulation.scenario.tree import Node, merged, planted
from simulation.scenario.validation import validated

EXTENDS = "extends"
MOST_ANCESTORS = 20  # as many as levels of nesting; shipped variants have one
NEEDS = "a scenario needs title, focal_firm, market and firms"


def load_scenario(name: str | Path, overrides: Mapping[str, object] | None = None) -> Scenario:
    """Return the scenario of a name or file, complete and checked.

    Parameters
    ----------
    name : str | Path
        A shipped scenario (`telecom_contract`, `telecom_contract/price_cut`) or a path to a file.
    overrides : Mapping[str, object] | None
        Values that replace the file's, by dotted path (`firms.Alpha.price`, `policies.0.until`).

    Returns
    -------
    Scenario
        Frozen. A file that extends another is laid over it: mappings are merged key by key, lists
        and values replaced; only its policies come after its parent's. A variant cannot drop a
        parent's policy, firm or segment: for that, extend the grandparent, or write a file.

    Raises
    ------
    ScenarioProblemsError
        With every mistake of the file, its parents and the overrides.
    ArgumentError
        If the name is neither text nor a path, or the overrides are no mapping.
    """
    given: object = name
    if not isinstance(given, str | Path):
        msg = f"scenario must be a scenario's name, a path to a file, or a Scenario. Got {name!r}."
        raise ArgumentError(msg)
    overrides = paths_and_values(overrides)
    tree, problems = _extended(located(name), ())
    if overrides:
        tree, unknown = overridden(tree, overrides)
        problems = [*problems, *unknown]
    return validated(tree, problems)


def scenario_names() -> list[str]:
    """Return the names of the shipped scenarios, an industry before its variants."""
    return names.scenario_names()


def parent_name(name: str | Path) -> str | None:
    """Return the name (or path) of the scenario that this one extends; None if it stands alone.

    Raises
    ------
    ScenarioProblemsError
        If the file cannot be read or extends something that is not there.
    """
    source = located(name)
    tree, _ = read_tree(source.path, source.shown_as, NEEDS)
    parent = _parent(tree, source)
    return None if parent is None else name_of(parent)


def scenario_document(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain values, complete with defaults, under the keys of a file."""
    return scenario.model_dump(mode="json", by_alias=True)


def scenario_from_document(document: Mapping[str, object]) -> Scenario:
    """Return the scenario of a document made by `scenario_document`, checked again.

    Raises
    ------
    ScenarioProblemsError
        If it is not a whole and possible scenario.
    """
    try:
        tree = planted(document, DOCUMENT)
    except TypeError as error:
        raise ScenarioProblemsError([Problem(DOCUMENT, (), f"Not a scenario: {error}.")]) from error
    return validated(tree)


def scenario_hash(scenario: Scenario) -> str:
    """Return the SHA-256 of a scenario's content, as 64 hexadecimal digits.

    Neither the order of keys (firms, segments, settings) nor the spelling of a number (1, 1.0)
    changes it; the order of policies does, because the later one wins.
    """
    canonical = _canonical(scenario_document(scenario))
    text = json.dumps(canonical, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(text.encode("ascii")).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _canonical(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _extended(source: Source, chain: tuple[Source, ...]) -> tuple[Node, list[Problem]]:
    """Return a file's content laid over that of its parents, and their readable mistakes."""
    tree, problems = read_tree(source.path, source.shown_as, NEEDS)
    parent = _parent(tree, source)
    content = Node({k: v for k, v in _entries(tree).items() if k != EXTENDS}, tree.place)
    if parent is None:
        return content, problems
    chain = (*chain, source)
    if len(chain) > MOST_ANCESTORS:
        sentence = (
            f"leads through more than {MOST_ANCESTORS} files. Let the file extend one further up."
        )
        place = _entries(tree)[EXTENDS].place
        raise ScenarioProblemsError([Problem(place, (EXTENDS,), sentence)])
    if any(parent.path.resolve() == ancestor.path.resolve() for ancestor in chain):
        links = " extends ".join(file.shown_as for file in (*chain, parent))
        place = _entries(tree)[EXTENDS].place
        sentence = f"must not lead back to the file itself. Got {links}."
        raise ScenarioProblemsError([Problem(place, (EXTENDS,), sentence)])
    base, earlier = _extended(parent, chain)
    return merged(base, content), [*earlier, *problems]


def _parent(tree: Node, source: Source) -> Source | None:
    node = _entries(tree).get(EXTENDS)
    if node is None:
        return None
    if not isinstance(node.value, str) or not node.value:
        sentence = f"must be a scenario's name or a file in the same folder. Got {node.shown()}."
        raise ScenarioProblemsError([Problem(node.place, (EXTENDS,), sentence)])
    return located_parent(node.value, source, node.place)


def _entries(tree: Node) -> dict[str, Node]:
    return tree.value if isinstance(tree.value, dict) else {}
