"""One task: a fact or its control with one seed. Pure, and kept in a small file once it is done."""

import hashlib
import inspect
import json
import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.evidence.fact import Fact, Measured, Setting
from analysis.evidence.registry import FACTS
from analysis.evidence.sources import content_hash, source_files
from simulation.compiled import CODE_VERSION
from simulation.errors import RunError
from simulation.scenario.names import SCENARIOS
from simulation.storage import write_text


@dataclass(frozen=True)
class Task:
    """What one process is asked to do; the fact goes by its id, so that it can be sent.

    Attributes
    ----------
    fact_id : str
        Which fact.
    customers, seed : int
        Size of the market, seed of its draws.
    is_control : bool
        Whether its cause is switched off.
    positions : tuple[tuple[str, float], ...]
        Where customer parameters are drawn in their ranges: names and places from 0 to 1.
    """

    fact_id: str
    customers: int
    seed: int
    is_control: bool
    positions: tuple[tuple[str, float], ...] = ()

    @property
    def setting(self) -> Setting:
        """The task as its fact reads it."""
        return Setting(self.customers, self.seed, self.is_control, dict(self.positions))

    @property
    def file_name(self) -> str:
        """What its result is called."""
        form = "control" if self.is_control else "fact"
        if self.positions:
            form += "-" + hashlib.sha256(repr(self.positions).encode()).hexdigest()[:12]
        return f"{self.fact_id}-{self.customers}-{self.seed}-{form}.json"


@dataclass(frozen=True)
class Outcome:
    """What a task found, how long one core worked on it (seconds), and on which day (2026-01-31).

    The day is empty where a file does not say it, because an earlier version wrote it.
    """

    task: Task
    measured: Measured
    seconds: float
    day: str = ""


def tasks_of(fact: Fact, first_seed: int, *, is_quick: bool) -> list[Task]:
    """Return the tasks of a fact: each seed from the first on, with and without its cause."""
    size = fact.size(is_quick=is_quick)
    return [
        Task(fact.id, size.customers, seed, is_control)
        for seed in range(first_seed, first_seed + size.seeds)
        for is_control in (False, True)
    ]


def run_task(task: Task) -> Outcome:
    """Measure a fact, or its control, with one seed.

    Where drawn parameters leave nothing to compute from, every metric is undefined.

    Raises
    ------
    RunError
        If a run fails, or a metric that a band asks for is not measured.
    """
    fact = FACTS[task.fact_id]
    began = time.process_time()
    try:
        measured = fact.measure(task.setting)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        if not (task.positions and isinstance(error, (ArithmeticError, ValueError))):
            msg = f"{_named(task)}: {error}"
            raise RunError(msg) from error
        measured = Measured({band.metric: math.nan for band in fact.bands})
    missing = [band.metric for band in fact.bands if band.metric not in measured.values]
    if missing:
        msg = f"{_named(task)}: the experiment returned no {missing[0]}, which a band asks for."
        raise RunError(msg)
    day = datetime.now(UTC).date().isoformat()
    return Outcome(task, measured, round(time.process_time() - began, 3), day)


def run_and_keep(task: Task, folder: Path, key: str) -> Outcome:
    """Measure a task and write what it found into a folder, whole or not at all.

    Parameters
    ----------
    task : Task
        What to measure.
    folder : Path
        Where its file goes.
    key : str
        Its key as the process knows it that asks.

    Raises
    ------
    RunError
        If a run fails, or the code is not that of the asking process any more.
    """
    if key_of(task) != key:
        msg = f"{_named(task)}: the code was changed while the validation ran. Start it again."
        raise RunError(msg)
    outcome = run_task(task)
    document = {
        "key": key,
        "seconds": outcome.seconds,
        "day": outcome.day,
        "values": {name: _stored(value) for name, value in outcome.measured.values.items()},
        "series": {
            name: {column: [_stored(x) for x in xs] for column, xs in table.items()}
            for name, table in outcome.measured.series.items()
        },
    }
    text = json.dumps(document, indent=1, sort_keys=True, allow_nan=False)
    write_text(folder / task.file_name, text + "\n")
    return outcome


def kept(task: Task, folder: Path) -> Outcome | None:
    """Return what a task found earlier; None if there is nothing that still counts.

    A file counts if it can be read and was made by this code, for this fact as it is written now.
    """
    try:
        document = json.loads((folder / task.file_name).read_text(encoding="utf-8"))
        if document["key"] != key_of(task):
            return None
        values = {name: _restored(value) for name, value in document["values"].items()}
        series = {
            name: {column: [_restored(x) for x in xs] for column, xs in table.items()}
            for name, table in document["series"].items()
        }
        seconds, day = float(document["seconds"]), str(document.get("day", ""))
        return Outcome(task, Measured(values, series), seconds, day)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def key_of(task: Task) -> str:
    """Return what a result depends on: the task, the simulation's code, and how it is measured."""
    parts = (
        task.file_name,
        CODE_VERSION,
        content_hash(source_files(Path(inspect.getfile(FACTS[task.fact_id].measure)))),
        content_hash(tuple(sorted(SCENARIOS.rglob("*.yaml")))),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def _named(task: Task) -> str:
    form = "control of " if task.is_control else ""
    return f"{form}{task.fact_id}, seed {task.seed}"


def _stored(value: float) -> float | None:
    """Return a number for JSON, which has no NaN; bands hold no infinite metric either."""
    number = float(value)
    return number if math.isfinite(number) else None


def _restored(value: Any) -> float:
    return math.nan if value is None else float(value)
