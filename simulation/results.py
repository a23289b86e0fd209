"""The result of one run: its tables, and the folder they are kept in.

A folder carries its scenario in full, its seed, the versions and a hash of what it holds, so that
it can be read, checked and run again by somebody who has nothing else.
"""

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import CODE_VERSION
from simulation.errors import ResultError
from simulation.labels import labelled
from simulation.ledger import FIRM_MEASURES, TENURE_MEASURES, Ledger, Measure
from simulation.organization import CONDUCT_FIELDS
from simulation.scenario.loader import scenario_document, scenario_from_document, scenario_hash
from simulation.scenario.schema import Scenario
from simulation.storage import MANIFEST, TIMING, all_hashes, document_text, replace_folder

if TYPE_CHECKING:
    import pandas as pd

KIND = "run"
FORMAT = f"{KIND} 1"
KEYS = {"files": dict, "name": str, "scenario": dict, "seed": int}
AGAIN = "Put the file back, or run the scenario again into another --out."
TABLES = ("firms", "market", "tenure", "customers")
FIRM_SCALES = {measure.name: measure.scale for measure in FIRM_MEASURES}
INSIDE = tuple(name for name, _, _ in CONDUCT_FIELDS)
"""Columns of the firms' table that hold for a firm and all its segments alike: no sums."""
FIRM_COLUMNS = ("step", "segment", "firm", *FIRM_SCALES, *INSIDE)
LIBRARIES = ("mesa", "numba", "numpy", "pandas", "pyarrow", "pydantic", "scipy")


@dataclass(frozen=True)
class RunResult:
    """What one run left behind.

    Attributes
    ----------
    name : str
        What the caller calls the scenario.
    scenario : Scenario
        What was run.
    seed : int
        The seed of the draws.
    tables : Mapping[str, DataFrame | Callable[[], DataFrame]]
        Each table, or what makes it: a sweep that reads two numbers of a run never makes most.
    wall_seconds : float
        How long the run took; no result depends on it.
    """

    name: str
    scenario: Scenario
    seed: int
    tables: "Mapping[str, pd.DataFrame | Callable[[], pd.DataFrame]]"
    wall_seconds: float

    @cached_property
    def firms(self) -> "pd.DataFrame":
        """Counts and sums by step, segment and firm, in plain units; burn-in steps are negative."""
        return self._table("firms")

    @cached_property
    def market(self) -> "pd.DataFrame":
        """Moves by step: `origin`, `destination` (missing: outside option, nobody yet), `moves`."""
        return self._table("market")

    @cached_property
    def tenure(self) -> "pd.DataFrame":
        """Life table of contracts by firm and tenure in months."""
        return self._table("tenure")

    @cached_property
    def customers(self) -> "pd.DataFrame":
        """Snapshots: one row per (step, customer, firm)."""
        return self._table("customers")

    def firm_column(self, name: str) -> NDArray[Any]:
        """Return a column of `firms` (KeyError if there is none); the other columns are not made."""
        made = self.tables["firms"]
        return np.asarray(made.column(name) if isinstance(made, FirmTable) else self.firms[name])

    def _table(self, name: str) -> "pd.DataFrame":
        found = self.tables[name]
        return found() if callable(found) else found

    def save(self, folder: Path) -> Path:
        """Write the result into a folder, whole or not at all (ResultError otherwise)."""
        return replace_folder(folder, KIND, self._write)

    def _write(self, folder: Path) -> None:
        for table in TABLES:
            path = folder / f"{table}.parquet"
            getattr(self, table).to_parquet(path, index=False, compression="zstd")
        described = manifest(self.scenario, self.seed, self.name)
        write_json(folder / MANIFEST, {**described, "files": all_hashes(folder)})
        write_json(folder / TIMING, timing(self.wall_seconds))


def load(folder: Path) -> RunResult:
    """Return the result kept in a folder.

    Raises
    ------
    ResultError
        If it is no result folder, or a file differs from what the manifest says was written.
    """
    import pandas as pd

    described = read_manifest(folder)
    tables = {}
    for table in TABLES:
        path = folder / f"{table}.parquet"
        if not path.is_file():
            msg = f"{path}: the manifest lists this file and it is missing. {AGAIN}"
            raise ResultError(msg)
        if hashlib.sha256(path.read_bytes()).hexdigest() != described["files"].get(path.name):
            msg = f"{path}: the file is not the one that was written (its hash differs). {AGAIN}"
            raise ResultError(msg)
        # With threads of its own Arrow may abort when the interpreter ends (apache/arrow 34314).
        tables[table] = pd.read_parquet(path, use_threads=False, pre_buffer=False)
    try:
        timed = json.loads((folder / TIMING).read_text(encoding="utf-8"))
        seconds = float(timed["wall_seconds"])
    except (OSError, ValueError, KeyError, TypeError):  # no result rests on it
        seconds = 0.0
    return RunResult(
        name=described["name"],
        scenario=scenario_from_document(described["scenario"]),
        seed=described["seed"],
        tables=tables,
        wall_seconds=seconds,
    )


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a result folder (ResultError if there is none that can be read)."""
    path = folder / MANIFEST
    if not path.is_file():
        msg = (
            f"{folder}: no result here ({MANIFEST} is missing). Name a folder that `run.py` wrote."
        )
        raise ResultError(msg)
    try:
        described: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found = described["format"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        msg = f"{path}: this is not a manifest of this laboratory ({error}). {AGAIN}"
        raise ResultError(msg) from error
    if found != FORMAT:
        msg = f"{path}: results of format {FORMAT} can be read. Got format {found}; a comparison's tables are read as CSV, an older run is run again."
        raise ResultError(msg)
    wrong = [key for key, kind in KEYS.items() if not isinstance(described.get(key), kind)]
    if wrong:
        msg = f"{path}: {wrong[0]} is missing or not what was written there. {AGAIN}"
        raise ResultError(msg)
    return described


def manifest(scenario: Scenario, seed: int, name: str) -> dict[str, Any]:
    """Return what identifies a run: the same for the same scenario, seed, code and libraries."""
    return {
        "format": FORMAT,
        "name": name,
        "scenario_hash": scenario_hash(scenario),
        "seed": seed,
        "code_version": CODE_VERSION,
        "versions": versions(),
        "scenario": scenario_document(scenario),
    }


def versions() -> dict[str, str]:
    """Return the versions of Python, the laboratory and the libraries that touch a number."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for library in ("loyalty-laboratory", *LIBRARIES):
        try:
            found[library] = importlib.metadata.version(library)
        except importlib.metadata.PackageNotFoundError:
            found[library] = "not installed"
    return found


def timing(wall_seconds: float) -> dict[str, Any]:
    """Return when, where and how long: the only part of a result that no seed repeats."""
    return {
        "wall_seconds": round(wall_seconds, 3),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "host": platform.node(),
    }


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON in a form that is the same for the same content."""
    path.write_text(document_text(content), encoding="utf-8")


@dataclass(frozen=True)
class FirmTable:
    """The firm ledger as a long table in plain units: whole, or a column when it is asked for.

    Making all of some seventy columns takes as long as a twentieth of the run of a small market, and
    a sweep reads a dozen of them.

    Attributes
    ----------
    ledger : Ledger
        The record of the run.
    conduct : record array of shape (T, J)
        What is recorded of the firms' inside; it holds for all segments alike, so each carries it.
    firms, segments : tuple[str, ...]
        Their names, in the order of the ledger.
    burn_in : int
        Steps before the study; they are counted below 0.
    """

    ledger: Ledger
    conduct: NDArray[np.void]
    firms: tuple[str, ...]
    segments: tuple[str, ...]
    burn_in: int

    def __call__(self) -> "pd.DataFrame":
        """Return the whole table, a row for each step, segment and firm."""
        import pandas as pd

        return pd.DataFrame({name: self.column(name) for name in FIRM_COLUMNS})

    def column(self, name: str) -> Any:
        """Return one column, shape (T S J,); segments and firms are categories.

        Raises
        ------
        KeyError
            If the table has no such column.
        """
        shape = n_steps, n_segments, n_firms = self.ledger.firms.shape
        if name in FIRM_SCALES:
            return _plain_column(self.ledger.firms, name, FIRM_SCALES[name])
        if name == "step":
            steps = np.arange(n_steps, dtype=np.int32) - np.int32(self.burn_in)
            return np.repeat(steps, n_segments * n_firms)
        if name == "segment":
            codes = np.repeat(np.arange(n_segments, dtype=np.int32), n_firms)
            return labelled(np.tile(codes, n_steps), self.segments)
        if name == "firm":
            return labelled(
                np.tile(np.arange(n_firms, dtype=np.int32), n_steps * n_segments), self.firms
            )
        if name not in INSIDE:
            raise KeyError(name)
        inside = np.asarray(self.conduct)[name][:, None, :]
        return np.broadcast_to(inside, shape).reshape(-1)


def tenure_frame(ledger: Ledger, firms: tuple[str, ...]) -> "pd.DataFrame":
    """Return the life table of contracts by firm and tenure in months."""
    import pandas as pd

    firm, month = np.indices(ledger.tenure.shape, dtype=np.int32)
    return pd.DataFrame(
        {
            "firm": labelled(firm.ravel(), firms),
            "tenure_months": month.ravel(),
            **_plain_columns(ledger.tenure, TENURE_MEASURES),
        }
    )


def market_frame(ledger: Ledger, firms: tuple[str, ...], burn_in: int) -> "pd.DataFrame":
    """Return the moves between firms that happened, by step; the outside option is missing."""
    import pandas as pd

    step, origin, destination = np.nonzero(ledger.flows)
    outside = len(firms)
    return pd.DataFrame(
        {
            "step": step.astype(np.int32) - np.int32(burn_in),
            "origin": labelled(np.where(origin == outside, -1, origin), firms),
            "destination": labelled(np.where(destination == outside, -1, destination), firms),
            "moves": ledger.flows[step, origin, destination],
        }
    )


def _plain_columns(
    records: NDArray[np.void], measures: tuple[Measure, ...]
) -> dict[str, NDArray[Any]]:
    return {m.name: _plain_column(records, m.name, m.scale) for m in measures}


def _plain_column(records: NDArray[np.void], name: str, scale: int) -> NDArray[Any]:
    values = np.asarray(records)[name].ravel()  # a record array's fields are slow to reach
    return values if scale == 1 else values / scale
