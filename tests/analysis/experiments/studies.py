"""What the tests sweep instead of markets: known functions, and runs that fail or kill."""

import math
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.experiments import dispatch
from analysis.experiments.crew import local_crew
from analysis.experiments.design import base_point, design_points
from analysis.experiments.experiment import Design, Factor, Replications
from analysis.experiments.plan import Plan
from analysis.experiments.sweep import sweep

ISHIGAMI_A, ISHIGAMI_B = 7.0, 0.1
SOBOL_G = (0.0, 1.0, 4.5, 9.0)


def ishigami(values: Mapping[str, float]) -> float:
    """Ishigami & Homma 1990."""
    x1, x2, x3 = (values[name] for name in ("x1", "x2", "x3"))
    return math.sin(x1) + ISHIGAMI_A * math.sin(x2) ** 2 + ISHIGAMI_B * x3**4 * math.sin(x1)


def sobol_g(values: Mapping[str, float]) -> float:
    """Saltelli & Sobol 1995."""
    return math.prod(
        (abs(4.0 * values[f"x{index}"] - 2.0) + a) / (1.0 + a)
        for index, a in enumerate(SOBOL_G, start=1)
    )


def total(values: Mapping[str, float]) -> float:
    return float(sum(values.values()))


@dataclass(frozen=True)
class Function:
    """A function of the point; the seed adds a little, so that replications differ."""

    formula: Callable[[Mapping[str, float]], float]
    version: str = "1"
    outcomes: tuple[str, ...] = ("y",)

    @property
    def key(self) -> str:
        return self.formula.__name__

    def run(self, values: Mapping[str, float], seed: int) -> Mapping[str, float]:
        return {"y": self.formula(values) + seed % 1_000 * 1e-12}


@dataclass(frozen=True)
class Failing(Function):
    """Fails where x1 is above 0.5."""

    def run(self, values: Mapping[str, float], seed: int) -> Mapping[str, float]:
        if values["x1"] > 0.5:
            message = f"x1 is too large: {values['x1']}"
            raise ValueError(message)
        return super().run(values, seed)


@dataclass(frozen=True)
class Deadly(Function):
    """Kills its process at the largest x1: as often as `lives` says, counted in a file."""

    graves: Path | None = None
    lives: int = 1

    def run(self, values: Mapping[str, float], seed: int) -> Mapping[str, float]:
        assert self.graves is not None
        if values["x1"] == 1.0 and len(list(self.graves.iterdir())) < self.lives:
            (self.graves / str(os.getpid())).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().run(values, seed)


def factors(n: int, low: float = 0.0, high: float = 1.0) -> tuple[Factor, ...]:
    middle = (low + high) / 2.0
    return tuple(Factor(f"x{k}", "uncertainty", low, high, base=middle) for k in range(1, n + 1))


def plan_of(
    study: Function,
    design: Design,
    varied: tuple[Factor, ...],
    replications: Replications | int = 1,
) -> Plan:
    if isinstance(replications, int):
        replications = Replications(replications, replications)
    return Plan(
        title="a test",
        factors=varied,
        design=design,
        points=design_points(design, varied, 1),
        base=base_point(varied),
        replications=replications,
        seed=1,
        study_key=study.key,
    )


GRID = Design("grid", levels=4)
SMALL = plan_of(Function(total), GRID, factors(2), 3)
"""Sixteen points and a base, three seeds each: 51 runs."""


def sweep_until_killed(folder: Path, n_runs: int) -> None:
    """Sweep the small plan in this process, which kills itself when so many runs are kept."""

    def kill(_stage: str, done: int, _planned: int) -> None:
        if done >= n_runs:
            os.kill(os.getpid(), signal.SIGKILL)

    dispatch.CHUNK_SECONDS = 0.0  # a part for each run
    with local_crew(1) as crew:
        sweep(Function(total), SMALL, folder, crew, on_progress=kill)


def swept(
    folder: Path, plan: Plan = SMALL, study: Function | None = None, workers: int = 1
) -> Path:
    """Sweep a plan and return its folder."""
    with local_crew(workers) as crew:
        sweep(study or Function(total), plan, folder, crew)
    return folder


def rows_bytes(folder: Path) -> bytes:
    """Return the bytes of the only part of a finished store."""
    (part,) = (folder / "parts").iterdir()
    return part.read_bytes()
