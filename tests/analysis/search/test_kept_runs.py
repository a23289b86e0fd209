"""The runs that a search keeps: what cannot be kept is said to be that."""

from collections.abc import Callable
from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from analysis.exploration.runs import PairedRuns
from analysis.search.kept_runs import KeptRuns
from simulation.errors import ResultError


class Sum:
    """A study whose outcome is the sum of its values."""

    def run(self, values, _seed):
        return {"total": sum(values.values())}


def at_once(function: Callable[..., object], *arguments: object) -> Future[object]:
    """Do what a crew is asked to, here and now."""
    future: Future[object] = Future()
    future.set_result(function(*arguments))
    return future


def test_a_disk_that_takes_no_more_runs_is_not_blamed_on_a_worker(tmp_path):
    kept = KeptRuns(tmp_path, "a study")
    (tmp_path / "runs.jsonl").mkdir()  # nothing can be written to it, as to a full disk
    runs = PairedRuns(Sum(), 1, range(1), crew=SimpleNamespace(submit=at_once), memory=kept)
    with pytest.raises(ResultError, match=r"runs\.jsonl: a run could not be kept .*Make room"):
        runs.table([{"x": 1.0}], [{"y": 2.0}], "total")


@pytest.mark.parametrize(("old", "new"), [(b"0.25", b"0.75"), (b"profit", b"revenu"), (b"}", b"")])
def test_a_run_whose_line_was_changed_is_made_again(tmp_path, old, new):
    key = ((("x", 1.0),), 7)
    KeptRuns(tmp_path, "a study").keep(key, {"profit": 0.25, "share": 0.1})
    assert KeptRuns(tmp_path, "a study").found(key) == {"profit": 0.25, "share": 0.1}
    file = tmp_path / "runs.jsonl"
    file.write_bytes(file.read_bytes().replace(old, new, 1))
    assert KeptRuns(tmp_path, "a study").found(key) is None
