"""Delivered value: what a customer gets in all, less what it costs in all (S017; Kotler).

Total customer value is that of product, service, personnel and image; total customer cost is money,
time and energy, and psychic cost. Each is a term of the utility (EQ15) over the customer's own
price sensitivity: money. Habit and the cost of leaving hold a customer without being worth
anything, so they are not in it.

A utility has no zero of its own: a level says nothing, the difference to the best rival does.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.measurement.resistance import best_rivals
from analysis.typologies.choice import attitude_parts
from analysis.typologies.moment import Floats, Moment

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Part:
    """One part of the delivered value: its name, `value` or `cost`, and what it is made of."""

    name: str
    side: str
    made_of: str


PARTS = (
    Part("product", "value", "lasting preference for the offer"),
    Part("service", "value", "satisfaction, from 70 points"),
    Part("personnel", "value", "trust, from 50 points, and belonging"),
    Part("image", "value", "fit of the brand's image"),
    Part("rewards", "value", "program, promotion and what contacts recall"),
    Part("money", "cost", "price against the usual and the expected one"),
    Part("time and energy", "cost", "convenience, counted against the cost"),
    Part("psychic", "cost", "risk of a firm never tried"),
)


def part_values(moment: Moment) -> dict[str, Floats]:
    """Return each part toward each firm in logits, costs below 0, each of shape (N, J).

    They sum to the utility without habit and without the cost of leaving.
    """
    attitude = attitude_parts(moment)
    return {
        "product": moment.get("utility_taste"),
        "service": attitude["satisfaction"],
        "personnel": attitude["trust"] + attitude["belonging"],
        "image": attitude["image"],
        "rewards": moment.get("utility_program") + moment.get("utility_promotion"),
        "money": moment.get("utility_price"),
        "time and energy": moment.get("utility_convenience"),
        "psychic": moment.get("utility_inexperience"),
    }


def delivered_value(moment: Moment, firm: str) -> "pd.DataFrame":
    """Return the parts for a firm's customers, their best rival's, and the difference, in money.

    One row a part and a last one for the sum; columns `part`, `side`, `own`, `rival`, `difference`
    (reference prices per purchase, or month of a contract; costs below 0) and `made_of`. Means over
    present customers who mind a price and have another firm in reach; missing if there is none.

    Parameters
    ----------
    moment : Moment
        A snapshot.
    firm : str
        Whose customers.
    """
    import pandas as pd

    j = moment.index(firm)
    sensitivity = moment.get("price_sensitivity")[:, j]
    rivals = best_rivals(moment, firm)
    rows = np.flatnonzero(moment.present[:, j] & (sensitivity > 0.0) & (rivals >= 0))
    values = part_values(moment)
    table = []
    for part in PARTS:
        money = values[part.name][rows] / sensitivity[rows, None]
        own, rival = money[:, j], money[np.arange(len(rows)), rivals[rows]]
        table.append([part.name, part.side, _mean(own), _mean(rival), part.made_of])
    frame = pd.DataFrame(table, columns=["part", "side", "own", "rival", "made_of"])
    total = frame[["own", "rival"]].sum(min_count=len(PARTS))
    frame.loc[len(frame)] = ["delivered value", "all", total["own"], total["rival"], "all of these"]
    frame.insert(4, "difference", frame["own"] - frame["rival"])
    return frame


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")
