"""Folders and files that are either whole or not there."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from simulation.errors import ResultError

MANIFEST = "manifest.json"
TIMING = "timing.json"


def replace_folder(folder: Path, write: Callable[[Path], None]) -> Path:
    """Fill a folder so that an interruption leaves the old one or none, never half.

    Everything is written to a hidden folder beside it, which then takes its name.

    Parameters
    ----------
    folder : Path
        Where the result is to stand. An earlier result there is replaced; anything else is not.
    write : Callable[[Path], None]
        Writes the files into the folder it is given.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ResultError
        If the folder holds something that is no result, or cannot be written.
    """
    refuse_target(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        msg = f"{folder}: results cannot be written here ({error.strerror}). Choose another --out."
        raise ResultError(msg) from error
    try:
        write(fresh)
        fresh.chmod(0o755)
        _swap(fresh, folder)
    except OSError as error:
        msg = f"{folder}: the result could not be written whole ({error.strerror or error}); what was there before is untouched."
        raise ResultError(msg) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


def refuse_target(folder: Path) -> None:
    """Refuse a folder that cannot take a result; asked before a run, so that none is lost.

    Raises
    ------
    ResultError
        If it is a file, lies where nothing can be written, or holds files that are no result of
        this laboratory.
    """
    above = next(path for path in folder.absolute().parents if path.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        why = "may not be written to" if above.is_dir() else "is a file"
        msg = f"{folder}: results cannot be written here, because {above} {why}. Choose another --out."
        raise ResultError(msg)
    if folder.exists() and not folder.is_dir():
        msg = f"{folder}: a result is a folder, and this is a file. Choose another --out."
        raise ResultError(msg)
    foreign = _foreign_files(folder) if folder.is_dir() else []
    if foreign:
        msg = (
            f"{folder}: the folder holds files that are no result of this laboratory "
            f"({', '.join(foreign[:3])}{', ...' if len(foreign) > 3 else ''}); nothing was "
            "overwritten. Choose another --out."
        )
        raise ResultError(msg)


def _foreign_files(folder: Path) -> list[str]:
    """Return what lies in a folder beside the files that a manifest of this laboratory lists."""
    try:
        described = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        known = {*described["files"], MANIFEST, TIMING} if "code_version" in described else set()
    except (OSError, ValueError, KeyError, TypeError):
        known = set()
    present = [path for path in sorted(folder.rglob("*")) if not path.is_dir()]
    empty = [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]
    names = [path.relative_to(folder).as_posix() for path in (*present, *empty)]
    return [name for name in names if name not in known]


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    Path(name).chmod(0o644)
    Path(name).replace(path)


def _swap(fresh: Path, folder: Path) -> None:
    if not folder.exists():
        fresh.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
    folder.rename(old / folder.name)
    fresh.rename(folder)
    shutil.rmtree(old)
