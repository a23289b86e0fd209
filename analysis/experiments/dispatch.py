"""Runs are handed out in chunks, and taken back: what a dead worker held is handed out again."""

import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import dataclass, field
from itertools import islice

from analysis.experiments.crew import Crew
from analysis.experiments.plan import Unit
from analysis.experiments.store import Finished
from analysis.experiments.study import Study
from simulation.errors import LoyaltyError, RunError

CHUNK_SECONDS = 0.5
"""Work in a chunk: handing one out costs milliseconds, on a cluster tens of them."""
MOST_CHUNKS = 2_000
"""Of a whole sweep: a part each, and a reader opens them all."""
DEATHS = 2
"""Workers that may die of a run that is alone with them before it counts as failed."""
FAILURES = (
    LoyaltyError, ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError,
)  # fmt: skip
"""What a run may raise without harm to the others."""


@dataclass(frozen=True)
class ChunkResult:
    """What a worker sends back: the runs of a chunk, and the seconds they took."""

    finished: list[Finished]
    seconds: float


def run_chunk(study: Study, version: str, units: Sequence[Unit]) -> ChunkResult:
    """Run some units in the process of a worker; a failing one does not stop the others.

    Raises
    ------
    RunError
        If the worker has another version of the code.
    """
    if study.version != version:
        msg = (
            f"a worker has version {study.version} of the code, and the sweep {version}. Install the "
            "same version on every machine and start the workers anew."
        )
        raise RunError(msg)
    began = time.perf_counter()
    finished = [_run(study, unit) for unit in units]
    return ChunkResult(finished, time.perf_counter() - began)


def _run(study: Study, unit: Unit) -> Finished:
    try:
        outcomes = study.run(unit.values, unit.seed)
    except FAILURES as error:
        return Finished(unit, error=f"{error}" or type(error).__name__)
    return Finished(unit, {name: float(outcomes[name]) for name in study.outcomes})


@dataclass
class Dispatcher:
    """Hands the units of a sweep to a crew.

    Attributes
    ----------
    study, version : Study, str
        What is run, and by which code.
    crew : Crew
        Who runs it.
    is_missing : Callable[[Unit], bool]
        Whether a unit is still to be run, asked when it is about to be handed out.
    n_units : int
        About how many there are.
    """

    study: Study
    version: str
    crew: Crew
    is_missing: Callable[[Unit], bool]
    n_units: int
    _run_seconds: float = math.inf
    _suspects: deque[Unit] = field(default_factory=deque)
    _deaths: dict[tuple[str, int], int] = field(default_factory=dict)
    _waiting: dict[Future[ChunkResult], list[Unit]] = field(default_factory=dict)

    def results(self, units: Iterator[Unit]) -> Iterator[list[Finished]]:
        """Yield finished runs, chunk by chunk, in the order in which they finish.

        Raises
        ------
        RunError
            If the code differs on a worker, or a cluster is gone.
        """
        missing = filter(self.is_missing, units)
        while True:
            self._hand_out(missing)
            if not self._waiting:
                return
            done, _ = wait(self._waiting, return_when=FIRST_COMPLETED)
            lost: list[list[Unit]] = []
            for future in done:
                chunk = self._waiting.pop(future)
                found = self._taken(future)
                if found is None:
                    lost.append(chunk)
                else:
                    yield found
            if lost:
                yield from self._blamed(lost)

    def _hand_out(self, missing: Iterator[Unit]) -> None:
        """Fill the hands of the crew; units under suspicion go out one at a time, alone."""
        while len(self._waiting) < self.crew.ahead:
            if self._suspects:
                if self._waiting:
                    return
                chunk = [self._suspects.popleft()]
            else:
                chunk = list(islice(missing, self._chunk_size()))
            if not chunk:
                return
            try:
                future = self.crew.submit(run_chunk, self.study, self.version, chunk)
            except BrokenExecutor:
                future = Future()
                future.set_exception(BrokenExecutor())
            self._waiting[future] = chunk
            if len(chunk) == 1 and self._is_suspect(chunk[0]):
                return

    def _taken(self, future: Future[ChunkResult]) -> list[Finished] | None:
        """Return what a chunk found, or None if its worker died."""
        try:
            found = future.result()
        except (BrokenExecutor, _killed_worker()):
            return None
        except (CancelledError, OSError) as error:
            msg = (
                "the cluster went away in mid-sweep. Finished runs are kept: start the sweep again "
                "when it is back."
            )
            raise RunError(msg) from error
        except (ImportError, RuntimeError) as error:
            if not _is_unreadable(error):
                raise
            msg = (
                "the scheduler or a worker cannot load the code of the project. Install the same "
                "version on every machine, scheduler included, and start them anew."
            )
            raise RunError(msg) from error
        self._run_seconds = found.seconds / len(found.finished)
        return found.finished

    def _blamed(self, lost: list[list[Unit]]) -> Iterator[list[Finished]]:
        """Put what a dead worker may have died of under suspicion; yield what it died of for sure."""
        was_alone = len(lost) == 1 and len(lost[0]) == 1 and self._is_suspect(lost[0][0])
        in_flight = [chunk for future, chunk in self._waiting.items() if not _is_good(future)]
        self._waiting = {f: chunk for f, chunk in self._waiting.items() if _is_good(f)}
        self.crew.make_anew()
        for unit in (unit for chunk in (*lost, *in_flight) for unit in chunk):
            run = (unit.key, unit.seed)
            deaths = self._deaths[run] = self._deaths.get(run, 0) + was_alone
            if deaths >= DEATHS:
                sentence = f"the process that ran it died {deaths} times (out of memory, or killed)"
                yield [Finished(unit, error=sentence)]
            else:
                self._suspects.append(unit)

    def _is_suspect(self, unit: Unit) -> bool:
        return (unit.key, unit.seed) in self._deaths

    def _chunk_size(self) -> int:
        by_time = math.ceil(CHUNK_SECONDS / self._run_seconds) if self._run_seconds > 0.0 else 1
        return max(by_time, math.ceil(self.n_units / MOST_CHUNKS) if by_time > 1 else 1, 1)


def _is_good(future: Future[ChunkResult]) -> bool:
    return future.done() and future.exception() is None


def _killed_worker() -> type[BaseException]:
    """Return what Dask raises for a task that its workers died of, if Dask is in use."""
    import sys

    module = sys.modules.get("distributed")
    found: type[BaseException] = module.KilledWorker if module is not None else BrokenExecutor
    return found


def _is_unreadable(error: Exception) -> bool:
    """Tell whether Dask's scheduler or a worker of it could not read what it was sent."""
    return isinstance(error, ImportError) or "deserialization of the task graph" in str(error)
