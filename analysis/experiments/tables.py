"""Reading a store: the tables of a sweep, its factors and its design. Nothing is ever run here."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.experiments.document import (
    design_from_document,
    experiment_from_document,
    factors_from_document,
)
from analysis.experiments.experiment import Design, Experiment, Factor
from analysis.experiments.ledger import Ledger
from analysis.experiments.parts import read_part
from analysis.experiments.plan import BASE
from analysis.experiments.rows import INDEX, SCENARIO, row_schema
from simulation.errors import ResultError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ATTEMPTS = 5
"""Times that a reader looks again, because a sweep put parts together while it read."""


def load_sweep(folder: Path) -> "pd.DataFrame":
    """Return the runs of a sweep's design, sorted by point and replication.

    Parameters
    ----------
    folder : Path
        A folder that `run.py sweep` wrote, finished or not.

    Returns
    -------
    DataFrame
        `point` (from 0), `replication`, `seed`, every factor by its path, every outcome. A run
        that failed or is still to come has no row; an undefined outcome is NaN.

    Raises
    ------
    ResultError
        If there is no store, or it is damaged.
    """
    return _frame(folder, is_base=False)


def load_base(folder: Path) -> "pd.DataFrame":
    """Return the runs of the base point (`point` -1), in which no factor is moved.

    They have the seeds of the design's runs, so that differences by replication are paired.
    Raises as `load_sweep`.
    """
    return _frame(folder, is_base=True)


def factors_of(folder: Path) -> tuple[Factor, ...]:
    """Return what a sweep varies, in the order of its columns (ResultError if there is none)."""
    return factors_from_document(_about(folder)["factors"])


def outcomes_of(folder: Path) -> tuple[str, ...]:
    """Return the names of a sweep's outcomes (ResultError if there is no sweep)."""
    return tuple(_about(folder)["outcomes"])


def design_of(folder: Path) -> Design:
    """Return a sweep's design (ResultError if there is no sweep)."""
    return design_from_document(_about(folder)["design"])


def seed_of(folder: Path) -> int:
    """Return the seed of a sweep's design and replications (ResultError if there is no sweep)."""
    return int(_about(folder)["plan"]["seed"])


def experiment_of(folder: Path) -> Experiment:
    """Return the experiment of a sweep, scenarios in full.

    Raises
    ------
    ResultError
        If there is no sweep, or it ran something other than markets.
    """
    document = _about(folder).get("experiment")
    if document is None:
        msg = f"{folder}: this sweep ran no markets, so there is no experiment file to it."
        raise ResultError(msg)
    return experiment_from_document(document)


def failures_of(folder: Path) -> "pd.DataFrame":
    """Return point, replication, seed and error of the runs that failed."""
    import pandas as pd

    with _open(folder) as ledger:
        return pd.DataFrame(ledger.failures(), columns=[*INDEX, "error"])


def part_files(folder: Path) -> list[str]:
    """Return the Parquet files that count, for other readers (DuckDB, Polars)."""
    with _open(folder) as ledger:
        return [(folder / part.name).as_posix() for part in ledger.parts()]


def counted_rows(folder: Path, ledger: Ledger) -> "pa.Table":
    """Return the rows of all parts that count, sorted by point and replication."""
    import pyarrow as pa

    about = ledger.about()
    schema = row_schema(factors_from_document(about["factors"]), about["outcomes"])
    tables = [read_part(folder, part) for part in ledger.parts()]
    rows = pa.concat_tables([schema.empty_table(), *tables])
    return rows.sort_by([("point", "ascending"), ("replication", "ascending")])


def _frame(folder: Path, *, is_base: bool) -> "pd.DataFrame":
    import pyarrow.compute as pc

    for _ in range(ATTEMPTS):
        with _open(folder) as ledger:
            try:
                rows = counted_rows(folder, ledger)
            except FileNotFoundError:
                continue  # put together with others since the ledger was read
        wanted = pc.equal(rows["point"], BASE)
        rows = rows.filter(wanted if is_base else pc.invert(wanted)).drop_columns([SCENARIO])
        frame: pd.DataFrame = rows.to_pandas()
        return frame
    msg = f"{folder}: a part that the ledger names is missing. Start the sweep again: it runs what the file held anew."
    raise ResultError(msg)


@contextmanager
def _open(folder: Path) -> Iterator[Ledger]:
    ledger = Ledger(folder)
    try:
        if "factors" not in ledger.about():
            msg = (
                f"{folder}: a sweep was about to begin here and holds nothing yet. Start it again."
            )
            raise ResultError(msg)
        yield ledger
    finally:
        ledger.close()


def _about(folder: Path) -> dict[str, Any]:
    with _open(folder) as ledger:
        return ledger.about()
