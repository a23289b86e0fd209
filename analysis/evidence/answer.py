"""What `run.py validate` answers, in both of its forms: for machines, for a terminal, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Group

from analysis.evidence import document, saving, view
from analysis.evidence.command import found_earlier, validate_to_folder
from analysis.evidence.fact import Fact
from analysis.evidence.registry import chosen_facts
from analysis.evidence.saving import refuse_other_content
from analysis.evidence.sensitivity import saving as sensitivity_saving
from analysis.evidence.sensitivity.command import sensitivity_to_folder
from analysis.evidence.sensitivity.view import sensitivity_view
from analysis.evidence.validation import Progress
from analysis.evidence.verdict import Finding


@dataclass(frozen=True)
class EvidenceRequest:
    """What is asked for.

    Attributes
    ----------
    ids : tuple[str, ...]
        Facts; none for all of them.
    folder : Path
        Where everything goes.
    is_quick : bool
        Whether to validate in the small sizes; a sensitivity analysis always does.
    draws : int
        Draws of the uncertain parameters; with 0 of them the facts are validated.
    first_seed : int
        The first of the seeds, which follow one another.
    workers : int | None
        Processes; None for all processors.
    """

    ids: tuple[str, ...]
    folder: Path
    is_quick: bool = False
    draws: int = 0
    first_seed: int = 1
    workers: int | None = None


@dataclass(frozen=True)
class EvidenceAnswer:
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
    remarks : tuple[str, ...]
        What else stands in the folder's tables.
    """

    document: dict[str, Any]
    view: Group
    file: Path
    is_as_claimed: bool
    remarks: tuple[str, ...] = ()


def checked_facts(request: EvidenceRequest) -> list[Fact]:
    """Return the facts that are asked for, after all checks that need no run.

    Raises
    ------
    ScenarioError
        If there is no fact of such an id.
    ResultError
        If the folder holds something else, or facts that would be dropped.
    """
    facts = chosen_facts(request.ids)
    if request.draws:
        refuse_other_content(request.folder, sensitivity_saving.KNOWN)
    else:
        _earlier(request, facts)
    return facts


def evidence_answer(
    request: EvidenceRequest, facts: Sequence[Fact], on_progress: Progress | None
) -> EvidenceAnswer:
    """Measure facts and write what was found: against their bands, or under other parameters.

    Parameters
    ----------
    request : EvidenceRequest
    facts : Sequence[Fact]
        From `checked_facts`.
    on_progress : Progress | None
        Told (stage, tasks done, tasks planned).

    Raises
    ------
    ResultError
        If the folder cannot be written.
    RunError
        If a task fails; what was finished is kept.
    """
    folder = request.folder
    if request.draws:
        found = sensitivity_to_folder(
            facts,
            folder,
            draws=request.draws,
            first_seed=request.first_seed,
            workers=request.workers,
            on_progress=on_progress,
        )
        machines = sensitivity_saving.sensitivity_document(found)
        table = folder / sensitivity_saving.TABLE
        return EvidenceAnswer(machines, sensitivity_view(found), table, is_as_claimed=True)
    earlier = [found.fact.id for found in _earlier(request, facts)]
    validation = validate_to_folder(
        facts,
        folder,
        is_quick=request.is_quick,
        first_seed=request.first_seed,
        workers=request.workers,
        on_progress=on_progress,
    )
    remark = (
        f"Page and table also hold {', '.join(earlier)}, measured before with the same code, seeds and"
        " form."
    )
    return EvidenceAnswer(
        document.validation_document(validation),
        view.validation_view(validation),
        folder / saving.PAGE,
        validation.is_as_claimed,
        (remark,) if earlier else (),
    )


def _earlier(request: EvidenceRequest, facts: Sequence[Fact]) -> tuple[Finding, ...]:
    return found_earlier(
        facts, request.folder, is_quick=request.is_quick, first_seed=request.first_seed
    )
