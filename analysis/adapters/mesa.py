"""`mesa.batch_run`: its parameters, of the points of an experiment."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.experiments.experiment import VARIANT
from simulation.scenario.schema import Value


def batch_run_parameters(
    base: str, points: Sequence[Mapping[str, Value]], constants: Mapping[str, Value] | None = None
) -> list[dict[str, list[Any]]]:
    """Return the `parameters` of `mesa.batch_run(LoyaltyMarket, ...)`, one set for each scenario.

    Mesa crosses all parameters with each other. So the points of a scenario are one parameter,
    `overrides`, and each scenario that points name by `variant` has a call of its own.

    Parameters
    ----------
    base : str
        Name of the scenario, or a path to its file.
    points : Sequence[Mapping[str, Value]]
        Values by dotted path, as `design_points` makes them.
    constants : Mapping[str, Value] | None
        Values that hold at every point.
    """
    held = dict(constants or {})
    by_scenario: dict[str, list[Any]] = {}
    for point in points:
        moved = {path: value for path, value in point.items() if path != VARIANT}
        by_scenario.setdefault(str(point.get(VARIANT, base)), []).append({**held, **moved})
    return [{"scenario": [name], "overrides": rows} for name, rows in by_scenario.items()]
