"""Evidence on a terminal: what was measured, and how to go on after an interruption."""

from analysis.evidence.answer import EvidenceRequest, checked_facts, evidence_answer
from analysis.evidence.saving import TASKS
from analysis.terminal.answer import Answer, Desk


def validation_answer(request: EvidenceRequest, desk: Desk) -> Answer:
    """Measure the published facts, or which of them survive other parameters."""
    facts = checked_facts(request)
    try:
        desk.compile_rules()
        found = evidence_answer(request, facts, desk.on_progress)
    except KeyboardInterrupt as error:
        msg = (
            f"Interrupted; what is finished is kept in {request.folder / TASKS}/, and the same command"
            " goes on from there."
        )
        raise KeyboardInterrupt(msg) from error
    return Answer(
        found.document,
        (found.view,),
        found.remarks,
        wrote=f"{request.folder}/ (open {found.file})",
        is_as_claimed=found.is_as_claimed,
    )
