"""Drawing the uncertain parameters, the same for the base and every variant (settled 17)."""

import math
from collections.abc import Container, Iterable, Sequence

import numpy as np

from simulation.scenario.customer import CustomerParams
from simulation.scenario.inert import inert_behavior
from simulation.scenario.parameter import Declaration, declarations
from simulation.scenario.schema import Scenario
from simulation.scenario.waking import unread_behavior

WIDTH_BY_GRADE = {"V": 0.25, "V2": 0.5, "P": 0.5, "M": 0.75, "S": 1.0, "D": 1.0}
"""Which part of the plausible range a draw covers: the better the evidence, the less (assumption)."""


SECOND_PRODUCTS = ("cross_buying", "breadth_spend")
"""What moves nothing where nobody can use a second product, and is refused there."""


def idle_parameters(scenario: Scenario) -> frozenset[str]:
    """Return the customer parameters that move nothing in this market: nothing to draw there."""
    people: list[float | str | None] = [scenario.customers.breadth_max]
    people += [segment.set.get("breadth_max", 1.0) for segment in scenario.segments.values()]
    has_second = any(isinstance(most, int | float) and most > 1.0 for most in people)
    return frozenset(inert_behavior(scenario)) | frozenset(() if has_second else SECOND_PRODUCTS)


def uncertain_parameters(scenario: Scenario) -> dict[str, tuple[float, float]]:
    """Return the range that each uncertain customer parameter is drawn from, by dotted path.

    The plausible range around the scenario's value, narrowed by the evidence grade. A parameter
    that stands at 0, the lowest it may be, stays there: what a scenario leaves off is not drawn on;
    nor is what moves nothing in such a market.
    """
    idle = idle_parameters(scenario)
    ranges = {}
    for declaration in declarations(CustomerParams):
        value = getattr(scenario.customers, declaration.path, None)
        if declaration.plausible is None or not isinstance(value, (int, float)):
            continue
        if declaration.path in idle:
            continue
        if value == 0.0 and declaration.bounds[0] == 0.0:
            continue
        low, high = graded_range(declaration, float(value))
        if high > low:
            ranges[declaration.path] = (low, high)
    return ranges


def read_by_none(scenarios: Iterable[Scenario], varied: Container[str] = ()) -> set[str]:
    """Return the customer parameters that none of several scenarios reads.

    Parameters
    ----------
    varied : Container[str]
        What else is moved off its rest, as in `unread_behavior`.
    """
    return set.intersection(*(set(unread_behavior(scenario, varied)) for scenario in scenarios))


def common_ranges(scenarios: Sequence[Scenario]) -> dict[str, tuple[float, float]]:
    """Return the ranges that the base and all its variants are drawn from.

    Those of the first, the base, without what none of them reads.
    """
    unread = read_by_none(scenarios)
    ranges = uncertain_parameters(scenarios[0])
    return {path: span for path, span in ranges.items() if path not in unread}


def drawn_scenarios(scenarios: list[Scenario], n_draws: int, seed: int) -> list[list[Scenario]]:
    """Return, for each draw, all scenarios with the same drawn customer parameters.

    A Latin hypercube (McKay, Beckman & Conover 1979) over the ranges of the first scenario, the
    base, without what none of them reads. Segments keep the values they set themselves, and a variant those it changes.
    """
    from scipy.stats import qmc  # a second to import, for this function only

    ranges = common_ranges(scenarios)
    sampler = qmc.LatinHypercube(d=len(ranges), rng=np.random.default_rng(seed))
    low = [span[0] for span in ranges.values()]
    high = [span[1] for span in ranges.values()]
    points = qmc.scale(sampler.random(n_draws), low, high)
    drawn = []
    for point in points:
        values = dict(zip(ranges, point.tolist(), strict=True))
        drawn.append([_with(scenario, scenarios[0], values) for scenario in scenarios])
    return drawn


def graded_range(declaration: Declaration, value: float) -> tuple[float, float]:
    """Return the plausible range around a value, narrowed by the grade of its evidence."""
    width = WIDTH_BY_GRADE[declaration.grade]
    plausible_low, plausible_high = declaration.plausible or (value, value)
    bound_low, bound_high = declaration.bounds
    low = value - width * max(value - plausible_low, 0.0)
    high = value + width * max(plausible_high - value, 0.0)
    low = max(low, -math.inf if bound_low is None else bound_low)
    return low, min(high, math.inf if bound_high is None else bound_high)


def _with(scenario: Scenario, base: Scenario, values: dict[str, float]) -> Scenario:
    common = {
        path: value
        for path, value in values.items()
        if getattr(scenario.customers, path) == getattr(base.customers, path)
    }
    customers = scenario.customers.model_copy(update=common)
    return scenario.model_copy(update={"customers": customers})
