"""Trust by repetition: random rows of a store are run again and compared bit for bit."""

import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis.experiments.ledger import Ledger
from analysis.experiments.parts import is_sound, read_part
from analysis.experiments.plan import Plan, market_plan
from analysis.experiments.study import Study, market_study
from analysis.experiments.tables import experiment_of
from simulation.draws import replication_seed
from simulation.errors import LoyaltyError, ResultError

Progress = Callable[[str, int, int], None]
STAGE = "Rows"


@dataclass(frozen=True)
class Difference:
    """A number that is not what a run gives: where it stands, what was kept, what came out now."""

    point: int
    replication: int
    column: str
    kept: object
    again: object


@dataclass(frozen=True)
class Verification:
    """What a verification found.

    Attributes
    ----------
    n_rows, n_checked : int
        Rows that the store has in sound parts, and rows run again.
    differences : tuple[Difference, ...]
        Empty where every bit is the same.
    damaged : tuple[str, ...]
        Parts whose bytes are not those that were written.
    """

    n_rows: int
    n_checked: int
    differences: tuple[Difference, ...]
    damaged: tuple[str, ...]

    @property
    def is_the_same(self) -> bool:
        """Whether nothing differs."""
        return not self.differences and not self.damaged


def verify_markets(
    folder: Path, n_rows: int, seed: int | None = None, on_progress: Progress | None = None
) -> Verification:
    """Run random rows of a sweep of markets again.

    Parameters
    ----------
    folder : Path
        The store.
    n_rows : int
        How many rows.
    seed : int | None
        Seed of the choice of rows; None takes others every time.
    on_progress : Progress | None
        Told (stage, rows done, rows planned).

    Raises
    ------
    ResultError
        If there is no store, it holds no rows, or it was made by another version of the code.
    """
    experiment = experiment_of(folder)
    study = market_study(experiment)
    plan = market_plan(experiment, study.key)
    return verify(study, plan, folder, n_rows, seed, on_progress)


def verify(
    study: Study,
    plan: Plan,
    folder: Path,
    n_rows: int,
    seed: int | None = None,
    on_progress: Progress | None = None,
) -> Verification:
    """Run random rows of any store again; raises as `verify_markets`."""
    ledger = Ledger(folder)
    try:
        about, parts = ledger.about(), ledger.parts()
    finally:
        ledger.close()
    if about["version"] != study.version:
        msg = (
            f"{folder}: these runs were made by version {about['version']} of the code, and this is "
            f"{study.version}, which need not give the same bits. Return to the old version to verify "
            "them, or run the experiment again."
        )
        raise ResultError(msg)
    damaged = tuple(part.name for part in parts if not is_sound(folder, part))
    rows: list[dict[str, Any]] = []
    for part in parts:
        if part.name not in damaged:
            rows += read_part(folder, part).to_pylist()
    if not rows and not damaged:
        msg = f"{folder}: there are no rows to verify yet. Start the sweep again."
        raise ResultError(msg)
    chosen = np.random.default_rng(seed).permutation(len(rows))[:n_rows]
    differences: list[Difference] = []
    for done, index in enumerate(sorted(chosen.tolist()), start=1):
        differences += _row_differences(study, plan, rows[index])
        if on_progress is not None:
            on_progress(STAGE, done, len(chosen))
    return Verification(len(rows), len(chosen), tuple(differences), damaged)


def _row_differences(study: Study, plan: Plan, row: Mapping[str, Any]) -> list[Difference]:
    """Return what differs between a row and the run that its place in the plan asks for."""
    point, replication = int(row["point"]), int(row["replication"])
    if point not in plan.keys:
        return [Difference(point, replication, "point", point, "no point of the design")]
    values = plan.values_of(point)
    seed = replication_seed(plan.seed, replication)
    expected: dict[str, Any] = {"seed": seed, **values}
    try:
        expected |= study.run(values, seed)
    except LoyaltyError as error:
        return [Difference(point, replication, "error", "a row", str(error))]
    return [
        Difference(point, replication, column, row[column], again)
        for column, again in expected.items()
        if not _are_same(row[column], again)
    ]


def _are_same(kept: Any, again: Any) -> bool:
    """Tell whether two values are the same, numbers to the last bit (NaN is NaN)."""
    if isinstance(kept, float) and isinstance(again, int | float):
        number = float(again)
        are_undefined = math.isnan(kept) and math.isnan(number)
        return are_undefined or struct.pack("<d", kept) == struct.pack("<d", number)
    return bool(kept == again) or (isinstance(kept, str) and kept == str(again))
