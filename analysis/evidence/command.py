"""What `run.py validate` does: measure, judge, write."""

import time
from collections.abc import Sequence
from pathlib import Path

from analysis.evidence.fact import Fact
from analysis.evidence.saving import TASKS, refuse_other_content, save_validation
from analysis.evidence.validation import Progress, Validation, validate
from simulation.runner import available_workers


def validate_to_folder(
    facts: Sequence[Fact],
    folder: Path,
    *,
    is_quick: bool = False,
    first_seed: int = 1,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> Validation:
    """Measure facts and write what was found.

    Parameters
    ----------
    facts : Sequence[Fact]
        Which facts.
    folder : Path
        Where page, tables and tasks go; tasks that are there and still count are not run again.
    is_quick : bool
        Whether to take the small sizes.
    first_seed : int
        The first of the seeds, which follow one another.
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
    refuse_other_content(folder)
    validation = validate(
        facts,
        folder / TASKS,
        is_quick=is_quick,
        first_seed=first_seed,
        workers=workers or available_workers(),
        on_progress=on_progress,
    )
    save_validation(validation, folder, time.perf_counter() - began)
    return validation
