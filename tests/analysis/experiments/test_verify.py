"""Verification: random rows are run again, and one changed digit is found."""

import hashlib
import shutil
import sqlite3

import pyarrow.parquet as pq
import pytest

from analysis.experiments.verify import verify
from simulation.errors import ResultError
from tests.analysis.experiments.studies import SMALL, Function, swept, total


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return swept(tmp_path_factory.mktemp("whole") / "sweep")


def changed(folder, column, change):
    """Change one value of a store, and let its ledger believe that nothing happened."""
    (path,) = (folder / "parts").iterdir()
    table = pq.read_table(path)
    values = table[column].to_pylist()
    values[7] = change(values[7])
    place = table.schema.get_field_index(column)
    pq.write_table(table.set_column(place, table.schema.field(place), [values]), path)
    with sqlite3.connect(folder / "ledger.sqlite") as ledger:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        ledger.execute("UPDATE parts SET sha256 = ?", (sha256,))
    ledger.close()
    return folder


def test_an_honest_store_is_the_same_to_the_last_bit(whole):
    found = verify(Function(total), SMALL, whole, n_rows=10)
    assert found.is_the_same
    assert (found.n_rows, found.n_checked) == (51, 10)


def test_all_rows_can_be_asked_for(whole):
    assert verify(Function(total), SMALL, whole, n_rows=1_000).n_checked == 51


def test_the_last_bit_of_one_outcome_is_found(whole, tmp_path):
    folder = changed(shutil.copytree(whole, tmp_path / "s"), "y", lambda y: y * (1.0 + 2.0**-52))
    found = verify(Function(total), SMALL, folder, n_rows=51)
    (difference,) = found.differences
    assert difference.column == "y"
    assert difference.kept == pytest.approx(difference.again, rel=1e-12)
    assert difference.kept != difference.again


@pytest.mark.parametrize(
    ("column", "change"),
    [("x1", lambda x: x + 0.1), ("seed", lambda s: s + 1), ("point", lambda p: p + 1)],
)
def test_a_changed_input_is_found_too(whole, tmp_path, column, change):
    folder = changed(shutil.copytree(whole, tmp_path / "s"), column, change)
    assert not verify(Function(total), SMALL, folder, n_rows=51).is_the_same


def test_a_part_with_other_bytes_is_named(whole, tmp_path):
    folder = shutil.copytree(whole, tmp_path / "s")
    (path,) = (folder / "parts").iterdir()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    found = verify(Function(total), SMALL, folder, n_rows=5)
    assert not found.is_the_same
    assert found.damaged == (f"parts/{path.name}",)


def test_another_version_of_the_code_cannot_verify(whole):
    with pytest.raises(ResultError, match="Return to the old version to verify"):
        verify(Function(total, version="2"), SMALL, whole, n_rows=5)


def test_which_rows_are_checked_follows_the_seed(whole):
    told = []

    class Watching(Function):
        def run(self, values, seed):
            told.append((values["x1"], values["x2"], seed))
            return super().run(values, seed)

    for seed in (1, 1, 2):
        verify(Watching(total), SMALL, whole, n_rows=5, seed=seed)
    assert told[:5] == told[5:10] != told[10:]
