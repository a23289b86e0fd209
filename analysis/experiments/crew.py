"""Who runs the chunks: this process, processes of this machine, or the workers of a Dask cluster."""

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol, TypeVar

from analysis.experiments.scheduler import require_scheduler, unanswered
from simulation.errors import RunError
from simulation.runner import worker_pool

Answer = TypeVar("Answer")
AHEAD = 2
"""Chunks handed out for each worker, so that none waits for the next."""
DASK_CLIENT = "distributed.client"
ANSWER_SECONDS = 4.0
"""How long a scheduler that was heard may take to let a client in."""


class Crew(Protocol):
    """Something that runs functions, and can be made anew when a worker died."""

    @property
    def ahead(self) -> int:
        """How many chunks are handed out at a time."""

    def submit(self, function: Callable[..., Answer], *arguments: Any) -> Future[Answer]:
        """Hand out one call."""

    def make_anew(self) -> None:
        """Replace workers after one has died."""


class _Alone:
    """The process itself: a call is done when it has been handed out."""

    ahead = 1

    def submit(self, function: Callable[..., Answer], *arguments: Any) -> Future[Answer]:
        future: Future[Answer] = Future()
        future.set_result(function(*arguments))
        return future

    def make_anew(self) -> None:
        """Do nothing: there is nobody else."""


class _Processes:
    """Processes of this machine."""

    def __init__(self, workers: int) -> None:
        self.ahead = AHEAD * workers
        self._workers = workers
        self._opened = ExitStack()
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, function: Callable[..., Answer], *arguments: Any) -> Future[Answer]:
        if self._pool is None:
            self._pool = self._opened.enter_context(worker_pool(self._workers))
        if self._pool is None:
            message = "processes are for two workers and more"
            raise ValueError(message)
        return self._pool.submit(function, *arguments)

    def make_anew(self) -> None:
        self.close()

    def close(self) -> None:
        self._opened.close()
        self._pool = None


class _Cluster:
    """The workers of a Dask cluster; the scheduler itself hands a dead worker's chunk out again."""

    def __init__(self, executor: Executor, workers: int) -> None:
        self.ahead = AHEAD * max(workers, 1)
        self._executor = executor

    def submit(self, function: Callable[..., Answer], *arguments: Any) -> Future[Answer]:
        return self._executor.submit(function, *arguments)

    def make_anew(self) -> None:
        """Do nothing: the cluster replaces its workers."""


@contextmanager
def local_crew(workers: int) -> Iterator[Crew]:
    """Open workers on this machine and stop them at the end, whatever happens."""
    if workers <= 1:
        yield _Alone()
        return
    processes = _Processes(workers)
    try:
        yield processes
    finally:
        processes.close()


@contextmanager
def cluster_crew(address: str) -> Iterator[Crew]:
    """Open a connection to a Dask scheduler; its cluster goes on living afterwards.

    Raises
    ------
    RunError
        If Dask is not installed, no scheduler answers, or it has no workers.
    """
    require_scheduler(address)
    from distributed import Client

    try:
        client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise unanswered(address) from error
    with _silenced(), client:
        workers = sum(_threads(client, address).values())
        yield _Cluster(client.get_executor(pure=False, retries=0), workers)


def _threads(client: Any, address: str) -> Mapping[str, int]:
    """Return the threads of every worker of a cluster, once it has one.

    Raises
    ------
    RunError
        If none comes in time: Dask would wait for one for ever, and say nothing.
    """
    try:
        client.wait_for_workers(1, timeout=ANSWER_SECONDS)
    except TimeoutError as error:
        msg = (
            f"--scheduler: the Dask scheduler at {address} has no workers. Start one on each machine "
            f"(dask worker {address} --nthreads 1), then the sweep again."
        )
        raise RunError(msg) from error
    found: Mapping[str, int] = client.nthreads()
    return found


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep Dask from writing what it meets to the terminal: what matters is told in a sentence."""
    log = logging.getLogger(DASK_CLIENT)
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
