"""Which parameters are free, and between which bounds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.calibration.log import FloatArray
from simulation.errors import ScenarioError
from simulation.scenario.inert import inert_behavior
from simulation.scenario.loader import scenario_document, scenario_from_document
from simulation.scenario.parameter import Declaration
from simulation.scenario.paths import BEHAVIOR, LEVERS
from simulation.scenario.schema import Scenario
from simulation.scenario.waking import unread_behavior

CONCEPTS = {
    "trust": ("trust_weight", "ability_gain", "integrity_gain", "failure_trust_loss"),
    "belonging": ("bond_weight", "bond_gain", "bond_decay", "switching_relational"),
    "habit": ("habit_weight", "habit_carry"),
    "taste": ("taste_sd", "taste_concentration", "fit_sd"),
    "switching cost": (
        "switching_procedural",
        "switching_learned",
        "switching_learning_months",
        "switching_sd",
    ),
    "satisfaction": ("satisfaction_weight", "satisfaction_gain_min", "disconfirmation_loss"),
    "search": ("review_base", "review_dissatisfaction", "review_failure"),
    "voice": ("complaint_base", "complaint_bond", "complaint_trust", "complaint_severity"),
}
"""What a strategist calls the parameters that carry each concept; others go by their own name."""


@dataclass(frozen=True)
class FreeParameter:
    """A parameter to be estimated.

    Attributes
    ----------
    path : str
        As in the file (`customers.trust_weight`, `firms.Alpha.recovery`).
    low, high : float
        Where it is looked for.
    start : float
        What the scenario says.
    least, most : float
        What the parameter may be at all; infinite where nothing bounds it.
    """

    path: str
    low: float
    high: float
    start: float
    least: float = -math.inf
    most: float = math.inf

    @property
    def width(self) -> float:
        """Width of the range, the unit in which parameters are compared."""
        return self.high - self.low

    @property
    def concept(self) -> str:
        """What it stands for in words."""
        name = self.path.rpartition(".")[2]
        found = (concept for concept, names in CONCEPTS.items() if name in names)
        return next(found, name.replace("_", " "))


def free_parameters(scenario: Scenario, wanted: Sequence[str]) -> tuple[FreeParameter, ...]:
    """Return the free parameters of a scenario.

    Parameters
    ----------
    scenario : Scenario
    wanted : sequence of str
        `PATH`, for the plausible range of its declaration, or `PATH=LOW:HIGH`.

    Raises
    ------
    ScenarioError
        If a path is not one of a number that moves something here, or no range is known.
    """
    parameters = tuple(_free(scenario, text) for text in wanted)
    paths = [parameter.path for parameter in parameters]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice is not None or not paths:
        got = "none" if twice is None else f"{twice} twice"
        msg = f"--free: at least one parameter must be free, each named once. Got {got}."
        raise ScenarioError(msg)
    return parameters


def with_values(
    scenario: Scenario, parameters: Sequence[FreeParameter], values: FloatArray
) -> Scenario:
    """Return the scenario with the free parameters set, checked again."""
    document = scenario_document(scenario)
    for parameter, value in zip(parameters, values, strict=True):
        *way, last = _keys(parameter.path)
        block = document
        for key in way:
            block = block[key]
        block[last] = float(value)
    return scenario_from_document(document)


def at_shares(parameters: Sequence[FreeParameter], shares: FloatArray) -> FloatArray:
    """Return values at shares of the ranges: 0 is the low end of each, 1 the high end."""
    low = np.array([parameter.low for parameter in parameters])
    width = np.array([parameter.width for parameter in parameters])
    values: FloatArray = low + shares * width
    return values


def start_shares(parameters: Sequence[FreeParameter]) -> FloatArray:
    """Return where in its range the scenario's value of each parameter stands, held in [0, 1]."""
    shares = [(parameter.start - parameter.low) / parameter.width for parameter in parameters]
    clipped: FloatArray = np.clip(np.array(shares), 0.0, 1.0)
    return clipped


def _free(scenario: Scenario, text: str) -> FreeParameter:
    path, _, span = text.partition("=")
    declaration = _declaration(scenario, path)
    if not span and declaration.plausible is None:
        msg = f"--free {path}: no plausible range is declared. Say one: --free {path}=LOW:HIGH."
        raise ScenarioError(msg)
    low, high = _stated(span, path) if span else declaration.plausible or (0.0, 0.0)
    allowed_low, allowed_high = declaration.bounds
    if (allowed_low is not None and low < allowed_low) or (
        allowed_high is not None and high > allowed_high
    ):
        msg = (
            f"--free {path}: the range must lie within {allowed_low} and {allowed_high}"
            f" ({declaration.unit}). Got {low:g} to {high:g}."
        )
        raise ScenarioError(msg)
    value: object = scenario_document(scenario)
    for key in _keys(path):
        value = value[key]  # type: ignore[index]  # a document is nested mappings
    return FreeParameter(
        path,
        low,
        high,
        float(str(value)),
        -math.inf if allowed_low is None else float(allowed_low),
        math.inf if allowed_high is None else float(allowed_high),
    )


def _declaration(scenario: Scenario, path: str) -> Declaration:
    keys = _keys(path)
    known = {"customers": BEHAVIOR, "firms": LEVERS}.get(keys[0])
    name = ".".join(keys[1:] if keys[0] == "customers" else keys[2:])
    if known is None or name not in known or (keys[0] == "firms" and keys[1] not in scenario.firms):
        msg = (
            f"--free {path}: not a parameter of customers or of a firm in {scenario.title!r}. Write"
            " it as in the file (customers.trust_weight, firms.NAME.recovery)."
        )
        raise ScenarioError(msg)
    declaration = known[name]
    is_number = isinstance(declaration.default, float | int) or declaration.default is ...
    reason = _idle(scenario).get(name) if keys[0] == "customers" else None
    if reason is not None or not is_number:
        why = f"it moves nothing here ({reason})" if reason else "it is not a number"
        msg = f"--free {path}: it cannot be estimated: {why}. Leave it out."
        raise ScenarioError(msg)
    return declaration


def _idle(scenario: Scenario) -> dict[str, str]:
    """Return the customer parameters that move nothing here, each with the reason."""
    unread = {name: waker.where for name, waker in unread_behavior(scenario).items()}
    return unread | inert_behavior(scenario)


def _stated(span: str, path: str) -> tuple[float, float]:
    first, _, second = span.partition(":")
    try:
        low, high = float(first), float(second)
    except ValueError:
        low = high = math.nan
    if not (math.isfinite(low) and math.isfinite(high)):
        msg = f"--free {path}: the range must be two numbers, LOW:HIGH. Got {span!r}."
        raise ScenarioError(msg)
    if high <= low:
        turned = f" Turn it round: --free {path}={second}:{first}." if high < low else ""
        msg = f"--free {path}: the range must rise from LOW to HIGH. Got {span!r}.{turned}"
        raise ScenarioError(msg)
    return low, high


def _keys(path: str) -> list[str]:
    """Return the keys of a path; a firm's name may hold no dot."""
    return path.split(".")
