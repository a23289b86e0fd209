"""The whole of a sweep, as `run.py sweep` does it: points, checks, workers, metrics, rows on disk.

What is asked besides runs per second is whether memory stays flat, in the driver and in the workers,
however many runs there are.
"""

import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from analysis.experiments.crew import local_crew
from analysis.experiments.design import design_points
from analysis.experiments.experiment import Design, Factor, Measurement, Replications
from analysis.experiments.plan import Plan
from analysis.experiments.study import MarketStudy
from analysis.experiments.sweep import sweep
from benchmarks.market import benchmark_scenario
from simulation.scenario.loader import scenario_document

N_CUSTOMERS = 1_000
WORKERS = 2
WARM_RUNS = 48
"""Enough that the second worker has started, too, before the first has done them all."""
SETTLED_SHARE = 0.25
"""Part of the runs after which memory is weighed first: allocators have their fill by then (assumption)."""
KIBIBYTE = 1_024
NAME = "benchmark"
FACTOR = Factor("customers.price_sensitivity", "uncertainty", 2.0, 9.0, base=None, has_base=False)


@dataclass
class Weights:
    """Memory of the driver and its workers while a sweep goes on, bytes, in the order of time."""

    runs: list[int] = field(default_factory=list)
    driver: list[int] = field(default_factory=list)
    workers: list[int] = field(default_factory=list)

    def take(self, stage: str, done: int, planned: int) -> None:  # noqa: ARG002  (as a sweep calls it)
        """Weigh everybody now."""
        self.runs.append(done)
        self.driver.append(resident(os.getpid()))
        children = [child.pid for child in multiprocessing.active_children() if child.pid]
        self.workers.append(max((resident(pid) for pid in children), default=0))

    def growth(self, planned: int) -> float:
        """Return the memory at the end over that after the first quarter; the worse of the two."""
        start = next(k for k, done in enumerate(self.runs) if done >= SETTLED_SHARE * planned)
        return max(held[-1] / held[start] for held in (self.driver, self.workers) if held[start])


@dataclass(frozen=True)
class MachinerySpeed:
    """What one sweep did.

    Attributes
    ----------
    runs : int
        Runs made.
    per_second : float
        Runs a second of the clock on the wall, everything included but the start of the workers.
    growth : float
        Memory at the end over that after the first quarter, of the driver or a worker.
    driver, worker : int
        Memory at the end, bytes; of the workers the largest.
    """

    runs: int
    per_second: float
    growth: float
    driver: int
    worker: int


def measure_machinery(n_runs: int) -> MachinerySpeed:
    """Run a sweep of small markets of two years in weeks on two workers that are warm."""
    scenario = scenario_document(benchmark_scenario(N_CUSTOMERS))
    outcomes = (Measurement("profit"), Measurement("retention_rate"))
    study = MarketStudy(NAME, {NAME: scenario}, outcomes)
    with tempfile.TemporaryDirectory() as folder, local_crew(WORKERS) as crew:
        sweep(study, _plan(WARM_RUNS, study.key), Path(folder) / "warm", crew)
        weights = Weights()
        plan = _plan(n_runs, study.key)
        found = sweep(study, plan, Path(folder) / "timed", crew, on_progress=weights.take)
    return MachinerySpeed(
        runs=found.n_made,
        per_second=found.n_made / found.seconds,
        growth=weights.growth(n_runs),
        driver=weights.driver[-1],
        worker=weights.workers[-1],
    )


def resident(pid: int) -> int:
    """Return the memory that a process holds, bytes; 0 where the system does not tell."""
    return next(_resident(pid), 0)


def _resident(pid: int) -> Iterator[int]:
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmRSS"):
                yield int(line.split()[1]) * KIBIBYTE


def _plan(n_runs: int, key: str) -> Plan:
    design = Design("latin_hypercube", points=n_runs - 1)  # and the base
    points = design_points(design, (FACTOR,), seed=1)
    return Plan(NAME, (FACTOR,), design, points, {}, Replications(1, 1), 1, key)
