"""What a published fact is here: a claim, an experiment, bands, and a control that breaks it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Kind = Literal["E", "C", "I"]
KINDS: dict[Kind, str] = {
    "E": "emergent: no parameter was set by reading this number inside the model",
    "C": "calibrated: a parameter was tuned to the published number, so passing is a regression "
    "test, not evidence",
    "I": "identity: follows from the accounting, and is checked as such",
}
Series = Mapping[str, Mapping[str, Sequence[float]]]
"""Small tables by name: columns of numbers of one length, by name."""


@dataclass(frozen=True)
class Band:
    """Where the mean over seeds of one metric must lie.

    Attributes
    ----------
    metric : str
        Its key in `Measured.values`: snake_case, unique in the fact.
    low, high : float
        The band, both ends included; infinite where it is open.
    meaning : str
        What is measured, in words, with its unit.
    control : tuple[float, float] | None
        Where the control must lie; None asks that it miss the band.
    is_control_judged : bool
        Whether the control is held to that; False where it does not touch this metric.
    """

    metric: str
    low: float
    high: float
    meaning: str
    control: tuple[float, float] | None = None
    is_control_judged: bool = True

    def holds(self, value: float) -> bool:
        """Tell whether a value lies in the band; an undefined one (NaN) never does."""
        return self.low <= value <= self.high

    def is_broken_by(self, value: float) -> bool:
        """Tell whether a control with this value behaves as it should (NaN: nothing is left)."""
        if self.control is None or math.isnan(value):
            return not self.holds(value)
        return self.control[0] <= value <= self.control[1]


@dataclass(frozen=True)
class Size:
    """How large an experiment is: customers of one market, and seeds."""

    customers: int
    seeds: int


FULL = Size(customers=6_000, seeds=5)
QUICK = Size(customers=2_000, seeds=2)


@dataclass(frozen=True)
class Setting:
    """One task of a fact.

    Attributes
    ----------
    customers : int
        Size of each market.
    seed : int
        Seed of its draws; the same for the fact and its control, so that they are twins.
    is_control : bool
        Whether the mechanism that causes the fact is switched off.
    positions : Mapping[str, float]
        Where customer parameters are drawn in their uncertain ranges, 0 to 1, by name; empty
        except in a sensitivity analysis. Every market that a fact builds goes through
        `facts.drawn.drawn`, which reads it.
    """

    customers: int
    seed: int
    is_control: bool
    positions: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """What one task found.

    Attributes
    ----------
    values : Mapping[str, float]
        The metrics of the fact's bands (all of them; NaN where undefined), and any others.
    series : Series
        Small tables that the picture is drawn from. Every seed gives tables of the same shape, so
        that they can be averaged element by element.
    """

    values: Mapping[str, float]
    series: Series = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """A published regularity and the experiment that looks for it.

    Attributes
    ----------
    id : str
        As in the literature list of this project: SF01 and so on.
    title : str
        In a few words.
    claim : str
        The regularity as it was published, in a sentence or two.
    source : str
        Where, and whether it was read there (evidence grade).
    kind : Kind
        E emergent, C calibrated, I identity.
    experiment, control : str
        What is done, and which mechanism the control switches off.
    bands : tuple[Band, ...]
        What must hold; the fact holds if all do.
    measure : Callable[[Setting], Measured]
        Runs one task: pure, in any process.
    draw : Callable[[Figure, Series, Series], None]
        Draws the fact as its source does, from the mean series of the experiment and of its control.
    full, quick : Size
        Sizes of the full form and of the one for every change.
    known_misses : tuple[str, ...]
        Metrics that the documentation says miss their band; they do not fail a validation.
    remark : str
        What a reader must know: what misses and why, what the control leaves standing.
    held : tuple[str, ...]
        Customer parameters whose values the experiment itself is about; a sensitivity analysis
        leaves them as they are.
    """

    id: str
    title: str
    claim: str
    source: str
    kind: Kind
    experiment: str
    control: str
    bands: tuple[Band, ...]
    measure: Callable[[Setting], Measured]
    draw: "Callable[[Figure, Series, Series], None]"
    full: Size = FULL
    quick: Size = QUICK
    known_misses: tuple[str, ...] = ()
    remark: str = ""
    held: tuple[str, ...] = ()

    def size(self, *, is_quick: bool) -> Size:
        """Return the size of one of the two forms."""
        return self.quick if is_quick else self.full
