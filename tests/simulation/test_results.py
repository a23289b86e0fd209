"""Invariant 7: a result folder is whole, carries its scenario, and can be read back."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from simulation import storage
from simulation.errors import ResultError, ScenarioError
from simulation.market import LoyaltyMarket
from simulation.results import KIND, TABLES, RunResult, load
from simulation.runner import RunSpec, run_one
from simulation.scenario.loader import scenario_from_document, scenario_hash
from simulation.storage import refuse_target, replace_folder, rewrite_files, write_text
from tests.simulation.markets import CONTRACT, REPERTOIRE, changed


@pytest.fixture(scope="module")
def result() -> RunResult:
    return run_one(RunSpec("contract", changed(CONTRACT), 3, snapshots=(0, 10)))


def test_what_is_saved_is_what_is_loaded(result: RunResult, tmp_path: Path) -> None:
    loaded = load(result.save(tmp_path / "run"))
    for table in TABLES:
        assert getattr(loaded, table).equals(getattr(result, table)), table
    assert loaded.scenario == result.scenario
    assert (loaded.seed, loaded.name) == (3, "contract")


def test_a_folder_alone_is_enough_to_run_it_again(result: RunResult, tmp_path: Path) -> None:
    folder = result.save(tmp_path / "run")
    described = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    scenario = scenario_from_document(described["scenario"])
    assert scenario_hash(scenario) == described["scenario_hash"]
    again = run_one(RunSpec(described["name"], scenario, described["seed"], snapshots=(0, 10)))
    again.save(tmp_path / "again")
    for path in folder.iterdir():
        if path.name != "timing.json":
            assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_snapshots_are_kept_at_the_burn_in_the_end_and_where_asked(result: RunResult) -> None:
    assert sorted(result.customers["step"].unique()) == [-1, 0, 10, 23]
    assert len(result.customers) == 4 * 400 * 3
    terms = [name for name in result.customers if name.startswith("utility_")]
    assert len(terms) == 9


def test_a_snapshot_holds_the_customers_of_its_step_not_of_a_later_one(result: RunResult) -> None:
    market = LoyaltyMarket(changed(CONTRACT), rng=3)
    market.advance_to(12 + 10 + 1)  # the burn-in, and steps 0 to 10
    then = result.customers.query("step == 10")
    for name in ("satisfaction", "habit", "n_lifetime"):
        assert (then[name].to_numpy() == market.customers.get(name).ravel()).all(), name
    assert (then["provider"].to_numpy()[::3] == market.customers.get("provider")).all()


def test_the_outside_option_is_missing_in_the_flows() -> None:
    scenario = changed(REPERTOIRE, ("customers.outside_utility", 0.0))
    moves = run_one(RunSpec("outside", scenario, 1)).market
    assert moves["destination"].isna().any()
    assert set(moves["destination"].dropna().unique()) == {"Alpha", "Beta", "Gamma"}


@pytest.mark.parametrize("step", [-13, 24, 500])
def test_a_snapshot_outside_the_run_is_refused(step: int) -> None:
    with pytest.raises(ScenarioError, match=f"must lie in steps -12 to 23. Got {step}"):
        run_one(RunSpec("contract", changed(CONTRACT), 3, snapshots=(step,)))


def test_an_interrupted_write_leaves_the_old_result_and_no_rubbish(
    result: RunResult, tmp_path: Path
) -> None:
    folder = result.save(tmp_path / "run")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def interrupted(fresh: Path) -> None:
        (fresh / "manifest.json").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_folder(folder, KIND, interrupted)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_full_disk_is_told_with_the_file_that_found_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left on device") as caught:
        write_text(tmp_path / "note.txt", "text")
    assert caught.value.filename == str(tmp_path / "note.txt")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_result(result: RunResult, tmp_path: Path) -> None:
    folder = result.save(tmp_path / "run")

    def full(_fresh: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(ResultError, match=r"could not be written whole .No space left"):
        replace_folder(folder, KIND, full)
    assert load(folder).seed == 3


def test_a_later_result_replaces_an_earlier_one(result: RunResult, tmp_path: Path) -> None:
    folder = result.save(tmp_path / "run")
    run_one(RunSpec("other", changed(CONTRACT), 4)).save(folder)
    assert load(folder).name == "other"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_result_of_another_kind_is_not_overwritten(result: RunResult, tmp_path: Path) -> None:
    folder = result.save(tmp_path / "run")
    for write in (
        lambda: refuse_target(folder, "comparison"),
        lambda: replace_folder(folder, "comparison", lambda fresh: write_text(fresh / "a", "")),
    ):
        with pytest.raises(ResultError, match=r"another kind .run; this would be: comparison"):
            write()
    assert load(folder).seed == 3


def test_where_the_new_result_cannot_take_its_place_the_old_one_stands_again(
    result: RunResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = result.save(tmp_path / "run")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if target == folder and ".old." not in str(self):
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(ResultError, match="what was there before is untouched"):
        result.save(folder)
    assert load(folder).seed == 3
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_what_a_kill_leaves_of_a_file_half_written_does_not_lock_the_folder(
    result: RunResult, tmp_path: Path
) -> None:
    folder = result.save(tmp_path / "run")
    (folder / ".manifest.json.x8k2").write_text("half", encoding="utf-8")
    assert load(result.save(folder)).seed == 3
    assert not list(folder.glob(".*"))


def test_a_file_that_could_not_be_written_leaves_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    write_text(tmp_path / "a.txt", "one")
    monkeypatch.setattr("simulation.storage.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_text(tmp_path / "a.txt", "two")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "one"


def test_a_folder_with_other_files_is_not_overwritten(result: RunResult, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(ResultError, match="holds files that are no result of this laboratory"):
        result.save(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "precious"


def test_a_result_that_was_edited_is_not_overwritten_and_is_free_once_it_is_moved(
    result: RunResult, tmp_path: Path
) -> None:
    folder = result.save(tmp_path / "run")
    (folder / "firms.parquet").write_bytes(b"my own figures")
    for write in (lambda target: refuse_target(target, KIND), result.save):
        with pytest.raises(ResultError, match=r"run: firms\.parquet was edited .* Move the file"):
            write(folder)
    (folder / "market.parquet").write_bytes(b"and these")
    with pytest.raises(ResultError, match=r"firms\.parquet, market\.parquet were edited"):
        result.save(folder)
    assert (folder / "firms.parquet").read_bytes() == b"my own figures"
    for name in ("firms.parquet", "market.parquet"):
        (folder / name).rename(tmp_path / name)
    assert load(result.save(folder)).seed == 3


def test_files_of_a_folder_that_is_added_to_are_rewritten_but_not_edited_ones(
    tmp_path: Path,
) -> None:
    rewrite_files(tmp_path, {"a.txt": "one", "b.txt": "two"}, {"format": "trial"})
    rewrite_files(tmp_path, {"a.txt": "three"})
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8")) == {
        "format": "trial",
        "files": {
            "a.txt": hashlib.sha256(b"three").hexdigest(),
            "b.txt": hashlib.sha256(b"two").hexdigest(),
        },
    }
    (tmp_path / "b.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultError, match=r"b\.txt was edited after it was written"):
        rewrite_files(tmp_path, {"a.txt": "four"})
    assert (tmp_path / "a.txt").read_text("utf-8") == "three"


def test_a_file_half_rewritten_when_the_process_died_does_not_look_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite_files(tmp_path, {"a.txt": "one", "b.txt": "two"})
    written = []

    def dying(path: Path, text: str) -> None:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(path.name)
        write_text(path, text)

    with monkeypatch.context() as patched:
        patched.setattr(storage, "write_text", dying)
        with pytest.raises(KeyboardInterrupt):
            rewrite_files(tmp_path, {"a.txt": "three", "b.txt": "four"})
    assert written == ["manifest.json", "a.txt"]
    rewrite_files(tmp_path, {"a.txt": "five", "b.txt": "six"})
    assert (tmp_path / "b.txt").read_text("utf-8") == "six"


def test_a_folder_below_a_file_is_refused_before_anything_runs(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine", encoding="utf-8")
    with pytest.raises(
        ResultError, match=r"results cannot be written here, because .*notes is a file"
    ):
        refuse_target(tmp_path / "notes" / "deep" / "result", KIND)


def test_a_file_where_the_folder_should_be_is_refused(result: RunResult, tmp_path: Path) -> None:
    write_text(tmp_path / "taken", "text")
    with pytest.raises(ResultError, match="a result is a folder, and this is a file"):
        result.save(tmp_path / "taken")


@pytest.mark.parametrize("closed", ["place", "place/result"])
def test_a_place_that_may_not_be_written_to_is_told_before_anything_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    (tmp_path / "place" / "result").mkdir(parents=True)
    monkeypatch.setattr("os.access", lambda path, _mode: Path(path) != tmp_path / closed)
    with pytest.raises(ResultError, match=rf"because \S*{closed} may not be written to"):
        refuse_target(tmp_path / "place" / "result", KIND)


def test_the_whole_disk_is_no_folder_for_a_result() -> None:
    with pytest.raises(ResultError, match=r"the whole disk. Choose another --out"):
        refuse_target(Path(Path.cwd().anchor), KIND)


def test_a_folder_whose_name_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match=r"r\\udcff: .* must be UTF-8 text"):
        refuse_target(tmp_path / "r\udcff", KIND)


def rewrite_manifest(folder: Path, **changes: object) -> None:
    """Change entries of a result's manifest; None takes an entry away."""
    described = {**json.loads((folder / "manifest.json").read_text("utf-8")), **changes}
    kept = {key: value for key, value in described.items() if value is not None}
    (folder / "manifest.json").write_text(json.dumps(kept), "utf-8")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "no result here"),
        (lambda folder: (folder / "manifest.json").write_text("{}"), "not a manifest"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "not a manifest"),
        (lambda folder: (folder / "manifest.json").write_text("[" * 50_000), "not a manifest"),
        (lambda folder: rewrite_manifest(folder, files=None), "files is missing or not what"),
        (lambda folder: rewrite_manifest(folder, files=3), "files is missing or not what"),
        (lambda folder: rewrite_manifest(folder, seed="3"), "seed is missing .* another --out"),
        (lambda folder: rewrite_manifest(folder, scenario=None), "scenario is missing"),
        (lambda folder: (folder / "firms.parquet").unlink(), "is missing"),
        (lambda folder: (folder / "firms.parquet").write_bytes(b"PAR1"), "its hash differs"),
        (shutil.rmtree, "no result here"),
    ],
)
def test_a_damaged_result_is_refused(result: RunResult, tmp_path: Path, damage, sentence) -> None:
    folder = result.save(tmp_path / "run")
    damage(folder)
    with pytest.raises(ResultError, match=sentence):
        load(folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"wall_seconds": null}'])
def test_a_result_can_be_read_whatever_became_of_its_timing(
    result: RunResult, tmp_path: Path, text: str
) -> None:
    folder = result.save(tmp_path / "run")
    (folder / "timing.json").write_text(text)
    assert load(folder).wall_seconds == 0.0


def test_notes_kept_in_a_result_folder_are_not_deleted(result: RunResult, tmp_path: Path) -> None:
    folder = result.save(tmp_path / "run")
    (folder / "notes").mkdir()
    (folder / "notes" / "diary.txt").write_text("precious")
    with pytest.raises(ResultError, match=r"notes/diary\.txt"):
        result.save(folder)
    assert (folder / "notes" / "diary.txt").read_text() == "precious"
    assert load(folder).seed == 3


def test_a_result_within_a_result_is_not_deleted(result: RunResult, tmp_path: Path) -> None:
    folder = result.save(tmp_path / "run")
    result.save(folder / "inner")
    with pytest.raises(ResultError, match="inner/"):
        result.save(folder)
    assert load(folder / "inner").seed == 3


def test_somebody_elses_manifest_does_not_make_a_folder_ours(
    result: RunResult, tmp_path: Path
) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(ResultError, match="no result of this laboratory"):
        result.save(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "precious"
