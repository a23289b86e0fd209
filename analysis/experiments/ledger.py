"""The ledger of a store: an SQLite file that alone says which parts and which runs count."""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.errors import ResultError

LEDGER = "ledger.sqlite"
LEDGER_FILES = frozenset({LEDGER, f"{LEDGER}-wal", f"{LEDGER}-shm", f"{LEDGER}-journal"})
PATIENCE = 60.0
"""Seconds to wait for another sweep that writes; one write takes milliseconds."""
PAUSE = 0.02
"""Seconds between two tries where SQLite does not wait by itself."""
TABLES = """
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS parts (name TEXT PRIMARY KEY, n_rows INTEGER NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (scenario TEXT, seed INTEGER, part TEXT NOT NULL, PRIMARY KEY (scenario, seed)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failures (scenario TEXT, seed INTEGER, point INTEGER NOT NULL, replication INTEGER NOT NULL, error TEXT NOT NULL, PRIMARY KEY (scenario, seed)) WITHOUT ROWID;
"""
STRAYS = """
SELECT * FROM (SELECT part FROM runs EXCEPT SELECT name FROM parts)
UNION ALL SELECT * FROM (SELECT name FROM parts EXCEPT SELECT part FROM runs)
"""
"""Parts that no run is in, and runs of parts that are not there: both are written together."""

RunId = tuple[str, int]
"""Key of a run and its seed."""


@dataclass(frozen=True)
class Part:
    """A file that counts: its name below the folder, its rows, and the hash of its bytes."""

    name: str
    n_rows: int
    sha256: str


class Ledger:
    """An open ledger.

    Parameters
    ----------
    folder : Path
        The store.
    is_written : bool
        Whether it will be written; it is made if it is not there.

    Raises
    ------
    ResultError
        If there is none to be read, or it is damaged.
    """

    def __init__(self, folder: Path, *, is_written: bool = False) -> None:
        self.folder = folder
        path = folder / LEDGER
        if not is_written and not path.is_file():
            msg = f"{folder}: no sweep here ({LEDGER} is missing). Name a folder that `run.py sweep` wrote."
            raise ResultError(msg)
        with self._readable():
            self._connection = _connected(path, is_written=is_written)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the only right to write; what the block did is kept whole, or not at all."""
        with self._readable():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def about(self) -> dict[str, Any]:
        """Return what the store says about itself; empty in a new one."""
        rows = self._rows("SELECT key, value FROM about")
        try:
            return {key: json.loads(value) for key, value in rows}
        except ValueError as error:
            msg = self._damage(f"what it says about the sweep is no JSON: {error}")
            raise ResultError(msg) from error

    def describe(self, content: Mapping[str, Any]) -> None:
        """Set what the store says about itself, key by key."""
        rows = [(key, json.dumps(value)) for key, value in content.items()]
        self._connection.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", rows)

    def parts(self) -> list[Part]:
        """Return the parts that count, in the order of their names."""
        found = self._rows("SELECT name, n_rows, sha256 FROM parts ORDER BY name")
        return [Part(*row) for row in found]

    def add_part(self, part: Part, runs: Iterable[RunId]) -> None:
        """Let a part count, with the runs it holds; an earlier failure of theirs is forgotten."""
        ids = list(runs)
        execute = self._connection
        execute.execute("INSERT INTO parts VALUES (?, ?, ?)", (part.name, part.n_rows, part.sha256))
        execute.executemany(
            "INSERT INTO runs VALUES (?, ?, ?)", [(key, seed, part.name) for key, seed in ids]
        )
        execute.executemany("DELETE FROM failures WHERE scenario = ? AND seed = ?", ids)

    def drop_part(self, name: str) -> None:
        """Let a part count no more; its runs are missing then."""
        self._connection.execute("DELETE FROM parts WHERE name = ?", (name,))
        self._connection.execute("DELETE FROM runs WHERE part = ?", (name,))

    def replace_parts(self, old: Sequence[Part], new: Part | None) -> None:
        """Let one part count instead of others that hold the same runs."""
        for part in old:
            self._connection.execute("DELETE FROM parts WHERE name = ?", (part.name,))
        if new is not None:
            row = (new.name, new.n_rows, new.sha256)
            self._connection.execute("INSERT INTO parts VALUES (?, ?, ?)", row)
            self._connection.execute("UPDATE runs SET part = ?", (new.name,))

    def has_run(self, run: RunId) -> bool:
        """Tell whether a run is in a part that counts."""
        found = self._rows("SELECT 1 FROM runs WHERE scenario = ? AND seed = ?", run)
        return bool(found)

    def n_runs(self) -> int:
        """Return how many runs count."""
        return int(self._rows("SELECT COUNT(*) FROM runs")[0][0])

    def add_failure(self, run: RunId, point: int, replication: int, error: str) -> None:
        """Keep the sentence of a run that failed."""
        row = (*run, point, replication, error)
        self._connection.execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?)", row)

    def failures(self) -> list[tuple[int, int, int, str]]:
        """Return point, replication, seed and sentence of the runs that failed."""
        query = "SELECT point, replication, seed, error FROM failures ORDER BY point, replication"
        return self._rows(query)

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._readable():
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Turn SQLite's complaints into a sentence that says what to do."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if str(error).startswith("no such table"):
                msg = f"{self.folder / LEDGER}: the ledger is empty or no sweep's ({error}), so nothing says which parts count. If a sweep was about to begin here, start it again; else put the ledger back or move the folder away."
                raise ResultError(msg) from error
            if str(error).startswith("Could not decode"):  # the only name sqlite3 has for torn text
                raise ResultError(self._damage("a text in it is no UTF-8")) from error
            msg = f"{self.folder / LEDGER}: the ledger cannot be used ({error}). If another sweep writes here for long, wait for it; if the disk is full, make room, and start the sweep again; if the folder may not be written to, choose another --out."
            raise ResultError(msg) from error
        except sqlite3.DatabaseError as error:
            raise ResultError(self._damage(error)) from error

    def _damage(self, why: object) -> str:
        return f"{self.folder / LEDGER}: the ledger is damaged ({why}), so nothing says which parts count. Move the folder away and run the sweep again."


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Choose the write-ahead journal; where another one chooses it now, SQLite itself does not wait."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(PAUSE)
        else:
            return


def _connected(path: Path, *, is_written: bool) -> sqlite3.Connection:
    """Return a connection that commits only where it is told to."""
    if not is_written:
        return _reading(path)
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    for statement in TABLES.strip().splitlines():
        connection.execute(statement)
    sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if sound != "ok":
        raise sqlite3.DatabaseError(sound)
    if connection.execute(STRAYS).fetchone():
        msg = "its list of runs and its list of parts contradict each other"
        raise sqlite3.DatabaseError(msg)
    return connection


def _reading(path: Path) -> sqlite3.Connection:
    """Return a connection for reading, also where the folder may not be written to."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
    try:
        connection.execute("SELECT COUNT(*) FROM about")
    except sqlite3.OperationalError:
        connection.close()
        unchanging = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(unchanging, uri=True, timeout=PATIENCE)
        connection.execute("SELECT COUNT(*) FROM about")
    return connection
