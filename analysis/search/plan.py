"""What a search is asked for: objectives, limits, worlds and reactions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.experiment import Factor
from simulation.scenario.schema import Value

Robust = Literal["mean", "worst"]


@dataclass(frozen=True)
class Objective:
    """An outcome that a policy is judged by.

    Attributes
    ----------
    outcome : str
        Column of a run.
    is_maximized : bool
        Whether more of it is better.
    """

    outcome: str
    is_maximized: bool = True

    @property
    def sign(self) -> float:
        """What an outcome is multiplied by so that more is better."""
        return 1.0 if self.is_maximized else -1.0


@dataclass(frozen=True)
class Limit:
    """What a policy must keep to: a budget, a least retention.

    Attributes
    ----------
    outcome : str
        Column of a run.
    at_least, at_most : float
        Ends of what is allowed, both included; infinite where it is open.
    """

    outcome: str
    at_least: float = -np.inf
    at_most: float = np.inf

    def excess(self, low: float, high: float) -> float:
        """Return by how much values between `low` and `high` break the limit, as a share of it.

        0 or less: not at all. Of a limit at 0, in units of the outcome.
        """
        ends = ((self.at_least, self.at_least - low), (self.at_most, high - self.at_most))
        return max(over / (abs(end) or 1.0) for end, over in ends if np.isfinite(end))


@dataclass(frozen=True)
class Reaction:
    """What the rival may answer: values of the scenario that it changes."""

    name: str
    values: Mapping[str, Value] = field(default_factory=dict)


def base_policy_of(levers: Sequence[Factor]) -> dict[str, Value]:
    """Return the levers where the base scenario has them."""
    return {lever.path: lever.base for lever in levers if lever.has_base}


@dataclass(frozen=True)
class SearchPlan:
    """A search.

    Attributes
    ----------
    levers : tuple[Factor, ...]
        What may be chosen.
    objectives : tuple[Objective, ...]
        One, or several: then a front of policies is the answer.
    limits : tuple[Limit, ...]
        What a policy must keep to.
    worlds : tuple[Mapping[str, Value], ...]
        Sets of uncertain values that every policy meets; one empty set for the base values.
    reactions : tuple[Reaction, ...]
        What the rival may answer; empty for a rival that does nothing.
    robust : str
        Worlds are summed up by their `mean`, or by the `worst` of them.
    trials : int
        Policies that are tried.
    replications, fresh_replications : int
        Seeds that a trial, and a finalist afterwards, runs with.
    seed : int
        Seed of the search, of the worlds and of the runs.
    starts : tuple[Mapping[str, Value], ...]
        Policies tried first, after the base policy.
    """

    levers: tuple[Factor, ...]
    objectives: tuple[Objective, ...]
    limits: tuple[Limit, ...] = ()
    worlds: tuple[Mapping[str, Value], ...] = ({},)
    reactions: tuple[Reaction, ...] = ()
    robust: Robust = "mean"
    trials: int = 50
    replications: int = 3
    fresh_replications: int = 10
    seed: int = 1
    starts: tuple[Mapping[str, Value], ...] = ()

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Every outcome that the search reads, each once."""
        named = [o.outcome for o in self.objectives] + [limit.outcome for limit in self.limits]
        return tuple(dict.fromkeys(named))

    @property
    def base_policy(self) -> dict[str, Value]:
        """The levers where the base scenario has them."""
        return base_policy_of(self.levers)

    def summed_up(
        self, values: NDArray[np.float64], sign: float
    ) -> NDArray[np.float64]:  # fmt: skip
        """Return an outcome over worlds (shape (worlds, replications)) as one value a replication.

        The mean, or the values of the world that is worst: where sign times the outcome is lowest.
        """
        if self.robust == "mean":
            return np.array(values.mean(axis=0), dtype=np.float64)
        return np.array(values[int(np.argmin(sign * values.mean(axis=1)))], dtype=np.float64)
