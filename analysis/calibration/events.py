"""Reading events.csv: one row a purchase.

Required columns: `customer_id`, `firm`, and `date` or `seq`. Optional: `occasion` (the key that
offers.csv refers to; without it an event's occasion is its row number, the first row after the
header being 1), `price`, `amount`, `quantity`, `promo`, `channel`, `satisfaction`, `contract_end`,
`points_balance`, `cohort`.

Customers may stand in any order and be interleaved. Inside a customer the rows must already be in
the order of purchase: a decreasing date is refused, equal dates keep the order of the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.calibration.log import FloatArray, IntArray, SourceFile, TimeArray
from analysis.calibration.row_checks import (
    copied_rows_warning,
    like_names_warning,
    lone_dates_warning,
)
from analysis.calibration.snapshot_check import refuse_snapshot
from analysis.calibration.tables import Table, read_table
from simulation.errors import LogError

USED_COLUMNS = ("customer_id", "firm", "date", "seq", "occasion", "price")
NUMBER_COLUMNS = ("price", "amount", "quantity", "promo", "satisfaction", "points_balance")


@dataclass(frozen=True, eq=False)
class Events:
    """The purchases of a file, grouped by customer.

    Attributes
    ----------
    firms, customer_ids : tuple of str
        Firms by name; customers in order of first appearance.
    customer, choice : ndarray of int, shape (n,)
    lines : ndarray of int, shape (n,)
        Line of each row in the file.
    times : ndarray of datetime64[s], shape (n,), or None
    moments : ndarray of int, shape (n,)
        Seconds or sequence numbers, on one calendar for all customers.
    occasions : tuple of str, length n
    numbers : dict of str to ndarray, each of shape (n,)
        Optional numeric columns; NaN where blank.
    source : SourceFile
    warnings : tuple of str
    """

    firms: tuple[str, ...]
    customer_ids: tuple[str, ...]
    customer: IntArray
    choice: IntArray
    lines: IntArray
    times: TimeArray | None
    moments: IntArray
    occasions: tuple[str, ...]
    numbers: dict[str, FloatArray]
    source: SourceFile
    warnings: tuple[str, ...]


def read_events(path: Path) -> Events:
    """Return the purchases in a file after the checks that need no offers.

    Raises
    ------
    LogError
        If the file or a required column is missing, a cell is blank or unreadable, dates fall
        inside a customer, there is only one customer or one firm, or the file is a snapshot of
        customers instead of a log.
    """
    table = read_table(path)
    refuse_snapshot(table)
    table.require(("customer_id", "firm"))
    order_columns = [column for column in ("date", "seq") if column in table.columns]
    if not order_columns:
        msg = (
            f"{table.name}, line 1: the header must have the column date (or seq, an integer"
            f" order). Got {', '.join(table.columns)}.{table.rename_hint(['date', 'seq'])}"
        )
        raise LogError(msg)
    customer_ids, customer = _codes(table.text("customer_id"))
    firms, choice = _by_name(*_codes(table.text("firm")))
    _require_a_market(table, customer_ids, firms)
    rows = np.argsort(customer, kind="stable")
    for column in order_columns:
        _require_order(table, column, customer, rows)
    times, moments = table.moments(order_columns[0])
    occasions = _occasions(table)
    numbers = {
        column: table.optional_numbers(column)[rows]
        for column in NUMBER_COLUMNS
        if column in table.columns
    }
    warnings = table.unused_columns_warning(USED_COLUMNS)
    warnings += _ties_warning(table, customer[rows], moments[rows])
    if times is not None:
        warnings += lone_dates_warning(table, order_columns[0], moments)
    warnings += copied_rows_warning(table)
    warnings += like_names_warning(table.name, "customer_id", customer_ids)
    warnings += like_names_warning(table.name, "firm", firms)
    return Events(
        firms=firms,
        customer_ids=customer_ids,
        customer=customer[rows],
        choice=choice[rows],
        lines=table.lines[rows],
        times=None if times is None else times[rows],
        moments=moments[rows],
        occasions=tuple(occasions[row] for row in rows),
        numbers=numbers,
        source=table.source,
        warnings=tuple(warnings),
    )


def _codes(cells: Sequence[str]) -> tuple[tuple[str, ...], IntArray]:
    """Return the distinct texts in order of first appearance, and each cell's index."""
    index = {text: code for code, text in enumerate(dict.fromkeys(cells))}
    return tuple(index), np.array([index[cell] for cell in cells], dtype=np.int64)


def _by_name(names: Sequence[str], codes: IntArray) -> tuple[tuple[str, ...], IntArray]:
    """Return the names in alphabetical order and the codes that follow them."""
    order = np.array(sorted(range(len(names)), key=names.__getitem__))
    return tuple(names[code] for code in order), np.argsort(order)[codes]


def _require_a_market(table: Table, customer_ids: Sequence[str], firms: Sequence[str]) -> None:
    """Refuse a log of one customer or one firm."""
    if len(customer_ids) < 2:
        msg = (
            f"{table.name}, column customer_id: must name at least two customers. Got only"
            f" {customer_ids[0]!r}. One customer's history can be looked at, not generalized."
        )
        raise LogError(msg)
    if len(firms) < 2:
        msg = (
            f"{table.name}, column firm: must name at least two firms. Got only {firms[0]!r}."
            " With one firm, repeat buying, attrition and spending can be measured, choice cannot."
        )
        raise LogError(msg)


def _require_order(table: Table, column: str, customer: IntArray, rows: IntArray) -> None:
    """Refuse a date that falls inside a customer."""
    _, moments = table.moments(column)
    falls = (np.diff(moments[rows]) < 0) & (np.diff(customer[rows]) == 0)
    if falls.any():
        row = int(rows[1:][np.argmax(falls)])
        before = int(rows[:-1][np.argmax(falls)])
        cells = table.columns[column]
        msg = (
            f"{table.where(row, column)}: must not be earlier than the same customer's row above"
            f" (line {table.lines[before]}, {cells[before]}). Got {cells[row]}. Sort the file by"
            " customer and date; if the true order is lost, only shares, penetration and Dirichlet"
            " S remain."
        )
        raise LogError(msg)


def _occasions(table: Table) -> list[str]:
    """Return the key of each row that offers may refer to."""
    if "occasion" in table.columns:
        return table.text("occasion")
    return [str(number) for number in range(1, len(table.lines) + 1)]


def _ties_warning(table: Table, customer: IntArray, moments: IntArray) -> list[str]:
    """Say how many purchases share their date with the customer's previous one."""
    ties = int(np.sum((np.diff(moments) == 0) & (np.diff(customer) == 0)))
    if not ties:
        return []
    return [
        f"{table.name}: {ties} of {len(moments)} purchases have the date of the same customer's"
        " previous one; the order of the file was taken for these."
    ]
