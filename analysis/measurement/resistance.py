"""Resistance: how far the best rival must cut its price before a customer is as likely to go as to stay (S005).

Closed form. The utility a rival needs follows from P(stay) = 1/2; the price term that gives it is
turned into a price by inverting EQ15, whose price term is linear on either side of the price the
customer expects.
"""

from dataclasses import dataclass

import numpy as np

from analysis.typologies.choice import alternatives
from analysis.typologies.moment import Floats, Moment

EVEN = 0.5
BEYOND_FREE = np.inf
"""The resistance of one whom no price, not even nothing, would bring to even odds."""


@dataclass(frozen=True)
class PriceSense:
    """How people feel a price (EQ15); each array of shape (n,)."""

    sensitivity: Floats
    relief: Floats
    reference_price: Floats
    weight: Floats
    loss: Floats


def price_sense(
    moment: Moment,
    rows: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    firms: "np.ndarray[tuple[int], np.dtype[np.int64]]",
) -> PriceSense:
    """Return how each person feels the price of one firm; `rows` and `firms` have shape (n,)."""
    bond = moment.get("bond")[rows, firms]
    return PriceSense(
        sensitivity=moment.get("price_sensitivity")[rows, 0],
        relief=1.0 - 0.01 * moment.behavior("bond_price_relief")[rows, 0] * bond,
        reference_price=moment.get("reference_price")[rows, firms],
        weight=moment.behavior("reference_price_weight")[rows, 0],
        loss=moment.behavior("reference_price_loss")[rows, 0],
    )


def price_at(utility: Floats, sense: PriceSense) -> Floats:
    """Return the price at which the price term of the utility has a value, money, shape (n,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        softened = np.where(utility < 0.0, sense.sensitivity * sense.relief, sense.sensitivity)
        disadvantage = -utility / softened
    expected = sense.reference_price
    slope = np.where(disadvantage <= expected - 1.0, 1.0, sense.loss)
    extra = sense.weight * slope
    price: Floats = (disadvantage + 1.0 + extra * expected) / (1.0 + extra)
    return price


def utility_at(price: Floats, sense: PriceSense) -> Floats:
    """Return the price term of the utility at a price, logits, shape (n,) (EQ15)."""
    above = np.maximum(price - sense.reference_price, 0.0)
    below = np.maximum(sense.reference_price - price, 0.0)
    disadvantage = price - 1.0 + sense.weight * (sense.loss * above - below)
    relief = np.where(disadvantage > 0.0, sense.relief, 1.0)
    return -sense.sensitivity * relief * disadvantage


def best_rivals(moment: Moment, firm: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Return the column of the best other firm of each customer, shape (N,); -1 without any."""
    values = alternatives(moment)[:, :-1].copy()
    values[:, moment.index(firm)] = -np.inf
    best = values.argmax(axis=1)
    has_one = np.isfinite(values.max(axis=1))
    rivals: np.ndarray[tuple[int], np.dtype[np.int64]] = np.where(has_one, best, -1)
    return rivals


def resistance(moment: Moment, firm: str) -> Floats:
    """Return the discount of the best rival at which each customer stays with chance 1/2, shape (N,).

    A share of the rival's present price: 0 for one who is no likelier to stay than to go already,
    infinite for one whom not even a price of 0 would bring so far, or who has no other firm.
    Missing for those who are no customers of the firm.

    Parameters
    ----------
    moment : Moment
        A snapshot.
    firm : str
        Whose customers.
    """
    j = moment.index(firm)
    rows = moment.customers_of(firm)
    rivals = best_rivals(moment, firm)[rows]
    found = np.full(moment.n_customers, np.nan)
    found[rows] = BEYOND_FREE
    reachable, rival = rows[rivals >= 0], rivals[rivals >= 0]
    if not len(reachable):
        return found
    values = alternatives(moment)[reachable]
    at = np.arange(len(reachable))
    own = values[:, j].copy()
    present_utility = values[at, rival]
    values[at, rival] = -np.inf
    values[:, j] = -np.inf
    # e^V_rival must equal e^V_own less everybody else: P(stay) is then one half
    with np.errstate(divide="ignore", invalid="ignore"):
        room = 1.0 - np.exp(values - own[:, None]).sum(axis=1)
        needed = own + np.log(room)
    price_term = moment.get("utility_price")[reachable, rival]
    sense = price_sense(moment, reachable, rival)
    now = price_at(price_term, sense)
    then = price_at(price_term + needed - present_utility, sense)
    with np.errstate(divide="ignore", invalid="ignore"):
        discount = 1.0 - then / now
    already = ~(room > 0.0) | (needed <= present_utility)
    never = ~(then >= 0.0) | (sense.sensitivity <= 0.0)
    found[reachable] = np.where(already, 0.0, np.where(never, BEYOND_FREE, discount))
    return found
