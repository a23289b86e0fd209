"""What the tests of the command line share."""

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture
def hears_interrupts() -> Iterator[None]:
    """Let commands that a test starts hear Ctrl-C, also where a shell runs the tests in the background.

    Such a shell has its jobs ignore it, and an ignored signal stays ignored in all that they start.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
