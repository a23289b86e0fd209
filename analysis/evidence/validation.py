"""All tasks of a validation, in parallel and resumed, and the verdicts they lead to."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from analysis.evidence.fact import Fact
from analysis.evidence.tasks import Outcome, Task, kept, key_of, run_and_keep, tasks_of
from analysis.evidence.verdict import Finding, finding
from simulation.errors import ResultError, RunError
from simulation.runner import worker_pool

Progress = Callable[[str, int, int], None]
STAGE = "Facts"


@dataclass(frozen=True)
class Validation:
    """What a validation found.

    Attributes
    ----------
    findings : tuple[Finding, ...]
        One for each fact, in the order of the registry.
    is_quick : bool
        Whether the sizes for every change were used.
    first_seed : int
        The first of the seeds, which follow one another.
    resumed : int
        Tasks whose result was there already.
    """

    findings: tuple[Finding, ...]
    is_quick: bool
    first_seed: int
    resumed: int

    @property
    def is_as_claimed(self) -> bool:
        """Whether every fact that is said to hold does, and every control behaves as said."""
        return all(found.is_as_claimed for found in self.findings)


def validate(
    facts: Sequence[Fact],
    folder: Path,
    *,
    is_quick: bool = False,
    first_seed: int = 1,
    workers: int = 1,
    on_progress: Progress | None = None,
) -> Validation:
    """Measure facts and their controls and judge them.

    Parameters
    ----------
    facts : Sequence[Fact]
        Which facts.
    folder : Path
        Where each task's result is kept; those that are there and still count are not run again,
        so that an interruption loses only what was under way.
    is_quick : bool
        Whether to take the small sizes.
    first_seed : int
        The first of the seeds, which follow one another.
    workers : int
        Processes.
    on_progress : Progress | None
        Told (stage, tasks done, tasks planned).

    Raises
    ------
    RunError
        If a task fails, or the code changes meanwhile; what was finished is kept.
    ResultError
        If the folder cannot be written.
    """
    planned = {fact.id: tasks_of(fact, first_seed, is_quick=is_quick) for fact in facts}
    tasks = [task for own in planned.values() for task in own]
    outcomes, resumed = all_measured(tasks, folder, workers, on_progress)
    findings = tuple(finding(fact, [outcomes[task] for task in planned[fact.id]]) for fact in facts)
    return Validation(findings, is_quick, first_seed, resumed)


def all_measured(
    tasks: Sequence[Task], folder: Path, workers: int, on_progress: Progress | None = None
) -> tuple[dict[Task, Outcome], int]:
    """Return what all tasks found, and how many of them were there already.

    Parameters
    ----------
    tasks : Sequence[Task]
        What to measure.
    folder : Path
        Where each task's result is kept, and looked for first.
    workers : int
        Processes.
    on_progress : Progress | None
        Told (stage, tasks done, tasks planned).

    Raises
    ------
    RunError
        If a task fails, or the code changes meanwhile; what was finished is kept.
    ResultError
        If the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder}: results cannot be written here ({error.strerror}). Choose another --out."
        raise ResultError(msg) from error
    outcomes = {task: found for task in tasks if (found := kept(task, folder)) is not None}
    resumed = len(outcomes)
    missing = [task for task in tasks if task not in outcomes]
    with worker_pool(min(workers, len(missing))) as pool:
        for outcome in _measured(missing, folder, pool):
            outcomes[outcome.task] = outcome
            if on_progress:
                on_progress(STAGE, len(outcomes), len(tasks))
    return outcomes, resumed


def _measured(
    tasks: Sequence[Task], folder: Path, pool: ProcessPoolExecutor | None
) -> Iterator[Outcome]:
    """Yield the outcomes of tasks as they finish."""
    if pool is None:
        for task in tasks:
            yield run_and_keep(task, folder, key_of(task))
        return
    waiting: set[Future[Outcome]] = {
        pool.submit(run_and_keep, task, folder, key_of(task)) for task in tasks
    }
    try:
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    except BrokenProcessPool as error:
        msg = (
            f"a worker process died (out of memory, or killed) with {len(waiting)} tasks to go. "
            "Try fewer --workers; finished tasks are kept."
        )
        raise RunError(msg) from error
