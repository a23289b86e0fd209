"""A store that can be trusted: whatever is cut, killed or done twice, only whole rows are read."""

import multiprocessing
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.experiments import dispatch
from analysis.experiments import folder as folder_module
from analysis.experiments.crew import local_crew
from analysis.experiments.experiment import Design
from analysis.experiments.folder import refuse_too_large
from analysis.experiments.ledger import Ledger
from analysis.experiments.store import Finished, Store
from analysis.experiments.sweep import sweep
from analysis.experiments.tables import (
    factors_of,
    load_base,
    load_sweep,
    outcomes_of,
    part_files,
    seed_of,
)
from simulation.draws import replication_seed
from simulation.errors import ResultError
from tests.analysis.experiments.studies import (
    GRID,
    SMALL,
    Function,
    factors,
    plan_of,
    rows_bytes,
    sweep_until_killed,
    swept,
    total,
)

N_RUNS = 51


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return swept(tmp_path_factory.mktemp("whole") / "sweep")


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """A store whose sweep killed itself in the middle; only copies of it are used."""
    folder = tmp_path_factory.mktemp("killed") / "sweep"
    process = multiprocessing.get_context("spawn").Process(
        target=sweep_until_killed, args=(folder, 20)
    )
    process.start()
    process.join()
    assert process.exitcode == -9
    return folder


def copied(folder, to):
    return shutil.copytree(folder, to / "copy")


def somewhere(content, seed):
    """Return a place in a file, another for each seed."""
    return int(np.random.default_rng(seed).integers(len(content)))


def read(folder):
    """Return the rows of a store, or the sentence that refuses it."""
    try:
        return load_sweep(folder)
    except ResultError as error:
        return str(error)


def test_the_table_has_every_point_and_replication_with_the_seeds_of_the_replications(whole):
    frame = load_sweep(whole)
    assert list(frame) == ["point", "replication", "seed", "x1", "x2", "y"]
    assert len(frame) == 48
    assert list(zip(frame["point"], frame["replication"], strict=True)) == [
        (point, replication) for point in range(16) for replication in range(3)
    ]
    assert set(zip(frame["replication"], frame["seed"], strict=True)) == {
        (r, replication_seed(1, r)) for r in range(3)
    }
    assert frame["y"].to_numpy() == pytest.approx(frame["x1"] + frame["x2"], abs=1e-8)


def test_the_base_stands_apart_and_shares_the_seeds(whole):
    base = load_base(whole)
    assert base["point"].tolist() == [-1, -1, -1]
    assert base[["x1", "x2"]].to_numpy().tolist() == [[0.5, 0.5]] * 3
    assert base["seed"].tolist() == load_sweep(whole).query("point == 0")["seed"].tolist()


def test_factors_outcomes_and_seed_are_those_of_the_plan(whole):
    assert factors_of(whole) == SMALL.factors
    assert outcomes_of(whole) == ("y",)
    assert seed_of(whole) == 1


def test_a_killed_sweep_can_be_read_and_finished_with_the_bytes_of_an_undisturbed_one(
    whole, killed, tmp_path
):
    folder = copied(killed, tmp_path)
    before = load_sweep(folder)
    assert 0 < len(before) < 48
    pd.testing.assert_frame_equal(before, before.merge(load_sweep(whole)))
    made = []
    with local_crew(1) as crew:
        found = sweep(
            Function(total), SMALL, folder, crew, on_progress=lambda *told: made.append(told)
        )
    assert found.n_kept >= 20
    assert found.n_made == N_RUNS - found.n_kept
    assert rows_bytes(folder) == rows_bytes(whole)


def test_a_finished_sweep_runs_nothing_again(whole, tmp_path):
    folder = copied(whole, tmp_path)
    with local_crew(1) as crew:
        found = sweep(Function(total), SMALL, folder, crew)
    assert (found.n_made, found.n_kept) == (0, N_RUNS)
    assert rows_bytes(folder) == rows_bytes(whole)


def test_more_replications_are_added_and_give_the_bytes_of_the_larger_sweep(whole, tmp_path):
    more = plan_of(Function(total), GRID, factors(2), 5)
    folder = copied(whole, tmp_path)
    with local_crew(1) as crew:
        found = sweep(Function(total), more, folder, crew)
    assert found.n_made == 2 * 17
    assert rows_bytes(folder) == rows_bytes(swept(tmp_path / "fresh", more))


@pytest.mark.parametrize("seed", range(6))
def test_a_part_cut_at_any_byte_is_never_read_and_is_run_again(whole, killed, tmp_path, seed):
    folder = copied(killed, tmp_path)
    victim = sorted((folder / "parts").iterdir())[seed]
    content = victim.read_bytes()
    victim.write_bytes(content[: somewhere(content, seed)])
    with pytest.raises(ResultError, match=r"hash differs.*Start the sweep again"):
        load_sweep(folder)
    swept(folder)
    assert rows_bytes(folder) == rows_bytes(whole)


@pytest.mark.parametrize("seed", range(8))
def test_a_ledger_whose_last_writes_are_cut_at_any_byte_reads_as_of_an_earlier_moment(
    whole, killed, tmp_path, seed
):
    folder = copied(killed, tmp_path)
    log = folder / "ledger.sqlite-wal"
    content = log.read_bytes()
    assert content, "the kill leaves the log of the last writes"
    log.write_bytes(content[: somewhere(content, seed)])
    (folder / "ledger.sqlite-shm").unlink(missing_ok=True)
    found = read(folder)
    if isinstance(found, str):
        assert "holds nothing yet" in found
    else:
        pd.testing.assert_frame_equal(found, found.merge(load_sweep(whole)))
    swept(folder)
    assert rows_bytes(folder) == rows_bytes(whole)


@pytest.mark.parametrize("seed", range(6))
def test_a_ledger_cut_in_the_middle_is_refused_or_gives_true_rows_only(whole, tmp_path, seed):
    folder = copied(whole, tmp_path)
    ledger = folder / "ledger.sqlite"
    content = ledger.read_bytes()
    ledger.write_bytes(content[: somewhere(content, seed)])
    found = read(folder)
    if isinstance(found, str):
        assert "ledger" in found or "nothing yet" in found
    else:
        pd.testing.assert_frame_equal(found, load_sweep(whole))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("UPDATE about SET value = substr(value, 1, 9)", "is damaged .*is no JSON"),
        ("UPDATE about SET value = CAST(X'22FF22' AS TEXT)", "is damaged .*is no UTF-8"),
        ("DELETE FROM runs", "is damaged .*contradict each other"),
        ("DELETE FROM parts", "is damaged .*contradict each other"),
    ],
)
def test_a_ledger_that_says_nonsense_is_refused_and_nothing_is_run_into_it(
    whole, tmp_path, damage, sentence
):
    folder = copied(whole, tmp_path)
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as ledger, ledger:
        ledger.execute(damage)
    with pytest.raises(ResultError, match=f"{sentence}.* Move the folder away"):
        swept(folder)
    assert rows_bytes(folder) == rows_bytes(whole)


def test_a_part_that_the_ledger_does_not_name_is_not_read_and_is_cleared_away(whole, tmp_path):
    folder = copied(whole, tmp_path)
    (part,) = (folder / "parts").iterdir()
    shutil.copy(part, folder / "parts" / "orphan.parquet")
    (folder / "parts" / ".half.parquet").write_bytes(b"PAR1")
    assert len(load_sweep(folder)) == 48
    assert part_files(folder) == [part.as_posix()]
    swept(folder)
    assert [path.name for path in (folder / "parts").iterdir()] == [part.name]


def test_parts_that_an_empty_ledger_says_nothing_about_are_not_deleted(whole, tmp_path):
    folder = copied(whole, tmp_path)
    for path in folder.glob("ledger.sqlite*"):
        path.unlink()
    (folder / "ledger.sqlite").touch()
    with pytest.raises(ResultError, match="the ledger is empty or no sweep's"):
        load_sweep(folder)
    with pytest.raises(ResultError, match="there are parts of a sweep in parts/, but ledger"):
        swept(folder)
    assert len(list((folder / "parts").iterdir())) == 1


def test_two_sweeps_on_one_folder_at_once_count_every_run_once(whole, tmp_path, monkeypatch):
    monkeypatch.setattr(dispatch, "CHUNK_SECONDS", 0.0)  # a part for each run
    folder = tmp_path / "shared"
    with ThreadPoolExecutor(2) as both:
        for future in [both.submit(swept, folder), both.submit(swept, folder)]:
            future.result()
    assert rows_bytes(folder) == rows_bytes(whole)


def test_a_run_that_another_sweep_has_kept_meanwhile_does_not_count_twice(tmp_path):
    unit = next(SMALL.units(dict.fromkeys(SMALL.points_of, 1), is_backward=False))
    outcomes = Function(total).run(unit.values, unit.seed)
    stores = [Store(tmp_path / "one", SMALL, ("y",), "1") for _ in range(2)]
    for store in stores:
        store.keep([Finished(unit, outcomes)])
    assert [store.ledger.n_runs() for store in stores] == [1, 1]
    assert len(stores[0].ledger.parts()) == 1
    for store in stores:
        store.close()


def test_the_second_of_two_sweeps_begins_at_the_other_end():
    wanted = dict.fromkeys(SMALL.points_of, 2)
    forward = [(u.key, u.seed) for u in SMALL.units(wanted, is_backward=False)]
    assert [(u.key, u.seed) for u in SMALL.units(wanted, is_backward=True)] == forward[::-1]
    assert len(set(forward)) == 2 * 17


def test_points_with_the_same_values_share_their_runs(tmp_path):
    twice = Design("list", rows=({"x1": 0.25}, {"x1": 0.5}, {"x1": 0.25}))
    plan = plan_of(Function(total), twice, factors(2), 2)
    folder = tmp_path / "twice"
    with local_crew(1) as crew:
        found = sweep(Function(total), plan, folder, crew)
    assert found.n_made == 2 * 2, "one point twice, and one that is the base"
    frame = load_sweep(folder)
    assert frame["point"].tolist() == [0, 0, 1, 1, 2, 2]
    assert frame.query("point == 0")["y"].tolist() == frame.query("point == 2")["y"].tolist()


def test_another_version_of_the_code_is_refused_with_what_to_do_and_still_read(whole, tmp_path):
    folder = copied(whole, tmp_path)
    with pytest.raises(ResultError, match=r"version 1 of the code, and this is 2.*another --out"):
        swept(folder, study=Function(total, version="2"))
    assert len(load_sweep(folder)) == 48


@pytest.mark.parametrize(
    ("design", "n", "differing"),
    [(Design("grid", levels=3), 2, "design, points"), (GRID, 3, "factors, points")],
)
def test_another_experiment_is_refused_with_what_differs(whole, tmp_path, design, n, differing):
    folder = copied(whole, tmp_path)
    with pytest.raises(ResultError, match=f"another experiment \\(differing: {differing}\\)"):
        swept(folder, plan_of(Function(total), design, factors(n), 3))


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ResultError, match=r"no sweep's \(thesis.txt\).*another --out"):
        swept(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_in_which_no_lock_can_be_made_is_told(tmp_path):
    (tmp_path / "first.lock").mkdir()
    with pytest.raises(ResultError, match=r"first\.lock: the lock cannot be used .* another --out"):
        swept(tmp_path)


def test_a_folder_without_a_sweep_is_no_sweep(tmp_path):
    with pytest.raises(ResultError, match="no sweep here"):
        load_sweep(tmp_path)


def test_a_sweep_larger_than_the_disk_is_refused_before_it_begins(tmp_path, monkeypatch):
    usage = SimpleNamespace(free=1_000_000)
    monkeypatch.setattr(folder_module.shutil, "disk_usage", lambda _: usage)
    refuse_too_large(tmp_path / "out", n_runs=1_000, n_columns=10)
    with pytest.raises(
        ResultError, match=r"100,000 runs, which take about 32 MB, and 1 MB are free"
    ):
        refuse_too_large(tmp_path / "out", n_runs=100_000, n_columns=10)


def test_the_room_that_is_asked_for_is_not_less_than_what_a_sweep_takes(whole):
    taken = sum(path.stat().st_size for path in (whole / "parts").iterdir())
    pages = sqlite3.connect(whole / "ledger.sqlite").execute("PRAGMA page_size").fetchone()[0]
    asked = N_RUNS * (2 * 8 * 7 + 160)
    assert taken < asked + 4 * pages, "what a file holds besides its rows"


def test_sweeps_that_make_a_ledger_at_the_same_moment_wait_for_one_another(tmp_path):
    # choosing the journal is refused at once where another one chooses it: about 1 of 100 here
    with ThreadPoolExecutor(8) as pool:
        for round_ in range(60):
            folder = tmp_path / str(round_)
            folder.mkdir()
            for opened in [pool.submit(Ledger, folder, is_written=True) for _ in range(8)]:
                assert opened.result(timeout=60.0).folder == folder
