"""A real Dask scheduler and two workers, on this machine's loopback."""

import json
import logging
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from analysis.experiments import crew as crews
from analysis.experiments import dispatch
from analysis.experiments.crew import cluster_crew
from analysis.experiments.sweep import sweep
from analysis.experiments.tables import load_sweep
from simulation.errors import RunError
from tests.analysis.experiments.studies import SMALL, Deadly, Function, rows_bytes, swept, total
from tests.house.tree import ROOT

pytestmark = pytest.mark.slow
pytest.importorskip("distributed")


def end(process):
    """Kill a process with those that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def lone_scheduler(folder, code, *roles):
    """Start a scheduler with the code of one folder alone, and who works for it; yield its address."""
    known = folder / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": str(code)}
    place = ["--scheduler-file", str(known), "--host", "127.0.0.1"]
    own = ["--dashboard-address", "127.0.0.1:0"]
    started = []
    try:
        for role in (["scheduler", "--port", "0"], *([role, "--nthreads", "1"] for role in roles)):
            command = [sys.executable, "-m", "dask", *role, *place, *own]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            started.append(
                subprocess.Popen(
                    command, cwd=folder, env=environment, start_new_session=True, **quiet
                )
            )
        from distributed import Client

        with Client(scheduler_file=str(known), timeout=60, set_as_default=False) as client:
            address = client.scheduler.address
        yield address
    finally:
        for process in reversed(started):
            end(process)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """Yield the address and the process of a scheduler with two workers in processes of their own."""
    from distributed import Client

    folder = tmp_path_factory.mktemp("cluster")
    known = folder / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    common = [
        "--scheduler-file",
        str(known),
        "--host",
        "127.0.0.1",
        "--dashboard-address",
        "127.0.0.1:0",
    ]
    started = []
    try:
        for role in (["scheduler", "--port", "0"], *[["worker", "--nthreads", "1"]] * 2):
            command = [sys.executable, "-m", "dask", *role, *common]
            log = (folder / f"{len(started)}.log").open("w")
            process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )
            log.close()
            started.append(process)
        with Client(scheduler_file=str(known), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
        yield json.loads(Path(known).read_text())["address"], started[0]
    finally:
        for process in reversed(started):
            end(process)


def test_a_cluster_gives_the_bytes_of_one_process(scheduler, tmp_path):
    with cluster_crew(scheduler[0]) as crew:
        found = sweep(Function(total), SMALL, tmp_path / "cluster", crew)
    assert found.n_made == 51
    assert rows_bytes(tmp_path / "cluster") == rows_bytes(swept(tmp_path / "one"))


def test_a_scheduler_without_workers_is_refused_and_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(crews, "ANSWER_SECONDS", 2.0)
    with (
        lone_scheduler(tmp_path, ROOT) as address,
        pytest.raises(RunError, match=r"has no workers. Start one on each machine"),
        cluster_crew(address),
    ):
        pass


def test_a_worker_that_cannot_load_the_project_ends_the_sweep_with_what_to_do(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(crews, "ANSWER_SECONDS", 20.0)
    with (
        lone_scheduler(tmp_path, tmp_path, "worker") as address,
        pytest.raises(RunError, match=r"cannot load the code of the project. Install the same"),
        cluster_crew(address) as crew,
    ):
        sweep(Function(total), SMALL, tmp_path / "s", crew)


def test_a_killed_worker_of_a_cluster_costs_nothing_but_time(scheduler, tmp_path):
    graves = tmp_path / "graves"
    graves.mkdir()
    with cluster_crew(scheduler[0]) as crew:
        sweep(Deadly(total, graves=graves), SMALL, tmp_path / "cluster", crew)
    assert len(list(graves.iterdir())) == 1
    assert rows_bytes(tmp_path / "cluster") == rows_bytes(swept(tmp_path / "one"))


def test_a_scheduler_that_goes_away_ends_the_sweep_with_a_sentence_and_keeps_the_rest(
    scheduler, tmp_path, monkeypatch
):
    monkeypatch.setattr(dispatch, "CHUNK_SECONDS", 0.0)  # a part for each run
    address, process = scheduler

    def kill(_stage, done, _planned):
        if done == 10:
            end(process)

    folder = tmp_path / "cluster"
    written = []
    handler = logging.Handler()
    handler.emit = written.append
    monkeypatch.setattr(logging.getLogger("distributed.client"), "handlers", [handler])
    with (
        pytest.raises(RunError, match=r"went away.*start the sweep again"),
        cluster_crew(address) as crew,
    ):
        sweep(Function(total), SMALL, folder, crew, on_progress=kill)
    assert written == []  # a trace of Dask's beside the sentence
    assert 0 < len(load_sweep(folder)) < 48
    assert rows_bytes(swept(folder)) == rows_bytes(swept(tmp_path / "one"))
