"""The format of an experiment file: declared once, for reading, for editors and for messages."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from simulation.scenario.parameter import Block
from simulation.scenario.schema import Name, Value

MOST_LEVELS = 1_000
MOST_SEED = 2**63 - 1
"""What a column of whole numbers holds, in Parquet as in SQLite."""
MOST_RUNS = 100_000_000
"""More points or seeds than anybody runs (assumption): larger numbers are slips."""


class FactorForm(Block):
    """What one path takes: a range (low, high), listed values, or the range of its grade."""

    low: float | None = None
    """Lower end of the range."""
    high: float | None = None
    """Upper end of the range."""
    scale: Literal["linear", "log"] = "linear"
    """How the range is covered: evenly, or evenly in its logarithm."""
    levels: Annotated[int | None, Field(ge=2, le=MOST_LEVELS)] = None
    """How many values of the range a grid, one_at_a_time or morris takes."""
    values: Annotated[tuple[Value, ...] | None, Field(strict=False, min_length=1)] = None
    """The values, one by one: numbers, words, true and false, names of firms or of scenarios."""
    graded: bool = False
    """Take the plausible range of the parameter, narrowed by the grade of its evidence."""


class DesignForm(Block):
    """Which points are run."""

    kind: Literal["grid", "one_at_a_time", "latin_hypercube", "sobol", "morris", "list"]
    """grid: every combination; one_at_a_time: each factor alone; latin_hypercube: N points spread evenly; sobol: for variance shares; morris: for screening; list: the points as they are written."""
    points: Annotated[int | None, Field(ge=1, le=MOST_RUNS)] = None
    """latin_hypercube: how many points. sobol: N, a power of two; N (k + 2) points are run."""
    crossed: bool = False
    """latin_hypercube: over the uncertainties alone, and every combination of the levers meets all N points."""
    second_order: bool = False
    """sobol: pairs of factors too, N (2 k + 2) points."""
    trajectories: Annotated[int | None, Field(ge=2, le=MOST_RUNS)] = None
    """morris: r walks of k + 1 points each."""
    levels: Annotated[int | None, Field(ge=2, le=MOST_LEVELS)] = None
    """How many values of a range grid (3), one_at_a_time (2) and morris (4) take."""
    rows: Annotated[tuple[Mapping[str, Value], ...], Field(strict=False)] = ()
    """list: one mapping of paths to values for each point; what it leaves out keeps its base value."""


class PrecisionForm(Block):
    """When there are replications enough."""

    metric: str
    """One of the outcomes."""
    half_width: Annotated[float, Field(gt=0.0)]
    """Half-width of the 95 % interval of the paired difference to the base, in the metric's unit."""


class ReplicationsForm(Block):
    """How many seeds each point runs with."""

    at_least: Annotated[int | None, Field(ge=1, le=MOST_RUNS)] = None
    """Seeds each point has in any case."""
    at_most: Annotated[int, Field(ge=1, le=MOST_RUNS)] = 1_000
    """Seeds after which a wished precision is given up."""
    precision: PrecisionForm | None = None
    """Add seeds until the difference to the base is this precise."""


class OutcomeForm(Block):
    """A metric of one firm."""

    metric: str
    """Name of the metric, as in the list of metrics."""
    firm: Name | None = None
    """The firm; without it the scenario's focal firm."""


class VariedForm(Block):
    """What every file says that varies a scenario: an experiment, and a search."""

    title: str
    """What the experiment is, in a few words."""
    base: str
    """The scenario that is varied: a name, or a file beside this one."""
    steps: Annotated[int | None, Field(ge=1, le=100_000)] = None
    """Steps of the study, instead of the scenario's."""
    customers: Annotated[int | None, Field(ge=1, le=50_000_000)] = None
    """Customers in the market, instead of the scenario's."""
    constants: Mapping[str, Value] = {}
    """Values that hold in every run, by dotted path in the scenario."""
    levers: Mapping[str, FactorForm] = {}
    """What a firm decides, by dotted path; `variant` takes whole scenarios."""
    uncertainties: Mapping[str, FactorForm] = {}
    """What nobody knows, by dotted path; `customers: graded` takes every graded parameter."""
    seed: Annotated[int, Field(ge=0, le=MOST_SEED)] = 1
    """Seed of the design and of the runs; all points share the seeds, so differences are paired."""


class ExperimentForm(VariedForm):
    """The whole of an experiment file."""

    design: DesignForm
    replications: ReplicationsForm = ReplicationsForm()
    """A number of seeds for each point, or a wished precision."""
    outcomes: Annotated[tuple[OutcomeForm, ...], Field(strict=False, min_length=1)]
    """What is kept of each run: metrics by name, or {metric, firm}."""
    facts: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Published facts by id (SF08): policies are ranked once more where all of them hold."""
    fact_seeds: Annotated[int, Field(ge=1)] | None = None
    """Seeds that each fact is measured with; left out: as many as its own small form takes."""
