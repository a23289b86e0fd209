"""A validation becomes a folder: page, tables, and one small file a task, which is what resumes."""

import json
from collections.abc import Set
from pathlib import Path

from analysis.evidence.document import FORMAT, validation_document, validation_table
from analysis.evidence.page import evidence_html
from analysis.evidence.validation import Validation
from simulation.compiled import CODE_VERSION
from simulation.errors import ResultError
from simulation.results import timing, write_json
from simulation.storage import MANIFEST, TIMING, document_text, refuse_edited, rewrite_files

TASKS = "tasks"
PAGE, TABLE, DOCUMENT = "evidence.html", "table.csv", "table.json"
KNOWN = frozenset({TASKS, PAGE, TABLE, DOCUMENT, MANIFEST, TIMING})
SPELLED_OUT = {
    PAGE: "the evidence of `validate`, and a sensitivity analysis needs a folder of its own",
    "sensitivity.json": "a sensitivity analysis, and evidence needs a folder of its own",
}
"""What a folder holds that has such a file, where it is not what is to be written."""


def refuse_other_content(folder: Path, known: Set[str] = KNOWN) -> None:
    """Refuse a folder that holds files which no validation wrote.

    Parameters
    ----------
    folder : Path
        Where evidence shall go.
    known : Set[str]
        What may stand there.

    Raises
    ------
    ResultError
        If it is a file, or a folder with other content, or with a table or page that was edited.
    """
    if folder.exists() and not folder.is_dir():
        msg = f"{folder}: evidence is a folder, and this is a file. Choose another --out."
        raise ResultError(msg)
    others = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    others = [name for name in others if name not in known]
    if others:
        what = next((said for name, said in SPELLED_OUT.items() if name in others), "other files")
        msg = (
            f"{folder}: the folder holds {what} ({', '.join(others[:3])}); nothing was overwritten. "
            "Choose another --out."
        )
        raise ResultError(msg)
    refuse_edited(folder)


def refuse_loss(folder: Path, kept_ids: Set[str]) -> None:
    """Refuse to replace a table whose facts could not all stand in the next one.

    Parameters
    ----------
    folder : Path
        Where evidence shall go.
    kept_ids : Set[str]
        Facts of the next table: those that will be measured, and those whose tasks still count.

    Raises
    ------
    ResultError
        If the table that stands there has others.
    """
    try:
        document = json.loads((folder / DOCUMENT).read_text(encoding="utf-8"))
        lost = sorted({fact["id"] for fact in document["facts"]} - kept_ids)
        said = f"{document['form']} form, seeds from {document['first_seed']} on"
    except (OSError, ValueError, KeyError, TypeError):
        return
    if lost:
        msg = (
            f"{folder}: its table holds {len(lost)} fact{'s' * (len(lost) > 1)} ({', '.join(lost[:3])}"
            f"{', …' * (len(lost) > 3)}) that this call would drop: measured in the {said}, and form,"
            " seeds, or the code that measures them (or a scenario) are others now. Nothing was"
            " run. Choose another --out, or measure all facts again (validate without IDs)."
        )
        raise ResultError(msg)


def save_validation(validation: Validation, folder: Path, seconds: float) -> Path:
    """Write the page and the tables of a validation; each file is replaced whole.

    Parameters
    ----------
    validation : Validation
        What was found.
    folder : Path
        Where its tasks are kept already.
    seconds : float
        How long it took.

    Raises
    ------
    ResultError
        If the folder cannot be written, or a file of it was edited meanwhile.
    """
    table = validation_table(validation).to_csv(index=False, lineterminator="\n")
    try:
        texts = {
            TABLE: table,
            DOCUMENT: document_text(validation_document(validation)),
            PAGE: evidence_html(validation),
        }
        rewrite_files(folder, texts, {"format": FORMAT, "code_version": CODE_VERSION})
        write_json(folder / TIMING, timing(seconds))
    except OSError as error:
        msg = f"{folder}: the evidence could not be written ({error.strerror or error})."
        raise ResultError(msg) from error
    return folder
