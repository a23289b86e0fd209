"""Single customers with their risk to leave, and what is at stake (S056)."""

from typing import TYPE_CHECKING

import numpy as np

from analysis.measurement.resistance import resistance
from analysis.metrics.tenure_profit import profit_components
from analysis.typologies.choice import stay_probabilities
from analysis.typologies.moment import Moment

if TYPE_CHECKING:
    import pandas as pd


def customers_at_risk(moment: Moment, firm: str) -> "pd.DataFrame":
    """Return a row a present customer, those with most at stake first.

    Columns: `customer` (slot), `tenure_months`, `satisfaction`, `chance_to_leave` (that the next
    choice is not the firm), `resistance` (see `analysis.measurement.resistance`), `margin` (money a
    year at the rates of this moment) and `at_stake`, that margin times the chance to leave.

    Parameters
    ----------
    moment : Moment
        A snapshot.
    firm : str
        Whose customers.
    """
    import pandas as pd

    j = moment.index(firm)
    rows = moment.customers_of(firm)
    leaves = 1.0 - stay_probabilities(moment)[rows, j]
    margin = profit_components(moment, firm)["margin"].to_numpy()
    table = pd.DataFrame(
        {
            "customer": moment.get("customer")[rows, j].astype(np.int64),
            "tenure_months": moment.tenure_months[rows, j],
            "satisfaction": moment.get("satisfaction")[rows, j],
            "chance_to_leave": leaves,
            "resistance": resistance(moment, firm)[rows],
            "margin": margin,
            "at_stake": margin * leaves,
        }
    )
    return table.sort_values("at_stake", ascending=False, kind="stable", ignore_index=True)
