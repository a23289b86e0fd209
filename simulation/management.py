"""What the firms of one run have decided, what it made of their terms, and what it costs."""

import numpy as np
from numpy.typing import NDArray

from simulation.organization import MOVES, Organization, at_rest, put_in_force, supplier_luck
from simulation.records import DIMENSIONS
from simulation.tables import MONTH_DAYS, Tables

RESTING: dict[str, float] = {
    **{f"investment_{d}": 0.0 for d in DIMENSIONS},
    "staff_wage": 1.0, "staff_training": 0.0, "staff_empowerment": 0.0, "staff_culture": 0.0,
    "staff_load": 1.0, "staff_coordination": 1.0, "supplier_disruption_rate": 0.0,
    "supplier_dual_sourcing": 0.0, "supplier_promptness": 0.0, "supplier_value_share": 0.0,
    "supplier_order_stability": 0.0, "supplier_price_squeeze": 0.0, "supplier_lead_days": 0.0,
    "supplier_lot_days": 0.0,
}  # fmt: skip
"""Levers inside a firm and the value at which each does nothing."""


def moving_firms(tables: Tables) -> tuple[int, ...]:
    """Return the firms whose inside ever leaves its rest; the others are never touched."""
    levers = np.asarray(tables.levers)  # a record array's fields are slow to reach
    moved = np.any(levers["supplier_quality"] != levers["supplier_reference"], axis=0)
    for lever, value in RESTING.items():
        moved |= np.any(levers[lever] != value, axis=0)
    decides = [
        firm.reaction.policy != "none" or firm.investment.rule != "planned"
        for firm in (tables.scenario.firms[name] for name in tables.firm_names)
    ]
    return tuple(int(j) for j in np.flatnonzero(moved | decides))


class Management:
    """The inside of the firms of one run; see `Organization` for shapes.

    Parameters
    ----------
    seed : int
        Seed of the run.
    tables : Tables
        The scenario's numbers.
    terms : record array of shape (T, S, J)
        The run's own copy of the terms; it is rewritten for the firms that move.

    Attributes
    ----------
    moving : tuple[int, ...]
        Firms whose inside ever leaves its rest; the others are never touched and cost nothing.
    organization : Organization
        Levers, decisions, terms and conduct.
    """

    def __init__(self, seed: int, tables: Tables, terms: NDArray[np.void]) -> None:
        self.moving = moving_firms(tables)
        weights = np.array([tables.behavior[f"dimension_weights_{d}"][-1] for d in DIMENSIONS])
        unsure = [j for j in self.moving if np.any(tables.levers["supplier_disruption_rate"][:, j])]
        moves = np.zeros(tables.levers.shape, dtype=MOVES).view(np.recarray)
        self.organization = Organization(
            plan=terms.copy() if self.moving else terms,
            levers=tables.levers,
            moves=moves,
            luck=supplier_luck(seed, tables.firm_keys, tables.n_steps, unsure),
            terms=terms,
            conduct=at_rest(tables.levers, terms, weights),
            weights=weights,
            step_months=tables.scenario.market.step_days / MONTH_DAYS,
        )
        for j in self.moving:
            self.put_in_force(j, 0)

    def plan(self, j: int) -> NDArray[np.void]:
        """Return firm j's terms before what its inside makes of them, shape (T, S), writable."""
        table = self.organization.plan if j in self.moving else self.organization.terms
        planned: NDArray[np.void] = np.asarray(table)[:, :, j]
        return planned

    def moves(self, j: int) -> NDArray[np.void]:
        """Return what firm j has decided, shape (T,), writable."""
        decided: NDArray[np.void] = np.asarray(self.organization.moves)[:, j]
        return decided

    def put_in_force(self, j: int, start: int) -> None:
        """Let firm j's levers and decisions show in its terms from a step on."""
        if j in self.moving:
            put_in_force(self.organization, j, start)

    def charge(self, books: NDArray[np.void], start: int, stop: int) -> None:
        """Book what the levers cost in steps start to stop - 1 (shares of that step's revenue).

        `books` is the ledger of firms, shape (T, S, J). The same for any way of cutting a run.
        """
        spend, books = np.asarray(self.organization.conduct)["lever_spend"], np.asarray(books)
        for j in self.moving:
            share = spend[start:stop, j]
            if np.any(share):
                spent = share[:, None] * books["revenue"][start:stop, :, j]
                books["policy_cost"][start:stop, :, j] += np.rint(spent).astype(np.int64)
