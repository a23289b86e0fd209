"""The shipped experiments, one for each design, each run in a tiny form."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from analysis.experiments.crew import local_crew
from analysis.experiments.experiment import Experiment, Replications
from analysis.experiments.reading import read_experiment
from analysis.experiments.sweep import sweep_markets
from analysis.experiments.tables import (
    experiment_of,
    failures_of,
    load_base,
    load_sweep,
)
from analysis.experiments.verify import verify_markets
from simulation.scenario.names import SCENARIOS
from simulation.scenario.schema import Scenario

EXAMPLES = sorted((SCENARIOS / "experiments").glob("*.yaml"))
TINY = {"customers": 30, "steps": 2, "burn_in_steps": 2}


def tiny(experiment: Experiment) -> Experiment:
    """Return an experiment with small markets, few points and two seeds."""

    def small(scenario: Scenario) -> Scenario:
        return scenario.model_copy(update={"market": scenario.market.model_copy(update=TINY)})

    design = experiment.design
    if design.points is not None:
        design = replace(design, points=min(design.points, 4))
    if design.trajectories is not None:
        design = replace(design, trajectories=2)
    factors = experiment.factors
    if len(factors) > 4:
        factors = (*factors[:2], *factors[-2:])
    return replace(
        experiment,
        scenarios={name: small(scenario) for name, scenario in experiment.scenarios.items()},
        factors=factors,
        design=design,
        replications=Replications(2, 2),
    )


@cache
def example(path: Path) -> Experiment:
    return read_experiment(path)


def test_there_is_an_example_of_every_design():
    kinds = {example(path).design.kind for path in EXAMPLES}
    assert kinds == {"grid", "one_at_a_time", "latin_hypercube", "sobol", "morris", "list"}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs(path, tmp_path):
    experiment = tiny(example(path))
    with local_crew(1) as crew:
        found = sweep_markets(experiment, tmp_path / "sweep", crew)
    assert failures_of(tmp_path / "sweep").empty
    frame = load_sweep(tmp_path / "sweep")
    assert len(frame) == found.n_points * 2
    assert len(load_base(tmp_path / "sweep")) == 2
    assert set(frame) >= {outcome.column for outcome in experiment.outcomes}
    assert experiment_of(tmp_path / "sweep") == experiment
    assert verify_markets(tmp_path / "sweep", n_rows=2).is_the_same
