"""What the type checker found, translated into sentences a scenario's author can act on."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from simulation.scenario.paths import (
    ROOT,
    Bounds,
    Spot,
    known_keys,
    known_paths,
    literals,
    nearest,
    spot_at,
)
from simulation.scenario.problems import Problem, dotted, listed, number_text
from simulation.scenario.reading import plain_scalar
from simulation.scenario.tree import Keys, Node, Scalar, nearest_place, node_at

if TYPE_CHECKING:
    from simulation.scenario.parameter import Block

LONGEST_LIST = 12
LONGEST_REPORT = 200
"""Mistakes of one kind that are spelled out: nobody reads more, and each takes a search."""
NAME_RULE = "letters a to z, digits, spaces and any of _ & ' -, beginning with a letter or digit, no space at the end, at most 60 of them"

_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}([,_ ]\d{3})+")
_PERCENT = re.compile(r"([-+]?\d+(?:\.\d+)?) ?%")


def translated(error: ValidationError, tree: Node) -> list[Problem]:
    """Return one problem for each thing pydantic refused, placed in the file that says it.

    Parameters
    ----------
    error : ValidationError
        Raised by `Scenario.model_validate(plain(tree))`.
    tree : Node
        The content with its places.
    """
    problems: dict[Keys, Problem] = {}
    details = error.errors(include_url=False, include_context=False)
    for detail in details[:LONGEST_REPORT]:
        keys = location(detail["loc"], tree)
        problems.setdefault(keys, _problem(detail, keys, tree))
    if (n_more := len(details) - LONGEST_REPORT) > 0:
        sentence = (
            f"The file holds {n_more} more mistakes than the {LONGEST_REPORT} that are shown."
        )
        problems[()] = Problem(tree.place, (), sentence)
    return list(problems.values())


def location(loc: tuple[int | str, ...], tree: Node) -> Keys:
    """Return pydantic's location as a path of the file, without the names of union members."""
    if loc and loc[-1] == "[key]":
        return loc[:-1]
    keys: Keys = ()
    for key in loc:
        if spot_at((*keys, key)) is None and node_at(tree, (*keys, key)) is None:
            break
        keys = (*keys, key)
    return keys


def _problem(detail: Any, keys: Keys, tree: Node) -> Problem:
    place = nearest_place(tree, keys)
    node = node_at(tree, keys)
    kind = detail["type"]
    if detail["loc"] and detail["loc"][-1] == "[key]":
        sentence = f"is not a name: {NAME_RULE}."
    elif (known := _settings_above(keys)) is not None and keys[-1] not in known:
        sentence = unknown_setting(str(keys[-1]), known)
    elif kind == "extra_forbidden" or (spot := spot_at(keys)) is None:
        sentence = unknown_key(keys, tree)
    elif kind == "missing" or node is None:
        sentence = f"is missing: {expected(spot)}."
    else:
        sentence = out_of_bounds(spot, node) if "than_equal" in kind else misfit(spot, node)
    return Problem(place, keys, sentence)


def _settings_above(keys: Keys) -> Mapping[str, object] | None:
    above = spot_at(keys[:-1]) if keys else None
    return None if above is None else above.settings


def unknown_key(keys: Keys, tree: Node) -> str:
    """Return the sentence for a key that the format does not know."""
    above = spot_at(keys[:-1]) or ROOT
    word = str(keys[-1])
    siblings = list(known_keys(above.block)) if above.block else list(above.settings or ())
    known = list(known_paths(tree))
    inside = [path for path in known if path.startswith(f"{dotted(keys[:-1])}.")]
    elsewhere = nearest(word, [path for path in inside if path.endswith(f".{word}")] or known)
    if elsewhere is not None and elsewhere.rpartition(".")[2] == word:
        return f"is not a known key here. It belongs to {elsewhere}."
    near = nearest(word, siblings) or elsewhere
    if near is not None:
        return f"is not a known key. The nearest known key is {near}."
    if len(siblings) <= LONGEST_LIST:
        return f"is not a known key. Known here: {listed(siblings)}."
    return "is not a known key, and no known key is near it (run.py describe prints them all)."


def unknown_setting(path: str, known: Iterable[str]) -> str:
    """Return the sentence for a `set` that names no parameter."""
    inside = [name for name in known if name.startswith(f"{path}.")]
    if inside:
        return f"is a group of parameters. Name them by dotted paths ({inside[0]}: …)."
    near = nearest(path, list(known))
    advice = f" The nearest known is {near}." if near else ""
    return f"is not a parameter that can be set here.{advice}"


def misfit(spot: Spot, node: Node) -> str:
    """Return the sentence for a value of the wrong kind: rule, unit, got, advice."""
    if spot.annotation is str and isinstance(node.value, str):
        return f"is not a name: {NAME_RULE}. Got {node.shown()}."
    advice = hint(spot, node)
    return f"must be {expected(spot)}. Got {node.shown()}.{' ' if advice else ''}{advice}"


def out_of_bounds(spot: Spot, node: Node) -> str:
    """Return the sentence for a number that is too small or too large."""
    return f"must be {bounds_text(spot.bounds)}{_unit(spot)}. Got {node.shown()}."


def expected(spot: Spot) -> str:
    """Return what may stand at a spot, in words ("a number between 0 and 1 (share)")."""
    if spot.block is not None:
        return f"a mapping with the keys {_some(list(known_keys(spot.block)))}"
    if spot.settings is not None:
        return "a mapping of at least one parameter's dotted path to its value"
    if spot.is_mapping:
        return "a mapping of at least one name to its settings"
    if spot.is_list:
        return "a list (lines that begin with a dash)"
    null = ", or null" if spot.is_optional else ""
    return f"{_expected_scalar(spot)}{null}"


def _expected_scalar(spot: Spot) -> str:
    words = literals(spot)
    if words:
        return " or ".join(words) if len(words) < 3 else f"one of {listed(words)}"
    if spot.annotation in (int, float):
        kind = "a whole number" if spot.annotation is int else "a number"
        limits = bounds_text(spot.bounds)
        return f"{kind}{' ' if limits else ''}{limits}{_unit(spot)}"
    return "text" if spot.annotation is str else "a number, text, true, false or null"


def bounds_text(bounds: Bounds) -> str:
    """Return "between 0 and 1", "at least 0", "at most 1", or nothing."""
    low, high = bounds
    if low is not None and high is not None:
        return f"between {number_text(low)} and {number_text(high)}"
    if low is not None:
        return f"at least {number_text(low)}"
    return "" if high is None else f"at most {number_text(high)}"


def hint(spot: Spot, node: Node) -> str:
    """Return what the author probably meant, or nothing."""
    value = node.value
    if value is None:
        return "" if spot.is_required else "Leave the key out to keep its default."
    if isinstance(value, dict | list):
        return ""
    if spot.annotation in (int, float):
        return _number_hint(spot, value)
    if words := literals(spot):
        near = nearest(str(value), words)
        return f"The nearest is {near}." if near else ""
    return f'Write "{node.text or value}".' if spot.annotation is str else ""


def _number_hint(spot: Spot, value: Scalar) -> str:
    if isinstance(value, str):
        return _number_in_text(value)
    if isinstance(value, bool):
        return f"Write {int(value)}." if spot.unit == "0 or 1" else ""
    is_whole = isinstance(value, float) and value.is_integer()
    return f"Write {int(value)}." if is_whole and value is not None else ""


def _number_in_text(text: str) -> str:
    if _THOUSANDS.fullmatch(text):
        return f"Write {re.sub('[,_ ]', '', text)}, without separators."
    if _DECIMAL_COMMA.fullmatch(text):
        return f"Write {text.replace(',', '.')}, with a point."
    if percent := _PERCENT.fullmatch(text):
        return f"Write {float(percent[1]) / 100:.12g}; the percent sign is not used."
    return "" if isinstance(plain_scalar(text), str) else "Take the quotation marks away."


def _unit(spot: Spot) -> str:
    return f" ({spot.unit})" if spot.unit else ""


def _some(names: list[str]) -> str:
    if len(names) <= LONGEST_LIST:
        return listed(names)
    return ", ".join(names[:LONGEST_LIST]) + ", …"


def python_names(tree: Node) -> list[Problem]:
    """Return a problem for each key spelled as the program's attribute, not as the file's key.

    The blocks accept both spellings so that code can build them; a file has one.
    """
    return list(_python_names(ROOT, tree, (), tree))


def _python_names(spot: Spot, node: Node, keys: Keys, tree: Node) -> list[Problem]:
    problems = []
    block: type[Block] | None = spot.block
    entries: dict[Any, Node] = {}
    if isinstance(node.value, dict):
        entries = dict(node.value)
    elif isinstance(node.value, list):
        entries = dict(enumerate(node.value))
    for key, child in entries.items():
        below = spot_at((*keys, key))
        if below is not None:
            problems += _python_names(below, child, (*keys, key), tree)
        elif block is not None and (field := block.model_fields.get(str(key))) and field.alias:
            sentence = f"is not a known key. The nearest known key is {field.alias}."
            problems.append(Problem(child.place, (*keys, key), sentence))
    return problems
