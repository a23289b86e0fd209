"""`--set PATH=VALUE`, and flags that stand for a path: values that replace those of a file."""

from collections.abc import Mapping, Sequence
from typing import Self

from simulation.scenario.paths import keys_of, known_paths, nearest
from simulation.scenario.problems import (
    COMMAND_LINE,
    OVERRIDES,
    Place,
    Problem,
    ScenarioProblemsError,
    shortened,
)
from simulation.scenario.reading import plain_scalar
from simulation.scenario.tree import Node, planted, replaced


class Flagged(int):
    """A whole number that was given by a flag of its own (`--steps 12`), which problems then name.

    Attributes
    ----------
    flag : str
        The flag as it was typed.
    """

    flag: str

    def __new__(cls, value: int, flag: str) -> Self:
        """Return the number with its flag."""
        number = super().__new__(cls, value)
        number.flag = flag
        return number


class TypedValues(dict[str, object]):
    """Values by dotted path that somebody typed: no draws, so that one which nothing reads is refused."""


def parse_override(text: str) -> tuple[str, object]:
    """Return the path and the value of `PATH=VALUE`; the value is read like a YAML scalar.

    Text in quotation marks stays text (`title="1984"`).

    Raises
    ------
    ScenarioProblemsError
        If there is no `=`, or nothing before it.
    """
    path, equals, value = text.partition("=")
    path, value = path.strip(), value.strip()
    if not equals or not path:
        sentence = f"The form is PATH=VALUE (firms.Alpha.price=0.9). Got {shortened(text)}."
        raise ScenarioProblemsError([Problem(COMMAND_LINE, (), sentence)])
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return path, value[1:-1]
    return path, plain_scalar(value)


def overrides_of(pairs: Sequence[str] | None, flags: Mapping[str, int | None]) -> TypedValues:
    """Return the overrides of a command line; a flag wins over a pair of the same path.

    Parameters
    ----------
    pairs : Sequence[str] | None
        What was given with `--set`.
    flags : Mapping[str, int | None]
        Settings of the market that have a flag of their own; None where it was not typed.

    Raises
    ------
    ScenarioProblemsError
        If a pair is malformed.
    """
    overrides = TypedValues(parse_override(pair) for pair in pairs or ())
    for name, value in flags.items():
        if value is not None:
            overrides[f"market.{name}"] = Flagged(value, f"--{name}")
    return overrides


def overridden(tree: Node, overrides: Mapping[str, object]) -> tuple[Node, list[Problem]]:
    """Return the content with values replaced, and a problem for each path that leads nowhere."""
    problems = []
    place = COMMAND_LINE if isinstance(overrides, TypedValues) else OVERRIDES
    for path, value in overrides.items():
        keys = keys_of(path, tree)
        if keys is None:
            problems.append(Problem(place, (path,), _unknown_path(path, tree)))
            continue
        try:
            tree = replaced(tree, keys, _planted(value, place))
        except TypeError as error:
            problems.append(Problem(place, keys, f"cannot be set: {error}."))
        except KeyError:  # the file holds a scalar where a mapping belongs, and is told so
            continue
    return tree, problems


def _planted(value: object, place: Place) -> Node:
    if isinstance(value, Flagged):
        return planted(int(value), Place(value.flag))
    return planted(value, place)


def _unknown_path(path: str, tree: Node) -> str:
    near = nearest(path, known_paths(tree))
    if near is None:
        return "is not a known path (run.py describe prints them all)."
    return f"is not a known path. The nearest known path is {near}."
