"""The scenarios that a file names, loaded with its constants; what is wrong is told at its line."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from analysis.experiments.experiment import VARIANT
from analysis.experiments.form import VariedForm
from analysis.experiments.form_reading import FACTOR_GROUPS
from simulation.scenario.loader import load_scenario
from simulation.scenario.names import SUFFIXES, scenario_names
from simulation.scenario.problems import (
    OVERRIDES,
    Problem,
    ScenarioProblemsError,
    dotted,
)
from simulation.scenario.schema import Scenario, Value
from simulation.scenario.tree import Keys, Node, nearest_place

FLAGS = {"market.steps": "steps", "market.customers": "customers"}


def constants_of(form: VariedForm) -> dict[str, Value]:
    """Return what holds in every run, by dotted path, sizes included."""
    flags = {path: getattr(form, key) for path, key in FLAGS.items()}
    return {**form.constants, **{p: value for p, value in flags.items() if value is not None}}


@dataclass
class ScenarioLoader:
    """Loads the base and the variants with the constants set.

    Attributes
    ----------
    tree : Node
        The file, for places.
    folder : Path
        Where scenarios that are named by file are looked for.
    form : VariedForm
        The file as a form.
    problems : list[Problem]
        What was found wrong.
    """

    tree: Node
    folder: Path
    form: VariedForm
    problems: list[Problem] = field(default_factory=list)

    def scenarios(self, more: Mapping[str, Keys] | None = None) -> dict[str, Scenario]:
        """Return what could be loaded by name, the base first.

        Parameters
        ----------
        more : Mapping[str, Keys] | None
            Further scenarios, and where the file names them.
        """
        wanted: dict[str, Keys] = {self.form.base: ("base",)}
        for group in FACTOR_GROUPS:
            factor = getattr(self.form, group).get(VARIANT)
            for index, name in enumerate((factor and factor.values) or ()):
                wanted.setdefault(str(name), (group, VARIANT, "values", index))
        for name, keys in (more or {}).items():
            wanted.setdefault(name, keys)
        loaded = {name: self._load(name, keys) for name, keys in wanted.items()}
        return {name: scenario for name, scenario in loaded.items() if scenario is not None}

    def _load(self, name: str, keys: Keys) -> Scenario | None:
        is_beside = name.endswith(SUFFIXES) and name not in scenario_names()
        source = self.folder / name if is_beside else name
        try:
            return load_scenario(source, constants_of(self.form))
        except ScenarioProblemsError as error:
            self.problems += [self._placed(problem, keys) for problem in error.problems]
        with suppress(ScenarioProblemsError):  # without constants, so that the rest is checked too
            return load_scenario(source)
        return None

    def _placed(self, problem: Problem, keys: Keys) -> Problem:
        """Return a problem of a scenario at the line of this file that caused it."""
        path = dotted(problem.keys)
        if problem.place == OVERRIDES:
            own: Keys = (FLAGS[path],) if path in FLAGS else ("constants", path)
            return Problem(nearest_place(self.tree, own), own, problem.sentence)
        if problem.keys:
            return problem
        return Problem(nearest_place(self.tree, keys), keys, _lowered(problem.sentence))


def _lowered(sentence: str) -> str:
    return f"leads nowhere: {sentence[0].lower()}{sentence[1:]}"
