"""Experiment files: read, resolved against their scenarios, and checked, all mistakes at once."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.experiments.experiment import Design, Experiment, Measurement, Replications
from analysis.experiments.form import ExperimentForm, ReplicationsForm
from analysis.experiments.rules import design_problems, fact_problems, metric_problems
from analysis.experiments.scenario_loading import constants_of
from analysis.experiments.varied_reading import FileKind, read_varied
from simulation.scenario.problems import Problem
from simulation.scenario.schema import Scenario, Value
from simulation.scenario.tree import Node

LEAST_FOR_PRECISION = 5
"""Seeds before a half-width means anything (as in a comparison)."""
DEFAULT_LEVELS = {"one_at_a_time": 2, "morris": 4}


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
    found = read_varied(path, EXPERIMENT)
    form = found.form
    return Experiment(
        title=form.title,
        name=path.stem,
        base=form.base,
        scenarios=found.scenarios,
        factors=found.factors,
        design=_design(form),
        replications=_replications(form.replications),
        seed=form.seed,
        outcomes=tuple(Measurement(o.metric, o.firm) for o in form.outcomes),
        constants=constants_of(form),
        facts=form.facts,
        fact_seeds=form.fact_seeds,
    )


def _rows(form: ExperimentForm) -> Sequence[Mapping[str, Value]] | None:
    return form.design.rows if form.design.kind == "list" else None


def _market_rules(
    form: ExperimentForm, tree: Node, scenarios: Mapping[str, Scenario]
) -> list[Problem]:
    found = metric_problems("outcomes", form.outcomes, tree, scenarios)
    return found + fact_problems(form, tree, scenarios[form.base])


EXPERIMENT = FileKind(
    ExperimentForm,
    {
        "title": "",
        "design": {"kind": "list", "rows": []},
        "outcomes": [{"metric": "profit"}],
    },
    rules=design_problems,
    market_rules=_market_rules,
    rows=_rows,
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
        written.crossed,
    )


def _replications(written: ReplicationsForm) -> Replications:
    if written.precision is None:
        count = written.at_least or 1
        return Replications(count, count)
    at_least = max(written.at_least or LEAST_FOR_PRECISION, 2)
    wished = written.precision
    return Replications(at_least, written.at_most, wished.metric, wished.half_width)
