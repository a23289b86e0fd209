"""What `run.py validate` does: measure, judge, write."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from analysis.evidence.fact import Fact
from analysis.evidence.registry import FACTS
from analysis.evidence.saving import TASKS, refuse_loss, refuse_other_content, save_validation
from analysis.evidence.tasks import kept, tasks_of
from analysis.evidence.validation import Progress, Validation, validate
from analysis.evidence.verdict import Finding, finding
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
    """Measure facts and write what was found, beside what was found earlier.

    Page and table keep every other fact whose tasks in the folder still count: the same code,
    seeds and form.

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

    Returns
    -------
    Validation
        Of `facts` alone.

    Raises
    ------
    ResultError
        If the folder holds something else, or facts that would be dropped, or cannot be written.
    RunError
        If a task fails; what was finished is kept.
    """
    began = time.perf_counter()
    earlier = found_earlier(facts, folder, is_quick=is_quick, first_seed=first_seed)
    validation = validate(
        facts,
        folder / TASKS,
        is_quick=is_quick,
        first_seed=first_seed,
        workers=workers or available_workers(),
        on_progress=on_progress,
    )
    everything = sorted((*validation.findings, *earlier), key=lambda found: found.fact.id)
    whole = replace(validation, findings=tuple(everything))
    save_validation(whole, folder, time.perf_counter() - began)
    return validation


def found_earlier(
    facts: Sequence[Fact], folder: Path, *, is_quick: bool, first_seed: int
) -> tuple[Finding, ...]:
    """Return what the tasks in a folder say of all other facts, if it may be written into.

    Parameters
    ----------
    facts : Sequence[Fact]
        Those that will be measured.
    folder : Path
        Where page, tables and tasks go.
    is_quick, first_seed : bool, int
        The form and the seeds that are asked for.

    Raises
    ------
    ResultError
        If the folder holds something else, or facts that would be dropped.
    """
    refuse_other_content(folder)
    asked = {fact.id for fact in facts}
    found = []
    for fact in FACTS.values():
        if fact.id in asked:
            continue
        tasks = tasks_of(fact, first_seed, is_quick=is_quick)
        outcomes = [kept(task, folder / TASKS) for task in tasks]
        done = [outcome for outcome in outcomes if outcome is not None]
        if len(done) == len(tasks):
            found.append(finding(fact, done))
    refuse_loss(folder, asked | {other.fact.id for other in found})
    return tuple(found)
