"""Where scenarios are: names, files, and which file a variant extends."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from simulation.scenario.problems import Place, Problem, ScenarioProblemsError, listed, shortened

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
BASELINE = "baseline"
SUFFIXES = (".yaml", ".yml")

_SHIPPED_NAME = re.compile(r"[A-Za-z0-9_]+(/[A-Za-z0-9_]+)?")


@dataclass(frozen=True, slots=True)
class Source:
    """A scenario file: where it is and what messages call it."""

    path: Path
    shown_as: str


def scenario_names() -> list[str]:
    """Return the names of the shipped scenarios, an industry before its variants.

    An industry is a folder with a `baseline.yaml`; `telecom_contract` names that baseline and
    `telecom_contract/price_cut` the variant beside it.
    """
    names = []
    for baseline in sorted(SCENARIOS.glob(f"*/{BASELINE}.yaml")):
        folder = baseline.parent
        variants = sorted(file.stem for file in folder.glob("*.yaml") if file != baseline)
        names.append(folder.name)
        names.extend(f"{folder.name}/{variant}" for variant in variants)
    return names


def located(name: str | Path) -> Source:
    """Return the file of a scenario's name or of a path to a file.

    Raises
    ------
    ScenarioProblemsError
        If no scenario has that name, or the path leads to no file; with the nearest names.
    """
    text, known = str(name), scenario_names()
    if isinstance(name, str) and text in known:
        return _shipped(text)
    path = Path(name)
    if path.suffix in SUFFIXES or isinstance(name, Path) or _is_there(path):
        return Source(path, path.as_posix())
    sentence = f"There is no scenario of the name {shortened(text)}. {_nearest_names(text, known)}"
    raise ScenarioProblemsError([Problem(Place("scenario"), (), sentence)])


def located_parent(extends: str, child: Source, place: Place) -> Source:
    """Return the file that `extends` names, seen from the file that says so.

    Raises
    ------
    ScenarioProblemsError
        If it is neither a shipped scenario's name nor a file in the same folder.
    """
    if "/" not in extends and "\\" not in extends and extends.endswith(SUFFIXES):
        beside = child.path.with_name(extends)
        if _is_there(beside):  # a folder of that name is told so when it is read
            return Source(beside, (Path(child.shown_as).parent / extends).as_posix())
        there = {file.stem: file.name for file in sorted(beside.parent.glob("*.y*ml"))}
        there.pop(child.path.stem, None)
        sentence = f"names {shortened(extends)}, and no such file stands beside this one."
        near = get_close_matches(beside.stem, there, 1)  # all names end alike
        advice = f" The nearest is {there[near[0]]}." if near else ""
        raise ScenarioProblemsError([Problem(place, ("extends",), sentence + advice)])
    known = scenario_names()
    if extends in known:
        return _shipped(extends)
    if _SHIPPED_NAME.fullmatch(extends):
        sentence = (
            f"must name a shipped scenario or a file in this folder. Got {shortened(extends)}."
        )
        if child.path.with_name(f"{extends}.yaml").is_file():
            advice = f"Write {extends}.yaml for the file beside this one."
        else:
            advice = _nearest_names(extends, known)
    else:
        sentence = "must be a shipped scenario's name or the name of a file in the same folder,"
        sentence += f" without a path. Got {shortened(extends)}."
        advice = _nearest_names(extends, known)
    raise ScenarioProblemsError([Problem(place, ("extends",), f"{sentence} {advice}".rstrip())])


def name_of(source: Source) -> str:
    """Return the shortest name that `located` turns into this file again."""
    path = source.path.resolve()
    if path.suffix == ".yaml" and path.parent.parent == SCENARIOS:
        folder = path.parent.name
        name = folder if path.stem == BASELINE else f"{folder}/{path.stem}"
        if name in scenario_names():
            return name
    return source.path.as_posix()


def _shipped(name: str) -> Source:
    folder, _, variant = name.partition("/")
    path = SCENARIOS / folder / f"{variant or BASELINE}.yaml"
    return Source(path, path.relative_to(SCENARIOS.parent).as_posix())


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long for the system, or with a NUL in it
        return False


def _nearest_names(text: str, known: list[str]) -> str:
    near = get_close_matches(text, known, n=3, cutoff=0.5)
    if near:
        return f"The nearest known: {listed(near)}."
    if known:
        industries = listed([name for name in known if "/" not in name])
        return (
            f"Known: {industries}, each with variants (run.py scenarios lists them all). A file is "
            "named by its path (my_market.yaml)."
        )
    return "A file is named by its path (my_market.yaml)."
