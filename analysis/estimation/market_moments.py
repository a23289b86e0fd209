"""Moments at many parameter values, each averaged over the same seeds (common random numbers)."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from analysis.calibration.log import FloatArray
from analysis.estimation.free import FreeParameter, at_shares, with_values
from analysis.estimation.history import Moment
from analysis.estimation.moments import Observation, observed, require_moments
from simulation.draws import replication_seed
from simulation.errors import RunError
from simulation.runner import RunSpec, run_many
from simulation.scenario.schema import Scenario

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class SimulationPlan:
    """How much is simulated.

    Attributes
    ----------
    seed : int
    replications : int
        Seeds S that every parameter value is simulated with, always the same ones.
    """

    seed: int = 1
    replications: int = 4


@dataclass(frozen=True, eq=False)
class MarketMoments:
    """The simulated side of an estimation.

    Attributes
    ----------
    scenario : Scenario
    asked : tuple of Moment, length m
        What is measured; only their measures and spans matter here.
    parameters : tuple of FreeParameter, length p
    plan : SimulationPlan
    pool : ProcessPoolExecutor | None
        From `worker_pool`; None runs everything in this process.
    on_progress : callable | None
        Told (stage, runs done, runs planned).
    """

    scenario: Scenario
    asked: tuple[Moment, ...]
    parameters: tuple[FreeParameter, ...]
    plan: SimulationPlan
    pool: ProcessPoolExecutor | None = None
    on_progress: Progress | None = None

    def __post_init__(self) -> None:
        """Refuse moments that the scenario cannot have."""
        require_moments(self.asked, self.scenario)

    def at(self, points: FloatArray, stage: str) -> FloatArray:
        """Return the moments of each seed at each point, shape (n, S, m).

        Parameters
        ----------
        points : ndarray, shape (n, p)
            Parameters as shares of their ranges.
        stage : str
            What to call this in progress reports.
        """
        scenarios = [
            with_values(self.scenario, self.parameters, at_shares(self.parameters, point))
            for point in points
        ]
        runs = self._runs(scenarios, range(self.plan.replications), stage)
        values = np.array([run.values for run in runs])
        return values.reshape(len(points), self.plan.replications, len(self.asked))

    def replicated(self, first: int, n_runs: int, stage: str) -> list[Observation]:
        """Return what further seeds observe under the scenario as it stands."""
        return self._runs([self.scenario], range(first, first + n_runs), stage)

    def _runs(self, scenarios: Sequence[Scenario], seeds: range, stage: str) -> list[Observation]:
        specs = [
            RunSpec(scenario.title, scenario, replication_seed(self.plan.seed, seed), seed)
            for scenario in scenarios
            for seed in seeds
        ]
        report = partial(self.on_progress, stage) if self.on_progress else None
        runs = run_many(specs, partial(observed, asked=self.asked), pool=self.pool, on_done=report)
        bad = {k for run in runs for k in np.flatnonzero(~np.isfinite(run.values)).tolist()}
        if bad:
            moments = [self.asked[k] for k in sorted(bad)]
            labels = "; ".join(
                f"{moment.label} ({moment.place})" if moment.place else moment.label
                for moment in moments
            )
            msg = (
                f"{self.scenario.title}: every moment must be defined in every run. Got none for"
                f" {labels}: nobody was there to count. Simulate more customers, or leave it out."
            )
            raise RunError(msg)
        return runs
