"""What the tests of the command line share."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import run


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Call the command line in an empty folder: what was said to it in, exit code and output out."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str]:
        result = CliRunner().invoke(run.app, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return call


@pytest.fixture
def hears_interrupts() -> Iterator[None]:
    """Let commands that a test starts hear Ctrl-C, also where a shell runs the tests in the background.

    Such a shell has its jobs ignore it, and an ignored signal stays ignored in all that they start.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
