"""What customers of each age bring: the components of profit of Reichheld and Sasser (1990; EQ25).

Each component but the base has a switch that takes it to exactly nothing (`SWITCHES`). That long
relations are worth more is contested (Reinartz & Kumar 2000), so it is nowhere built in: with all
switches off, customers of every age bring the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.typologies.choice import stay_probabilities
from analysis.typologies.moment import Floats, Moment

if TYPE_CHECKING:
    import pandas as pd

YEAR_MONTHS = 12.0
CONTENT = 65.0  # points of satisfaction from which on purchases grow (EQ17)
DELIGHTED = 80.0  # points of satisfaction from which on customers recommend (EQ21)
ADVOCATE_BOND = 50.0  # points of belonging from which on twice as often (EQ21)
LAST_YEAR = 10
"""Years a customer from which on they share one row."""
COMPONENTS: dict[str, str] = {
    "acquisition": "cost of winning",
    "base": "base profit",
    "growth": "growth of purchases",
    "lower_cost": "lower cost",
    "premium": "price premium",
}
"""Components in money, and their words; referrals are a count here, see `recommendations`."""
SWITCHES: dict[str, Mapping[str, float]] = {
    "acquisition": {"firms.NAME.acquisition_cost": 0.0},
    "growth": {"customers.spend_growth": 0.0, "customers.cross_buying": 0.0},
    "lower_cost": {"firms.NAME.service_saving": 0.0},
    "premium": {"firms.NAME.newcomer_discount": 0.0, "customers.bond_price_relief": 0.0},
    "recommendations": {"customers.message_positive": 0.0},
}
"""The settings that switch each component off (`NAME` is the firm)."""


@dataclass(frozen=True)
class _Own:
    """A firm's present customers: rows of the moment, and what is theirs, each of shape (n,)."""

    moment: Moment
    rows: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    firm: int

    def state(self, name: str) -> Floats:
        values: Floats = self.moment.get(name)[self.rows, self.firm]
        return values

    def behavior(self, name: str) -> Floats:
        values: Floats = self.moment.behavior(name)[self.rows, 0]
        return values

    def terms(self, name: str) -> Floats:
        values: Floats = self.moment.terms(name)[self.rows, self.firm]
        return values

    @property
    def tenure(self) -> Floats:
        months: Floats = self.moment.tenure_months[self.rows, self.firm]
        return months


def profit_components(moment: Moment, firm: str) -> "pd.DataFrame":
    """Return what each present customer of a firm brings in a year at the rates of this moment.

    Columns: `tenure_years` (whole years), the `COMPONENTS` in money a customer and year, their sum
    without the cost of winning `margin`, and `recommendations` (expected praise a year; what
    referrals are worth takes two markets, see `analysis.studies.five_parts`).

    A purchase of u units at price p brings u (p - c) - s. With the units u0 and the price p0 of a
    newcomer, and s0 the full cost of serving: base u0 (p0 - c) - s0, growth (u - u0)(p0 - c), lower
    cost s0 - s, premium u (p - p0). They sum to it exactly. Repertoire markets: times own need and
    the chance of the next choice. Prices are those of the scenario and its policies; promotions,
    coupons, rewards and a rule's reaction are left out, as is `acquisition` after the first year.

    Parameters
    ----------
    moment : Moment
        A snapshot.
    firm : str
        Whose customers.
    """
    import pandas as pd

    j = moment.index(firm)
    own = _Own(moment, moment.customers_of(firm), j)
    a_year = YEAR_MONTHS * _purchases_a_month(own)
    first, units = _units(own)
    newcomer, price = _prices(own)
    contribution = newcomer - own.terms("unit_cost")
    full, served = _service(own)
    years = np.minimum(np.floor(own.tenure / YEAR_MONTHS), LAST_YEAR).astype(np.int64)
    table = pd.DataFrame(
        {
            "tenure_years": years,
            "acquisition": np.where(years == 0, -own.terms("acquisition_money"), 0.0),
            "base": a_year * (first * contribution - full),
            "growth": a_year * (units - first) * contribution,
            "lower_cost": a_year * (full - served),
            "premium": a_year * units * (price - newcomer),
        }
    )
    table["margin"] = table[["base", "growth", "lower_cost", "premium"]].sum(axis=1)
    table["recommendations"] = a_year * _praise(own)
    return table


def profit_by_tenure(moment: Moment, firm: str) -> "pd.DataFrame":
    """Return the means of `profit_components` by whole years a customer, with how many they are."""
    grouped = profit_components(moment, firm).groupby("tenure_years")
    table = grouped.mean()
    table.insert(0, "customers", grouped.size())
    return table.reset_index()


def _purchases_a_month(own: _Own) -> Floats:
    """Return paid months (contract: 1) or expected purchases a month, shape (n,)."""
    if own.moment.contract:
        return np.ones(len(own.rows))
    chance = stay_probabilities(own.moment)[own.rows, own.firm]
    bought: Floats = own.state("need_rate") * chance / own.moment.step_months
    return bought


def _units(own: _Own) -> tuple[Floats, Floats]:
    """Return the units of a newcomer and of this customer on one purchase (EQ17)."""
    first = own.behavior("spend_scale")
    grows = own.state("satisfaction") > CONTENT
    matured = _maturity(own, own.behavior("spend_growth_months"))
    grown = np.where(grows, 1.0 + own.behavior("spend_growth") * matured, 1.0)
    further = 1.0 + own.behavior("breadth_spend") * own.state("breadth")
    return first, first * grown * further


def _prices(own: _Own) -> tuple[Floats, Floats]:
    """Return the price of a unit for a newcomer and for this customer, money."""
    listed = own.terms("price") * (1.0 - own.terms("discount"))
    newcomer = listed * (1.0 - own.terms("newcomer_discount"))
    if not own.moment.contract:
        return newcomer, listed
    now = own.moment.burn_in_steps + own.moment.step
    runs = own.state("intro_until") > now
    return newcomer, listed * (1.0 - np.where(runs, own.state("intro_discount"), 0.0))


def _service(own: _Own) -> tuple[Floats, Floats]:
    """Return the cost of serving a newcomer and this customer once, money (EQ25)."""
    full = own.terms("service_cost")
    saved = own.terms("service_saving") * _maturity(own, own.terms("service_saving_months"))
    return full, full * (1.0 - saved)


def _praise(own: _Own) -> Floats:
    """Return the chance to recommend after an experience (EQ21)."""
    advocates = own.state("bond") >= ADVOCATE_BOND
    chance = np.minimum(own.behavior("message_positive") * np.where(advocates, 2.0, 1.0), 1.0)
    praise: Floats = np.where(own.state("satisfaction") >= DELIGHTED, chance, 0.0)
    return praise


def _maturity(own: _Own, time_constant: Floats) -> Floats:
    """Return how far each relation has matured, 1 - e**(-tenure / tau)."""
    matured: Floats = -np.expm1(-own.tenure / time_constant)
    return matured
