"""A tree of plain values becomes a scenario, or all its mistakes at once.

Two kinds of mistake are looked for: values that do not fit their declaration, and values that do
not fit one another. So that the first kind does not hide the second, misfits are replaced by
stand-ins before the rules between values run, and what rests on a stand-in is not reported.
"""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from simulation.scenario.case import Case
from simulation.scenario.checks import all_problems
from simulation.scenario.paths import LEVERS, Spot, known_keys, literals, spot_at, spot_below
from simulation.scenario.problems import Problem, ScenarioProblemsError
from simulation.scenario.schema import Scenario
from simulation.scenario.sentences import location, python_names, translated
from simulation.scenario.tree import Keys, Node, plain

STAND_IN_NAME = "stand-in"


def validated(tree: Node, found: Sequence[Problem] = ()) -> Scenario:
    """Return the scenario that a tree describes.

    Parameters
    ----------
    tree : Node
        The content, inherited and overridden values included.
    found : Sequence[Problem]
        Mistakes found on the way here, to be reported with the others.

    Raises
    ------
    ScenarioProblemsError
        With every mistake of the content.
    """
    problems = [*found, *python_names(tree)]
    content = plain(tree)
    scenario: Scenario | None = None
    broken: list[Keys] = []
    try:
        scenario = Scenario.model_validate(content)
    except ValidationError as error:
        problems += translated(error, tree)
        broken = _broken(error, tree)
        scenario = _with_stand_ins(content, error, tree)
    if scenario is not None:
        judged = all_problems(Case(scenario, tree))
        problems += [problem for problem in judged if not _rests_on(problem, broken)]
    if problems or scenario is None:
        raise ScenarioProblemsError(problems)
    return scenario


def _broken(error: ValidationError, tree: Node) -> list[Keys]:
    """Return the paths of misfits; a name that is none makes all names beside it doubtful."""
    locations = [detail["loc"] for detail in error.errors(include_url=False)]
    doubtful = [(*loc[:-2], "[key]") for loc in locations if loc and loc[-1] == "[key]"]
    return [*(location(loc, tree) for loc in locations), *doubtful]


def _rests_on(problem: Problem, broken: Iterable[Keys]) -> bool:
    for keys in broken:
        if problem.keys[: len(keys)] == keys:
            return True
        for other in problem.rests_on:
            if other[: len(keys)] == keys or keys[: len(other)] == other:
                return True
    return False


def _with_stand_ins(content: object, error: ValidationError, tree: Node) -> Scenario | None:
    """Return the scenario with each misfit replaced by something harmless, if that is possible."""
    repaired = deepcopy(content)
    for detail in error.errors(include_url=False):
        keys = location(detail["loc"], tree)
        holder = _holder(repaired, keys)
        if holder is None:
            return None
        key, spot = keys[-1], spot_at(keys)
        if detail["loc"][-1] == "[key]":
            holder[f"{STAND_IN_NAME} {len(holder)}"] = holder.pop(key)
        elif spot is None or detail["type"] == "extra_forbidden":
            holder.pop(key, None)
        elif keys[-2:-1] == ("set",):
            holder[key] = _lever_stand_in(str(key))
        else:
            holder[key] = _stand_in(spot, repaired)
    try:
        return Scenario.model_validate(repaired)
    except ValidationError:
        return None


def _holder(content: Any, keys: Keys) -> dict[str | int, Any] | None:
    """Return the mapping that holds the end of a path, or None where none does."""
    holder = content
    for key in keys[:-1]:
        if isinstance(holder, list) and isinstance(key, int) and key < len(holder):
            holder = holder[key]
        else:
            holder = holder.get(key) if isinstance(holder, dict) else None
    return holder if keys and isinstance(holder, dict) else None


def _lever_stand_in(path: str) -> float:
    declaration = LEVERS.get(path)
    default = declaration.default if declaration else 0.0
    return default if isinstance(default, float) else 1.0


def _stand_in(spot: Spot, content: Any) -> Any:
    """Return something that fits a spot; what rests on it is not reported."""
    if spot.block is not None:
        required = [item for item in known_keys(spot.block).items() if item[1].is_required]
        return {name: _stand_in(inside, content) for name, inside in required}
    if spot.settings is not None:
        return {"price": 1.0}
    if spot.is_mapping:
        inside = spot_below(spot, STAND_IN_NAME)
        return {STAND_IN_NAME: _stand_in(inside, content)} if inside else {}
    return [] if spot.is_list else _scalar_stand_in(spot, content)


def _scalar_stand_in(spot: Spot, content: Any) -> Any:
    if spot.is_optional:
        return None
    if spot.annotation in (int, float):
        low = spot.bounds[0]
        return spot.annotation(0 if low is None else low)
    firms = content.get("firms")
    if words := literals(spot):
        return words[0]
    return next(iter(firms), STAND_IN_NAME) if isinstance(firms, dict) else STAND_IN_NAME
