"""A file's content becomes a typed form, or all its mistakes; short spellings are written out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from analysis.experiments.form import VariedForm
from simulation.scenario.paths import Spot, known_keys, nearest, spot_below
from simulation.scenario.problems import Problem, listed
from simulation.scenario.sentences import expected, misfit, out_of_bounds
from simulation.scenario.tree import Keys, Node, nearest_place, node_at, plain

Form = TypeVar("Form", bound=VariedForm)
GRADED = "graded"
FACTOR_GROUPS = ("levers", "uncertainties")
BARE_WORDS: Mapping[str, str] = {
    "outcomes": "metric",
    "objectives": "metric",
    "constraints": "metric",
    "rival": "reaction",
}
"""Lists of blocks, and the key that a bare word in one of them stands for."""
RESTS_ON: Mapping[Keys, tuple[str, ...]] = {
    ("design", "rows"): FACTOR_GROUPS,
    ("warm_start",): FACTOR_GROUPS,
    ("replications", "precision"): ("outcomes",),
}
"""What can only be judged where other keys are whole."""


@dataclass(frozen=True)
class Filled(Generic[Form]):
    """What became of a file.

    Attributes
    ----------
    form : Form | None
        The form; of a file with mistakes what is left without them, None where nothing is.
    problems : list[Problem]
        The mistakes of its structure.
    left_out : frozenset[Keys]
        What stands in the file but not in the form, because it is wrong.
    """

    form: Form | None
    problems: list[Problem]
    left_out: frozenset[Keys] = frozenset()

    def concerns(self, problem: Problem) -> bool:
        """Tell whether a problem found later is one of the form, not of what was left out."""
        if not self.left_out:
            return True
        keys = problem.keys
        touched = {out[0] for out in self.left_out}
        rests_on = [on for start, on in RESTS_ON.items() if keys[: len(start)] == start]
        is_inside = any(keys[: len(out)] == out for out in self.left_out)
        return bool(keys) and not is_inside and not any(touched.intersection(on) for on in rests_on)


def written_out(tree: Node, kind: type[VariedForm]) -> Node:
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
    replications = spot_below(Spot(kind), "replications")
    if "replications" in entries and replications is not None and replications.block:
        entries["replications"] = _count(entries["replications"])
    for key, meant in BARE_WORDS.items():
        if key in entries:
            entries[key] = _blocks(meant, entries[key])
    return Node(entries, tree.place)


def filled(tree: Node, kind: type[Form], stand_ins: Mapping[str, object]) -> Filled[Form]:
    """Return the form that a written-out tree fills in, and what is wrong in it.

    Where something is wrong, the rest is filled in without it, so that what is wrong there can be
    told in the same breath.

    Parameters
    ----------
    tree : Node
        The file.
    kind : type[Form]
        The form.
    stand_ins : Mapping[str, object]
        What stands for keys that are missing or left out, so that there is a form at all.
    """
    try:
        return Filled(kind.model_validate(plain(tree)), [])
    except ValidationError as error:
        found: dict[Keys, Problem] = {}
        for detail in error.errors(include_url=False, include_context=False):
            keys = _location(detail["loc"], tree, Spot(kind))
            found.setdefault(keys, _problem(detail, keys, tree, Spot(kind)))
    left_out = frozenset(keys[: 2 if keys[:1] in _GROUP_KEYS else 1] for keys in found)
    try:
        form = kind.model_validate({**stand_ins, **_without(tree, left_out)})
    except ValidationError:
        form = None
    return Filled(form, list(found.values()), left_out)


_GROUP_KEYS = tuple((group,) for group in FACTOR_GROUPS)


def _without(tree: Node, left_out: frozenset[Keys]) -> dict[str, object]:
    """Return the plain content of a file without some entries and some of its factors."""
    kept: dict[str, object] = {}
    for key, node in _entries(tree).items():
        if (key,) in left_out:
            continue
        factors = _entries(node) if key in FACTOR_GROUPS else {}
        good = {path: one for path, one in factors.items() if (key, path) not in left_out}
        kept[key] = plain(Node(good, node.place) if factors else node)
    return kept


def _entries(node: Node) -> Mapping[str, Node]:
    return node.value if isinstance(node.value, dict) else {}


def _under(key: str, node: Node) -> Node:
    """Return a bare word as a mapping with one key."""
    return Node({key: node}, node.place) if isinstance(node.value, str) else node


def _factor(node: Node) -> Node:
    if node.value == GRADED:
        return Node({GRADED: Node(True, node.place)}, node.place)
    return Node({"values": node}, node.place) if isinstance(node.value, list) else node


def _blocks(meant: str, node: Node) -> Node:
    items = node.value if isinstance(node.value, list) else [node]
    return Node([_under(meant, item) for item in items], node.place)


def _count(node: Node) -> Node:
    """Return a bare number, or what stands for one, as a mapping."""
    is_other = isinstance(node.value, dict | list) or node.value is None
    return node if is_other else Node({"at_least": node}, node.place)


def _spot_at(keys: Sequence[str | int], root: Spot) -> Spot | None:
    spot: Spot | None = root
    for key in keys:
        spot = spot_below(spot, key) if spot is not None else None
    return spot


def _location(loc: tuple[int | str, ...], tree: Node, root: Spot) -> Keys:
    """Return pydantic's location as a path of the file, without the names of union members."""
    keys: Keys = ()
    for key in loc:
        if key == "[key]" or (
            _spot_at((*keys, key), root) is None and node_at(tree, (*keys, key)) is None
        ):
            break
        keys = (*keys, key)
    return keys


def _problem(detail: Any, keys: Keys, tree: Node, root: Spot) -> Problem:
    place, node, spot = nearest_place(tree, keys), node_at(tree, keys), _spot_at(keys, root)
    if detail["type"] == "extra_forbidden" or spot is None:
        sentence = _unknown_key(keys, root)
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


def _unknown_key(keys: Keys, root: Spot) -> str:
    above = _spot_at(keys[:-1], root) or root
    siblings = list(known_keys(above.block)) if above.block else []
    near = nearest(str(keys[-1]), siblings)
    advice = f"The nearest known key is {near}." if near else f"Known here: {listed(siblings)}."
    return f"is not a known key. {advice}"
