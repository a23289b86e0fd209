"""From a history to estimates: first what it can tell apart, then the numbers of what it can."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.calibration.log import FloatArray
from analysis.estimation.fitting import MomentFit, fit_moments
from analysis.estimation.free import FreeParameter, start_shares, with_values
from analysis.estimation.history import Moment
from analysis.estimation.identifiability import (
    Identifiability,
    dependence,
    identifiability_of,
    kept_free,
)
from analysis.estimation.jacobian import jacobian_at
from analysis.estimation.market_moments import MarketMoments
from analysis.estimation.sampling import sampling_of
from simulation.errors import LogError
from simulation.scenario.schema import Scenario


@dataclass(frozen=True, eq=False)
class AttitudeStudy:
    """What a history says of a scenario's parameters.

    Attributes
    ----------
    market : MarketMoments
        With all parameters that were asked for.
    identifiability : Identifiability
        At the scenario's values.
    kept, held : tuple of int
        Numbers of the parameters that were estimated, and of those held at the scenario's value.
    moved : ndarray, shape (kept, held)
        How estimates would move if a held parameter stood elsewhere, in widths of the ranges.
    fit : MomentFit | None
        None where nothing can be told.
    """

    market: MarketMoments
    identifiability: Identifiability
    kept: tuple[int, ...]
    held: tuple[int, ...]
    moved: FloatArray
    fit: MomentFit | None

    @property
    def estimated(self) -> tuple[FreeParameter, ...]:
        """The parameters that were estimated."""
        return tuple(self.market.parameters[k] for k in self.kept)

    @property
    def fitted_scenario(self) -> Scenario:
        """The scenario with the estimates in it."""
        if self.fit is None:
            return self.market.scenario
        return with_values(self.market.scenario, self.estimated, self.fit.values)


def study_attitudes(market: MarketMoments) -> AttitudeStudy:
    """Return what can be told apart, and the estimates of that.

    Raises
    ------
    LogError
        If there are no more moments than free parameters.
    """
    require_enough(market)
    sampling = sampling_of(market)
    reference = start_shares(market.parameters)
    jacobian = jacobian_at(market, reference, "what can be told apart")
    found = identifiability_of(market.parameters, jacobian, sampling)
    kept = kept_free(found)
    held = [k for k in range(len(market.parameters)) if k not in kept]
    fit = None
    if kept:
        own = tuple(market.parameters[k] for k in kept)
        fit = fit_moments(replace(market, parameters=own), sampling)
    return AttitudeStudy(market, found, tuple(kept), tuple(held), dependence(found, kept), fit)


def require_enough(market: MarketMoments) -> None:
    """Refuse a history that has no more moments than there are free parameters.

    Raises
    ------
    LogError
        If so.
    """
    if len(market.asked) <= len(market.parameters):
        place = market.asked[0].place.rpartition(", ")[0] if market.asked else ""
        msg = (
            f"{place or 'The history'}: there must be more moments than free parameters"
            f" ({len(market.parameters)}). Got {len(market.asked)}. Add rows, or free fewer."
        )
        raise LogError(msg)


def simulated_history(
    market: MarketMoments, first: int = 1_000, n_runs: int = 40
) -> tuple[Moment, ...]:
    """Return the history that the scenario itself would leave, with the errors of its size.

    For tests of recovery, and to ask what data would tell before they are collected: values are
    those of one run, standard errors come from all of them.

    Parameters
    ----------
    market : MarketMoments
        Its moments say what is measured, its scenario is the truth.
    first : int
        Number of the first seed; none of them is used for estimation.
    n_runs : int
    """
    runs = market.replicated(first, n_runs, "simulated history")
    errors = np.array([run.values for run in runs]).std(axis=0, ddof=1)
    return tuple(
        replace(
            moment, value=float(value), n=float(max(n, 1.0)), standard_error=float(max(error, 1e-9))
        )
        for moment, value, n, error in zip(
            market.asked, runs[0].values, runs[0].numbers, errors, strict=True
        )
    )


def plain_moments(spans: Sequence[tuple[str, int, int]]) -> tuple[Moment, ...]:
    """Return moments without a value yet, from (measure, start, end)."""
    return tuple(Moment(measure, start, end, 0.0, 1.0) for measure, start, end in spans)
