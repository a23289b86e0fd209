"""The whole of a scenario file, typed and frozen."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from simulation.scenario.customer import CustomerParams
from simulation.scenario.firm import FirmParams, PolicyCost
from simulation.scenario.parameter import Block, Grade, parameter

Name = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9 _&'-]*[A-Za-z0-9_&'-])?$", max_length=60),
]
Value = float | int | str | bool | None


class MarketParams(Block):
    """Size, time and kind of the market."""

    mode: Literal["repertoire", "contract"]
    """`repertoire`: people buy from several firms; `contract`: they hold one provider and review it now and then."""
    step_days: int = parameter(..., unit="days", bounds=(1, 365))
    """Length of a step: 1 ride or café, 7 retail, 30 contracts (at most 30 in contract mode)."""
    customers: int = parameter(10_000, unit="customers", bounds=(1, 50_000_000), symbol="N")
    """Size of the market."""
    steps: int = parameter(..., unit="steps", bounds=(1, 100_000))
    """Steps of the study, counted after the burn-in."""
    burn_in_steps: int = parameter(..., unit="steps", bounds=(0, 100_000))
    """Steps before the study, in which habits, tenures and providers form."""
    acquaintances: int = parameter(
        8, unit="people", bounds=(0, 50), plausible=(2.0, 50.0), symbol="deg"
    )
    """Others whom a customer hears."""
    network: Literal["small_world", "random", "scale_free"] = "small_world"
    """Who they are: mostly those nearby, anybody in a wide neighborhood, or hubs whom many hear."""
    activity_window_steps: int = parameter(8, unit="steps", bounds=(1, 10_000))
    """Repertoire markets: who bought within so many steps counts as a present customer."""
    late_share: float = parameter(
        0.0, unit="share of customers", bounds=(0.0, 0.99), symbol="late", source="S084"
    )
    """Customers who come to the category during the study, evenly over its steps: a growing market."""
    last_visits: Literal["forgotten", "kept"] = "forgotten"
    """`kept`: snapshots hold each customer's last visit to each firm and last warning about it; 6 bytes a customer and firm."""
    discount_rate: float = parameter(
        0.12,
        unit="share per year",
        bounds=(0.0, 1.0),
        plausible=(0.05, 0.2),
        symbol="i",
        grade="M",
        source="Gupta, Lehmann & Stuart 2004",
    )
    """Interest at which future margins are discounted."""


class Segment(Block):
    """A share of the customers with settings of their own."""

    share: float = parameter(..., unit="share", bounds=(0.0, 1.0))
    """Share of all customers; what the segments leave over is the segment `everyone else`."""
    set: Mapping[str, Value] = {}
    """Customer parameters that differ here, by dotted path."""


class Policy(Block):
    """A timed change of one firm's levers, with its stated cost."""

    firm: Name
    """The firm whose levers change."""
    set: Annotated[Mapping[str, float], Field(min_length=1)]
    """Firm parameters and the value they take, by dotted path."""
    start: Annotated[int, Field(alias="from", ge=-100_000)] = 0
    """First step of the policy, counted after the burn-in; negative steps lie in the burn-in."""
    until: int | None = None
    """First step at which everything is as before; null means never."""
    ramp_steps: Annotated[int, Field(ge=0)] = 0
    """Steps over which the levers move from their old value to the new one."""
    segment: Name | None = None
    """Only this segment is treated; null treats everybody."""
    cost: PolicyCost | None = None
    """What the policy costs; without it a comparison of profit is refused."""
    grade: Grade = "D"
    """Evidence grade of that cost."""


class Provenance(Block):
    """Where a scenario's numbers come from."""

    note: str = ""
    """One or two sentences for the reader."""
    sources: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """References."""


class Scenario(Block):
    """One market and what its firms do; everything a run needs but a seed."""

    title: str
    """What the scenario is, in a few words."""
    question: str = ""
    """The question it answers."""
    provenance: Provenance = Provenance()
    focal_firm: Name
    """The firm whose retention and profit are asked about."""
    market: MarketParams
    customers: CustomerParams = CustomerParams()
    segments: Mapping[Name, Segment] = {}
    """Groups of customers that differ."""
    firms: Annotated[Mapping[Name, FirmParams], Field(min_length=1)]
    """The firms by name."""
    policies: Annotated[tuple[Policy, ...], Field(strict=False)] = ()
    """Timed changes; later ones win where two set the same lever at the same step."""
