"""What a check is handed: the typed scenario and the file it came from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from simulation.scenario.parameter import Block
from simulation.scenario.paths import BEHAVIOR, LEVERS, spot_at
from simulation.scenario.problems import DOCUMENT, Place, Problem
from simulation.scenario.schema import Scenario
from simulation.scenario.sentences import misfit, out_of_bounds, unknown_setting
from simulation.scenario.tree import Keys, Node, nearest_place, node_at

EVERYONE_ELSE = "everyone else"
NAMES_OF_FIRMS: Keys = ("firms", "[key]")
NAMES_OF_SEGMENTS: Keys = ("segments", "[key]")
"""What a judgment rests on that asks whether a name is known (pydantic's word for a bad key)."""


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario under examination.

    Attributes
    ----------
    scenario : Scenario
        Every value of the right type and within its own bounds.
    tree : Node
        What was written, with places.
    """

    scenario: Scenario
    tree: Node

    def place(self, *keys: str | int) -> Place:
        """Return where a value, or the deepest written part of its path, stands."""
        return nearest_place(self.tree, keys)

    def written(self, *keys: str | int) -> Node | None:
        """Return what an author wrote at a path; None for defaults and in saved documents."""
        node = node_at(self.tree, keys)
        return None if node is None or node.place == DOCUMENT else node

    def value_at(self, keys: Keys) -> object:
        """Return the plain value at a path, whoever wrote it; None where there is none."""
        node = node_at(self.tree, keys)
        return None if node is None else node.value

    def got(self, *keys: str | int) -> str:
        """Return a value as a message shows it."""
        node = node_at(self.tree, keys)
        return node.shown() if node else "nothing"

    def problem(self, keys: Keys, sentence: str, *rests_on: Keys) -> Problem:
        """Return a problem at a path; `rests_on` names the other values the judgment needs."""
        return Problem(self.place(*keys), keys, sentence, rests_on)

    def there(self, keys: Keys, other: Keys) -> str:
        """Return where `other` stands, for a message at `keys` (`line 7`, `baseline.yaml:7`)."""
        return self.place(*other).seen_from(self.place(*keys))


Check = Callable[[Case], Iterable[Problem]]
"""One rule about a scenario; it says nothing where the rule holds."""


def setting_problems(case: Case, base: Block, keys: Keys) -> list[Problem]:
    """Return what is wrong with the values of a `set`: unknown paths, wrong types, bounds.

    Parameters
    ----------
    base : Block
        The block whose parameters the `set` at `keys` changes.
    """
    node = node_at(case.tree, keys)
    settings = node.value if node is not None and isinstance(node.value, dict) else {}
    known = LEVERS if keys[0] == "policies" else BEHAVIOR
    problems = []
    for path, value in settings.items():
        place = (*keys, path)
        spot = spot_at(place)
        if path not in known or spot is None:
            problems.append(case.problem(place, unknown_setting(path, known)))
            continue
        error_type = _refusal(base, path, value.value)
        if error_type is None:
            continue
        is_outside = "than_equal" in error_type
        sentence = out_of_bounds(spot, value) if is_outside else misfit(spot, value)
        problems.append(case.problem(place, sentence))
    return problems


def _refusal(base: Block, path: str, value: object) -> str | None:
    """Return the type of pydantic's objection to one changed value, or None."""
    outer, _, inner = path.rpartition(".")
    block = getattr(base, outer) if outer else base
    try:
        type(block).model_validate({**block.model_dump(), inner: value})
    except ValidationError as error:
        return str(error.errors(include_url=False)[0]["type"])
    return None
