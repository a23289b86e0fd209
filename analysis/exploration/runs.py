"""Policies in worlds, run with common seeds: every policy meets the same customers and luck."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.crew import Crew
from simulation.draws import replication_seed
from simulation.errors import RunError
from simulation.scenario.schema import Value

Values = Mapping[str, Value]
"""Values of factors by their path."""
Key = tuple[tuple[tuple[str, Value], ...], int]


class Runs(Protocol):
    """What runs one market: a study of an experiment, or anything that answers like one."""

    def run(self, values: Values, seed: int) -> Mapping[str, float]:
        """Return every outcome of one run with factors at `values`."""


class Memory(Protocol):
    """What remembers runs beyond this process."""

    def found(self, key: Key) -> Mapping[str, float] | None:
        """Return the outcomes of a run that was made before, or None."""

    def keep(self, key: Key, outcomes: Mapping[str, float]) -> None:
        """Remember a run."""


@dataclass
class PairedRuns:
    """Runs of policies in worlds, each made once and kept.

    Attributes
    ----------
    study : Runs
        What runs one market: picklable where a crew is given.
    seed : int
        Seed of the study.
    replications : range
        Which: replication r of every policy and world runs with the seed of r, so that differences
        are paired.
    crew : Crew | None
        Who runs them; None runs in this process. The numbers are the same.
    memory : Memory | None
        Runs of earlier calls, which are not made again.
    made : int
        How many runs were made.
    """

    study: Runs
    seed: int
    replications: range
    crew: Crew | None = None
    memory: Memory | None = None
    made: int = 0
    _kept: dict[Key, Mapping[str, float]] = field(default_factory=dict)

    def table(
        self, policies: Sequence[Values], worlds: Sequence[Values], outcome: str
    ) -> NDArray[np.float64]:
        """Return an outcome of every policy in every world, shape (policies, worlds, replications).

        A value that both name is the policy's.

        Raises
        ------
        RunError
            If the study has no such outcome, or it is undefined in a run.
        """
        keys = [
            _key({**world, **policy}, replication_seed(self.seed, r))
            for policy in policies
            for world in worlds
            for r in self.replications
        ]
        self._run([key for key in dict.fromkeys(keys) if not self._is_known(key)])
        values = np.array([self._value(key, outcome) for key in keys])
        return values.reshape(len(policies), len(worlds), len(self.replications))

    def _run(self, missing: Sequence[Key]) -> None:
        for key, outcomes in self._outcomes_of(missing):
            self._keep(key, outcomes)

    def _outcomes_of(self, missing: Sequence[Key]) -> Iterator[tuple[Key, Mapping[str, float]]]:
        """Make runs, here or by the crew; what it costs to keep them is none of the crew's failures."""
        if self.crew is None:
            yield from ((key, _outcomes(self.study, key)) for key in missing)
            return
        try:
            waiting = [(key, self.crew.submit(_outcomes, self.study, key)) for key in missing]
            for key, future in waiting:
                yield key, future.result()
        except (BrokenExecutor, CancelledError, OSError) as error:
            msg = (
                "a worker died or went away (out of memory, or killed). What is finished is kept: "
                "start again, with fewer --workers or customers."
            )
            raise RunError(msg) from error

    def _is_known(self, key: Key) -> bool:
        if key not in self._kept and self.memory is not None:
            found = self.memory.found(key)
            if found is not None:
                self._kept[key] = found
        return key in self._kept

    def _keep(self, key: Key, outcomes: Mapping[str, float]) -> None:
        self._kept[key] = outcomes
        self.made += 1
        if self.memory is not None:
            self.memory.keep(key, outcomes)

    def _value(self, key: Key, name: str) -> float:
        found = self._kept[key]
        if name not in found or not np.isfinite(found[name]):
            what = "is undefined" if name in found else "is not among the outcomes"
            at = ", ".join(f"{path} = {value}" for path, value in key[0])
            msg = f"{name} {what} of the run with seed {key[1]} and {at or 'the base values'}."
            raise RunError(msg)
        return found[name]


def _key(values: Values, seed: int) -> Key:
    return tuple(sorted(values.items())), seed


def _outcomes(study: Runs, key: Key) -> Mapping[str, float]:
    return study.run(dict(key[0]), key[1])
