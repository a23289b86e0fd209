"""A sweep that is stopped from outside: Ctrl-C, and a kill that nobody can catch.

What stops is a command of its own; the undisturbed sweep and the rest of a stopped one run here, with
one worker, so that the bytes of two workers and of one are compared as well.
"""

import signal
from pathlib import Path

import pytest

from analysis.experiments.crew import local_crew
from analysis.experiments.reading import read_experiment
from analysis.experiments.sweep import sweep_markets
from analysis.experiments.tables import load_sweep
from simulation.errors import ResultError
from tests.cli.stopping import stopped

EXPERIMENT = """\
title: Many seeds
base: telecom_contract/price_cut
steps: 12
customers: 200
constants: {market.burn_in_steps: 12}
levers:
  policies.0.set.discount: [0.02, 0.1]
design: grid
replications: 40
outcomes: [profit]
"""

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("hears_interrupts")]


def finished(folder: Path) -> dict[str, bytes]:
    """Run what is missing and return the bytes of the parts."""
    with local_crew(1) as crew:
        sweep_markets(read_experiment(folder / "seeds.yaml"), folder / "out", crew)
    return parts(folder / "out")


def parts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "parts").iterdir()}


def n_kept(folder: Path) -> int:
    """Return how many runs of the design a store has taken; those of the base come before them."""
    if not [*folder.glob("parts/[!.]*")]:
        return 0  # the store is still being made
    try:
        return len(load_sweep(folder))
    except ResultError:
        return 0  # its ledger is being written


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "seeds.yaml").write_text(EXPERIMENT, encoding="utf-8")
    return finished(folder)


@pytest.mark.parametrize(
    ("workers", "sent", "code"),
    [(2, signal.SIGINT, 130), (1, signal.SIGKILL, -9)],
    ids=["Ctrl-C", "kill"],
)
def test_a_stopped_sweep_keeps_what_was_finished_and_ends_with_the_bytes_of_an_undisturbed_one(
    tmp_path: Path,
    undisturbed: dict[str, bytes],
    workers: int,
    sent: signal.Signals,
    code: int,
) -> None:
    (tmp_path / "seeds.yaml").write_text(EXPERIMENT, encoding="utf-8")
    call = ["sweep", "seeds.yaml", "--workers", str(workers), "--quiet", "--out", "out"]

    assert stopped(call, tmp_path, sent, lambda: n_kept(tmp_path / "out") > 0) == code
    assert 0 < len(load_sweep(tmp_path / "out")) < 80
    assert finished(tmp_path) == undisturbed
