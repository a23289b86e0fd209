"""What the customers of a market gain from being able to choose, in money."""

import numpy as np
from numpy.typing import NDArray

from analysis.metrics.record import FirmRecord
from analysis.typologies.choice import COLUMNS, options, outside_utilities, utilities
from analysis.typologies.moment import moment_from

SENSITIVITY = "price_sensitivity"


def customer_surplus(record: FirmRecord) -> float:
    """Return what a choice is worth to a customer of the market at the end of the study, money.

    The expected utility of the best of all firms considered (and of buying nowhere, where that is an
    option), ln sum of e^V, over the customer's own price sensitivity, which is what a unit of
    utility costs (Small & Rosen 1981); mean over the customers of the market, whoever serves them.
    All terms of the utility count, leaving costs included. It is measured from an alternative of
    utility 0, so that its differences between policies have a meaning and its level has none.
    The choice is among the firms considered. Belonging that softens a high price is left out of the
    price of utility. Missing without a snapshot of the last step, or where nobody
    minds a price or can reach a firm.
    """
    worth = surplus_of_customers(record)
    return float(np.nanmean(worth)) if np.isfinite(worth).any() else float("nan")


def surplus_of_customers(record: FirmRecord) -> NDArray[np.float64]:
    """Return the same for every customer, shape (N,); missing for whom there is no choice or price."""
    scenario, kept = record.result.scenario, record.result.customers
    last = scenario.market.steps - 1
    if not (kept["step"] == last).any() or not {*COLUMNS, SENSITIVITY} <= set(kept.columns):
        return np.empty(0)
    moment = moment_from(record.behavior, scenario, last)
    values = np.where(options(moment), utilities(moment), -np.inf)
    values = np.column_stack((values, outside_utilities(moment)))
    sensitivity = moment.get(SENSITIVITY)[:, 0]
    best = values.max(axis=1)
    is_valued = np.isfinite(best) & (sensitivity > 0.0)
    worth = np.full(best.size, np.nan)
    above = np.exp(values[is_valued] - best[is_valued, None]).sum(axis=1)
    worth[is_valued] = (best[is_valued] + np.log(above)) / sensitivity[is_valued]
    return worth
