"""Running one market, and running many: the same bytes for any number of workers."""

import math
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Generic, TypeVar

from simulation.arguments import whole_numbers
from simulation.errors import ArgumentError, LoyaltyError, RunError, ScenarioError
from simulation.market import LoyaltyMarket
from simulation.past import LastPast
from simulation.results import FirmTable, RunResult, market_frame, tenure_frame
from simulation.scenario.schema import Scenario
from simulation.snapshot import moment_of, snapshot_frame

Outcome = TypeVar("Outcome")
SMALLEST = Scenario.model_validate(
    {
        "title": "the smallest market",
        "focal_firm": "Alone",
        "market": {
            "mode": "contract",
            "step_days": 30,
            "customers": 1,
            "burn_in_steps": 1,
            "steps": 1,
            "activity_window_steps": 1,
        },
        "firms": {"Alone": {"share": 1.0}},
    }
)
N_CHUNKS = 24  # small enough to share the work evenly, large enough to amortise sending it
LEAST_CHUNKS = 4  # of a batch of one seed, so that several workers have something to do
_LAST_PAST = LastPast()


@dataclass(frozen=True)
class RunSpec:
    """A run that is asked for.

    Attributes
    ----------
    name : str
        What to call the scenario in messages and tables.
    scenario : Scenario
        What to run.
    seed : int
        Seed of the draws; variants of one replication share it.
    replication : int
        Number of the replication.
    snapshots : tuple[int, ...]
        Further steps after which all customers are kept; the end of the burn-in and the last step
        always are.
    threads : int
        Threads inside a step.
    """

    name: str
    scenario: Scenario
    seed: int
    replication: int = 0
    snapshots: tuple[int, ...] = ()
    threads: int = 1


class BatchError(RunError, Generic[Outcome]):
    """A batch stopped early; `finished` holds what was done, by the number of its spec."""

    def __init__(self, message: str, finished: dict[int, Outcome]) -> None:
        super().__init__(message)
        self.finished = finished


def run_one(spec: RunSpec) -> RunResult:
    """Run one market and return its tables.

    Raises
    ------
    RunError
        If a step fails; scenario, seed and step are named.
    """
    began = time.perf_counter()
    market = LoyaltyMarket(spec.scenario, rng=spec.seed, threads=spec.threads)
    burn_in = spec.scenario.market.burn_in_steps
    moments = []
    stops = _snapshot_stops(spec)
    if stops[0] >= burn_in:
        _LAST_PAST.live_through(market)
    for stop in stops:
        market.advance_to(stop)
        is_moving = bool(market.management.moving)
        moments.append(moment_of(market.customers, market.world, stop - 1, burn_in, is_moving))
    names, segments = market.tables.firm_names, market.tables.segment_names
    ledger, conduct = market.ledger, market.management.organization.conduct
    return RunResult(
        name=spec.name,
        scenario=spec.scenario,
        seed=spec.seed,
        tables={
            "firms": FirmTable(ledger, conduct, names, segments, burn_in),
            "market": partial(market_frame, ledger, names, burn_in),
            "tenure": partial(tenure_frame, ledger, names),
            "customers": partial(snapshot_frame, moments),
        },
        wall_seconds=time.perf_counter() - began,
    )


def _snapshot_stops(spec: RunSpec) -> list[int]:
    """Return after how many steps, burn-in included, customers are kept."""
    market = spec.scenario.market
    steps = whole_numbers("snapshots", spec.snapshots)
    outside = [step for step in steps if not -market.burn_in_steps <= step < market.steps]
    if outside:
        msg = (
            f"{spec.name}: a snapshot must lie in steps {-market.burn_in_steps} to "
            f"{market.steps - 1}. Got {min(outside)}."
        )
        raise ScenarioError(msg)
    wanted = {market.burn_in_steps + step + 1 for step in steps}
    last = market.burn_in_steps + market.steps
    return sorted({*wanted, max(market.burn_in_steps, 1), last})


def run_many(
    specs: Sequence[RunSpec],
    summarize: Callable[[RunSpec], Outcome],
    *,
    pool: ProcessPoolExecutor | None = None,
    on_done: Callable[[int, int], None] | None = None,
) -> list[Outcome]:
    """Return `summarize` of every spec, in the order of the specs.

    Parameters
    ----------
    specs : Sequence[RunSpec]
        What to run.
    summarize : Callable[[RunSpec], Outcome]
        Runs a spec and returns what is kept of it: a module-level function of its argument alone.
    pool : ProcessPoolExecutor | None
        From `worker_pool`; None runs everything in this process.
    on_done : Callable[[int, int], None] | None
        Told (runs done, runs planned) as they finish.

    Raises
    ------
    ArgumentError
        If `summarize` cannot be sent to a worker.
    BatchError
        If a run fails or a worker dies; `finished` holds the outcomes of finished runs by number.
        An interruption (Ctrl-C) passes through; `worker_pool` then stops the workers.
    """
    if pool is not None:
        _require_sendable(summarize)
    finished: dict[int, Outcome] = {}
    try:
        batches = (
            _in_process(specs, summarize) if pool is None else _in_pool(specs, summarize, pool)
        )
        for index, outcome in batches:
            finished[index] = outcome
            if on_done:
                on_done(len(finished), len(specs))
    except BrokenProcessPool as error:
        msg = (
            f"a worker process died (out of memory, or killed) after {len(finished)} of "
            f"{len(specs)} runs. Try fewer --workers or fewer customers."
        )
        raise BatchError(msg, finished) from error
    except LoyaltyError as error:
        msg = f"{error} ({len(finished)} of {len(specs)} runs were finished.)"
        raise BatchError(msg, finished) from error
    return [finished[index] for index in range(len(specs))]


@contextmanager
def worker_pool(workers: int) -> Iterator[ProcessPoolExecutor | None]:
    """Open processes for all batches of a study and stop them at the end, whatever happens.

    Yields None for one worker: everything then runs in this process. Starting a process costs
    seconds (it imports everything anew), so a study opens its pool once.
    """
    if workers <= 1:
        yield None
        return
    pool = ProcessPoolExecutor(
        max_workers=workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_serve_the_parent,
    )
    pool.submit(os.getpid)  # all start now and import while the caller prepares its runs
    try:
        yield pool
    finally:
        processes = list((pool._processes or {}).values())  # no public way
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()


def warm_up() -> None:
    """Compile everything a run needs by running the smallest market there is."""
    run_one(RunSpec("warm-up", SMALLEST, seed=0))


def available_workers() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _guarded(spec: RunSpec, summarize: Callable[[RunSpec], Outcome]) -> Outcome:
    """Run one spec; any failure comes back as a RunError that says which run it was."""
    try:
        return summarize(spec)
    except (
        ArithmeticError,
        AttributeError,
        IndexError,
        KeyError,
        MemoryError,
        TypeError,
        ValueError,
    ) as error:
        msg = f"{spec.name}, seed {spec.seed}, replication {spec.replication}: {error}"
        raise RunError(msg) from error


def _in_process(
    specs: Sequence[RunSpec], summarize: Callable[[RunSpec], Outcome]
) -> Iterator[tuple[int, Outcome]]:
    for index, spec in enumerate(specs):
        yield index, _guarded(spec, summarize)


def _chunk_outcomes(
    first: int, chunk: Sequence[RunSpec], summarize: Callable[[RunSpec], Any]
) -> list[tuple[int, Any]]:
    return [(first + k, _guarded(spec, summarize)) for k, spec in enumerate(chunk)]


def _chunk_ends(specs: Sequence[RunSpec]) -> list[int]:
    """Return where to cut a batch: runs of one seed stay together, because they may share a past."""
    least, most = math.ceil(len(specs) / N_CHUNKS), math.ceil(len(specs) / LEAST_CHUNKS)
    ends = [0]
    for index, (spec, following) in enumerate(pairwise(specs), start=1):
        length = index - ends[-1]
        if length >= most or (length >= least and spec.seed != following.seed):
            ends.append(index)
    return [*ends, len(specs)] if specs else []


def _in_pool(
    specs: Sequence[RunSpec], summarize: Callable[[RunSpec], Outcome], pool: ProcessPoolExecutor
) -> Iterator[tuple[int, Outcome]]:
    waiting: set[Future[list[tuple[int, Outcome]]]] = {
        pool.submit(_chunk_outcomes, first, specs[first:last], summarize)
        for first, last in pairwise(_chunk_ends(specs))
    }
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            yield from future.result()


def _require_sendable(summarize: Callable[[RunSpec], Any]) -> None:
    try:
        pickle.dumps(summarize)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        msg = (
            "summarize must be a function at the top level of a module that workers can import "
            f"(no lambda, no function inside another one). Got {summarize!r}: {error}"
        )
        raise ArgumentError(msg) from error


def _serve_the_parent() -> None:
    """Leave interruptions to the parent process, and end with it even where it was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # nobody is left to hear of an error
