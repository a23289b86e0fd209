"""Markets whose moments are known in closed form: straight lines of the parameters, plus noise."""

from dataclasses import dataclass, field

import numpy as np

from analysis.estimation.free import FreeParameter
from analysis.estimation.history import Moment
from analysis.estimation.market_moments import SimulationPlan
from analysis.estimation.moments import Observation


@dataclass
class StraightMarket:
    """Moments = `level` + `slopes` @ shares + the noise of a seed, the same at every point."""

    level: np.ndarray
    slopes: np.ndarray
    noise: np.ndarray  # covariance of one seed
    parameters: tuple[FreeParameter, ...]
    asked: tuple[Moment, ...]
    plan: SimulationPlan = field(default_factory=lambda: SimulationPlan(seed=1, replications=5))

    def at(self, points, stage):
        drawn = self._drawn(range(self.plan.replications))
        means = self.level + points @ self.slopes.T
        return means[:, None, :] + drawn[None, :, :]

    def replicated(self, first, n_runs, stage):
        start = np.array([parameter.start for parameter in self.parameters])
        values = self.level + self.slopes @ start + self._drawn(range(first, first + n_runs))
        return [Observation(row, np.ones(len(row)), 10.0) for row in values]

    def _drawn(self, seeds):
        lower = np.linalg.cholesky(self.noise)
        size = len(self.level)
        return np.array(
            [
                lower @ np.random.default_rng([self.plan.seed, seed]).normal(size=size)
                for seed in seeds
            ]
        )


def parameters_named(*names):
    """Return parameters from 0 to 1 that a scenario sets at 0.5."""
    return tuple(FreeParameter(f"customers.{name}", 0.0, 1.0, 0.5) for name in names)


def moments_with(values, errors):
    """Return moments of given values and standard errors; what they measure does not matter."""
    return tuple(
        Moment("satisfaction", k, k + 1, float(value), 1.0, float(error))
        for k, (value, error) in enumerate(zip(values, errors, strict=True))
    )
