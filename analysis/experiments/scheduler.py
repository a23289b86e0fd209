"""Whether a Dask scheduler listens at an address, asked before anything heavy is imported."""

import socket
import threading
from importlib.util import find_spec
from urllib.parse import urlsplit

from simulation.errors import RunError

PLAIN = "tcp"
"""The protocol of addresses that is not encrypted, so that a greeting can be read."""
LENGTH_BYTES, MOST_GREETING = 8, 1_000_000
WAIT_SECONDS = 5.0
"""How long a scheduler may take to be found, reached and heard; with all else it is refused within ten."""


def require_scheduler(address: str) -> None:
    """Refuse an address at which no scheduler answers.

    The question is asked in a thread of its own: looking up the name of a machine knows no limit of
    time, and a name may stand for several machines.

    Raises
    ------
    RunError
        If Dask is not installed, or nobody answers in time, or another server does.
    """
    if find_spec("distributed") is None:
        msg = (
            "--scheduler needs Dask, which is not installed. Install the extra "
            '(python -m pip install -e ".[cluster]"), or leave --scheduler out.'
        )
        raise RunError(msg)
    answers: list[bool] = []
    asking = threading.Thread(target=lambda: answers.append(_answers(address)), daemon=True)
    asking.start()
    asking.join(WAIT_SECONDS)
    if answers != [True]:
        raise unanswered(address)


def unanswered(address: str) -> RunError:
    """Return the error of an address at which no scheduler answers."""
    msg = (
        f"--scheduler: no Dask scheduler answers at {address}. Start one (dask scheduler), check "
        "the address (tcp://HOST:8786), or leave --scheduler out."
    )
    return RunError(msg)


def _answers(address: str) -> bool:
    """Tell whether a scheduler listens, sooner and quieter than Dask would.

    A scheduler greets whoever connects, and says first how many bytes its greeting has. What is
    silent, or says something else, is another server: Dask would take its words for a length.
    """
    try:
        place = urlsplit(address)
        if place.hostname is None or place.port is None:
            return False
        with socket.create_connection((place.hostname, place.port), WAIT_SECONDS) as connection:
            if place.scheme != PLAIN:
                return True
            length = connection.recv(LENGTH_BYTES)
            return len(length) == LENGTH_BYTES and int.from_bytes(length, "little") <= MOST_GREETING
    except (OSError, ValueError):
        return False
