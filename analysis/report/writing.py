"""A page is written whole or not at all."""

from pathlib import Path

from simulation.errors import ResultError
from simulation.storage import write_text


def write_page(path: Path, page: str) -> Path:
    """Write a page and return its path.

    Raises
    ------
    ResultError
        If it cannot be written.
    """
    try:
        write_text(path, page)
    except OSError as error:
        msg = f"{path}: the report could not be written ({error.strerror or error})."
        raise ResultError(msg) from error
    return path
