"""The lock-in meter: what a firm's retention is made of.

The chance that a customer stays is a function of which props are in place. The Shapley value (1953)
of each prop is its contribution averaged over all orders in which the props could be put up: the
only attribution that sums exactly to the whole, treats equal props equally, gives a prop without
effect nothing and adds up over customers (Shapley's axioms). Taking props out one at a time does
not sum: two barriers that each suffice alone would both look useless.
"""

from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.typologies.choice import PROPS, REACH, leaving_costs, options, stay_probabilities
from analysis.typologies.moment import Floats, Moment
from simulation.errors import ResultError

if TYPE_CHECKING:
    import pandas as pd

CHANCE = "chance"
CHANCE_LABEL = "chance: an even choice among all firms"
MOST_CUSTOMERS = 20_000
"""Customers; beyond that every k-th is counted, so that the meter stays a matter of seconds (assumption)."""


@dataclass(frozen=True)
class LockIn:
    """What holds a firm's customers.

    Attributes
    ----------
    firm : str
        The firm.
    rows : ndarray of int64, shape (n,)
        The customers that were counted, as rows of the snapshot.
    stay : ndarray, shape (n,)
        The chance that each stays if a choice is made now.
    contributions : dict[str, ndarray of shape (n,)]
        By prop, and `chance` for what is left without any prop; they sum to `stay`.
    """

    firm: str
    rows: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    stay: Floats
    contributions: dict[str, Floats]

    @property
    def retention(self) -> float:
        """The mean chance to stay."""
        return float(self.stay.mean())

    def mean(self, prop: str) -> float:
        """Return the mean contribution of a prop, a part of `retention`."""
        return float(self.contributions[prop].mean())


def thinned_customers_of(moment: Moment, firm: str) -> NDArray[np.int64]:
    """Return the rows of a firm's customers, evenly thinned to `MOST_CUSTOMERS`.

    Raises
    ------
    ResultError
        If the firm has none.
    """
    rows = moment.customers_of(firm)
    if not len(rows):
        msg = f"{firm} has no customers at step {moment.step}, so nothing holds any of them."
        raise ResultError(msg)
    every = -(-len(rows) // MOST_CUSTOMERS)
    return rows[::every]


def props_at_work(moment: Moment) -> list[str]:
    """Return the props whose terms differ from 0 anywhere, or that keep anybody from a firm."""
    at_work = []
    for prop in PROPS:
        if prop.name == REACH:
            works = bool((options(moment) != options(moment, (REACH,))).any())
        else:
            works = any(moment.get(f"utility_{term}").any() for term in prop.terms)
            if prop.name == "switching":  # leaving the only firm stands in no other one's utility
                works = works or bool(leaving_costs(moment).any())
        if works:
            at_work.append(prop.name)
    return at_work


def lock_in(moment: Moment, firm: str) -> LockIn:
    """Return what holds the customers of a firm, by Shapley values over the props.

    Parameters
    ----------
    moment : Moment
        A snapshot.
    firm : str
        The firm whose customers are asked about.

    Raises
    ------
    ResultError
        If there is no such firm, or it has no customers.
    """
    rows = thinned_customers_of(moment, firm)
    own = moment.selected(rows)
    j = moment.index(firm)
    # a prop that these customers lack has a Shapley value of exactly 0 and need not be tried
    active = props_at_work(own)
    worth = _worth_of_coalitions(own, j, active)
    everything = frozenset(active)
    contributions = {
        prop.name: _shapley(worth, active, prop.name)
        if prop.name in active
        else np.zeros(len(rows))
        for prop in PROPS
    }
    contributions[CHANCE] = worth[frozenset()]
    return LockIn(firm, rows, worth[everything], contributions)


def _worth_of_coalitions(own: Moment, j: int, active: list[str]) -> dict[frozenset[str], Floats]:
    """Return the chance to stay with exactly these props in place, for every set of them."""
    worth = {}
    for size in range(len(active) + 1):
        for kept in combinations(active, size):
            without = [name for name in active if name not in kept]
            worth[frozenset(kept)] = stay_probabilities(own, without)[:, j]
    return worth


def _shapley(worth: dict[frozenset[str], Floats], active: list[str], prop: str) -> Floats:
    n = len(active)
    others = [name for name in active if name != prop]
    total = np.zeros_like(worth[frozenset()])
    for size in range(n):
        weight = factorial(size) * factorial(n - size - 1) / factorial(n)
        for kept in combinations(others, size):
            coalition = frozenset(kept)
            total += weight * (worth[coalition | {prop}] - worth[coalition])
    return total


def lock_in_table(meter: LockIn, moment: Moment) -> "pd.DataFrame":
    """Return a row a prop: its part of retention, its share, and retention without it alone."""
    import pandas as pd

    own = moment.selected(meter.rows)
    j = moment.index(meter.firm)
    rows = [
        {
            "prop": prop.label,
            "part_of_retention": meter.mean(prop.name),
            "share_of_retention": meter.mean(prop.name) / meter.retention,
            "retention_without_it": float(stay_probabilities(own, (prop.name,))[:, j].mean()),
        }
        for prop in PROPS
    ]
    chance = meter.mean(CHANCE)
    rows.append(
        {
            "prop": CHANCE_LABEL,
            "part_of_retention": chance,
            "share_of_retention": chance / meter.retention,
            "retention_without_it": np.nan,
        }
    )
    return pd.DataFrame(rows)
