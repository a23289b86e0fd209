"""What an experiment is: factors, a design over them, seeds, and what is measured."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from simulation.scenario.schema import Scenario, Value

FactorKind = Literal["lever", "uncertainty"]
Scale = Literal["linear", "log"]
DesignKind = Literal["grid", "one_at_a_time", "latin_hypercube", "sobol", "morris", "list"]

VARIANT = "variant"
"""The path of the factor whose values are whole scenarios."""


@dataclass(frozen=True)
class Factor:
    """Something that an experiment varies.

    Attributes
    ----------
    path : str
        Dotted path in the scenario (`firms.Alpha.price`), or `variant` for whole scenarios.
    kind : str
        `lever`: a firm decides it; `uncertainty`: nobody knows it.
    low, high : float | None
        Range of a numeric factor; None for one that takes listed values.
    scale : str
        `linear` or `log`: how a range is covered.
    levels : int | None
        Values that a range takes in designs with levels; None leaves it to the design.
    values : tuple | None
        The values of a categorical factor, in the order of the file; None for a range.
    is_whole : bool
        Whether only whole numbers are taken from the range.
    base : float | int | str | bool | None
        The value in the base scenario.
    has_base : bool
        Whether the base scenario says a value at all.
    """

    path: str
    kind: FactorKind
    low: float | None = None
    high: float | None = None
    scale: Scale = "linear"
    levels: int | None = None
    values: tuple[Value, ...] | None = None
    is_whole: bool = False
    base: Value = None
    has_base: bool = True


@dataclass(frozen=True)
class Measurement:
    """A metric of a firm; without a firm, of the scenario's focal firm."""

    metric: str
    firm: str | None = None

    @property
    def column(self) -> str:
        """What the column of a sweep's table is called: `profit`, or `profit.Beta`."""
        return self.metric if self.firm is None else f"{self.metric}.{self.firm}"


@dataclass(frozen=True)
class Design:
    """Which points of the factors are run.

    Attributes
    ----------
    kind : str
        One of the designs.
    points : int | None
        Points of a Latin hypercube; base points N of a Sobol design.
    second_order : bool
        Sobol: whether pairs of factors are told apart, N (2 k + 2) points instead of N (k + 2).
    trajectories : int | None
        Morris: r walks of k + 1 points.
    levels : int
        Values that a range takes in a grid, one at a time, and Morris, unless the factor says it.
    rows : tuple[Mapping[str, Value], ...]
        The points of a list; what a point does not name keeps its base value.
    crossed : bool
        Latin hypercube: it covers the uncertainties alone, and every combination of the levers'
        values meets all of its points.
    """

    kind: DesignKind
    points: int | None = None
    second_order: bool = False
    trajectories: int | None = None
    levels: int = 3
    rows: tuple[Mapping[str, Value], ...] = ()
    crossed: bool = False


@dataclass(frozen=True)
class Replications:
    """How many seeds each point runs with.

    Attributes
    ----------
    at_least, at_most : int
        Equal for a fixed number.
    metric : str | None
        Column whose paired difference to the base point is to become precise.
    half_width : float | None
        Half-width of its 95 % interval that is wished for.
    """

    at_least: int
    at_most: int
    metric: str | None = None
    half_width: float | None = None


@dataclass(frozen=True)
class Experiment:
    """A planned set of runs, resolved: nothing in it depends on another file.

    Attributes
    ----------
    title, name : str
        In words, and what the file was called.
    base : str
        Name of the base scenario, a key of `scenarios`.
    scenarios : Mapping[str, Scenario]
        The base and the variants, constants already set.
    constants : Mapping[str, Value]
        What was set for all of them, for the record.
    factors : tuple[Factor, ...]
        In the order of the file, levers first.
    design, replications
        Which points, how many seeds.
    seed : int
        Seed of the design and of the replications.
    outcomes : tuple[Measurement, ...]
        What each run leaves.
    facts : tuple[str, ...]
        Published facts that must hold with a point's uncertain values for it to be plausible; none:
        all points are.
    fact_seeds : int | None
        Seeds of each fact; None for as many as its own small form takes.
    """

    title: str
    name: str
    base: str
    scenarios: Mapping[str, Scenario]
    factors: tuple[Factor, ...]
    design: Design
    replications: Replications
    seed: int
    outcomes: tuple[Measurement, ...]
    constants: Mapping[str, Value] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    fact_seeds: int | None = None
