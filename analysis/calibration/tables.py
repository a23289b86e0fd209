"""Reading a comma-separated file with line numbers, so that a complaint can say where."""

import csv
import difflib
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.calibration.log import BoolArray, FloatArray, IntArray, SourceFile, TimeArray
from simulation.errors import LogError

# An integer of eight digits could be a date without hyphens (20240131); a shorter one cannot.
MAXIMUM_SEQUENCE_DIGITS = 7
# Assumption: no price, amount or balance in any currency is larger; sums of squares stay finite.
LARGEST_NUMBER = 1e12
LARGEST_SAID = f" of at most {LARGEST_NUMBER:,.0f}"
COMMA_INSIDE = (
    " A comma ends a cell: write decimal points instead of decimal commas, and put text that holds"
    " a comma in quotes."
)


@dataclass(frozen=True, eq=False)
class Table:
    """The text of a file, column by column.

    Attributes
    ----------
    source : SourceFile
    columns : dict of str to list of str
        Stripped text; an empty string where a cell is blank.
    lines : ndarray of int
        Line of each row in the file, the header being line 1.
    """

    source: SourceFile
    columns: dict[str, list[str]]
    lines: IntArray

    @property
    def name(self) -> str:
        """File name."""
        return self.source.name

    def where(self, row: int, column: str) -> str:
        """Return the place of a cell in words."""
        return f"{self.name}, line {self.lines[row]}, column {column}"

    def require(self, columns: Iterable[str]) -> None:
        """Refuse the file if a column is missing.

        Raises
        ------
        LogError
            Naming the missing columns and those that are there.
        """
        missing = [column for column in columns if column not in self.columns]
        if missing:
            msg = (
                f"{self.name}, line 1: the header must have the column"
                f"{'s' * (len(missing) > 1)} {', '.join(missing)}."
                f" Got {', '.join(self.columns)}.{self.rename_hint(missing)}"
            )
            raise LogError(msg)

    def rename_hint(self, missing: Iterable[str]) -> str:
        """Return a sentence on the columns that may be missing ones under another name, or nothing."""
        plain = {column.casefold(): column for column in self.columns}
        near = [
            f"{plain[match[0]]!r} to {wanted!r}"
            for wanted in missing
            if (match := difflib.get_close_matches(wanted, plain, n=1))
        ]
        return f" Rename {' and '.join(near)} if that is meant." if near else ""

    def unused_columns_warning(self, used: Sequence[str]) -> list[str]:
        """Return a sentence on the columns that nothing reads; an empty list if there are none."""
        unused = [column for column in self.columns if column not in used]
        if not unused:
            return []
        near = [
            f"{column!r} is close to {match[0]!r}"
            for column in unused
            if (match := difflib.get_close_matches(column, used, n=1, cutoff=0.7))
        ]
        hint = f" ({'; '.join(near)})" if near else ""
        plural = "s" * (len(unused) > 1)
        return [
            f"{self.name}: the choice model does not read column{plural} {', '.join(unused)}{hint}."
        ]

    def text(self, column: str) -> list[str]:
        """Return a column in which no cell may be blank.

        Raises
        ------
        LogError
            At the first blank cell.
        """
        cells = self.columns[column]
        if "" in cells:
            msg = f"{self.where(cells.index(''), column)}: must not be blank. Fill it or drop the row."
            raise LogError(msg)
        return cells

    def numbers(self, column: str, low: float, high: float) -> FloatArray:
        """Return a column of numbers in [low, high], none of them blank.

        Raises
        ------
        LogError
            At the first cell that is blank, no number or out of range.
        """
        parsed = self._parsed(column)
        self._refuse_first(~((parsed >= low) & (parsed <= high)), column, _limits(low, high))
        return parsed

    def optional_numbers(self, column: str) -> FloatArray:
        """Return a column of numbers, NaN where blank.

        Raises
        ------
        LogError
            At the first cell that is neither blank nor a number, or larger than numbers are.
        """
        parsed = self._parsed(column)
        is_blank = np.array([not cell for cell in self.columns[column]])
        self._refuse_first(np.isnan(parsed) & ~is_blank, column, "")
        self._refuse_first(np.abs(parsed) > LARGEST_NUMBER, column, LARGEST_SAID)
        return parsed

    def refuse_outside(self, column: str, bad: BoolArray) -> None:
        """Refuse the first cell of a column that is marked as out of range.

        Raises
        ------
        LogError
            If one is.
        """
        self._refuse_first(bad, column, f" from 0 to {LARGEST_NUMBER:,.0f}, or blank")

    def moments(self, column: str) -> tuple[TimeArray | None, IntArray]:
        """Return dates (None if the column counts) and the integers that order them.

        A column whose cells are all integers of at most seven digits counts (a sequence, a week
        number); every other column holds dates of the form 2024-01-31, with or without a time.

        Raises
        ------
        LogError
            At the first cell that is neither.
        """
        cells = self.text(column)
        if all(cell.lstrip("-").isdecimal() for cell in cells):
            if all(len(cell.lstrip("-")) <= MAXIMUM_SEQUENCE_DIGITS for cell in cells):
                return None, np.array([int(cell) for cell in cells], dtype=np.int64)
            rule = "must be a date like 2024-01-31 or a sequence number of at most seven digits"
            msg = f"{self.where(0, column)}: {rule}. Got {cells[0]!r}."
            raise LogError(msg)
        parsed = pd.to_datetime(pd.Series(cells), format="ISO8601", errors="coerce", utc=True)
        is_integer = np.array([cell.lstrip("-").isdecimal() for cell in cells])
        unreadable: BoolArray = parsed.isna().to_numpy(dtype=bool) | is_integer
        if unreadable.any():
            row = int(np.argmax(unreadable))
            others = ", as in other rows" if not unreadable.all() else ", year, month, day"
            rule = f"must be a date like 2024-01-31{others}"
            msg = f"{self.where(row, column)}: {rule}. Got {cells[row]!r}."
            raise LogError(msg)
        dates = parsed.dt.tz_localize(None).to_numpy().astype("datetime64[s]")
        return dates, dates.astype(np.int64)

    def _parsed(self, column: str) -> FloatArray:
        """Return the finite numbers of a column, NaN for every other text."""
        cells = pd.Series(self.columns[column], dtype=object)
        parsed = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float)
        return np.where(np.isfinite(parsed), parsed, np.nan)

    def _refuse_first(self, bad: BoolArray, column: str, limits: str) -> None:
        """Refuse the first bad cell of a column of numbers."""
        if bad.any():
            row = int(np.argmax(bad))
            cell = self.columns[column][row]
            got = repr(cell) if cell else "nothing"
            msg = (
                f"{self.where(row, column)}: must be a number{limits}. Got {got}."
                f" {_number_advice(cell)}"
            )
            raise LogError(msg)


def _limits(low: float, high: float) -> str:
    """Return the range of a column in words, to be read after `a number`."""
    if high == LARGEST_NUMBER:
        return f" from {low:g} to {high:,.0f}"
    if np.isfinite(high):
        return f" in [{low:g}, {high:g}]"
    return f" of at least {low:g}" if np.isfinite(low) else ""


def _number_advice(cell: str) -> str:
    """Return what to do about a cell that is no number."""
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}(,\d{3})+", cell):  # a point in 10,000 would make it ten
        return "Leave the comma out if it parts thousands; if it is a decimal comma, write a point."
    if re.fullmatch(r"[-+]?\d+,\d+", cell):
        return "Write a decimal point instead of the comma."
    return "Correct the cell." if cell else "Fill it or drop the row."


def read_table(path: Path) -> Table:
    """Return the text of a comma-separated file with a header.

    Parameters
    ----------
    path : Path
        UTF-8, with or without a byte-order mark; blank lines are skipped.

    Raises
    ------
    LogError
        If the file cannot be read, is empty, repeats a column or has a row of another length.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        msg = f"{path.name}: cannot be read ({error.strerror}). Check the path that was given."
        raise LogError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path.name}: must be UTF-8 text; byte {error.start} is not. Save it as UTF-8."
        raise LogError(msg) from error
    rows, lines = _split_rows(path.name, text)
    if not rows:
        msg = f"{path.name}: is empty. It needs a header and at least one row."
        raise LogError(msg)
    header = _checked_header(path.name, rows[0])
    if len(rows) == 1:
        msg = f"{path.name}: has a header but no row. It needs at least one."
        raise LogError(msg)
    for row, line in zip(rows[1:], lines[1:], strict=True):
        if len(row) != len(header):
            msg = (
                f"{path.name}, line {line}: must have {len(header)} cells as the header has."
                f" Got {len(row)}.{COMMA_INSIDE * (len(row) > len(header))}"
            )
            raise LogError(msg)
    columns = {
        column: [cell.strip() for cell in cells]
        for column, cells in zip(header, zip(*rows[1:], strict=True), strict=True)
    }
    source = SourceFile(path.name, hashlib.sha256(content).hexdigest(), len(rows) - 1)
    return Table(source, columns, np.array(lines[1:], dtype=np.int64))


def _split_rows(name: str, text: str) -> tuple[list[list[str]], list[int]]:
    """Return the rows that are not blank and the line each ends on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        msg = (
            f"{name}, line {reader.line_num}: is not comma-separated text ({error})."
            " Every quote that opens must close: look at this line and those above."
        )
        raise LogError(msg) from error
    return rows, lines


def _checked_header(name: str, cells: Sequence[str]) -> list[str]:
    """Return the stripped column names, refusing repeated ones and other separators."""
    header = [cell.strip() for cell in cells]
    if len(header) == 1 and any(separator in header[0] for separator in ";\t|"):
        msg = (
            f"{name}, line 1: columns must be separated by commas. Got {header[0]!r}. Save the file"
            " with commas between columns and with decimal points."
        )
        raise LogError(msg)
    repeated = sorted({column for column in header if header.count(column) > 1})
    if repeated:
        msg = f"{name}, line 1: a column may stand once. Got {repeated[0]!r} more than once."
        raise LogError(msg)
    return header
