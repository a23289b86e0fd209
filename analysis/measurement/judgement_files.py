"""Judgements of pairs in a YAML file, read with the scenario reader and its way to say what is wrong.

A file names the goal, its criteria and the upper triangle of the matrix; `groups` gives each
criterion the judgements of its own criteria. A judgement is a number or a fraction such as `1/3`.
"""

from collections.abc import Sequence
from pathlib import Path

from analysis.measurement.ahp import Hierarchy, Judgements, judged
from simulation.scenario.problems import Problem, ScenarioProblemsError, listed
from simulation.scenario.reading import read_tree
from simulation.scenario.tree import Keys, Node

KEYS = ("goal", "criteria", "judgements", "groups")


def load_judgements(path: Path) -> Hierarchy:
    """Return the hierarchy that a file states.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    ScenarioProblemsError
        If the file cannot be read, a key is unknown or missing, or a value is no judgement; one
        line for each mistake, with its place.
    JudgementError
        If the numbers of judgements and criteria do not fit, or a group is missing.
    """
    root, problems = read_tree(path, path.name, f"judgements need {listed(KEYS)}")
    reader = _Reader(problems)
    top = reader.judgements(root, (), "goal")
    groups = reader.children(root, ("groups",))
    below = {name: reader.judgements(node, ("groups", name), name) for name, node in groups.items()}
    if reader.problems:
        raise ScenarioProblemsError(reader.problems)
    return Hierarchy(_built(top), {name: _built(parts) for name, parts in below.items()})


Parts = tuple[str, list[str], list[list[float]]]


def _built(parts: Parts) -> Judgements:
    return judged(*parts)


class _Reader:
    """One pass over a file; collects every mistake before it refuses."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)

    def judgements(self, node: Node, keys: Keys, title: str) -> Parts:
        """Return goal, criteria and triangle of one matrix; mistakes are noted."""
        children = self._mapping(node, keys)
        for key in children:
            if key not in KEYS:
                self._note(children[key], (*keys, key), f"is unknown; there are {', '.join(KEYS)}.")
        goal = children.get("goal")
        name = title if goal is None else goal.text or title
        return name, self._names(children, node, keys), self._triangle(children, node, keys)

    def children(self, node: Node, keys: Keys) -> dict[str, Node]:
        """Return the mapping under a key of the top; empty where it is missing."""
        below = node.value.get(str(keys[-1])) if isinstance(node.value, dict) else None
        if below is None:
            self._note(node, keys, "is missing: each criterion needs criteria of its own.")
            return {}
        return self._mapping(below, keys)

    def _mapping(self, node: Node, keys: Keys) -> dict[str, Node]:
        if isinstance(node.value, dict):
            return node.value
        self._note(node, keys, f"must be a mapping. Got {node.shown()}.")
        return {}

    def _list(self, children: dict[str, Node], node: Node, keys: Keys) -> list[Node]:
        found = children.get(str(keys[-1]))
        if found is None:
            self._note(node, keys, "is missing; a matrix needs criteria and judgements.")
            return []
        if not isinstance(found.value, list):
            self._note(found, keys, f"must be a list. Got {found.shown()}.")
            return []
        return found.value

    def _names(self, children: dict[str, Node], node: Node, keys: Keys) -> list[str]:
        names = []
        for k, item in enumerate(self._list(children, node, (*keys, "criteria"))):
            if isinstance(item.value, dict | list) or not item.text:
                self._note(item, (*keys, "criteria", k), f"must be a name. Got {item.shown()}.")
            names.append(item.text)
        return names

    def _triangle(self, children: dict[str, Node], node: Node, keys: Keys) -> list[list[float]]:
        triangle = []
        for k, row in enumerate(self._list(children, node, (*keys, "judgements"))):
            place = (*keys, "judgements", k)
            if not isinstance(row.value, list):
                self._note(row, place, f"must be a list of judgements. Got {row.shown()}.")
                continue
            triangle.append([self._number(item, (*place, i)) for i, item in enumerate(row.value)])
        return triangle

    def _number(self, node: Node, keys: Keys) -> float:
        """Return a judgement; 1 where it is none, so that the rest is still checked."""
        try:
            over, _, under = node.text.partition("/")
            value = float(over) / float(under) if under else float(over)
        except (ValueError, ZeroDivisionError):
            value = 0.0
        if 1.0 / 9.0 - 1.0e-9 <= value <= 9.0 + 1.0e-9:
            return value
        self._note(node, keys, f"must lie between 1/9 and 9 (Saaty's scale). Got {node.shown()}.")
        return 1.0

    def _note(self, node: Node, keys: Keys, sentence: str) -> None:
        self.problems.append(Problem(node.place, keys, sentence))
