"""Dotted paths through the declared blocks: what may stand where, and the nearest known path."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from simulation.scenario.customer import CustomerParams
from simulation.scenario.firm import FirmParams
from simulation.scenario.parameter import Block, Declaration, bounds_of, declarations
from simulation.scenario.problems import dotted
from simulation.scenario.schema import Policy, Scenario, Segment
from simulation.scenario.tree import Keys, Node, child

LEVERS: dict[str, Declaration] = {d.path: d for d in declarations(FirmParams)}
"""What a policy may set, by dotted path."""
BEHAVIOR: dict[str, Declaration] = {d.path: d for d in declarations(CustomerParams)}
"""What a segment may set, by dotted path."""

Bounds = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Spot:
    """What may stand at a path.

    Attributes
    ----------
    annotation : Any
        The type without `None` and without `Annotated`.
    is_optional : bool
        Whether null is allowed.
    unit : str
        Empty where none is declared.
    bounds : tuple[float | None, float | None]
        None where a side is open.
    settings : Mapping[str, Declaration] | None
        Of a `set`: the parameters that it may name.
    is_required : bool
        Whether a scenario must say it.
    """

    annotation: Any
    is_optional: bool = False
    unit: str = ""
    bounds: Bounds = (None, None)
    settings: Mapping[str, Declaration] | None = None
    is_required: bool = False

    @property
    def block(self) -> type[Block] | None:
        """The block class that stands here, else None."""
        kind = self.annotation
        return kind if isinstance(kind, type) and issubclass(kind, Block) else None

    @property
    def is_mapping(self) -> bool:
        """Whether names of the author's choice stand here (firms, segments, a set)."""
        return get_origin(self.annotation) is Mapping

    @property
    def is_list(self) -> bool:
        """Whether a list stands here."""
        return get_origin(self.annotation) is tuple


ROOT = Spot(Scenario)


def spot_at(keys: Keys) -> Spot | None:
    """Return what may stand at a path, or None where the format knows nothing."""
    return _spot_along(ROOT, keys)


def _spot_along(spot: Spot, keys: Sequence[str | int]) -> Spot | None:
    for key in keys:
        below = spot_below(spot, key)
        if below is None:
            return None
        spot = below
    return spot


def spot_below(spot: Spot, key: str | int) -> Spot | None:
    """Return what may stand at a key of a block, mapping or list."""
    if spot.block is not None:
        return known_keys(spot.block).get(str(key))
    if spot.settings is not None:
        declared = spot.settings.get(str(key))
        return _declared(declared) if declared else Spot(get_args(spot.annotation)[1])
    if spot.is_mapping:
        return _spot(get_args(spot.annotation)[1])
    if spot.is_list and isinstance(key, int):
        return _spot(get_args(spot.annotation)[0])
    return None


@cache
def known_keys(block: type[Block]) -> Mapping[str, Spot]:
    """Return the keys of a block as a file writes them, and what may stand at each."""
    keys = {}
    for name, field in block.model_fields.items():
        spot = _spot(field.annotation, field)
        if name == "set" and block in (Policy, Segment):
            settings = LEVERS if block is Policy else BEHAVIOR
            spot = replace(spot, settings=settings)
        keys[field.alias or name] = spot
    return keys


def _spot(annotation: Any, field: FieldInfo | None = None) -> Spot:
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    inner = [kind for kind in get_args(annotation) if kind is not NoneType]
    is_optional = NoneType in get_args(annotation) and len(inner) == 1
    if is_optional:
        annotation = inner[0]
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
    if field is None:
        return Spot(annotation, is_optional)
    extra: Any = field.json_schema_extra
    about = extra.get("about") if isinstance(extra, dict) else None
    return Spot(
        annotation,
        is_optional,
        unit=about["unit"] if about else "",
        bounds=bounds_of(field),
        is_required=field.is_required(),
    )


def _declared(declaration: Declaration) -> Spot:
    block = FirmParams if LEVERS.get(declaration.path) is declaration else CustomerParams
    spot = _spot_along(Spot(block), declaration.path.split("."))
    if spot is None:
        raise KeyError(declaration.path)
    return spot


def literals(spot: Spot) -> tuple[str, ...]:
    """Return the words allowed at a spot that takes one of a few, else nothing."""
    is_literal = get_origin(spot.annotation) is Literal
    return tuple(str(word) for word in get_args(spot.annotation)) if is_literal else ()


def keys_of(path: str, tree: Node) -> Keys | None:
    """Return the steps of a dotted path through a file, or None where it leads to nothing known.

    The names of firms and segments and the numbers of list items must stand in the file; a `set`
    takes the rest of the path as one key, dots included (`policies.0.set.program.earn_rate`).
    """
    steps = path.split(".")
    keys: Keys = ()
    spot: Spot | None = ROOT
    node: Node | None = tree
    while steps and spot is not None:
        if spot.settings is not None:
            rest = ".".join(steps)
            is_known = rest in spot.settings or (spot.settings is BEHAVIOR and rest == "taste")
            return (*keys, rest) if is_known else None
        step = steps.pop(0)
        key: str | int = step
        if spot.is_list and step.isascii() and step.isdigit() and len(step) < 9:
            key = int(step)
        below = child(node, key) if node is not None else None
        if (spot.is_mapping or spot.is_list) and below is None:
            return None
        node, spot, keys = below, spot_below(spot, key), (*keys, key)
    return keys if spot is not None else None


def known_paths(tree: Node) -> Iterator[str]:
    """Yield every dotted path that `keys_of` accepts for this file, blocks and values alike."""
    yield from _paths_below(ROOT, tree, ())


def _paths_below(spot: Spot, node: Node | None, keys: Keys) -> Iterator[str]:
    if keys:
        yield dotted(keys)
    names: Sequence[str | int] = ()
    if spot.block is not None:
        names = tuple(known_keys(spot.block))
    elif spot.settings is not None:
        names = tuple(spot.settings)
    elif spot.is_mapping and node is not None and isinstance(node.value, dict):
        names = tuple(node.value)
    elif spot.is_list and node is not None and isinstance(node.value, list):
        names = range(len(node.value))
    for name in names:
        below = spot_below(spot, name)
        if below is not None:
            inner = child(node, name) if node is not None else None
            yield from _paths_below(below, inner, (*keys, name))


def nearest(text: str, known: Iterator[str] | Sequence[str]) -> str | None:
    """Return the known spelling nearest to a text, or None where nothing is near.

    A path that ends in the same words wins over one that merely looks alike (`trust_weight` is
    nearest to `customers.trust_weight`).
    """
    candidates = list(known)
    ends = [name for name in candidates if name.endswith("." + text)]
    if ends:
        return min(ends, key=len)
    near = get_close_matches(text, candidates, n=1, cutoff=0.6)
    if near:
        return near[0]
    last = text.rpartition(".")[2]
    by_last = {name.rpartition(".")[2]: name for name in reversed(candidates)}
    near = get_close_matches(last, list(by_last), n=1, cutoff=0.75)
    return by_last[near[0]] if near else None
