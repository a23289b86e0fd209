"""Customers whose uncertain parameters are drawn: what a sensitivity analysis does to a market."""

from collections.abc import Mapping

from analysis.comparison.uncertainty import idle_parameters, uncertain_parameters
from analysis.evidence.fact import Setting
from simulation.scenario.customer import CustomerParams
from simulation.scenario.parameter import Declaration, declarations
from simulation.scenario.schema import Scenario

DECLARED: Mapping[str, Declaration] = {d.path: d for d in declarations(CustomerParams)}
OF_THE_MARKET = ("need_rate", "spend_scale")
"""How often and how much people buy tells markets apart, and is no uncertain behavior."""
WITHOUT_RANGE = 0.5  # share of its value by which a parameter without a range moves (facts.md)
Span = tuple[float, float, float]
"""Lowest value, the scenario's own, highest."""


def drawn(scenario: Scenario, setting: Setting) -> Scenario:
    """Return a scenario whose customers stand where the task draws them; others are left alone.

    Parameters
    ----------
    scenario : Scenario
        As the fact builds it.
    setting : Setting
        The task; without positions, the scenario is returned as it is.
    """
    if not setting.positions:
        return scenario
    values = {
        name: value_at(span, setting.positions[name])
        for name, span in spans(scenario).items()
        if name in setting.positions
    }
    customers = scenario.customers.model_copy(update=values)
    return scenario.model_copy(update={"customers": customers})


def spans(scenario: Scenario) -> dict[str, Span]:
    """Return what each uncertain customer parameter of a scenario may be drawn from, by name.

    Its plausible range around the scenario's own value, narrowed by the evidence grade as in
    `compare --uncertain`; half of the value on either side where no range is declared. Left out,
    because the fact means the value as it stands: a parameter that is switched off, and one that
    the fact sets outside its plausible range. Left out, too: what moves nothing in such a market.
    """
    graded = uncertain_parameters(scenario)
    idle = idle_parameters(scenario)
    found = {}
    for name, declaration in DECLARED.items():
        value = getattr(scenario.customers, name, None)
        if not isinstance(value, (int, float)) or name in OF_THE_MARKET or name in idle:
            continue
        if declaration.plausible is None:
            span = _half_around(declaration, float(value))
        elif name in graded and declaration.plausible[0] <= value <= declaration.plausible[1]:
            low, high = graded[name]
            span = (low, float(value), high)
        else:
            continue
        if span[0] < span[2]:
            found[name] = span
    return found


def value_at(span: Span, position: float) -> float:
    """Return the value at a position from 0 (lowest) through 1/2 (the scenario's own) to 1 (highest).

    Linear on either side; where the own value is an end of the range, linear over all of it. So the
    median draw is the scenario's value, and of two markets the one with more of it keeps more.
    """
    low, own, high = span
    if own in (low, high):
        return low + position * (high - low)
    if position < 0.5:
        return low + 2.0 * position * (own - low)
    return own + (2.0 * position - 1.0) * (high - own)


def _half_around(declaration: Declaration, value: float) -> Span:
    """Return half of the value on either side, within what a scenario may say."""
    low, high = sorted(((1.0 - WITHOUT_RANGE) * value, (1.0 + WITHOUT_RANGE) * value))
    at_least, at_most = declaration.bounds
    low = low if at_least is None else max(low, at_least)
    return low, value, high if at_most is None else min(high, at_most)
