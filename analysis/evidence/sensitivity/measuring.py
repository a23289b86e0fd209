"""A sensitivity analysis: each fact at its defaults, then once for every draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.evidence.fact import Fact
from analysis.evidence.sensitivity.design import drawn_tasks, latin_hypercube
from analysis.evidence.sensitivity.judging import FactSensitivity, fact_sensitivity
from analysis.evidence.tasks import tasks_of
from analysis.evidence.validation import Progress, all_measured


@dataclass(frozen=True)
class Sensitivity:
    """What a sensitivity analysis found.

    Attributes
    ----------
    facts : tuple[FactSensitivity, ...]
        One for each fact, in the order asked for.
    draws : int
        Draws of the uncertain parameters.
    first_seed : int
        Seed of the hypercube and of the first draw's market; the next draws take the next ones.
    resumed : int
        Tasks whose result was there already.
    """

    facts: tuple[FactSensitivity, ...]
    draws: int
    first_seed: int
    resumed: int


def sensitivity(
    facts: Sequence[Fact],
    folder: Path,
    *,
    draws: int,
    first_seed: int = 1,
    workers: int = 1,
    on_progress: Progress | None = None,
) -> Sensitivity:
    """Measure facts at their defaults and under draws of all uncertain parameters, and judge them.

    Parameters
    ----------
    facts : Sequence[Fact]
        Which facts.
    folder : Path
        Where each task's result is kept; those that are there and still count are not run again.
    draws : int
        How many; the same for every fact.
    first_seed : int
        Seed of the hypercube and of the first market.
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
    hypercube = latin_hypercube(draws, first_seed)
    usual = {fact.id: tasks_of(fact, first_seed, is_quick=True) for fact in facts}
    drawn = {fact.id: drawn_tasks(fact, hypercube, first_seed) for fact in facts}
    tasks = [
        *(task for own in usual.values() for task in own),
        *(own[number] for number in range(draws) for own in drawn.values()),
    ]
    outcomes, resumed = all_measured(tasks, folder, workers, on_progress)
    found = tuple(
        fact_sensitivity(
            fact,
            [outcomes[task] for task in usual[fact.id]],
            [outcomes[task] for task in drawn[fact.id]],
        )
        for fact in facts
    )
    return Sensitivity(found, draws, first_seed, resumed)
