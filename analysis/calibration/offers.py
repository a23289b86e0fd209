"""Reading offers.csv and matching it to purchases: one row a firm's offer.

Columns: `firm`; `date` or `occasion`; at least one of `price`, `feature`, `display`.

How an offer meets a purchase:

* **by `date`**: a firm's offer holds from its date until the date of the same firm's next row. A
  purchase sees, of each firm, the newest offer not later than the purchase. The column must be on
  the calendar of the events' own `date` (or `seq`) column: both dates, or both integers such as
  week numbers. A firm's offers may stand in any order. A promotion ends only with a next row.
* **by `occasion`**: an offer holds for the events of that occasion and no other. The key is the
  events' `occasion` column, or, without one, the row number in the events file (first row 1).

A blank price is taken to be the mean of the same firm's known prices, with a warning that counts
them (see `filled_prices`).

Either way every firm needs an offer at every purchase: the choice model assumes that a customer
could have bought from each.
"""

import difflib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.calibration.events import Events
from analysis.calibration.log import (
    ATTRIBUTE_NAMES,
    BoolArray,
    FloatArray,
    IntArray,
    SourceFile,
)
from analysis.calibration.row_checks import like_names_warning
from analysis.calibration.tables import LARGEST_NUMBER, Table, read_table
from simulation.errors import LogError

MOST_MEDIANS = 1000.0  # assumption: beyond that a price is a slip, or in another unit
LEAST_MEDIANS = 0.1  # assumption: a deal that takes off nine tenths is rarer than a wrong cell
MOST_BLANK = 0.5  # assumption: beyond that, prices say more of who recorded them than of the market
ATTRIBUTE_LIMITS = {"price": (0.0, LARGEST_NUMBER), "feature": (0.0, 1.0), "display": (0.0, 1.0)}


@dataclass(frozen=True, eq=False)
class Offers:
    """The offers of all firms at each purchase.

    Attributes
    ----------
    attribute_names : tuple of str, length K
    attributes : ndarray of float, shape (n, J, K)
    is_shared : ndarray of bool, shape (n, J)
        Whether the same row of the file meets another purchase too.
    source : SourceFile
    warnings : tuple of str
    """

    attribute_names: tuple[str, ...]
    attributes: FloatArray
    is_shared: BoolArray
    source: SourceFile
    warnings: tuple[str, ...]


def read_offers(path: Path, events: Events) -> Offers:
    """Return the offers in a file, matched to the purchases.

    Raises
    ------
    LogError
        If a column is missing, most prices are blank, one is absurd, a firm is not in the events (or has no offer
        where one is needed), or one firm has two offers for one date or occasion.
    """
    table = read_table(path)
    table.require(("firm",))
    keys = [column for column in ("date", "occasion") if column in table.columns]
    names = tuple(name for name in ATTRIBUTE_NAMES if name in table.columns)
    if len(keys) != 1 or not names:
        wanted = ("date", "occasion") * (not keys) + ATTRIBUTE_NAMES * (not names)
        msg = (
            f"{table.name}, line 1: the header must have firm, one of date and occasion, and at"
            f" least one of price, feature, display. Got {', '.join(table.columns)}."
            f"{table.rename_hint(wanted)}"
        )
        raise LogError(msg)
    firm = _firm_codes(table, events)
    warnings = table.unused_columns_warning(("firm", keys[0], *names))
    if keys[0] == "date":
        rows, stale = _rows_by_date(table, firm, events)
        warnings += stale
    else:
        rows = _rows_by_occasion(table, firm, events)
    values, filled = _values(table, names, firm)
    warnings += filled
    if "price" in names:
        prices = values[names.index("price")]
        _refuse_absurd(table, prices, firm)
        warnings += _nearly_free(table, prices, firm)
    columns = [column[rows] for column in values]
    is_shared = np.bincount(rows.ravel())[rows] > 1
    return Offers(names, np.stack(columns, axis=2), is_shared, table.source, tuple(warnings))


def _values(
    table: Table, names: tuple[str, ...], firm: IntArray
) -> tuple[list[FloatArray], list[str]]:
    """Return the columns of the offers, blank prices filled in, and a sentence on these."""
    values = []
    warnings: list[str] = []
    for name in names:
        is_blank = np.array([not cell for cell in table.columns[name]])
        if name != "price" or not is_blank.any():
            values.append(table.numbers(name, *ATTRIBUTE_LIMITS[name]))
            continue
        if is_blank.mean() > MOST_BLANK:
            msg = (
                f"{table.name}, column price: at most half of the prices may be blank. Got"
                f" {int(is_blank.sum()):,} of {len(is_blank):,}. Leave the column out: features,"
                " displays and loyalty can be estimated without it."
            )
            raise LogError(msg)
        values.append(_filled_column(table, firm, is_blank))
        warnings.append(
            f"{table.name}, column price: {int(is_blank.sum()):,} of {len(is_blank):,} prices are"
            " blank; the firm's mean price was taken for them. That is right on average where blanks"
            " have nothing to do with the price; if deals are left blank more often, the response to"
            " price is understated."
        )
    return values, warnings


def _refuse_absurd(table: Table, prices: FloatArray, firm: IntArray) -> None:
    """Refuse a price that is no price beside the same firm's others: it would hide all of them."""
    for code in np.unique(firm):
        own = np.flatnonzero(firm == code)
        median = float(np.median(prices[own]))
        far = own[prices[own] > MOST_MEDIANS * median]
        if median > 0.0 and len(far):
            row = int(far[0])
            msg = (
                f"{table.where(row, 'price')}: must be at most {MOST_MEDIANS:,.0f} times the median price"
                f" of {table.columns['firm'][row]!r} ({median:g}). Got {table.columns['price'][row]!r}."
                " Correct the cell, or leave it blank."
            )
            raise LogError(msg)


def _nearly_free(table: Table, prices: FloatArray, firm: IntArray) -> list[str]:
    """Say which prices are next to nothing: a few of them make the response to price too small."""
    medians = np.array([np.median(prices[firm == code]) for code in range(firm.max() + 1)])
    low = np.flatnonzero(prices < LEAST_MEDIANS * medians[firm])
    if not len(low):
        return []
    row = int(low[0])
    number = "1 price is" if len(low) == 1 else f"{len(low):,} prices are"
    return [
        f"{table.name}, column price: {number} below a tenth of the firm's median (line"
        f" {table.lines[row]} has {table.columns['price'][row]!r} where"
        f" {table.columns['firm'][row]!r} mostly asks {medians[firm[row]]:g}). They count as prices,"
        " and few of them are enough to hide the response to price. If 0 stands for a price that is"
        " not known, leave the cell blank."
    ]


def filled_prices(prices: FloatArray, firm: IntArray) -> FloatArray:
    """Return prices with a firm's mean where its price is not known (NaN).

    An expectation in place of an unknown value leaves slopes nearly as they are (Berkson 1950; for
    models like the logit Carroll, Ruppert, Stefanski & Crainiceanu 2006, regression calibration). A
    value from another moment would add its own distance from the mean to the error, and flatten
    slopes: `python -m analysis.calibration.blank_prices` measures both.

    Parameters
    ----------
    prices : ndarray, shape (m,)
    firm : ndarray of int, shape (m,)
        Every firm has a known price.
    """
    filled = prices.copy()
    for code in np.unique(firm):
        own = firm == code
        filled[own & np.isnan(prices)] = np.nanmean(prices[own])
    return filled


def _filled_column(table: Table, firm: IntArray, is_blank: BoolArray) -> FloatArray:
    """Return the column price, blank cells filled in.

    Raises
    ------
    LogError
        If a price is out of range, or a firm has none.
    """
    low, high = ATTRIBUTE_LIMITS["price"]
    prices = table.optional_numbers("price")
    table.refuse_outside("price", ~is_blank & ~((prices >= low) & (prices <= high)))
    for code in np.unique(firm):
        own = np.flatnonzero(firm == code)
        if is_blank[own].all():
            msg = (
                f"{table.where(int(own[0]), 'price')}: every firm needs a price. Got none of"
                f" {table.columns['firm'][own[0]]!r}. Leave the firm or the column out."
            )
            raise LogError(msg)
    return filled_prices(prices, firm)


def _firm_codes(table: Table, events: Events) -> IntArray:
    """Return each offer's firm as an index into the events' firms; all of them must occur."""
    index = {firm: code for code, firm in enumerate(events.firms)}
    cells = table.text("firm")
    for row, cell in enumerate(cells):
        if cell not in index:
            near = difflib.get_close_matches(cell, events.firms, n=1)
            hint = f" Nearest: {near[0]!r}." if near else ""
            msg = (
                f"{table.where(row, 'firm')}: must be a firm of {events.source.name}"
                f" ({', '.join(events.firms)}). Got {cell!r}.{hint} Drop the offers of a firm from"
                " which nobody bought."
            )
            raise LogError(msg)
    missing = sorted(set(events.firms) - set(cells))
    if missing:
        like = like_names_warning(events.source.name, "firm", events.firms)
        advice = like or ["Without offers.csv, loyalty can still be estimated."]
        msg = (
            f"{table.name}, column firm: every firm of {events.source.name} needs its offers. Got"
            f" none of {', '.join(missing)}. {advice[0]}"
        )
        raise LogError(msg)
    return np.array([index[cell] for cell in cells], dtype=np.int64)


def _refuse_twin(table: Table, column: str, row: int, twin: int) -> None:
    """Refuse two offers of one firm for one date or occasion."""
    first, second = sorted((row, twin))
    msg = (
        f"{table.where(second, column)}: a firm has one offer for each {column}. Got"
        f" {table.columns['firm'][row]!r} at {table.columns[column][row]} on line"
        f" {table.lines[first]} too."
    )
    raise LogError(msg)


def _rows_by_date(table: Table, firm: IntArray, events: Events) -> tuple[IntArray, list[str]]:
    """Return the row of the newest offer of each firm at each purchase, shape (n, J)."""
    times, moments = table.moments("date")
    if (times is None) != (events.times is None):
        kinds = ("dates", "integers")
        msg = (
            f"{table.name}, column date: must be on the calendar of {events.source.name}, which"
            f" has {kinds[events.times is None]}. Got {kinds[times is None]}."
        )
        raise LogError(msg)
    rows = np.empty((len(events.choice), len(events.firms)), dtype=np.int64)
    n_stale = 0
    for code, name in enumerate(events.firms):
        own = np.flatnonzero(firm == code)
        own = own[np.argsort(moments[own], kind="stable")]
        twins = np.flatnonzero(np.diff(moments[own]) == 0)
        if len(twins):
            _refuse_twin(table, "date", int(own[twins[0]]), int(own[twins[0] + 1]))
        newest = np.searchsorted(moments[own], events.moments, side="right") - 1
        if (newest < 0).any():
            line = events.lines[np.argmax(newest < 0)]
            msg = (
                f"{table.name}, column date: {name!r} must have an offer not later than each"
                f" purchase. Got none for {int((newest < 0).sum()):,} of {len(newest):,} purchases, such"
                f" as line {line} of {events.source.name}. Add the earlier offers; if the firm sold"
                " nothing yet, drop the purchases before its first offer, or its own and its offers:"
                " offers that nobody could take make a firm look disliked."
            )
            raise LogError(msg)
        rows[:, code] = own[newest]
        if len(own) > 1:
            longest = np.diff(moments[own]).max()
            n_stale += int(np.sum(events.moments > moments[own][-1] + longest))
    return rows, _stale_warning(table, n_stale)


def _stale_warning(table: Table, n_stale: int) -> list[str]:
    """Say that purchases lie after the end of the offers."""
    if not n_stale:
        return []
    return [
        f"{table.name}: {n_stale} offers were carried on beyond a firm's last date by more than"
        " the longest time between two of its offers; check that the file does not end early."
    ]


def _rows_by_occasion(table: Table, firm: IntArray, events: Events) -> IntArray:
    """Return the row of each firm's offer at each purchase's occasion, shape (n, J)."""
    occasions = table.text("occasion")
    known = set(events.occasions)
    row_of: dict[tuple[str, int], int] = {}
    for row, key in enumerate(zip(occasions, firm.tolist(), strict=True)):
        if key[0] not in known:
            msg = (
                f"{table.where(row, 'occasion')}: must be an occasion of {events.source.name} (its"
                f" column of that name, else the row number, the first being 1). Got {key[0]!r}."
            )
            raise LogError(msg)
        if key in row_of:
            _refuse_twin(table, "occasion", row, row_of[key])
        row_of[key] = row
    rows = np.empty((len(events.choice), len(events.firms)), dtype=np.int64)
    for event, occasion in enumerate(events.occasions):
        for code, name in enumerate(events.firms):
            row = row_of.get((occasion, code), -1)
            if row < 0:
                msg = (
                    f"{table.name}, column occasion: every firm needs an offer at each occasion."
                    f" Got none of {name!r} for occasion {occasion} (line {events.lines[event]} of"
                    f" {events.source.name})."
                )
                raise LogError(msg)
            rows[event, code] = row
    return rows
