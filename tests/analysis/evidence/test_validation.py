"""Tasks run once, are kept, and an interruption loses only what was under way."""

import json
import math

import pytest

from analysis.evidence.fact import Measured, Setting
from analysis.evidence.registry import FACTS
from analysis.evidence.tasks import Task, kept, key_of, run_and_keep, run_task, tasks_of
from analysis.evidence.validation import validate
from simulation.errors import ResultError, RunError
from tests.analysis.evidence.made import height_of, made_fact

TASK = Task("SF98", 10, 1, is_control=False)


class Counted:
    """A measure that notes every call and may fail at one of them."""

    def __init__(self, fails_at: int = 0, error: type[BaseException] = KeyboardInterrupt) -> None:
        self.settings: list[Setting] = []
        self.fails_at = fails_at
        self.error = error

    def measured(self, setting: Setting) -> Measured:
        self.settings.append(setting)
        if len(self.settings) == self.fails_at:
            raise self.error
        return height_of(setting)


@pytest.fixture
def counted(monkeypatch):
    """Let the registry hold a fact whose measurements are counted."""

    def registered(**wishes) -> tuple[Counted, object]:
        measure = Counted(**wishes)
        fact = made_fact(measure=measure.measured)
        monkeypatch.setitem(FACTS, fact.id, fact)
        return measure, fact

    return registered


def test_a_fact_and_its_control_share_their_seeds():
    tasks = tasks_of(made_fact(), 5, is_quick=False)
    assert [(task.seed, task.is_control) for task in tasks] == [
        (5, False), (5, True), (6, False), (6, True), (7, False), (7, True),
    ]  # fmt: skip
    assert {task.customers for task in tasks} == {10}
    assert len(tasks_of(made_fact(), 5, is_quick=True)) == 2


def test_a_validation_measures_every_task_and_judges(counted, tmp_path):
    measure, fact = counted()
    validation = validate([fact], tmp_path)
    assert len(measure.settings) == 6
    (found,) = validation.findings
    assert found.bands[0].measured.mean == pytest.approx(1.5)
    assert found.bands[0].control.mean == pytest.approx(15.0)
    assert validation.is_as_claimed
    assert validation.resumed == 0


def test_what_is_done_is_not_done_again(counted, tmp_path):
    measure, fact = counted()
    first = validate([fact], tmp_path)
    second = validate([fact], tmp_path)
    assert len(measure.settings) == 6
    assert second.resumed == 6
    assert second.findings == first.findings


def test_another_size_or_seed_is_another_task(counted, tmp_path):
    measure, fact = counted()
    validate([fact], tmp_path)
    validate([fact], tmp_path, is_quick=True)
    assert len(measure.settings) == 8
    validate([fact], tmp_path, first_seed=2)
    assert [setting.seed for setting in measure.settings[8:]] == [4, 4]


def test_an_interruption_loses_only_the_task_under_way(counted, tmp_path):
    measure, fact = counted(fails_at=4)
    with pytest.raises(KeyboardInterrupt):
        validate([fact], tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
    validation = validate([fact], tmp_path)
    assert validation.resumed == 3
    assert len(measure.settings) == 4 + 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"key": 1}',
        '{"key": "KEY", "values": 3, "series": {}, "seconds": 1}',
    ],
)
def test_a_damaged_file_is_measured_again(counted, tmp_path, text):
    measure, fact = counted()
    validate([fact], tmp_path)
    damaged = tmp_path / TASK.file_name
    key = json.loads(damaged.read_text(encoding="utf-8"))["key"]
    damaged.write_text(text.replace("KEY", key), encoding="utf-8")
    validation = validate([fact], tmp_path)
    assert validation.resumed == 5
    assert len(measure.settings) == 7
    assert kept(TASK, tmp_path) is not None


def test_a_result_of_other_code_does_not_count(counted, tmp_path, monkeypatch):
    _, fact = counted()
    validate([fact], tmp_path)
    monkeypatch.setattr("analysis.evidence.tasks.CODE_VERSION", "another")
    assert kept(TASK, tmp_path) is None


def test_a_result_of_the_fact_as_it_was_written_before_does_not_count(
    counted, tmp_path, monkeypatch
):
    _, fact = counted()
    validate([fact], tmp_path)
    monkeypatch.setattr("analysis.evidence.tasks.content_hash", lambda paths: f"{len(paths)} other")
    assert kept(TASK, tmp_path) is None


def test_what_is_undefined_stays_undefined_in_the_file(counted, tmp_path, monkeypatch):
    _, fact = counted()
    nothing = made_fact(measure=lambda _: Measured({"height": math.nan}, {"t": {"x": [math.nan]}}))
    monkeypatch.setitem(FACTS, fact.id, nothing)
    run_and_keep(TASK, tmp_path, key_of(TASK))
    assert "NaN" not in (tmp_path / TASK.file_name).read_text(encoding="utf-8")
    back = kept(TASK, tmp_path)
    assert back is not None
    assert math.isnan(back.measured.values["height"])
    assert math.isnan(back.measured.series["t"]["x"][0])


def test_a_failing_measurement_is_named(counted, tmp_path):
    _, fact = counted(fails_at=2, error=ZeroDivisionError)
    with pytest.raises(RunError, match=r"^control of SF98, seed 1: "):
        validate([fact], tmp_path)


def test_a_process_with_other_code_than_the_one_that_asks_is_refused(counted, tmp_path):
    measure, _ = counted()
    with pytest.raises(RunError, match="SF98, seed 1: the code was changed while"):
        run_and_keep(TASK, tmp_path, "the key of other code")
    assert measure.settings == []
    assert list(tmp_path.iterdir()) == []


def test_a_metric_that_was_not_measured_is_named(monkeypatch):
    monkeypatch.setitem(FACTS, "SF98", made_fact(measure=lambda _: Measured({"width": 1.0})))
    with pytest.raises(RunError, match="SF98, seed 1: the experiment returned no height"):
        run_task(TASK)


def test_progress_counts_tasks_that_were_there(counted, tmp_path):
    _, fact = counted(fails_at=4)
    with pytest.raises(KeyboardInterrupt):
        validate([fact], tmp_path)
    told = []
    validate([fact], tmp_path, on_progress=lambda *what: told.append(what))
    assert told == [("Facts", 4, 6), ("Facts", 5, 6), ("Facts", 6, 6)]


def test_a_folder_that_cannot_be_written_is_refused(counted, tmp_path):
    _, fact = counted()
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ResultError, match="cannot be written here"):
        validate([fact], tmp_path / "file" / "tasks")
