"""The format of a search file: an experiment's without design and outcomes, and what is wanted."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from analysis.experiments.form import VariedForm
from simulation.scenario.firm_organization import ReactionPolicy
from simulation.scenario.parameter import Block
from simulation.scenario.schema import Name, Value

MOST_TRIALS = 1_000_000


class ObjectiveForm(Block):
    """A metric that a policy is judged by."""

    metric: str
    """Name of the metric, as in the list of metrics."""
    firm: Name | None = None
    """The firm; without it the scenario's focal firm."""
    direction: Literal["maximize", "minimize"] | None = None
    """Which way is better; without it, what a firm wants of the metric."""


class LimitForm(Block):
    """A metric that must stay inside."""

    metric: str
    """Name of the metric."""
    firm: Name | None = None
    """The firm; without it the scenario's focal firm."""
    at_least: float | None = None
    """Lowest value allowed."""
    at_most: float | None = None
    """Highest value allowed."""


class ReactionForm(Block):
    """What the rival may answer."""

    name: str | None = None
    """What to call it; without it, the word for its reaction."""
    reaction: ReactionPolicy | None = None
    """A reaction of the model by its name; it answers what it loses, step by step."""
    firm: Name | None = None
    """Who reacts so; without it the largest rival of the focal firm."""
    budget: Annotated[float | None, Field(gt=0.0, le=1.0)] = None
    """What the reaction may cost at most, as a share of the rival's revenue; without it, what the scenario says, or 0.1."""
    set: Mapping[str, Value] = {}
    """Values by dotted path in the scenario, from the first step on."""
    variant: str | None = None
    """A whole scenario instead."""


class SearchForm(VariedForm):
    """The whole of a search file."""

    objectives: Annotated[tuple[ObjectiveForm, ...], Field(strict=False, min_length=1)]
    """One metric, or several: then a front of policies is the answer."""
    budget: Annotated[float | None, Field(ge=0.0)] = None
    """Highest stated policy cost, in reference prices per 1,000 customers over the study."""
    constraints: Annotated[tuple[LimitForm, ...], Field(strict=False)] = ()
    """What a policy must keep to besides."""
    rival: Annotated[tuple[ReactionForm, ...], Field(strict=False)] = ()
    """What the rival may answer; without it, it does nothing."""
    draws: Annotated[int, Field(ge=1, le=MOST_TRIALS)] = 8
    """Sets of uncertain values that every policy meets, if there are uncertainties."""
    robust: Literal["mean", "worst"] = "mean"
    """Whether a policy is judged by its mean over the draws or by the worst of them."""
    trials: Annotated[int, Field(ge=1, le=MOST_TRIALS)] = 50
    """Policies that are tried."""
    replications: Annotated[int, Field(ge=1, le=MOST_TRIALS)] = 3
    """Seeds that each of them runs with, in every draw."""
    fresh_replications: Annotated[int, Field(ge=2, le=MOST_TRIALS)] = 10
    """Other seeds, on which the best of them are judged again."""
    warm_start: Annotated[tuple[Mapping[str, Value], ...], Field(strict=False)] = ()
    """Policies tried first: values of levers by dotted path."""
