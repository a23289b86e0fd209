"""Experiment files: read, resolved against their scenarios, and checked, all mistakes at once."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from analysis.experiments.experiment import (
    VARIANT,
    Design,
    Experiment,
    Factor,
    Measurement,
    Replications,
)
from analysis.experiments.factor_reading import FactorReader
from analysis.experiments.form import ExperimentForm, ReplicationsForm
from analysis.experiments.form_reading import FACTOR_GROUPS, form_of, written_out
from analysis.experiments.rules import design_problems, outcome_problems
from simulation.scenario.loader import load_scenario
from simulation.scenario.names import SUFFIXES, scenario_names
from simulation.scenario.problems import (
    COMMAND_LINE,
    Problem,
    ScenarioProblemsError,
    dotted,
)
from simulation.scenario.reading import read_tree
from simulation.scenario.schema import Scenario, Value
from simulation.scenario.tree import Keys, Node, nearest_place

LEAST_FOR_PRECISION = 5
"""Seeds before a half-width means anything (as in a comparison)."""
DEFAULT_LEVELS = {"one_at_a_time": 2, "morris": 4}
FLAGS = {"market.steps": "steps", "market.customers": "customers"}


def read_experiment(path: Path) -> Experiment:
    """Return the experiment of a file, resolved and checked.

    Parameters
    ----------
    path : Path
        The file; scenarios that it names by file are looked for beside it.

    Raises
    ------
    ScenarioProblemsError
        With every mistake of the file: place, path, rule, what was got, the nearest known name.
    """
    written, problems = read_tree(path, path.as_posix())
    tree = written_out(written)
    form, misfits = form_of(tree)
    if form is None:
        raise ScenarioProblemsError([*problems, *misfits])
    loader = _ScenarioLoader(tree, path.parent, form)
    scenarios = loader.scenarios()
    problems += [*loader.problems, *design_problems(form, tree)]
    factors: tuple[Factor, ...] = ()
    if form.base in scenarios:
        reader = FactorReader(tree, scenarios)
        factors = reader.factors(form)
        problems += [*reader.problems, *outcome_problems(form, tree, scenarios)]
    if problems:
        raise ScenarioProblemsError(problems)
    outcomes = tuple(Measurement(o.metric, o.firm) for o in form.outcomes)
    return Experiment(
        title=form.title,
        name=path.stem,
        base=form.base,
        scenarios=scenarios,
        factors=factors,
        design=_design(form),
        replications=_replications(form.replications),
        seed=form.seed,
        outcomes=outcomes,
        constants=_constants(form),
    )


def _design(form: ExperimentForm) -> Design:
    written = form.design
    levels = written.levels or DEFAULT_LEVELS.get(written.kind, 3)
    return Design(
        written.kind,
        written.points,
        written.second_order,
        written.trajectories,
        levels,
        written.rows,
    )


def _replications(written: ReplicationsForm) -> Replications:
    if written.precision is None:
        count = written.at_least or 1
        return Replications(count, count)
    at_least = max(written.at_least or LEAST_FOR_PRECISION, 2)
    wished = written.precision
    return Replications(at_least, written.at_most, wished.metric, wished.half_width)


def _constants(form: ExperimentForm) -> dict[str, Value]:
    flags = {path: getattr(form, key) for path, key in FLAGS.items()}
    return {**form.constants, **{p: value for p, value in flags.items() if value is not None}}


@dataclass
class _ScenarioLoader:
    """Loads the base and the variants with the constants set."""

    tree: Node
    folder: Path
    form: ExperimentForm
    problems: list[Problem] = field(default_factory=list)

    def scenarios(self) -> dict[str, Scenario]:
        """Return what could be loaded by name, the base first."""
        wanted: dict[str, Keys] = {self.form.base: ("base",)}
        for group in FACTOR_GROUPS:
            factor = getattr(self.form, group).get(VARIANT)
            for index, name in enumerate((factor and factor.values) or ()):
                wanted.setdefault(str(name), (group, VARIANT, "values", index))
        loaded = {name: self._load(name, keys) for name, keys in wanted.items()}
        return {name: scenario for name, scenario in loaded.items() if scenario is not None}

    def _load(self, name: str, keys: Keys) -> Scenario | None:
        is_beside = name.endswith(SUFFIXES) and name not in scenario_names()
        source = self.folder / name if is_beside else name
        try:
            return load_scenario(source, _constants(self.form))
        except ScenarioProblemsError as error:
            self.problems += [self._placed(problem, keys) for problem in error.problems]
        with suppress(ScenarioProblemsError):  # without constants, so that the rest is checked too
            return load_scenario(source)
        return None

    def _placed(self, problem: Problem, keys: Keys) -> Problem:
        """Return a problem of a scenario at the line of this file that caused it."""
        path = dotted(problem.keys)
        if problem.place == COMMAND_LINE:
            own: Keys = (FLAGS[path],) if path in FLAGS else ("constants", path)
            return Problem(nearest_place(self.tree, own), own, problem.sentence)
        if problem.keys:
            return problem
        return Problem(nearest_place(self.tree, keys), keys, _lowered(problem.sentence))


def _lowered(sentence: str) -> str:
    return f"leads nowhere: {sentence[0].lower()}{sentence[1:]}"
