"""A file's content with the place of each value: what merging, checks and messages work on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real

from simulation.scenario.problems import Place, number_text, shortened

Scalar = str | int | float | bool | None
Keys = tuple[str | int, ...]

APPENDED = "policies"
"""The one list that a variant adds to; every other list is replaced."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it was written.

    Attributes
    ----------
    value : Scalar | dict[str, Node] | list[Node]
        Plain values only.
    place : Place
        Line of the key that names the value (of the item itself in a list).
    text : str
        A scalar as it was written, for messages.
    """

    value: "Scalar | dict[str, Node] | list[Node]"
    place: Place
    text: str = ""

    def shown(self) -> str:
        """Return the value as a message shows it."""
        if isinstance(self.value, dict):
            return "a mapping" if self.value else "an empty mapping"
        if isinstance(self.value, list):
            return "a list" if self.value else "an empty list"
        if self.value is None:
            return "nothing (null)"
        if isinstance(self.value, str):
            return f"the text {shortened(self.value)}"
        return self.text or number_text(self.value)


def plain(node: Node) -> object:
    """Return the content without places: dicts, lists and scalars."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def planted(value: object, place: Place) -> Node:
    """Return plain Python values as a tree of which everything was written at `place`.

    Raises
    ------
    TypeError
        For anything but mappings with text keys, sequences, text, numbers, booleans and None.
    """
    if value is None or isinstance(value, bool | str):
        return Node(value, place)
    if isinstance(value, Integral):
        return Node(int(value), place)
    if isinstance(value, Real):
        return Node(float(value), place)
    if isinstance(value, Mapping):
        return Node({_text_key(key): planted(value[key], place) for key in value}, place)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return Node([planted(item, place) for item in value], place)
    message = f"a plain value is needed (number, text, list, mapping), not {type(value).__name__}"
    raise TypeError(message)


def _text_key(key: object) -> str:
    if not isinstance(key, str):
        message = f"keys are text, not {type(key).__name__}"
        raise TypeError(message)
    return key


def child(node: Node, key: str | int) -> Node | None:
    """Return what a mapping or list holds at a key, or None."""
    if isinstance(node.value, dict) and isinstance(key, str):
        return node.value.get(key)
    if isinstance(node.value, list) and isinstance(key, int) and 0 <= key < len(node.value):
        return node.value[key]
    return None


def node_at(node: Node, keys: Keys) -> Node | None:
    """Return the node at the end of a path, or None where nothing is written."""
    found: Node | None = node
    for key in keys:
        if found is None:
            return None
        found = child(found, key)
    return found


def nearest_place(node: Node, keys: Keys) -> Place:
    """Return the place of the deepest written part of a path."""
    place = node.place
    found: Node | None = node
    for key in keys:
        found = child(found, key) if found is not None else None
        if found is None:
            break
        place = found.place
    return place


def merged(base: Node, variant: Node) -> Node:
    """Return a file's content laid over its parent's.

    Mappings are merged key by key, everything else is replaced by the variant's; only the list of
    policies grows: the variant's come after its parent's and so win where both set a lever.
    """
    if not (isinstance(base.value, dict) and isinstance(variant.value, dict)):
        return variant
    top = _overlaid(base.value, variant.value)
    before, after = base.value.get(APPENDED), variant.value.get(APPENDED)
    if before and isinstance(before.value, list) and after and isinstance(after.value, list):
        top[APPENDED] = Node(before.value + after.value, after.place)
    return Node(top, variant.place)


def _overlaid(base: dict[str, Node], variant: dict[str, Node]) -> dict[str, Node]:
    result = dict(base)
    for key, new in variant.items():
        old = result.get(key)
        if old is not None and isinstance(old.value, dict) and isinstance(new.value, dict):
            result[key] = Node(_overlaid(old.value, new.value), new.place)
        else:
            result[key] = new
    return result


def replaced(node: Node, keys: Keys, new: Node) -> Node:
    """Return a copy of the tree with `new` at a path; mappings on the way are made.

    Raises
    ------
    KeyError
        If the path leads through a scalar or beyond a list.
    """
    if not keys:
        return new
    key, rest = keys[0], keys[1:]
    value = {} if node.value is None else node.value
    if isinstance(value, dict) and isinstance(key, str):
        old = value.get(key) or Node({}, new.place)
        return Node({**value, key: replaced(old, rest, new)}, node.place, node.text)
    if isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
        items = list(value)
        items[key] = replaced(items[key], rest, new)
        return Node(items, node.place, node.text)
    raise KeyError(key)
