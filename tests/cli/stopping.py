"""A command that is stopped from outside, as a person, a system or a power cut would."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from signal import Signals

ROOT = Path(__file__).parents[2]
GLANCE = 0.02  # seconds between two looks at what the command has done


def command(arguments: Sequence[str]) -> list[str]:
    """Return a call of the command line for a process of its own."""
    return [sys.executable, str(ROOT / "run.py"), *arguments]


def stopped(
    arguments: Sequence[str], folder: Path, sent: Signals, is_time: Callable[[], bool]
) -> int:
    """Call the command line in a folder, send a signal when it is time, and return the exit code."""
    with subprocess.Popen(command(arguments), cwd=folder, start_new_session=True) as process:
        while process.poll() is None and not is_time():
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=GLANCE)
        os.kill(process.pid, sent)
    return process.returncode
