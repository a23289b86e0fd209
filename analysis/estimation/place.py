"""Where a fit is written: over an untouched fit of before, and over nothing else."""

import hashlib
import json
from collections.abc import Collection
from pathlib import Path

from simulation.errors import ResultError
from simulation.storage import MANIFEST, TIMING, refuse_target


def refuse_other_work(folder: Path, names: Collection[str]) -> None:
    """Refuse a folder that holds anything but what a former fit wrote, byte by byte.

    Parameters
    ----------
    folder : Path
        Where the result shall stand.
    names : Collection[str]
        Files that a fit writes, its manifest left aside.

    Raises
    ------
    ResultError
        If nothing can be written there, or something stands there that would be lost: other files,
        the result of another command, or a fit that somebody changed.
    """
    refuse_target(folder)
    if not (folder / MANIFEST).is_file():
        return
    hashes = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    others = sorted(set(hashes) - set(names) - {TIMING})
    if others:
        msg = (
            f"{folder}: the folder holds a result that `fit` did not write ({', '.join(others[:3])});"
            " nothing was overwritten. Choose another --out."
        )
        raise ResultError(msg)
    changed = [name for name in sorted(hashes) if _is_changed(folder / name, hashes[name])]
    if changed:
        msg = (
            f"{folder}: {' and '.join(changed)} changed since `fit` wrote it; nothing was overwritten."
            " Move the folder away, or choose another --out."
        )
        raise ResultError(msg)


def _is_changed(path: Path, written: object) -> bool:
    """Tell whether a file is another one than was written; one that is gone cannot be lost."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != written
