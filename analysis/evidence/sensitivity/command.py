"""What `run.py validate --sensitivity N` does: draw, measure, judge, write."""

import time
from collections.abc import Sequence
from pathlib import Path

from analysis.evidence.fact import Fact
from analysis.evidence.saving import TASKS, refuse_other_content
from analysis.evidence.sensitivity.measuring import Sensitivity, sensitivity
from analysis.evidence.sensitivity.saving import KNOWN, save_sensitivity
from analysis.evidence.validation import Progress
from simulation.runner import available_workers


def sensitivity_to_folder(
    facts: Sequence[Fact],
    folder: Path,
    *,
    draws: int,
    first_seed: int = 1,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> Sensitivity:
    """Measure facts under draws of all uncertain parameters and write what was found.

    Parameters
    ----------
    facts : Sequence[Fact]
        Which facts.
    folder : Path
        Where tables and tasks go; tasks that are there and still count are not run again.
    draws : int
        How many.
    first_seed : int
        Seed of the hypercube and of the first market.
    workers : int | None
        Processes; None for all processors.
    on_progress : Progress | None
        Told (stage, tasks done, tasks planned).

    Raises
    ------
    ResultError
        If the folder holds something else, or cannot be written.
    RunError
        If a task fails; what was finished is kept.
    """
    began = time.perf_counter()
    refuse_other_content(folder, KNOWN)
    found = sensitivity(
        facts,
        folder / TASKS,
        draws=draws,
        first_seed=first_seed,
        workers=workers or available_workers(),
        on_progress=on_progress,
    )
    save_sensitivity(found, folder, time.perf_counter() - began)
    return found
