"""What `run.py validate` answers, in both of its forms: for machines, for a terminal, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Group

from analysis.evidence import document, saving, view
from analysis.evidence.command import validate_to_folder
from analysis.evidence.fact import Fact
from analysis.evidence.sensitivity import saving as sensitivity_saving
from analysis.evidence.sensitivity.command import sensitivity_to_folder
from analysis.evidence.sensitivity.view import sensitivity_view
from analysis.evidence.validation import Progress


@dataclass(frozen=True)
class Answer:
    """What was found.

    Attributes
    ----------
    document : dict[str, Any]
        For machines.
    view : Group
        For a terminal.
    file : Path
        What to open first.
    is_as_claimed : bool
        Whether what the documentation says to hold does; a sensitivity analysis claims nothing.
    """

    document: dict[str, Any]
    view: Group
    file: Path
    is_as_claimed: bool


def evidence_answer(
    facts: Sequence[Fact],
    folder: Path,
    *,
    is_quick: bool,
    draws: int,
    first_seed: int,
    workers: int | None,
    on_progress: Progress | None,
) -> Answer:
    """Measure facts and write what was found: against their bands, or under other parameters.

    Parameters
    ----------
    facts : Sequence[Fact]
        Which facts.
    folder : Path
        Where everything goes.
    is_quick : bool
        Whether to validate in the small sizes; a sensitivity analysis always does.
    draws : int
        Draws of the uncertain parameters; with 0 of them the facts are validated.
    first_seed, workers : int, int | None
        The first of the seeds, which follow one another, and processes; None for all processors.
    on_progress : Progress | None
        Told (stage, tasks done, tasks planned).

    Raises
    ------
    ResultError
        If the folder holds something else, or cannot be written.
    RunError
        If a task fails; what was finished is kept.
    """
    if draws:
        found = sensitivity_to_folder(
            facts,
            folder,
            draws=draws,
            first_seed=first_seed,
            workers=workers,
            on_progress=on_progress,
        )
        machines = sensitivity_saving.sensitivity_document(found)
        table = folder / sensitivity_saving.TABLE
        return Answer(machines, sensitivity_view(found), table, is_as_claimed=True)
    validation = validate_to_folder(
        facts,
        folder,
        is_quick=is_quick,
        first_seed=first_seed,
        workers=workers,
        on_progress=on_progress,
    )
    return Answer(
        document.validation_document(validation),
        view.validation_view(validation),
        folder / saving.PAGE,
        validation.is_as_claimed,
    )
