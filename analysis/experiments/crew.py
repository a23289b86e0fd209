"""Who runs the chunks: this process, processes of this machine, or the workers of a Dask cluster."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol, TypeVar

from analysis.experiments.scheduler import require_scheduler, unanswered
from simulation.runner import worker_pool

Answer = TypeVar("Answer")
AHEAD = 2
"""Chunks handed out for each worker, so that none waits for the next."""
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
        If Dask is not installed, or no scheduler answers.
    """
    require_scheduler(address)
    from distributed import Client

    try:
        client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise unanswered(address) from error
    with client:
        workers = sum(client.nthreads().values())
        yield _Cluster(client.get_executor(pure=False, retries=0), workers)
