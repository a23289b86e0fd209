"""Contract customers at one moment, and who of them stayed until another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.market import LoyaltyMarket
from simulation.state import NOBODY


@dataclass(frozen=True)
class Holding:
    """Whom every customer slot holds a contract with, as copies, each of shape (N,).

    Attributes
    ----------
    step : int
        Steps done at that moment, burn-in included.
    generation : ndarray of int
        Tells people in one slot apart.
    provider : ndarray of int
        Firm, -1 for none.
    since : ndarray of int
        Step at which the contract began.
    satisfaction : ndarray of float
        With that firm, points; missing without one.
    """

    step: int
    generation: NDArray[np.int64]
    provider: NDArray[np.int64]
    since: NDArray[np.int64]
    satisfaction: NDArray[np.float64]

    @property
    def holds(self) -> NDArray[np.bool_]:
        """Who has a contract."""
        found: NDArray[np.bool_] = self.provider != NOBODY
        return found

    @property
    def tenure(self) -> NDArray[np.int64]:
        """Steps since the contract began."""
        return self.step - self.since


def holding(market: LoyaltyMarket) -> Holding:
    """Return who holds what now."""
    customers = market.customers
    provider = customers.get("provider").astype(np.int64)
    toward = customers.get("satisfaction").astype(np.float64)
    own = toward[np.arange(len(provider)), np.maximum(provider, 0)]
    return Holding(
        step=market.clock,
        generation=customers.get("generation").astype(np.int64),
        provider=provider,
        since=customers.get("spell_start").astype(np.int64),
        satisfaction=np.where(provider == NOBODY, np.nan, own),
    )


def remained(before: Holding, after: Holding) -> NDArray[np.bool_]:
    """Return who had a contract before and is the same person afterward, shape (N,)."""
    same: NDArray[np.bool_] = before.holds & (before.generation == after.generation)
    return same


def stayed(before: Holding, after: Holding) -> NDArray[np.bool_]:
    """Return who of them never left that firm in between, shape (N,)."""
    kept: NDArray[np.bool_] = (
        remained(before, after)
        & (before.provider == after.provider)
        & (before.since == after.since)
    )
    return kept
