"""The folder of a sweep: what may stand in it, whether there is room, who was here first."""

import shutil
import sqlite3
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path

from analysis.experiments.ledger import LEDGER_FILES
from analysis.experiments.parts import PARTS
from simulation.compiled import CODE_VERSION
from simulation.errors import ResultError
from simulation.storage import MANIFEST, refuse_edited, refuse_name, rewrite_files

MANIFEST_FORMAT = "sweep 1"
EXPERIMENT_FILE = "experiment.yaml"
REPORT = "report.html"
FIRST = "first.lock"
LOCK_FILES = frozenset({FIRST, f"{FIRST}-journal"})
FACTS = "facts"
KNOWN = frozenset({*LEDGER_FILES, EXPERIMENT_FILE, REPORT, MANIFEST, PARTS, FACTS, *LOCK_FILES})
BYTES_A_VALUE, BYTES_A_RUN = 8, 160
"""Of a column in a part, and of a run in the ledger with its index (measured, rounded up)."""
PLACES = 2
"""Copies of the rows that stand side by side while parts are put together."""


def refuse_too_large(folder: Path, n_runs: int, n_columns: int) -> None:
    """Refuse a sweep whose rows do not fit on the disk.

    Raises
    ------
    ResultError
        With the size and the room there is.
    """
    size = n_runs * (PLACES * BYTES_A_VALUE * n_columns + BYTES_A_RUN)
    above = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(above).free
    if size > free:
        msg = (
            f"{folder}: the sweep has {n_runs:,} runs, which take about {_size(size)}, and {_size(free)} "
            "are free there. Choose fewer points or replications, or another --out."
        )
        raise ResultError(msg)


@contextmanager
def first_here(folder: Path) -> Iterator[bool]:
    """Tell whether no other sweep runs on this folder; the answer holds while the block runs.

    Two sweeps share the work by beginning at both ends. The system lets go of the lock with the
    process, however that ends.

    Raises
    ------
    ResultError
        If the lock can be neither made nor opened.
    """
    try:
        connection = sqlite3.connect(folder / FIRST, timeout=0.0, isolation_level=None)
    except sqlite3.OperationalError as error:
        msg = f"{folder / FIRST}: the lock cannot be used ({error}). See that the folder may be written to, or choose another --out."
        raise ResultError(msg) from error
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
        else:
            yield True
    finally:
        connection.close()


def refuse_store_folder(folder: Path) -> None:
    """Refuse a folder that no sweep may write into, before anything is run.

    Raises
    ------
    ResultError
        If it is a file, or holds files that are no sweep's, or one that somebody edited.
    """
    torn = tuple(f".{name}." for name in (EXPERIMENT_FILE, REPORT, MANIFEST))
    refuse_strange_files(folder, "sweep", KNOWN, torn)


def refuse_strange_files(folder: Path, kind: str, known: Set[str], torn: tuple[str, ...]) -> None:
    """Refuse a folder that holds anything which runs of one kind have not left there.

    Parameters
    ----------
    folder : Path
        Where they shall be kept; it need not exist.
    kind : str
        What they are: a sweep, a search.
    known : Set[str]
        Names of their files.
    torn : tuple[str, ...]
        How names begin of what a kill leaves of a file half written.

    Raises
    ------
    ResultError
        If it is a file, or holds other files, or one that somebody edited, or cannot have its name.
    """
    refuse_name(folder)
    if folder.exists() and not folder.is_dir():
        msg = f"{folder}: a {kind} is a folder, and this is a file. Choose another --out."
        raise ResultError(msg)
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    others = [name for name in names if name not in known and not name.startswith(torn)]
    if others:
        msg = (
            f"{folder}: the folder holds files that are no {kind}'s ({', '.join(others[:3])}); nothing "
            "was overwritten. Choose another --out."
        )
        raise ResultError(msg)
    refuse_edited(folder)


def keep_beside(folder: Path, name: str, text: str) -> None:
    """Write a file for readers beside the parts, and list it in the folder's manifest."""
    try:
        rewrite_files(
            folder, {name: text}, {"format": MANIFEST_FORMAT, "code_version": CODE_VERSION}
        )
    except OSError as error:
        msg = f"{folder / name}: the file could not be written ({error.strerror or error})."
        raise ResultError(msg) from error


def _size(n_bytes: float) -> str:
    """Return a number of bytes in words."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if n_bytes < 1_000:
            return f"{n_bytes:.0f} {unit}"
        n_bytes /= 1_000
    return f"{n_bytes:,.0f} TB"
