"""A cohort acquired in month 0: who still holds the first contract, and what it is worth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from analysis.evidence.facts.presets import ran
from simulation.scenario.schema import Scenario

MONTHS_PER_YEAR = 12
ACQUISITION_MARGINS = 0.8  # annual margins (assumption, model.md 2.8)
DISCOUNT = 0.12  # per year (Gupta, Lehmann & Stuart 2004, M)


def surviving(scenario: Scenario, seed: int, firm: str | None = None) -> NDArray[np.float64]:
    """Return the share that never left since month 0, by month, shape (steps,); it begins with 1.

    The scenario has no burn-in and nobody leaves the category.

    Parameters
    ----------
    scenario : Scenario
        What to run.
    seed : int
        Seed of its draws.
    firm : str | None
        Only this firm's cohort; None for all firms together.
    """
    market = ran(scenario, seed)
    base = market.ledger.firms["base_customers"].sum(axis=1)
    held = base.sum(axis=1) if firm is None else base[:, market.tables.firm_names.index(firm)]
    survival: NDArray[np.float64] = held / held[0]
    return survival


def yearly(survival: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return survival at the end of year 0, 1, 2, ..., from months."""
    return survival[::MONTHS_PER_YEAR]


def retention(survival: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return who of those there was kept in each period: r_1, r_2, ..."""
    rate: NDArray[np.float64] = survival[1:] / survival[:-1]
    return rate


@dataclass(frozen=True)
class ShiftedBetaGeometric:
    """Churn whose chance differs between people by a Beta(alpha, beta) and never changes.

    Fader & Hardie 2007.
    """

    alpha: float
    beta: float

    @property
    def polarization(self) -> float:
        """How differently people churn, 1 / (1 + alpha + beta): 0 alike, 1 all or nothing."""
        return 1.0 / (1.0 + self.alpha + self.beta)

    def survival(self, periods: int) -> NDArray[np.float64]:
        """Return S(0), S(1), ..., S(periods)."""
        t = np.arange(periods + 1)
        log_survival = special.betaln(self.alpha, self.beta + t) - special.betaln(
            self.alpha, self.beta
        )
        curve: NDArray[np.float64] = np.exp(log_survival)
        return curve


def fitted_churn(survival: NDArray[np.float64]) -> ShiftedBetaGeometric:
    """Return the shifted beta-geometric of highest likelihood for S(0), S(1), ..., S(n)."""
    lost, left = -np.diff(survival), survival[-1]

    def shortfall(logs: NDArray[np.float64]) -> float:
        curve = ShiftedBetaGeometric(*np.exp(logs)).survival(lost.size)
        churned = np.maximum(-np.diff(curve), 1e-300)
        return -float(lost @ np.log(churned) + left * np.log(max(curve[-1], 1e-300)))

    found = optimize.minimize(
        shortfall, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-12}
    )
    alpha, beta = np.exp(found.x)
    return ShiftedBetaGeometric(float(alpha), float(beta))
