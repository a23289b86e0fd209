"""A file's content becomes a typed form, or all its mistakes; short spellings are written out."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from analysis.experiments.form import ExperimentForm
from simulation.scenario.paths import Spot, known_keys, nearest, spot_below
from simulation.scenario.problems import Problem, listed
from simulation.scenario.sentences import expected, misfit, out_of_bounds
from simulation.scenario.tree import Keys, Node, nearest_place, node_at, plain

ROOT = Spot(ExperimentForm)
GRADED = "graded"
FACTOR_GROUPS = ("levers", "uncertainties")


def written_out(tree: Node) -> Node:
    """Return the content with every short spelling in its long form.

    `PATH: graded`, `PATH: [a, b]`, `design: grid`, `replications: 8` and `outcomes: [profit]` are
    what most files say.
    """
    entries = dict(_entries(tree))
    for group in FACTOR_GROUPS:
        if group in entries:
            factors = {path: _factor(node) for path, node in _entries(entries[group]).items()}
            if isinstance(entries[group].value, dict):
                entries[group] = Node(factors, entries[group].place)
    if "design" in entries:
        entries["design"] = _under("kind", entries["design"])
    if "replications" in entries:
        entries["replications"] = _count(entries["replications"])
    outcomes = entries.get("outcomes")
    if outcomes is not None:
        items = outcomes.value if isinstance(outcomes.value, list) else [outcomes]
        entries["outcomes"] = Node([_under("metric", item) for item in items], outcomes.place)
    return Node(entries, tree.place)


def form_of(tree: Node) -> tuple[ExperimentForm | None, list[Problem]]:
    """Return the form that a written-out tree fills in, or None with what is wrong in it."""
    try:
        return ExperimentForm.model_validate(plain(tree)), []
    except ValidationError as error:
        found: dict[Keys, Problem] = {}
        for detail in error.errors(include_url=False, include_context=False):
            keys = _location(detail["loc"], tree)
            found.setdefault(keys, _problem(detail, keys, tree))
        return None, list(found.values())


def _entries(node: Node) -> Mapping[str, Node]:
    return node.value if isinstance(node.value, dict) else {}


def _under(key: str, node: Node) -> Node:
    """Return a bare word as a mapping with one key."""
    return Node({key: node}, node.place) if isinstance(node.value, str) else node


def _factor(node: Node) -> Node:
    if node.value == GRADED:
        return Node({GRADED: Node(True, node.place)}, node.place)
    return Node({"values": node}, node.place) if isinstance(node.value, list) else node


def _count(node: Node) -> Node:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return Node({"at_least": node}, node.place)
    return node


def _spot_at(keys: Sequence[str | int]) -> Spot | None:
    spot: Spot | None = ROOT
    for key in keys:
        spot = spot_below(spot, key) if spot is not None else None
    return spot


def _location(loc: tuple[int | str, ...], tree: Node) -> Keys:
    """Return pydantic's location as a path of the file, without the names of union members."""
    keys: Keys = ()
    for key in loc:
        if key == "[key]" or (
            _spot_at((*keys, key)) is None and node_at(tree, (*keys, key)) is None
        ):
            break
        keys = (*keys, key)
    return keys


def _problem(detail: Any, keys: Keys, tree: Node) -> Problem:
    place, node, spot = nearest_place(tree, keys), node_at(tree, keys), _spot_at(keys)
    if detail["type"] == "extra_forbidden" or spot is None:
        sentence = _unknown_key(keys)
    elif detail["type"] == "missing" or node is None:
        sentence = f"is missing: {expected(spot)}."
    elif "than" in detail["type"]:
        sentence = _outside(spot, node)
    elif detail["type"] == "too_short":
        sentence = "must hold at least one value. Got an empty list."
    else:
        sentence = misfit(spot, node)
    return Problem(place, keys, sentence)


def _outside(spot: Spot, node: Node) -> str:
    if spot.bounds == (None, None):
        return f"must be above 0. Got {node.shown()}."
    return out_of_bounds(spot, node)


def _unknown_key(keys: Keys) -> str:
    above = _spot_at(keys[:-1]) or ROOT
    siblings = list(known_keys(above.block)) if above.block else []
    near = nearest(str(keys[-1]), siblings)
    advice = f"The nearest known key is {near}." if near else f"Known here: {listed(siblings)}."
    return f"is not a known key. {advice}"
