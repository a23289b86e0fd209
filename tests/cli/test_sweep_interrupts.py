"""A sweep that is stopped from outside: Ctrl-C, and a kill that nobody can catch."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from analysis.experiments.tables import load_sweep

ROOT = Path(__file__).parents[2]
EXPERIMENT = """\
title: Many seeds
base: telecom_contract/price_cut
steps: 12
customers: 300
constants: {market.burn_in_steps: 12}
levers:
  policies.0.set.discount: [0.02, 0.1]
design: grid
replications: 40
outcomes: [profit]
"""

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("hears_interrupts")]


def command(out: str) -> list[str]:
    return [sys.executable, str(ROOT / "run.py"), "sweep", "seeds.yaml", "--workers", "2", "--quiet", "--out", out]  # fmt: skip


def parts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "parts").iterdir()}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "seeds.yaml").write_text(EXPERIMENT, encoding="utf-8")
    subprocess.run(command("whole"), cwd=folder, check=True)
    return folder / "whole"


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)], ids=["Ctrl-C", "kill"]
)
def test_a_stopped_sweep_keeps_what_was_finished_and_ends_with_the_bytes_of_an_undisturbed_one(
    tmp_path: Path, undisturbed: Path, sent: signal.Signals, code: int
) -> None:
    (tmp_path / "seeds.yaml").write_text(EXPERIMENT, encoding="utf-8")
    with subprocess.Popen(command("out"), cwd=tmp_path, start_new_session=True) as process:
        # the second part is written after the ledger has taken the first
        while process.poll() is None and len([*(tmp_path / "out" / "parts").glob("[!.]*")]) < 2:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.05)
        os.kill(process.pid, sent)
    assert process.returncode == code
    assert 0 < len(load_sweep(tmp_path / "out")) < 80
    subprocess.run(command("out"), cwd=tmp_path, check=True)
    assert parts(tmp_path / "out") == parts(undisturbed)
