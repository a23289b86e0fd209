"""What a typology is: its states in order, its source, what it needs and how it sorts customers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from analysis.typologies.choice import COLUMNS as CHOICE_COLUMNS
from analysis.typologies.moment import Codes, Moment

UNCOUNTED = -1
"""The code of a customer who has no place in the typology toward that firm."""
Shape = Literal["ladder", "matrix", "classes", "pyramid"]


@dataclass(frozen=True)
class State:
    """One place of a typology: its name, and who stands there."""

    name: str
    meaning: str


@dataclass(frozen=True)
class Threshold:
    """A number that separates states, with its unit and where it comes from."""

    meaning: str
    value: float
    unit: str
    source: str


@dataclass(frozen=True)
class Refinement:
    """A column that makes a typology exact, and what is done while the snapshot lacks it."""

    column: str
    without: str


@dataclass(frozen=True)
class Typology:
    """One way to sort customers toward a firm.

    Attributes
    ----------
    name, title, says, source : str
        In files; for a reader; what it claims in one sentence; who says so.
    states : tuple[State, ...]
        In order, the lowest or loosest first.
    columns : tuple[str, ...]
        What it needs of a snapshot, beside what a choice probability needs.
    classify : Callable[[Moment], ndarray of int8, shape (N, J)]
        The state of each customer toward each firm, as an index; `UNCOUNTED` outside its base.
    base : str
        Whom it sorts, in words.
    thresholds : tuple[Threshold, ...]
        Every number it rests on.
    shape : str
        How it is drawn: `ladder`, `matrix`, `classes` or `pyramid`.
    grid : tuple[tuple[str, ...], tuple[str, ...]]
        Names of the rows (bottom first) and columns of a matrix; the states run along the rows.
    rises : bool
        Whether the purchase probability should rise from state to state.
    refinements : tuple[Refinement, ...]
        Columns that would make it exact.
    needs_earlier : bool
        Whether it is a change and needs an earlier snapshot.
    hindrance : Callable[[Moment], str | None] | None
        A reason, beside missing columns, why it says nothing of this market.
    """

    name: str
    title: str
    says: str
    source: str
    states: tuple[State, ...]
    columns: tuple[str, ...]
    classify: Callable[[Moment], Codes]
    base: str
    thresholds: tuple[Threshold, ...]
    shape: Shape = "classes"
    grid: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    rises: bool = False
    refinements: tuple[Refinement, ...] = ()
    needs_earlier: bool = False
    hindrance: Callable[[Moment], str | None] | None = None

    @property
    def state_names(self) -> list[str]:
        """Names of the states in order."""
        return [state.name for state in self.states]


def obstacle(typology: Typology, moment: Moment) -> str | None:
    """Return why a typology cannot be computed from a snapshot, in one sentence; None if it can."""
    needed = dict.fromkeys((*CHOICE_COLUMNS, "present", *typology.columns))
    missing = [column for column in needed if not moment.has(column)]
    if missing:
        columns = "column" if len(missing) == 1 else "columns"
        return f"the snapshot lacks the {columns} {', '.join(missing)}"
    if typology.needs_earlier and moment.earlier is None:
        return "it is a change and needs an earlier snapshot (run with `--snapshot STEP`)"
    return typology.hindrance(moment) if typology.hindrance else None


def approximations(typology: Typology, moment: Moment) -> list[str]:
    """Return what is approximated because the snapshot lacks a column, a sentence each."""
    return [
        f"Without the column {refinement.column}: {refinement.without}."
        for refinement in typology.refinements
        if not moment.has(refinement.column)
    ]
