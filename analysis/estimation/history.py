"""What a firm knows of its customers over time, as moments: the file, its checks, its errors.

`history.csv` has one row for each moment:

| column | what it holds |
|---|---|
| `measure` | one of the measures below |
| `start`, `end` | months of tenure (churn_by_tenure) or steps of the study (all others), the end not included |
| `value` | what was observed; shares between 0 and 1 |
| `n` | how many it rests on, in the unit of the measure |
| `standard_error` | optional; computed from `value` and `n` where it is missing |
"""

import csv
import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from analysis.calibration.tables import read_table
from simulation.errors import LogError

COLUMNS = ("measure", "start", "end", "value", "n", "standard_error")
REQUIRED = COLUMNS[:-1]
MOST_POINTS = 100.0
PERCENT = 100.0
WITHOUT_ERROR = " Leave the cell blank: the error then follows from value and n."


@dataclass(frozen=True)
class Measure:
    """One kind of moment.

    Attributes
    ----------
    name : str
    meaning : str
        In a firm's words.
    counted_in : str
        What `n` counts.
    is_share : bool
        Whether it is a share of `n`; else it is a mean in points.
    """

    name: str
    meaning: str
    counted_in: str
    is_share: bool = True


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("churn_by_tenure", "voluntary churn per month in a band of tenure", "customer-months"),
        Measure("churn", "voluntary churn per month in a period", "customer-months"),
        Measure("market_share", "share of all contracts, mean of the period", "customers"),
        Measure("satisfaction", "mean satisfaction from 0 to 100", "answers", is_share=False),
        Measure("top_box", "share of customers with a satisfaction of 80 or more", "answers"),
        Measure("promoters", "share who would answer 9 or 10 to the question to recommend", "answers"),
        Measure("detractors", "share who would answer 0 to 6", "answers"),
        Measure("complaints", "complaints per customer and month", "customer-months"),
        Measure("complaints_per_failure", "complaints per failed experience", "failures"),
        Measure(
            "churn_after_failure", "share gone three months after a failed experience", "failures"
        ),
        Measure("churn_of_satisfied", "share of the top box gone three months later", "customers"),
        Measure(
            "churn_of_dissatisfied",
            "share of customers with a satisfaction below 65 gone three months later",
            "customers",
        ),
        Measure(
            "satisfaction_after_failure",
            "mean satisfaction at the end of a month with a failure",
            "answers",
            is_share=False,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """One observed number.

    Attributes
    ----------
    measure : str
        A name in `MEASURES`.
    start, end : int
        Months of tenure, or steps of the study; `end` is not included.
    value : float
    n : float
        Customer-months, answers or failures behind it.
    standard_error : float | None
        None: binomial for a share; the spread of satisfaction over `n` answers for a mean.
    place : str
        File and line that it was read from, for what is said of it; empty for others.
    """

    measure: str
    start: int
    end: int
    value: float
    n: float
    standard_error: float | None = None
    place: str = field(default="", compare=False)

    @property
    def label(self) -> str:
        """What the moment is called in tables."""
        unit = "months of tenure" if self.measure == "churn_by_tenure" else "steps"
        return f"{self.measure}, {unit} {self.start} to {self.end - 1}"

    def error(self, spread: float) -> float:
        """Return the sampling standard error.

        Parameters
        ----------
        spread : float
            Standard deviation of one answer, for means (points).
        """
        if self.standard_error is not None:
            return self.standard_error
        if not MEASURES[self.measure].is_share:
            return spread / math.sqrt(self.n)
        # Agresti & Coull 1998: two successes and two failures added, so that 0 of n is no certainty.
        share = (self.value * self.n + 2.0) / (self.n + 4.0)
        return math.sqrt(share * (1.0 - share) / self.n)


def read_history(path: Path) -> tuple[Moment, ...]:
    """Return the moments of a file.

    Raises
    ------
    LogError
        If the file cannot be read, lacks a column, or holds an impossible row; it is named.
    """
    table = read_table(path)
    table.require(REQUIRED)
    unknown = [column for column in table.columns if column not in COLUMNS]
    if unknown:
        hint = table.rename_hint(column for column in COLUMNS if column not in table.columns)
        msg = (
            f"{table.name}, line 1: the columns must be {', '.join(COLUMNS)} (the last one optional)."
            f" Nobody reads {unknown[0]!r}.{hint or ' Leave it out.'}"
        )
        raise LogError(msg)
    numbers = {name: table.numbers(name, -math.inf, math.inf) for name in REQUIRED[1:]}
    errors = np.full(len(table.lines), math.nan)
    if "standard_error" in table.columns:
        errors = table.optional_numbers("standard_error")
    moments = tuple(
        _moment(
            table.columns["measure"][row],
            {name: float(values[row]) for name, values in numbers.items()},
            None if math.isnan(errors[row]) else float(errors[row]),
            f"{table.name}, line {table.lines[row]}",
        )
        for row in range(len(table.lines))
    )
    first: dict[tuple[str, int, int], Moment] = {}
    for moment in moments:
        key = (moment.measure, moment.start, moment.end)
        if key in first:
            msg = (
                f"{moment.place}: every moment must stand there once. Got {key[0]} from {key[1]} to"
                f" {key[2]} twice, first on {first[key].place.rpartition(', ')[2]}. Leave one out."
            )
            raise LogError(msg)
        first[key] = moment
    return moments


def write_history(moments: Sequence[Moment], path: Path) -> None:
    """Write moments in the form that `read_history` reads."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for moment in moments:
            error = "" if moment.standard_error is None else repr(moment.standard_error)
            row = (moment.measure, moment.start, moment.end, repr(moment.value), repr(moment.n))
            writer.writerow((*row, error))


def _moment(name: str, numbers: dict[str, float], error: float | None, place: str) -> Moment:
    """Return one row as a moment.

    Raises
    ------
    LogError
        If it breaks a rule of its measure.
    """
    if name not in MEASURES:
        near = difflib.get_close_matches(name, MEASURES, n=1)
        hint = f" Nearest: {near[0]!r}." if near else ""
        msg = f"{place}: measure must be one of {', '.join(MEASURES)}. Got {name!r}.{hint}"
        raise LogError(msg)
    start, end, value, n = (numbers[column] for column in REQUIRED[1:])
    highest = 1.0 if MEASURES[name].is_share else MOST_POINTS
    is_percent = MEASURES[name].is_share and 1.0 < value <= PERCENT
    rules = (
        (0.0 <= start < end and start == int(start) and end == int(end), "start and end must be whole numbers from 0 on, end above start", f"{start:g} to {end:g}", ""),
        (0.0 <= value <= highest, f"the value of {name} must lie between 0 and {highest:g}", f"{value:g}", ""),
        (n > 0.0, f"n must be above 0 ({MEASURES[name].counted_in})", f"{n:g}", ""),
        (error is None or error > 0.0, "a stated standard_error must be above 0", f"{error}", WITHOUT_ERROR),
    )  # fmt: skip
    for is_kept, rule, got, advice in rules:
        if not is_kept:
            hint = f" If that is percent, write {value / PERCENT:g}." if is_percent else advice
            msg = f"{place}: {rule}. Got {got}.{hint}"
            raise LogError(msg)
    return Moment(name, int(start), int(end), value, n, error, place)
