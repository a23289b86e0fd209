"""A year of a consumer panel in a repertoire market: who bought what, how often."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Setting
from analysis.evidence.facts.drawn import drawn
from analysis.evidence.facts.presets import WEEK
from simulation.market import LoyaltyMarket
from simulation.scenario.loader import scenario_from_document
from simulation.scenario.schema import Scenario

BRAND_SHARES: Mapping[str, float] = {
    "A": 0.36, "B": 0.23, "C": 0.15, "D": 0.10, "E": 0.07, "F": 0.04, "G": 0.03, "H": 0.02,
}  # fmt: skip
"""Eight brands from 36 % down to 2 % (assumption: about geometric)."""
TOOTHPASTE_RATE = 0.56 * 2.6 / 13.0
"""Purchases a week: 56 % of households bought toothpaste 2.6 times in a quarter (the published
example of the CRAN package NBDdirichlet, V)."""
YEAR = 52  # weeks
HEAVIEST = 0.2  # share of buyers whom the Pareto law asks about


def package_goods(setting: Setting, customers: Mapping[str, object] | None = None) -> Scenario:
    """Return a market of eight equally good brands, bought as seldom as toothpaste.

    Parameters
    ----------
    setting : Setting
        The task.
    customers : Mapping[str, object] | None
        Customer parameters that differ from the defaults, by name.
    """
    scenario = scenario_from_document(
        {
            "title": "package goods",
            "focal_firm": "A",
            "market": {
                "mode": "repertoire",
                "step_days": WEEK,
                "customers": setting.customers,
                "burn_in_steps": YEAR,
                "steps": YEAR,
            },
            "customers": {"need_rate": TOOTHPASTE_RATE, **(customers or {})},
            "firms": {name: {"share": share} for name, share in BRAND_SHARES.items()},
        }
    )
    return drawn(scenario, setting)


ONE_BRAND_EACH: Mapping[str, object] = {"switching_procedural": 1000.0}
"""Nobody ever changes brand: the customer parameters of a market that shares no buyers."""


def yearly_purchases(scenario: Scenario, seed: int) -> NDArray[np.int64]:
    """Return purchases in the study of those who were there throughout it, shape (C, J).

    As in a panel of continuous reporters: who left the category, or came, in the year is left out.
    """
    return _throughout(scenario, seed, "n_purchases")


def yearly_payments(scenario: Scenario, seed: int) -> NDArray[np.int64]:
    """Return money paid in the study by those who were there throughout it, shape (C, J)."""
    return _throughout(scenario, seed, "paid")


def _throughout(scenario: Scenario, seed: int, field: str) -> NDArray[np.int64]:
    market = LoyaltyMarket(scenario, rng=seed)
    market.advance_to(scenario.market.burn_in_steps)
    before = market.customers.get("generation").copy()
    market.run_model()
    there = market.customers.get("generation") == before
    found: NDArray[np.int64] = market.customers.get(field)[there].astype(np.int64)
    return found


def correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Return Pearson's r of two arrays of shape (n,); NaN where one of them does not vary."""
    if np.ptp(x) == 0.0 or np.ptp(y) == 0.0:
        return float("nan")
    return float(np.corrcoef(x, y)[0, 1])


def top_share(amounts: NDArray[np.int64], heaviest: float = HEAVIEST) -> float:
    """Return the share of all that the heaviest buyers account for.

    Parameters
    ----------
    amounts : ndarray, shape (C,)
        Bought by each customer; those who bought nothing do not count.
    heaviest : float
        Share of buyers asked about; a fraction of one buyer counts as that fraction.
    """
    bought = np.sort(amounts[amounts > 0])[::-1].astype(np.float64)
    if bought.size == 0:
        return float("nan")
    shares = np.arange(bought.size + 1) / bought.size
    total = np.concatenate([[0.0], np.cumsum(bought)]) / bought.sum()
    return float(np.interp(heaviest, shares, total))


def concentration_curve(
    amounts: NDArray[np.int64], points: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what the heaviest share of buyers accounts for, at several shares, same shape."""
    return np.array([top_share(amounts, float(point)) for point in points])
