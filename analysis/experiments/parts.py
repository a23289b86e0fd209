"""Part files of a store: written beside and renamed, read only if their bytes are those written."""

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.experiments.ledger import Part
from simulation.errors import ResultError

if TYPE_CHECKING:
    import pyarrow as pa

PARTS = "parts"


def write_part(folder: Path, table: "pa.Table") -> Part:
    """Write rows into a file of their own, named after its content; it does not count yet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd")
    content = buffer.getvalue().to_pybytes()
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"{PARTS}/{sha256[:20]}.parquet"
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
    return Part(name, table.num_rows, sha256)


def read_part(folder: Path, part: Part) -> "pa.Table":
    """Return the rows of a part.

    Raises
    ------
    FileNotFoundError
        If the file is gone: another sweep may have put parts together since the ledger was read.
    ResultError
        If its bytes are not those that were written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = (folder / part.name).read_bytes()
    if hashlib.sha256(content).hexdigest() != part.sha256:
        msg = f"{folder / part.name}: the file is not the one that was written (its hash differs). Start the sweep again: it runs what the file held anew."
        raise ResultError(msg)
    # With threads of its own Arrow now and then aborts when the interpreter ends (apache/arrow 34314).
    table: pa.Table = pq.read_table(pa.BufferReader(content), use_threads=False, pre_buffer=False)
    return table


def is_sound(folder: Path, part: Part) -> bool:
    """Tell whether a part is there with the bytes that were written."""
    try:
        with (folder / part.name).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == part.sha256
    except OSError:
        return False


def remove_strays(folder: Path, counted: set[str]) -> None:
    """Delete the files among the parts that do not count; asked while nobody else may write."""
    for path in (folder / PARTS).glob("*"):
        if f"{PARTS}/{path.name}" not in counted:
            path.unlink(missing_ok=True)
