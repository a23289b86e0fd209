"""Runs that fail, workers that die, precision that is wished for: nothing else is lost."""

import math
import os
import socket
import subprocess
import sys
import threading
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from analysis.experiments import scheduler
from analysis.experiments.crew import cluster_crew, local_crew
from analysis.experiments.dispatch import Dispatcher, run_chunk
from analysis.experiments.experiment import Design, Replications
from analysis.experiments.precision import more_wanted
from analysis.experiments.reading import read_experiment
from analysis.experiments.sweep import refuse_unplannable, sweep
from analysis.experiments.tables import failures_of, load_base, load_sweep
from simulation.errors import RunError, ScenarioError
from tests.analysis.experiments.studies import (
    GRID,
    SMALL,
    SOBOL_G,
    Deadly,
    Failing,
    Function,
    factors,
    ishigami,
    plan_of,
    rows_bytes,
    sobol_g,
    swept,
    total,
)


def test_a_design_that_does_not_fit_in_memory_is_refused_before_a_point_is_made(tmp_path):
    (tmp_path / "huge.yaml").write_text(
        "title: Huge\nbase: telecom_contract\nlevers:\n  firms.Alpha.discount: {low: 0.0, high: 0.1}\n"
        "design: {kind: latin_hypercube, points: 5000001}\noutcomes: [profit]\n",
        encoding="utf-8",
    )
    experiment = read_experiment(tmp_path / "huge.yaml")
    with pytest.raises(ScenarioError, match=r"Huge: the design has 5,000,001 points, .* at most"):
        refuse_unplannable(experiment, tmp_path / "s")


def test_a_failing_run_is_kept_with_its_sentence_and_loses_no_other(tmp_path):
    plan = plan_of(Failing(total), GRID, factors(2))
    with local_crew(1) as crew:
        found = sweep(Failing(total), plan, tmp_path / "s", crew)
    assert (found.n_made, found.n_failed) == (9, 8)
    failures = failures_of(tmp_path / "s")
    assert failures["point"].tolist() == list(range(8, 16))
    assert failures["error"][0] == "x1 is too large: 0.6666666666666666"
    assert load_sweep(tmp_path / "s")["point"].tolist() == list(range(8))


def test_a_failed_run_is_tried_again_and_forgotten_when_it_succeeds(tmp_path):
    plan = plan_of(Failing(total), GRID, factors(2))
    swept(tmp_path / "s", plan, Failing(total))
    swept(tmp_path / "s", plan, Function(total))
    assert failures_of(tmp_path / "s").empty
    assert rows_bytes(tmp_path / "s") == rows_bytes(swept(tmp_path / "whole", plan))


@pytest.mark.slow
def test_two_workers_of_whom_one_is_killed_give_the_bytes_of_one_process(tmp_path):
    graves = tmp_path / "graves"
    graves.mkdir()
    study = Deadly(total, graves=graves, lives=1)
    swept(tmp_path / "s", study=study, workers=2)
    assert len(list(graves.iterdir())) == 1
    assert rows_bytes(tmp_path / "s") == rows_bytes(swept(tmp_path / "whole"))


class Mortal:
    """A crew of this process in which whoever gets a run with x1 = 1 dies, with all that is in flight."""

    ahead = 3

    def __init__(self):
        self.in_flight, self.times_made_anew = [], 0

    def submit(self, function, *arguments):
        future = Future()
        self.in_flight.append(future)
        if any(unit.values["x1"] == 1.0 for unit in arguments[-1]):
            for one in self.in_flight:
                if not one.done():
                    one.set_exception(BrokenExecutor())
        else:
            future.set_result(function(*arguments))
        return future

    def make_anew(self):
        self.in_flight, self.times_made_anew = [], self.times_made_anew + 1


def test_a_run_that_kills_every_worker_is_a_failure_and_the_others_are_done(tmp_path):
    plan = plan_of(Function(total), Design("grid", levels=3), factors(1))
    crew = Mortal()
    sweep(Function(total), plan, tmp_path / "s", crew)
    assert crew.times_made_anew == 3, "once in a crowd, then twice alone"
    assert failures_of(tmp_path / "s")[["point", "error"]].to_numpy().tolist() == [
        [2, "the process that ran it died 2 times (out of memory, or killed)"]
    ]
    assert load_sweep(tmp_path / "s")["point"].tolist() == [0, 1]


def test_chunks_grow_until_they_hold_half_a_second_of_work():
    sizes = []

    class Crew:
        ahead = 1

        def submit(self, function, *arguments):
            from concurrent.futures import Future

            future = Future()
            result = function(*arguments)
            sizes.append(len(result.finished))
            future.set_result(type(result)(result.finished, 0.02 * len(result.finished)))
            return future

        def make_anew(self):
            raise AssertionError

    wanted = dict.fromkeys(SMALL.points_of, 3)
    dispatcher = Dispatcher(Function(total), "1", Crew(), lambda _: True, 51)
    units = SMALL.units(wanted, is_backward=False)
    assert sum(len(chunk) for chunk in dispatcher.results(units)) == 51
    assert sizes == [1, 25, 25]


def test_a_worker_with_other_code_is_refused():
    with pytest.raises(RunError, match=r"a worker has version 1 of the code, and the sweep 2"):
        run_chunk(Function(total), "2", [])


def test_replications_are_added_until_the_paired_difference_is_precise(tmp_path):
    wish = Replications(3, 400, "y", 2e-10)
    plan = plan_of(Noisy(), Design("list", rows=({"x1": 0.0}, {"x1": 1.0})), factors(1), wish)
    with local_crew(1) as crew:
        found = sweep(Noisy(), plan, tmp_path / "s", crew)
    assert found.is_precise
    frame, base = (
        load_sweep(tmp_path / "s"),
        load_base(tmp_path / "s").set_index("replication")["y"],
    )
    for _, rows in frame.groupby("point"):
        difference = rows.set_index("replication")["y"] - base.reindex(rows["replication"])
        n = len(difference)
        width = stats.t.ppf(0.975, n - 1) * difference.std(ddof=1) / math.sqrt(n)
        assert 3 < n < 400
        assert width <= 2e-10


def test_a_wish_that_cannot_be_met_ends_at_the_most_replications(tmp_path):
    plan = plan_of(
        Noisy(), Design("list", rows=({"x1": 1.0},)), factors(1), Replications(3, 7, "y", 1e-30)
    )
    with local_crew(1) as crew:
        found = sweep(Noisy(), plan, tmp_path / "s", crew)
    assert found.is_precise is False
    assert len(load_sweep(tmp_path / "s")) == 7


def test_rows_beyond_what_is_wanted_do_not_change_how_many_more_are():
    """What an interrupted sweep left of its next round must not move the round itself."""
    wish = Replications(3, 400, "y", 2e-10)
    plan = plan_of(Noisy(), Design("list", rows=({"x1": 0.0}, {"x1": 1.0})), factors(1), wish)
    rows = pd.DataFrame(
        [
            {"point": point, "replication": r, "y": Noisy().run(plan.values_of(point), seed)["y"]}
            for point in plan.keys
            for r, seed in enumerate((100, 7, 480, 481, 482))
        ]
    )
    wanted = dict.fromkeys(plan.points_of, 3)
    begun = rows[(rows["replication"] < 3) | (rows["point"] == 1) | (rows["point"] == -1)]
    undisturbed = more_wanted(plan, wanted, rows[rows["replication"] < 3])
    assert undisturbed[0] != wanted
    assert more_wanted(plan, wanted, begun) == undisturbed


def test_runs_that_another_sweep_made_meanwhile_are_not_counted_as_made(tmp_path):
    """The other one has all but the first chunk done when this one goes on."""
    folder = tmp_path / "s"

    def other(_stage, done, _planned):
        if done == 1:
            assert swept(folder) == folder

    with local_crew(1) as crew:
        found = sweep(Function(total), SMALL, folder, crew, on_progress=other)
    assert (found.n_made, found.n_kept) == (1, 0)
    assert len(load_sweep(folder)) == 48


class Noisy(Function):
    """Noise that depends on the point, so that it does not cancel in differences."""

    def __init__(self):
        super().__init__(total)

    def run(self, values, seed):
        return {"y": values["x1"] + (seed % 997) * 1e-12 * (1.0 + values["x1"])}


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "tcp://127.0.0.1"])
def test_an_unreachable_scheduler_is_refused_with_what_to_do(address):
    with (
        pytest.raises(RunError, match=r"no Dask scheduler answers at .*Start one"),
        cluster_crew(address),
    ):
        pass


@pytest.mark.parametrize(
    "says", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"hm", b""], ids=["web", "short", "silent"]
)
def test_a_server_that_is_no_scheduler_is_refused_in_the_same_words(says, monkeypatch):
    monkeypatch.setattr(scheduler, "WAIT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as thread:
        answered = thread.submit(_answer, server, says)
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(RunError, match="no Dask scheduler answers at"), cluster_crew(address):
            pass
        answered.result()


def test_a_name_that_takes_long_to_look_up_is_refused_in_time(monkeypatch):
    is_over = threading.Event()

    def looked_up(*_):
        is_over.wait()
        raise OSError

    monkeypatch.setattr(scheduler, "WAIT_SECONDS", 0.1)
    monkeypatch.setattr(scheduler.socket, "create_connection", looked_up)
    with pytest.raises(RunError, match="no Dask scheduler answers at"):
        scheduler.require_scheduler("tcp://far.away:8786")
    is_over.set()


@pytest.mark.parametrize("command", ["sweep", "optimize"])
def test_a_scheduler_is_asked_for_before_pandas_numba_and_dask_are_imported(command, tmp_path):
    (tmp_path / "any.yaml").write_text("title: any\n", encoding="utf-8")
    seen = f"""
import sys
sys.argv = ["run.py", {command!r}, "any.yaml", "--scheduler", "tcp://127.0.0.1:9"]
import run
try:
    run.app()
except SystemExit as end:
    print(end.code, [name for name in ("pandas", "numba", "mesa", "distributed") if name in sys.modules])
"""
    ran = subprocess.run(
        [sys.executable, "-c", seen],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout == "1 []\n"
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in ran.stderr


def _answer(server, says):
    """Say something to the first that connects, and hold on until it has gone."""
    connection, _ = server.accept()
    with connection:
        connection.sendall(says)
        with suppress(ConnectionError):
            connection.recv(1)


def indices(folder, plan):
    from SALib.analyze import sobol

    from analysis.experiments.design import salib_problem

    y = load_sweep(folder)["y"].to_numpy()
    return sobol.analyze(salib_problem(plan.factors), y, calc_second_order=False, seed=1)


def test_the_indices_of_ishigami_come_out_of_a_sweep(tmp_path):
    plan = plan_of(Function(ishigami), Design("sobol", points=1024), factors(3, -math.pi, math.pi))
    found = indices(swept(tmp_path / "s", plan, Function(ishigami)), plan)
    # a = 7, b = 0.1 (Ishigami & Homma 1990): D = a²/8 + b π⁴/5 + b² π⁸/18 + 1/2
    variance = 49.0 / 8.0 + 0.1 * math.pi**4 / 5.0 + 0.01 * math.pi**8 / 18.0 + 0.5
    first = [0.5 * (1.0 + 0.1 * math.pi**4 / 5.0) ** 2 / variance, 49.0 / 8.0 / variance, 0.0]
    pair = 8.0 * 0.01 * math.pi**8 / 225.0 / variance
    assert found["S1"] == pytest.approx(first, abs=0.06)
    assert found["ST"] == pytest.approx([first[0] + pair, first[1], pair], abs=0.06)


def test_the_indices_of_sobols_g_come_out_of_a_sweep(tmp_path):
    plan = plan_of(Function(sobol_g), Design("sobol", points=512), factors(4))
    found = indices(swept(tmp_path / "s", plan, Function(sobol_g)), plan)
    # V_i = 1 / (3 (1 + a_i)²), 1 + V = product of (1 + V_i) (Saltelli & Sobol 1995)
    parts = [1.0 / (3.0 * (1.0 + a) ** 2) for a in SOBOL_G]
    variance = math.prod(1.0 + part for part in parts) - 1.0
    assert found["S1"] == pytest.approx([part / variance for part in parts], abs=0.06)
