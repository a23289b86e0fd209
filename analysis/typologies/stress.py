"""The stress test: this barrier falls tomorrow; who leaves, and to whom."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.typologies.choice import PROPS, Prop, choice_probabilities
from analysis.typologies.lock_in import thinned_customers_of
from analysis.typologies.moment import Floats, Moment

if TYPE_CHECKING:
    import pandas as pd

NOWHERE = "nowhere"
PER = 1_000.0


@dataclass(frozen=True)
class Fall:
    """What happens to a firm's customers when one prop is taken out for everybody.

    Attributes
    ----------
    prop : Prop
        What falls.
    before, after : ndarray, shape (n, J + 1)
        Chance of each firm, and of nowhere (last), of the firm's customers.
    own : int
        Column of the firm.
    """

    prop: Prop
    before: Floats
    after: Floats
    own: int

    @property
    def leavers(self) -> Floats:
        """By how much the chance to stay falls for each customer, shape (n,); negative if it rises."""
        lost: Floats = (self.before - self.after)[:, self.own]
        return lost

    @property
    def gained(self) -> Floats:
        """Customers that each destination gains of every 1,000, shape (J + 1,); own is minus the loss."""
        moved: Floats = PER * (self.after - self.before).mean(axis=0)
        return moved


def falls(moment: Moment, firm: str) -> list[Fall]:
    """Return the fall of each prop for the customers of a firm (ResultError: no such firm, nobody)."""
    own = moment.selected(thinned_customers_of(moment, firm))
    j = moment.index(firm)
    before = choice_probabilities(own)
    return [Fall(prop, before, choice_probabilities(own, (prop.name,)), j) for prop in PROPS]


def stress_table(moment: Moment, firm: str) -> "pd.DataFrame":
    """Return a row a prop: who stays now and then, who leaves of 1,000, to whom, and who they are.

    The gains of the rivals and of nowhere sum to those who leave. Satisfaction and tenure are means
    over the customers weighted by how likely each is to leave because of the fall; missing where
    nobody would.
    """
    import pandas as pd

    rows_of = thinned_customers_of(moment, firm)
    own = moment.selected(rows_of)
    j = moment.index(firm)
    satisfaction = own.get("satisfaction")[:, j]
    tenure = own.tenure_months[:, j]
    rows = []
    for fall in falls(moment, firm):
        weights = np.maximum(fall.leavers, 0.0)
        anybody = bool(weights.sum() > 1.0e-9)
        destinations = {
            f"to {name}": fall.gained[k]
            for k, name in enumerate((*moment.firms, NOWHERE))
            if k != j
        }
        rows.append(
            {
                "what falls": fall.prop.label,
                "stay_now": float(fall.before[:, j].mean()),
                "stay_then": float(fall.after[:, j].mean()),
                "leave_per_1000": float(-fall.gained[j]),
                **destinations,
                "satisfaction_of_leavers": _mean(satisfaction, weights) if anybody else np.nan,
                "tenure_months_of_leavers": _mean(tenure, weights) if anybody else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _mean(values: Floats, weights: Floats) -> float:
    return float(np.average(values, weights=weights))
