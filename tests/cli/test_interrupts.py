"""Ctrl-C as a person gives it: to the command and its worker processes, from outside."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.stopping import command

# Years of a large market: the signal comes long before the end.
LONG = ["compare", "telecom_contract", "telecom_contract/price_cut", "--steps", "4000"]
LONG += ["--customers", "50000", "--replications", "4", "--workers", "2", "--quiet"]
LONG += ["--out", "found"]

PATIENCE = 60.0  # seconds; a worker notices within a second or two

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("hears_interrupts"),
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads Linux's /proc"),
]


def children(pid: int) -> list[int]:
    """Return the processes that one has started."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # the thread has ended
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def is_alive(pid: int) -> bool:
    """Tell whether a process still runs; one that has ended may wait to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminate"])
def test_an_interrupted_comparison_says_so_writes_nothing_and_leaves_no_process(
    tmp_path: Path, sent: signal.Signals
) -> None:
    with subprocess.Popen(
        command(LONG),
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        workers: list[int] = []
        try:
            while len(workers) < 2 and process.poll() is None:
                workers = children(process.pid)
            os.killpg(process.pid, sent)
            _, said = process.communicate(timeout=PATIENCE)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 130
    assert said.strip() == "Interrupted; nothing half-finished was written."
    assert list(tmp_path.iterdir()) == []
    end = time.monotonic() + PATIENCE
    while any(is_alive(worker) for worker in workers):
        assert time.monotonic() < end, "a worker outlived the command"
