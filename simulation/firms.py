"""Firms: few, and deciding in plain Python between the compiled steps."""

from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from simulation.rules.complaint import learned_failure_prob
from simulation.scenario.firm import FirmParams
from simulation.tables import YEAR_DAYS

if TYPE_CHECKING:
    from simulation.market import LoyaltyMarket


class Firm(mesa.Agent):
    """One firm of a market.

    Attributes
    ----------
    name : str
        Name in the scenario.
    index : int
        Place in the order of names: its column in every array.
    params : FirmParams
        What the scenario says about it.
    """

    def __init__(self, model: "LoyaltyMarket", name: str, index: int, params: FirmParams) -> None:
        super().__init__(model)
        self.name = name
        self.index = index
        self.params = params

    @property
    def is_deciding(self) -> bool:
        """Whether the firm ever changes its own terms while the market runs."""
        return bool(np.any(self.terms["complaint_learning"] > 0.0))

    @property
    def terms(self) -> NDArray[np.void]:
        """The firm's terms by step and segment, shape (T, S); a firm may rewrite its future."""
        table: NDArray[np.void] = self.model.world.terms[:, :, self.index]
        return table

    def books(self, measure: str) -> NDArray[np.int64]:
        """Return a recorded measure of this firm, shape (T,), fixed point as in `ledger`."""
        total: NDArray[np.int64] = self.model.ledger.firms[measure][:, :, self.index].sum(axis=1)
        return total

    def decide(self, since: int, now: int) -> None:
        """Learn from the complaints of steps `since` to `now` - 1 (EQ20 as settled 27).

        Complaints count per 1,000 customers and year, so that a small market learns like a large
        one; from step `now` on failures are rarer by what was learned.
        """
        days = (now - since) * self.model.config.market.step_days
        customers = self.books("customers")[since:now].mean()
        complaints = self.books("complaints")[since:now].sum()
        if customers <= 0.0:
            return
        per_thousand_and_year = complaints / customers * 1_000.0 * YEAR_DAYS / days
        steps_a_year = YEAR_DAYS / self.model.config.market.step_days
        for s in range(self.terms.shape[1]):
            row = self.terms[now, s]
            before = float(row["failure_prob"])
            yearly = 1.0 - (1.0 - float(row["complaint_learning"])) ** steps_a_year
            after = learned_failure_prob(
                before,
                float(row["failure_floor"]),
                yearly,
                float(per_thousand_and_year),
                float(days),
            )
            if before > 0.0:
                self.terms["failure_prob"][now:, s] *= after / before
