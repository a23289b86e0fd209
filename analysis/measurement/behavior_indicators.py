"""Behavioral indicators that one needs a snapshot for (S051, S052; model 2.7.7).

Ratios over the books of a run are in `analysis.metrics`; here are those that look at customers one
by one, or ask what they would do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.measurement.failure import stay_after_failure
from analysis.measurement.resistance import price_at, price_sense, resistance, utility_at
from analysis.metrics.record import FirmRecord
from analysis.typologies.choice import alternatives, options, probabilities, stay_probabilities
from analysis.typologies.moment import Floats, Moment

if TYPE_CHECKING:
    import pandas as pd

PRICE_RISE = 0.01  # share of the price, assumption
HEAVY_SHARE = 0.2  # of customers, by purchases (assumption)
LARGE_DISCOUNT = 0.25  # share of the price, assumption


@dataclass(frozen=True)
class Asked:
    """What an indicator is computed from: a firm in a run, and one snapshot of it."""

    record: FirmRecord
    moment: Moment

    @property
    def column(self) -> int:
        """The firm's column in the snapshot."""
        return self.moment.index(self.record.firm)

    @property
    def mine(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Whether each customer is the firm's, shape (N,)."""
        own: np.ndarray[tuple[int], np.dtype[np.bool_]] = self.moment.present[:, self.column]
        return own


@dataclass(frozen=True)
class Indicator:
    """A behavioral number with one definition."""

    name: str
    label: str
    unit: str
    formula: str
    value: Callable[[Asked], float]


def heavy_buyers_share(asked: Asked) -> float:
    """Return the share of the firm's purchases in the study made by its heaviest fifth of buyers."""
    bought = np.sort(asked.moment.get("n_purchases")[:, asked.column])[::-1]
    bought = bought[bought > 0.0]
    if not len(bought):
        return float("nan")
    # the last buyer counts in part, so that a fifth is a fifth of any number of buyers
    edges = np.clip(HEAVY_SHARE * len(bought) - np.arange(len(bought)), 0.0, 1.0)
    return float((bought * edges).sum() / bought.sum())


def sole_buyers_share(asked: Asked) -> float:
    """Return the share of the firm's buyers in the study who bought from no other firm."""
    bought = asked.moment.get("n_purchases") > 0.0
    mine = bought[:, asked.column]
    return _ratio(float((mine & (bought.sum(axis=1) == 1)).sum()), float(mine.sum()))


def mean_tenure_months(asked: Asked) -> float:
    """Return the mean age of the relation of present customers, months."""
    return _mean(asked.moment.tenure_months[asked.mine, asked.column])


def returned_share(asked: Asked) -> float:
    """Return the share of those who came in the study that had been customers before (won back)."""
    gained = asked.record.total("gained")
    return _ratio(gained - asked.record.total("newcomers"), gained)


def involuntary_share(asked: Asked) -> float:
    """Return the share of those who left in the study that left the category, not the firm."""
    exits = asked.record.total("exits")
    return _ratio(exits, exits + asked.record.total("lost"))


def complaint_rate(asked: Asked) -> float:
    """Return complaints over failures in the study; the rest of the failures stays silent."""
    return _ratio(asked.record.total("complaints"), asked.record.total("failures"))


def praise_over_warnings(asked: Asked) -> float:
    """Return positive messages sent over negative ones in the study."""
    return _ratio(asked.record.total("praise"), asked.record.total("warnings"))


def firms_considered(asked: Asked) -> float:
    """Return how many firms a present customer chooses among, on average (stands for selection time)."""
    return _mean(options(asked.moment).sum(axis=1)[asked.mine].astype(np.float64))


def price_elasticity(asked: Asked) -> float:
    """Return the elasticity of the firm's expected choices, from a price 1 % higher for everybody.

    d ln(sum of P) / d ln p over all customers of the market, prices felt by EQ15.
    """
    moment, j = asked.moment, asked.column
    rows = np.arange(moment.n_customers)
    sense = price_sense(moment, rows, np.full(moment.n_customers, j))
    felt = moment.get("utility_price")[:, j]
    price = price_at(felt, sense)
    can_tell = np.isfinite(price)
    values = alternatives(moment)
    before = probabilities(values)[can_tell, j].sum()
    values[:, j] += np.where(can_tell, utility_at((1.0 + PRICE_RISE) * price, sense) - felt, 0.0)
    after = probabilities(values)[can_tell, j].sum()
    return float(np.log(after / before) / np.log1p(PRICE_RISE)) if before > 0.0 else float("nan")


def median_resistance(asked: Asked) -> float:
    """Return the median discount of the best rival that brings a customer to even odds."""
    needed = resistance(asked.moment, asked.record.firm)[asked.mine]
    return float(np.median(needed)) if len(needed) else float("nan")


def easily_lost_share(asked: Asked) -> float:
    """Return the share of customers whom a rival's discount of a quarter brings to even odds."""
    needed = resistance(asked.moment, asked.record.firm)[asked.mine]
    return _mean((needed <= LARGE_DISCOUNT).astype(np.float64))


def stay_now(asked: Asked) -> float:
    """Return the mean chance that a present customer's next choice is the firm again."""
    return _mean(stay_probabilities(asked.moment)[asked.mine, asked.column])


def stay_if_it_fails(asked: Asked) -> float:
    """Return the same after one more failure of mean severity that nobody answers."""
    return _mean(stay_after_failure(asked.moment, asked.record.firm)[asked.mine])


def surplus_from_firm(asked: Asked) -> float:
    """Return what the firm's being there is worth to a customer at a choice, reference prices.

    -ln(1 - P) / price sensitivity, the fall of the log-sum if the firm went away (Small & Rosen
    1981); customers without any other option are left out, for them it is not defined.
    """
    moment, j = asked.moment, asked.column
    chance = stay_probabilities(moment)[:, j]
    sensitivity = moment.get("price_sensitivity")[:, j]
    counted = asked.mine & (chance < 1.0) & (sensitivity > 0.0)
    return _mean(-np.log1p(-chance[counted]) / sensitivity[counted])


def products_used(asked: Asked) -> float:
    """Return how many products of the firm a present customer uses, on average; the first counts."""
    return 1.0 + _mean(asked.moment.get("breadth")[asked.mine, asked.column])


INDICATORS: tuple[Indicator, ...] = (
    Indicator("heavy_buyers_share", "Purchases of the heaviest fifth", "share of purchases", "purchases of the heaviest 20 % of buyers / purchases", heavy_buyers_share),
    Indicator("sole_buyers_share", "Sole buyers", "share of buyers", "buyers of this firm only / buyers", sole_buyers_share),
    Indicator("mean_tenure_months", "Tenure", "months", "mean over present customers", mean_tenure_months),
    Indicator("returned_share", "Won back", "share of arrivals", "(gained - newcomers) / gained", returned_share),
    Indicator("involuntary_share", "Left the category", "share of leavers", "exits / (exits + lost)", involuntary_share),
    Indicator("complaint_rate", "Complaints", "share of failures", "complaints / failures", complaint_rate),
    Indicator("praise_over_warnings", "Praise over warnings", "ratio", "positive / negative messages", praise_over_warnings),
    Indicator("firms_considered", "Firms considered", "firms", "mean over present customers", firms_considered),
    Indicator("price_elasticity", "Price elasticity", "elasticity", "d ln(expected choices) / d ln(price), from + 1 %", price_elasticity),
    Indicator("median_resistance", "Resistance", "share off the rival's price", "median discount at which P(stay) = 1/2", median_resistance),
    Indicator("easily_lost_share", "Lost to a quarter off", "share of customers", "resistance of 25 % or less", easily_lost_share),
    Indicator("stay_now", "Stays at the next choice", "probability", "mean over present customers", stay_now),
    Indicator("stay_if_it_fails", "Stays after a failure", "probability", "the same after one unanswered failure", stay_if_it_fails),
    Indicator("products_used", "Products used", "products", "mean over present customers of 1 + further products", products_used),
    Indicator("surplus_from_firm", "Surplus from the firm", "reference prices per choice", "mean of -ln(1 - P) / price sensitivity", surplus_from_firm),
)  # fmt: skip


def behavior_table(record: FirmRecord, moment: Moment) -> "pd.DataFrame":
    """Return every behavioral indicator of a firm: label, value, unit, formula."""
    import pandas as pd

    asked = Asked(record, moment)
    return pd.DataFrame(
        [
            {"indicator": i.label, "value": i.value(asked), "unit": i.unit, "formula": i.formula}
            for i in INDICATORS
        ]
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else float("nan")


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")
