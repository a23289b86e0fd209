"""A calibrated market run forward, beside the log that it came from.

The log's shares and repeat rate come from each customer's real first purchase, the real prices and
as many purchases as were recorded; the market runs on from its burn-in under a promotion calendar
that nobody's purchases influence. The difference is what a strategist should see before believing
a level. Nothing is tuned to close it.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from analysis.calibration.calibration import Calibration
from analysis.calibration.log import FloatArray
from analysis.calibration.offers_of import market_names
from analysis.metrics.behavior import repeat_rate
from simulation.draws import replication_seed
from simulation.results import RunResult
from simulation.runner import RunSpec, run_one
from simulation.scenario.schema import Scenario

DEFAULT_CUSTOMERS = 1_000
DEFAULT_REPLICATIONS = 5
UNLIKELY = 0.05  # how often a share is called another one by chance, over all firms together


@dataclass(frozen=True, eq=False)
class ForwardCheck:
    """Log and market side by side.

    Attributes
    ----------
    firms : tuple of str, length J
        As the scenario names them.
    observed_shares, simulated_shares : ndarray, shape (J,)
        Of purchases; simulated: mean over replications.
    share_standard_errors : ndarray, shape (J,)
        Of the observed ones, over customers.
    share_spread : ndarray, shape (J,)
        Standard deviation of the simulated shares over replications: mostly their calendars.
    observed_repeat, simulated_repeat : float
        Share of consecutive purchases of a customer from one firm.
    repeat_standard_error : float
        Of the observed one, over customers.
    replications : int
        Runs of the market.
    """

    firms: tuple[str, ...]
    observed_shares: FloatArray
    simulated_shares: FloatArray
    share_standard_errors: FloatArray
    share_spread: FloatArray
    observed_repeat: float
    simulated_repeat: float
    repeat_standard_error: float
    replications: int

    @property
    def moved_firms(self) -> tuple[int, ...]:
        """Firms whose share in the market is not the log's, by a test of all firms at once (5 %).

        The error is that of the log and of the calendars of the market's runs.
        """
        noise = self.share_spread / math.sqrt(self.replications)
        errors = np.hypot(self.share_standard_errors, noise)
        allowed = NormalDist().inv_cdf(1.0 - UNLIKELY / 2.0 / max(len(self.firms), 1)) * errors
        gaps = np.abs(self.simulated_shares - self.observed_shares)
        return tuple(np.flatnonzero(gaps > allowed).tolist())


def run_forward(
    calibration: Calibration,
    scenario: Scenario,
    customers: int = DEFAULT_CUSTOMERS,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = 1,
) -> ForwardCheck:
    """Return shares and repeat rate of the study's steps beside those of the log.

    Parameters
    ----------
    calibration : Calibration
    scenario : Scenario
        From `scenario_of` of the same calibration.
    customers, replications, seed : int
        Of the runs; at least two replications.

    Raises
    ------
    RunError
        If a run fails.
    """
    market = scenario.market.model_copy(update={"customers": customers})
    sized = scenario.model_copy(update={"market": market})
    names = market_names([profile.firm for profile in calibration.firms])
    shares = np.empty((replications, len(names)))
    repeats = np.empty(replications)
    for replication in range(replications):
        result = run_one(RunSpec(scenario.title, sized, replication_seed(seed, replication)))
        shares[replication] = purchase_shares(result, names)
        repeats[replication] = repeat_rate(result)
    statistics = calibration.statistics
    return ForwardCheck(
        firms=tuple(names),
        observed_shares=statistics.shares,
        simulated_shares=shares.mean(axis=0),
        share_standard_errors=statistics.share_errors,
        share_spread=shares.std(axis=0, ddof=1),
        observed_repeat=statistics.repeat_rate.value,
        simulated_repeat=float(repeats.mean()),
        repeat_standard_error=statistics.repeat_rate.standard_error,
        replications=replications,
    )


def purchase_shares(result: RunResult, firms: list[str]) -> FloatArray:
    """Return each firm's share of the purchases in the study, shape (J,)."""
    frame = result.firms[result.firms["step"] >= 0]
    purchases = frame.groupby("firm", observed=False)["purchases"].sum().loc[firms]
    counts: FloatArray = purchases.to_numpy(dtype=float)
    shares: FloatArray = counts / counts.sum()
    return shares
