"""What is known of each shipped industry, beside what its baseline gives.

Ranges graded V (read in a source) gate a release; those graded V2 or M are reported only.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.metrics.behavior import (
    favorite_share,
    firms_used,
    repeat_rate,
    share_series,
    switching_matrix,
)
from analysis.metrics.record import FirmRecord
from analysis.metrics.retention import churn_by_tenure, churn_rate, repurchase_rate
from simulation.errors import ResultError
from simulation.results import RunResult
from simulation.tables import MONTH_DAYS, YEAR_DAYS

GATING_GRADES = ("V",)


@dataclass(frozen=True)
class Acceptance:
    """One known number of an industry.

    Attributes
    ----------
    scenario : str
        Baseline it belongs to.
    metric, definition : str
        What is measured, and how.
    low, high : float
        Known range.
    grade, source : str
        Evidence grade and where it is from.
    measure : Callable[[RunResult], float]
        The simulated number.
    remark : str
        Why the range is not met, where that is known.
    """

    scenario: str
    metric: str
    definition: str
    low: float
    high: float
    grade: str
    source: str
    measure: Callable[[RunResult], float]
    remark: str = ""

    @property
    def is_gating(self) -> bool:
        """Whether a release must meet the range."""
        return self.grade in GATING_GRADES

    def is_met(self, value: float) -> bool:
        """Tell whether a measured value lies in the known range."""
        return self.low <= value <= self.high


def focal_record(result: RunResult) -> FirmRecord:
    """Return the record of the firm a scenario asks about."""
    return FirmRecord(result, result.scenario.focal_firm)


def monthly_churn(result: RunResult) -> float:
    """Return the total monthly churn of the focal firm, exits from the category included."""
    return churn_rate(focal_record(result))


def first_year_churn(result: RunResult) -> float:
    """Return the voluntary churn of the focal firm in the first year of tenure."""
    return float(churn_by_tenure(focal_record(result))[0])


def annual_retention(result: RunResult) -> float:
    """Return the share of the focal firm's customers kept through a year, exits included."""
    kept: float = (1.0 - monthly_churn(result)) ** (YEAR_DAYS / MONTH_DAYS)
    return kept


def peak_share(result: RunResult) -> float:
    """Return the entrant's highest share of purchases in a step."""
    return float(np.nanmax(share_series(FirmRecord(result, result.scenario.focal_firm))))


def yearly_changes(result: RunResult) -> float:
    """Return the share of all contract customers who change their firm in a year."""
    return 1.0 - _kept_through_a_year(result, ("lost",))


def yearly_attrition(result: RunResult) -> float:
    """Return the share of all contract customers whom their firm loses in a year, exits included."""
    return 1.0 - _kept_through_a_year(result, ("lost", "exits"))


def yearly_retention(result: RunResult) -> float:
    """Return the share of all contract customers kept through a year, exits included."""
    return _kept_through_a_year(result, ("lost", "exits"))


def renewed_by_brand(result: RunResult) -> NDArray[np.float64]:
    """Return who of those that reviewed their contract stayed, by firm in the order of names."""
    matrix = switching_matrix(result)
    return np.array([matrix.loc[firm, firm] for firm in sorted(result.scenario.firms)])


def lowest_renewal(result: RunResult) -> float:
    """Return who of those that reviewed stayed, of the firm that keeps the fewest."""
    return float(renewed_by_brand(result).min())


def highest_renewal(result: RunResult) -> float:
    """Return the same of the firm that keeps the most."""
    return float(renewed_by_brand(result).max())


def yearly_repurchase(result: RunResult) -> float:
    """Return who of the focal firm's buyers of a year bought from it in the next, exits as lost.

    The year before the study against its first year.
    """
    focal = sorted(result.scenario.firms).index(result.scenario.focal_firm)
    bought, again = buyers_of_two_years(result)
    return float(again[:, focal].sum() / bought[:, focal].sum())


def yearly_repurchase_everywhere(result: RunResult) -> float:
    """Return the same over the buyers of all firms."""
    bought, again = buyers_of_two_years(result)
    return float(again.sum() / bought.sum())


def buyers_of_two_years(result: RunResult) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return who bought where in the year before the study, and who of them again in its first.

    Both of shape (N, J), firms in the order of names. Needs the snapshot at the end of the first
    year; in a study of a year that is the last one.

    Raises
    ------
    ResultError
        If the burn-in is shorter than a year, or that snapshot was not kept.
    """
    market = result.scenario.market
    year = round(YEAR_DAYS / market.step_days)
    frame = result.customers
    if market.burn_in_steps < year or not (frame["step"] == year - 1).any():
        msg = (
            f"{result.name}: buying in two years needs a burn-in of {year} steps and a snapshot at "
            f"step {year - 1}. Got a burn-in of {market.burn_in_steps} and snapshots at "
            f"{sorted(int(step) for step in frame['step'].unique())}."
        )
        raise ResultError(msg)
    n_firms = len(result.scenario.firms)
    before, after = (frame[frame["step"] == step] for step in (-1, year - 1))
    last, was, now, n_bought = (
        table[name].to_numpy().reshape(-1, n_firms)
        for table, name in (
            (before, "last_step"), (before, "generation"), (after, "generation"), (after, "n_purchases"),
        )
    )  # fmt: skip
    bought = last >= market.burn_in_steps - year
    return bought, bought & (was == now) & (n_bought > 0)


def members_share(result: RunResult) -> float:
    """Return the share of the focal firm's purchases made by those in its program at the end."""
    rows = FirmRecord(result, result.scenario.focal_firm).behavior
    own = rows[rows["firm"] == result.scenario.focal_firm]
    of_members = own.loc[own["member"] > 0, "n_purchases"].sum()
    return float(of_members / own["n_purchases"].sum())


def repeat_purchase(result: RunResult) -> float:
    """Return the share of the focal firm's buyers in the study who bought twice or more in it."""
    return repurchase_rate(focal_record(result))


def _kept_through_a_year(result: RunResult, ways_out: tuple[str, ...]) -> float:
    records = [FirmRecord(result, firm) for firm in sorted(result.scenario.firms)]
    gone = sum(record.total(way) for record in records for way in ways_out)
    held = sum(float(record.customers_before().sum()) for record in records)
    kept: float = (1.0 - gone / held) ** (YEAR_DAYS / result.scenario.market.step_days)
    return kept


TABLE: tuple[Acceptance, ...] = (
    Acceptance("telecom_contract", "monthly churn", "customers lost or gone in a month / customers", 0.009, 0.017, "V", "AT&T 0.97 % 2Q16, T-Mobile 0.89 % 3Q19, industry 1.2 to 2.8 %", monthly_churn),
    Acceptance("telecom_contract", "annual retention", "customers kept through a year", 0.78, 0.90, "V2", "benchmark 78 %, and 12 months of the churn above", annual_retention),
    Acceptance("telecom_contract", "first-year churn", "voluntary churn in the first year of tenure", 0.10, 0.25, "M", "from memory", first_year_churn),
    Acceptance("grocery", "favorite's share", "share of a buyer's purchases at the favorite banner, a year", 0.50, 0.75, "M", "favorite-store share", favorite_share),
    Acceptance("grocery", "banners used", "banners a buyer used in a year", 4.0, 9.0, "V", "83 % use 4 to 9 chains a year", firms_used),
    Acceptance("ridehail_entry/subsidy", "entrant's peak share", "highest weekly share of rides", 0.25, 0.40, "V", "one third of Shanghai within days, Meituan 2018", peak_share),
    Acceptance("telecom_prepaid", "monthly churn", "customers lost or gone in a month / customers", 0.03, 0.06, "V", "Sprint prepaid 5.62 % 1Q16; T-Mobile prepaid about 3 points above postpaid", monthly_churn),
    Acceptance("hotel", "yearly repurchase", "buyers of a chain or house who buy there again in the next year, all firms", 0.50, 0.60, "V2", "hospitality retention about 55 %; five points either side are an assumption", yearly_repurchase_everywhere),
    Acceptance("hotel", "members' share", "share of the focal chain's stays by members of its program", 0.50, 0.62, "V2", "room nights: 50 % CBRE and Skift, 62 % Marriott and Hilton", members_share),
    Acceptance("airline", "yearly repurchase", "buyers of the hub carrier who fly with it again in the next year", 0.60, 0.80, "M", "from memory", yearly_repurchase),
    Acceptance("bank_main_account", "yearly changes", "customers of all banks who change their main bank in a year", 0.087, 0.096, "V", "8.7 % 2011, 9.6 % 2012, J.D. Power", yearly_changes),
    Acceptance("bank_main_account", "yearly attrition", "customers of all banks lost in a year, exits included", 0.10, 0.15, "V2", "industry pages", yearly_attrition),
    Acceptance("bank_main_account", "first-year churn", "voluntary churn of the focal bank in the first year of tenure", 0.20, 0.25, "V2", "industry pages", first_year_churn),
    Acceptance("bank_main_account", "yearly retention", "customers of all banks kept through a year", 0.75, 0.78, "V2", "banking 75 %, financial services 78 %", yearly_retention, "It contradicts the attrition of 10 to 15 % a year; the baseline follows what was measured."),
    Acceptance("ecommerce", "yearly repurchase", "buyers of the focal shop who buy there again in the next year", 0.30, 0.40, "V2", "customer retention of online shops", yearly_repurchase),
    Acceptance("ecommerce", "repeat purchase", "buyers of the focal shop who buy twice or more in a year", 0.15, 0.30, "V2", "one-shop repeat purchase, mean 28 %", repeat_purchase),
    Acceptance("credit_card", "yearly changes", "customers of all issuers who change their card in a year", 0.05, 0.10, "M", "one issuer went from 10 to 5 % a year (MBNA, Reichheld & Sasser 1990); no range of the industry", yearly_changes),
    Acceptance("car_dealership", "brand repurchase", "owners choosing their next car who stay with the brand", 0.42, 0.60, "V", "51 % 2024, at most 49 % 2025, J.D. Power; band of SF28", repeat_rate),
    Acceptance("car_dealership", "lowest brand", "the same of the brand with the fewest", 0.10, 0.40, "V", "10.4 % 2020, J.D. Power; band of SF28", lowest_renewal),
    Acceptance("car_dealership", "highest brand", "the same of the brand with the most", 0.55, 0.75, "V", "60.5 % 2020, J.D. Power; band of SF28", highest_renewal),
)  # fmt: skip
