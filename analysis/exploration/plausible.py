"""The facts that an experiment names, measured once for its sweep and kept beside its runs."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analysis.evidence.fact import Fact
from analysis.evidence.registry import chosen_facts
from analysis.evidence.validation import Progress
from analysis.experiments.folder import FACTS
from analysis.experiments.tables import experiment_of
from analysis.exploration.loading import sample_of
from analysis.exploration.passing import Passing, passing
from simulation.compiled import CODE_VERSION
from simulation.errors import ResultError
from simulation.storage import write_text

if TYPE_CHECKING:
    import pandas as pd

HELD = "held.json"


def measure_facts(
    folder: Path, *, workers: int = 1, on_progress: Progress | None = None
) -> Passing | None:
    """Measure the facts of a sweep's experiment with the uncertain values of every point.

    What was measured before is not measured again. None where the experiment names no facts.

    Parameters
    ----------
    folder : Path
        A sweep of markets.
    workers : int
        Processes.
    on_progress : Progress | None
        Told (stage, tasks done, tasks planned).

    Raises
    ------
    ResultError
        If the folder is not that of a sweep of markets, or cannot be written.
    RunError
        If a task fails; what was finished is kept.
    """
    experiment = experiment_of(folder)
    if not experiment.facts:
        return None
    sample = sample_of(folder)
    found = passing(
        sample,
        experiment.scenarios[experiment.base],
        _measured_with(chosen_facts(experiment.facts), experiment.fact_seeds),
        folder / FACTS,
        first_seed=experiment.seed,
        workers=workers,
        on_progress=on_progress,
    )
    document = {
        "facts": list(found.facts),
        "code_version": CODE_VERSION,
        "points": sample.points.index.tolist(),
        "held": found.held.tolist(),
        "seeds": list(found.seeds),
        "sets": found.sets,
        "seconds": round(found.seconds, 3),
    }
    try:
        write_text(folder / FACTS / HELD, json.dumps(document) + "\n")
    except OSError as error:
        msg = f"{folder}: what the facts say could not be written ({error.strerror or error})."
        raise ResultError(msg) from error
    return found


def _measured_with(facts: Sequence[Fact], seeds: int | None) -> list[Fact]:
    """Return facts whose small form takes so many seeds; None leaves each its own number."""
    if seeds is None:
        return list(facts)
    return [replace(fact, quick=replace(fact.quick, seeds=seeds)) for fact in facts]


def measured_facts(folder: Path, points: "pd.Index[int]") -> Passing | None:
    """Return what was measured of the facts at some points, None if it was not; nothing is run."""
    try:
        document = json.loads((folder / FACTS / HELD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    rows = {number: row for row, number in enumerate(document["points"])}
    if not set(points).issubset(rows) or "seeds" not in document:
        return None
    held = np.array(document["held"], dtype=np.bool_)
    return Passing(
        facts=tuple(document["facts"]),
        held=held[[rows[number] for number in points]],
        seeds=tuple(document["seeds"]),
        sets=document["sets"],
        seconds=document["seconds"],
    )
