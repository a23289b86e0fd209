"""Flip points checked by real runs: the surface says where to look, markets say whether it is so."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.crew import Crew
from analysis.experiments.study import market_study
from analysis.exploration.exploring import Exploration
from analysis.exploration.flip_search import flip_points
from analysis.exploration.flips import FlipPoint
from analysis.exploration.runs import PairedRuns
from simulation.errors import ResultError
from simulation.scenario.schema import Value

REPLICATIONS = 5


def checked_flips(
    found: Exploration, *, replications: int = REPLICATIONS, crew: Crew | None = None
) -> list[FlipPoint]:
    """Return the flip points of a sweep's advice by bisection with runs, the smallest move first.

    The policies of the advice meet the same seeds in every world that is looked at. Policies are
    counted as in `found.advice.policies`.

    Parameters
    ----------
    found : Exploration
        A sweep with levers and uncertainties.
    replications : int
        Runs of every policy in every world that is looked at.
    crew : Crew | None
        Who runs them; None runs them in this process.

    Raises
    ------
    ResultError
        If the sweep ran no markets, or gives no advice.
    RunError
        If a run fails.
    """
    advice = found.advice
    if found.experiment is None or advice is None:
        msg = f"{found.folder}: flip points are checked for a sweep of markets that gives advice."
        raise ResultError(msg)
    sign = 1.0 if found.is_better_high(advice.outcome) else -1.0
    runs = PairedRuns(market_study(found.experiment), found.seed, range(replications), crew)
    surface = found.surfaces.get(advice.outcome)

    def evaluate(world: Mapping[str, Value]) -> NDArray[np.float64]:
        return sign * runs.table(advice.policies, [world], advice.outcome)[:, 0]

    def predicted(world: Mapping[str, Value]) -> NDArray[np.float64]:
        import pandas as pd

        points = pd.DataFrame([{**world, **policy} for policy in advice.policies])
        return np.array(sign * surface.predicted(points)) if surface else np.zeros(len(points))

    surrogate = predicted if surface is not None and surface.is_trusted else None
    return flip_points(evaluate, found.sample.uncertainties, surrogate=surrogate)
