"""Folders and files that are either whole or not there."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from simulation.errors import ResultError

MANIFEST = "manifest.json"
TIMING = "timing.json"
STAMP = "\n# sha256 of all lines above: "


def replace_folder(folder: Path, kind: str, write: Callable[[Path], None]) -> Path:
    """Fill a folder so that an interruption leaves the old one or none, never half.

    Everything is written to a hidden folder beside it, which then takes its name.

    Parameters
    ----------
    folder : Path
        Where the result is to stand. An earlier one of the same kind is replaced as long as nobody
        edited it; anything else is not.
    kind : str
        What it is, with which `format` begins in its manifest: a run, a comparison.
    write : Callable[[Path], None]
        Writes the files into the folder it is given.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ResultError
        If the folder holds something that is no such result or was edited, or cannot be written.
    """
    refuse_target(folder, kind)
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


def refuse_target(folder: Path, kind: str) -> None:
    """Refuse a folder that cannot take a result; asked before a run, so that none is lost.

    Raises
    ------
    ResultError
        If it is a file, lies where nothing can be written, or holds files that are no result of
        this laboratory, a result of another kind, or files edited after they were written.
    """
    refuse_name(folder)
    above = next(path for path in folder.absolute().parents if path.exists())
    for place in (above, folder) if folder.is_dir() else (above,):  # it is moved, and filled
        if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
            why = "may not be written to" if place.is_dir() else "is a file"
            msg = f"{folder}: results cannot be written here, because {place} {why}. Choose another --out."
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
    kept = str(_described(folder).get("format", kind)).split()[0]
    if kept != kind:
        msg = (
            f"{folder}: the folder holds a result of another kind ({kept}; this would be: {kind}); "
            "nothing was overwritten. Remove the folder if it is no longer wanted, or choose another --out."
        )
        raise ResultError(msg)
    refuse_edited(folder)


def refuse_name(folder: Path) -> None:
    """Refuse a folder whose place or name can hold no result (ResultError says which)."""
    if folder.absolute() == Path(folder.absolute().anchor):
        msg = f"{folder}: a result is a folder of its own, and this is the whole disk. Choose another --out."
        raise ResultError(msg)
    try:
        str(folder).encode()
    except UnicodeEncodeError as error:
        shown = str(folder).encode(errors="backslashreplace").decode()
        msg = f"{shown}: the name of a result's folder must be UTF-8 text. Choose another --out."
        raise ResultError(msg) from error


def refuse_edited(folder: Path) -> None:
    """Refuse to write into a folder in which somebody edited a file that was written there.

    Raises
    ------
    ResultError
        If a file is another one than the manifest says was written; one that is gone cannot be lost.
    """
    described = _described(folder)
    written = described.get("files", {})
    edited = [name for name in sorted(written) if _is_edited(folder / name, written[name])]
    if not edited:
        return
    if _described(folder) != described:  # another command wrote here between the two looks
        refuse_edited(folder)
        return
    several = len(edited) > 1
    msg = (
        f"{folder}: {', '.join(edited[:3])}{', ...' if len(edited) > 3 else ''} "
        f"{'were' if several else 'was'} edited after {'they were' if several else 'it was'} written "
        f"({'their hashes differ' if several else 'its hash differs'} from {MANIFEST}); nothing was "
        f"overwritten. Move {'these files' if several else 'the file'} to another place, or choose "
        "another --out."
    )
    raise ResultError(msg)


def hashes_of(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of files of a folder by their names, as a manifest lists them."""
    return {name: _sha256(folder / name) for name in names}


def all_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in and below a folder, in the order of their names."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return hashes_of(folder, (path.relative_to(folder).as_posix() for path in files))


def rewrite_files(
    folder: Path, texts: Mapping[str, str], described: Mapping[str, Any] | None = None
) -> None:
    """Write files of a folder that is added to, each whole, and list them in its manifest.

    The manifest names no file while it is rewritten: an interruption never makes a file of the
    laboratory's own look edited.

    Parameters
    ----------
    folder : Path
        Where they go; it exists.
    texts : Mapping[str, str]
        Content by name.
    described : Mapping[str, Any] | None
        What else the manifest says from now on.

    Raises
    ------
    ResultError
        If a file there was edited.
    OSError
        If one cannot be written.
    """
    refuse_edited(folder)
    about = {**_described(folder), **(described or {})}
    others = {name: seen for name, seen in about.get("files", {}).items() if name not in texts}
    write_text(folder / MANIFEST, document_text({**about, "files": others}))
    for name, text in texts.items():
        write_text(folder / name, text)
    hashes = {**others, **hashes_of(folder, texts)}
    write_text(folder / MANIFEST, document_text({**about, "files": hashes}))


def document_text(content: Mapping[str, Any]) -> str:
    """Return JSON in a form that is the same for the same content."""
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _described(folder: Path) -> dict[str, Any]:
    """Return what the manifest of a folder says; nothing where there is none that can be read."""
    try:
        described = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    is_ours = isinstance(described, dict) and isinstance(described.get("files", {}), dict)
    return described if is_ours else {}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_edited(path: Path, written: object) -> bool:
    return path.is_file() and _sha256(path) != written


def _foreign_files(folder: Path) -> list[str]:
    """Return what lies in a folder beside the files that a manifest of this laboratory lists."""
    described = _described(folder)
    ours = "code_version" in described and "files" in described
    known = {*described["files"], MANIFEST, TIMING} if ours else set()
    torn = tuple(f".{Path(name).name}." for name in known)  # of a file half written at a kill
    present = [path for path in sorted(folder.rglob("*")) if not path.is_dir()]
    empty = [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]
    names = [path.relative_to(folder).as_posix() for path in (*present, *empty)]
    return [name for name in names if name not in known and not Path(name).name.startswith(torn)]


def stamped(text: str) -> str:
    """Return a file's text with its own hash below, for a file that no manifest lists."""
    return f"{text}{STAMP}{hashlib.sha256(text.encode()).hexdigest()}\n"


def is_stamped(text: str) -> bool:
    """Tell whether a text is as `stamped` returned it: nobody edited it."""
    body, stamp, _ = text.rpartition(STAMP)
    return bool(stamp) and stamped(body) == text


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all; a failure leaves nothing beside it, and names the file."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.chmod(0o644)
        fresh.replace(path)
    except OSError as error:
        error.filename, error.filename2 = str(path), None  # a full disk names no file at all
        raise
    finally:
        fresh.unlink(missing_ok=True)


def _swap(fresh: Path, folder: Path) -> None:
    if not folder.exists():
        fresh.rename(folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
    old = aside / folder.name
    try:
        folder.rename(old)
        try:
            fresh.rename(folder)
        except BaseException:
            old.rename(folder)  # the old result stands again, whatever stopped the new one
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
