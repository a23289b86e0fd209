"""Markets whose moments are known in closed form: straight lines of the parameters, plus noise."""

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from analysis.estimation.free import FreeParameter
from analysis.estimation.history import Moment
from analysis.estimation.market_moments import SimulationPlan
from analysis.estimation.moments import Observation

HELD = 0.5  # where every parameter of the scenario stands


@dataclass
class StraightMarket:
    """Moments = `level` + `slopes` @ parameters + the noise of a seed, the same at every point."""

    level: np.ndarray
    slopes: dict[str, np.ndarray]  # of every parameter, free or held, by path
    noise: np.ndarray  # covariance of one seed
    parameters: tuple[FreeParameter, ...]
    asked: tuple[Moment, ...]
    plan: SimulationPlan = field(default_factory=lambda: SimulationPlan(seed=1, replications=5))

    def at(self, points, stage):
        assert stage
        means = self._means(points)
        return means[:, None, :] + self._drawn(range(self.plan.replications))[None, :, :]

    def replicated(self, first, n_runs, stage):
        assert stage
        middle = self._means(np.full((1, len(self.parameters)), HELD))
        values = middle + self._drawn(range(first, first + n_runs))
        return [Observation(row, np.ones(len(row)), 10.0) for row in values]

    def _means(self, points):
        free = [parameter.path for parameter in self.parameters]
        held = sum((HELD * s for path, s in self.slopes.items() if path not in free), start=0.0)
        return self.level + held + points @ np.array([self.slopes[path] for path in free])

    def _drawn(self, seeds):
        size = len(self.level)
        draws = np.array([standard_normals(self.plan.seed, seed, size) for seed in seeds])
        return draws @ np.linalg.cholesky(self.noise).T


@cache
def standard_normals(plan_seed, seed, size):
    return np.random.default_rng([plan_seed, seed]).normal(size=size)


def parameters_named(*names):
    """Return parameters from 0 to 1 that a scenario sets at one half."""
    return tuple(FreeParameter(f"customers.{name}", 0.0, 1.0, HELD) for name in names)


def slopes_of(parameters, matrix):
    """Return the columns of a matrix (m, p) by the path of their parameter."""
    columns = np.asarray(matrix, dtype=float).T
    return {parameter.path: column for parameter, column in zip(parameters, columns, strict=True)}


def moments_with(values, errors):
    """Return moments of given values and standard errors; what they measure does not matter."""
    return tuple(
        Moment("satisfaction", k, k + 1, float(value), 1.0, float(error))
        for k, (value, error) in enumerate(zip(values, errors, strict=True))
    )
