"""Experiment files: read, resolved against their scenarios, and checked, all mistakes at once."""

from pathlib import Path

from analysis.experiments.experiment import (
    Design,
    Experiment,
    Factor,
    Measurement,
    Replications,
)
from analysis.experiments.factor_reading import FactorReader
from analysis.experiments.form import ExperimentForm, ReplicationsForm
from analysis.experiments.form_reading import filled, written_out
from analysis.experiments.rules import design_problems, metric_problems
from analysis.experiments.scenario_loading import ScenarioLoader, constants_of
from simulation.scenario.problems import ScenarioProblemsError
from simulation.scenario.reading import read_tree

LEAST_FOR_PRECISION = 5
"""Seeds before a half-width means anything (as in a comparison)."""
DEFAULT_LEVELS = {"one_at_a_time": 2, "morris": 4}
STAND_INS = {
    "title": "",
    "design": {"kind": "list", "rows": []},
    "outcomes": [{"metric": "profit"}],
}
"""What stands for a key with a mistake, so that the rest of the file is checked in the same breath."""


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
    tree = written_out(written, ExperimentForm)
    found = filled(tree, ExperimentForm, STAND_INS)
    problems += found.problems
    form = found.form
    if form is None:
        raise ScenarioProblemsError(problems)
    loader = ScenarioLoader(tree, path.parent, form)
    scenarios = loader.scenarios()
    later = [*loader.problems, *design_problems(form, tree)]
    factors: tuple[Factor, ...] = ()
    if form.base in scenarios:
        rows = form.design.rows if form.design.kind == "list" else None
        reader = FactorReader(tree, scenarios, rows)
        factors = reader.factors(form)
        later += reader.problems
        later += metric_problems("outcomes", form.outcomes, tree, scenarios)
    problems += filter(found.concerns, later)
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
        constants=constants_of(form),
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
