"""A validation becomes a folder: page, tables, and one small file a task, which is what resumes."""

import hashlib
from collections.abc import Set
from pathlib import Path

from analysis.evidence.document import FORMAT, validation_document, validation_table
from analysis.evidence.page import evidence_html
from analysis.evidence.validation import Validation
from simulation.compiled import CODE_VERSION
from simulation.errors import ResultError
from simulation.results import timing, write_json
from simulation.storage import MANIFEST, TIMING, write_text

TASKS = "tasks"
PAGE, TABLE, DOCUMENT = "evidence.html", "table.csv", "table.json"
KNOWN = frozenset({TASKS, PAGE, TABLE, DOCUMENT, MANIFEST, TIMING})


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
        If it is a file, or a folder with other content.
    """
    if folder.exists() and not folder.is_dir():
        msg = f"{folder}: evidence is a folder, and this is a file. Choose another --out."
        raise ResultError(msg)
    others = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    others = [name for name in others if name not in known]
    if others:
        msg = (
            f"{folder}: the folder holds files that are no evidence ({', '.join(others[:3])}); "
            "nothing was overwritten. Choose another --out."
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
        If the folder cannot be written.
    """
    table = validation_table(validation).to_csv(index=False, lineterminator="\n")
    try:
        write_text(folder / TABLE, table)
        write_json(folder / DOCUMENT, validation_document(validation))
        write_text(folder / PAGE, evidence_html(validation))
        hashes = {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in (PAGE, TABLE, DOCUMENT)
        }
        write_json(
            folder / MANIFEST, {"format": FORMAT, "code_version": CODE_VERSION, "files": hashes}
        )
        write_json(folder / TIMING, timing(seconds))
    except OSError as error:
        msg = f"{folder}: the evidence could not be written ({error.strerror or error})."
        raise ResultError(msg) from error
    return folder
