"""`--set PATH=VALUE`: values that replace those of a file."""

from collections.abc import Mapping

from simulation.scenario.paths import keys_of, known_paths, nearest
from simulation.scenario.problems import COMMAND_LINE, Problem, ScenarioProblemsError, shortened
from simulation.scenario.reading import plain_scalar
from simulation.scenario.tree import Node, planted, replaced


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


def overridden(tree: Node, overrides: Mapping[str, object]) -> tuple[Node, list[Problem]]:
    """Return the content with values replaced, and a problem for each path that leads nowhere."""
    problems = []
    for path, value in overrides.items():
        keys = keys_of(path, tree)
        if keys is None:
            problems.append(Problem(COMMAND_LINE, (path,), _unknown_path(path, tree)))
            continue
        try:
            tree = replaced(tree, keys, planted(value, COMMAND_LINE))
        except TypeError as error:
            problems.append(Problem(COMMAND_LINE, keys, f"cannot be set: {error}."))
        except KeyError:  # the file holds a scalar where a mapping belongs, and is told so
            continue
    return tree, problems


def _unknown_path(path: str, tree: Node) -> str:
    near = nearest(path, known_paths(tree))
    if near is None:
        return "is not a known path (run.py describe prints them all)."
    return f"is not a known path. The nearest known path is {near}."
