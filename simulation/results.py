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

FORMAT = 1
TABLES = ("firms", "market", "tenure", "customers")
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

    def _table(self, name: str) -> "pd.DataFrame":
        found = self.tables[name]
        return found() if callable(found) else found

    def save(self, folder: Path) -> Path:
        """Write the result into a folder, whole or not at all (ResultError otherwise)."""
        return replace_folder(folder, self._write)

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
            msg = f"{path}: the manifest lists this file and it is missing. Run the scenario again."
            raise ResultError(msg)
        if hashlib.sha256(path.read_bytes()).hexdigest() != described["files"].get(path.name):
            msg = f"{path}: the file is not the one that was written (its hash differs). Run the scenario again."
            raise ResultError(msg)
        tables[table] = pd.read_parquet(path)
    seconds = 0.0
    if (folder / TIMING).is_file():
        seconds = json.loads((folder / TIMING).read_text(encoding="utf-8"))["wall_seconds"]
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
    except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
        msg = f"{path}: this is not a manifest of this laboratory ({error})."
        raise ResultError(msg) from error
    if found != FORMAT:
        msg = f"{path}: results of format {FORMAT} can be read. Got format {found}; a comparison's tables are read as CSV, an older run is run again."
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


def firm_frame(
    ledger: Ledger,
    conduct: NDArray[np.void],
    firms: tuple[str, ...],
    segments: tuple[str, ...],
    burn_in: int,
) -> "pd.DataFrame":
    """Return the firm ledger as a long table in plain units.

    `conduct` (T, J) is what is recorded of the firms' inside; it holds for all segments alike, so
    each of them carries it.
    """
    import pandas as pd

    n_steps, n_segments, n_firms = ledger.firms.shape
    step, segment, firm = np.indices((n_steps, n_segments, n_firms), dtype=np.int32)
    return pd.DataFrame(
        {
            "step": step.ravel() - np.int32(burn_in),
            "segment": labelled(segment.ravel(), segments),
            "firm": labelled(firm.ravel(), firms),
            **_plain_columns(ledger.firms, FIRM_MEASURES),
            **{name: conduct[name][step, firm].ravel() for name, _, _ in CONDUCT_FIELDS},
        }
    )


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
    records = np.asarray(records)  # a record array's fields are slow to reach
    columns: dict[str, NDArray[Any]] = {}
    for measure in measures:
        values = np.ascontiguousarray(records[measure.name]).ravel()
        columns[measure.name] = values if measure.scale == 1 else values / measure.scale
    return columns
