"""Checks of the rows of a purchase log that warn: rows that stand twice, names that may be one."""

from collections.abc import Sequence

import numpy as np

from analysis.calibration.log import IntArray
from analysis.calibration.tables import Table

MOST_NAMED = 3  # assumption: so many examples show what is meant
MOST_LONE = 0.01  # assumption: slips are rare; more rows than that are another time of a real log


def copied_rows_warning(table: Table) -> list[str]:
    """Count the rows that are exact copies of an earlier one."""
    rows = list(zip(*table.columns.values(), strict=True))
    first = {row: number for number, row in reversed(list(enumerate(rows)))}
    copies = [number for number, row in enumerate(rows) if first[row] != number]
    if not copies:
        return []
    example = copies[0]
    return [
        f"{table.name}: {len(copies):,} of {len(rows):,} rows are exact copies of an earlier row (line"
        f" {table.lines[example]} of line {table.lines[first[rows[example]]]}, say). Each counts as a"
        " purchase, so that repeat buying looks larger if the file holds rows twice; drop the copies"
        " unless people did buy twice."
    ]


def like_names_warning(file: str, column: str, names: Sequence[str]) -> list[str]:
    """Name those of a file's column that differ in upper and lower case or in blanks only."""
    spelled: dict[str, list[str]] = {}
    for name in names:
        spelled.setdefault("".join(name.split()).casefold(), []).append(name)
    like = [same for same in spelled.values() if len(same) > 1]
    if not like:
        return []
    shown = "; ".join(" and ".join(repr(name) for name in same) for same in like[:MOST_NAMED])
    more = f"; and {len(like) - MOST_NAMED} more" if len(like) > MOST_NAMED else ""
    return [
        f"{file}, column {column}: names differ in upper and lower case or in blanks only"
        f" ({shown}{more}). They are taken for different ones; write one name for each."
    ]


def lone_dates_warning(table: Table, column: str, moments: IntArray) -> list[str]:
    """Say which dates are further from all others than those are from one another.

    Parameters
    ----------
    table : Table
    column : str
        The one that holds the dates.
    moments : ndarray of int, shape (n,)
        Seconds, in the order of the file.
    """
    order = np.argsort(moments, kind="stable")
    times = moments[order]
    before = int(np.argmax(np.diff(times))) + 1
    sides = sorted((order[:before], order[before:]), key=len)
    lone, rest = sides
    gap = int(times[before] - times[before - 1])
    if len(lone) > MOST_LONE * len(times) or gap <= int(np.ptp(moments[rest])):
        return []
    row = int(lone.min())
    cells = table.columns[column]
    first, last = (cells[int(rest[end])] for end in (0, -1))
    number = "1 date lies" if len(lone) == 1 else f"{len(lone):,} dates lie"
    return [
        f"{table.name}, column {column}: {number} further from all others than these from one another"
        f" (line {table.lines[row]} has {cells[row]!r}; the others run from {first} to {last}). How often"
        " people buy is read from the gaps between dates, and a gap like this makes it far too rare:"
        " correct the cell, unless it is right."
    ]
