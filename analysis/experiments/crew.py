"""Who runs the chunks: this process, processes of this machine, or the workers of a Dask cluster."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from simulation.errors import RunError
from simulation.runner import worker_pool

Answer = TypeVar("Answer")
AHEAD = 2
"""Chunks handed out for each worker, so that none waits for the next."""
PLAIN = "tcp"
"""The protocol of addresses that is not encrypted, so that a greeting can be read."""
LENGTH_BYTES, MOST_GREETING = 8, 1_000_000
CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 4.0
"""How long a scheduler may take to be reached, and to answer; with all else it is refused within ten."""


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
    try:
        from distributed import Client
    except ImportError as error:
        msg = (
            "--scheduler needs Dask, which is not installed. Install the extra "
            '(python -m pip install -e ".[cluster]"), or leave --scheduler out.'
        )
        raise RunError(msg) from error
    try:
        _reach(address)
        client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        msg = (
            f"--scheduler: no Dask scheduler answers at {address}. Start one (dask scheduler), check "
            "the address (tcp://HOST:8786), or leave --scheduler out."
        )
        raise RunError(msg) from error
    with client:
        workers = sum(client.nthreads().values())
        yield _Cluster(client.get_executor(pure=False, retries=0), workers)


def _reach(address: str) -> None:
    """Raise OSError or ValueError where no scheduler listens, sooner and quieter than Dask would.

    A scheduler greets whoever connects, and says first how many bytes its greeting has. What is
    silent, or says something else, is another server: Dask would take its words for a length.
    """
    place = urlsplit(address)
    if place.hostname is None or place.port is None:
        message = f"no host and port in {address}"
        raise ValueError(message)
    with socket.create_connection((place.hostname, place.port), CONNECT_SECONDS) as connection:
        if place.scheme != PLAIN:
            return
        connection.settimeout(CONNECT_SECONDS)
        length = connection.recv(LENGTH_BYTES)
        if len(length) < LENGTH_BYTES or int.from_bytes(length, "little") > MOST_GREETING:
            message = f"what listens at {address} is no scheduler"
            raise ValueError(message)
