"""What is known of each shipped industry, beside what its baseline gives.

Ranges graded V (read in a source) gate a release; those graded V2 or M are reported only.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.metrics.behavior import favorite_share, firms_used, share_series
from analysis.metrics.record import FirmRecord
from analysis.metrics.retention import churn_by_tenure, churn_rate
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
    """

    scenario: str
    metric: str
    definition: str
    low: float
    high: float
    grade: str
    source: str
    measure: Callable[[RunResult], float]

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


TABLE: tuple[Acceptance, ...] = (
    Acceptance("telecom_contract", "monthly churn", "customers lost or gone in a month / customers", 0.009, 0.017, "V", "AT&T 0.97 % 2Q16, T-Mobile 0.89 % 3Q19, industry 1.2 to 2.8 %", monthly_churn),
    Acceptance("telecom_contract", "annual retention", "customers kept through a year", 0.78, 0.90, "V2", "benchmark 78 %, and 12 months of the churn above", annual_retention),
    Acceptance("telecom_contract", "first-year churn", "voluntary churn in the first year of tenure", 0.10, 0.25, "M", "industries.md; prototype .17", first_year_churn),
    Acceptance("grocery", "favorite's share", "share of a buyer's purchases at the favorite banner, a year", 0.50, 0.75, "M", "favorite-store share", favorite_share),
    Acceptance("grocery", "banners used", "banners a buyer used in a year", 4.0, 9.0, "V", "83 % use 4 to 9 chains a year", firms_used),
    Acceptance("ridehail_entry/subsidy", "entrant's peak share", "highest weekly share of rides", 0.25, 0.40, "V", "one third of Shanghai within days, Meituan 2018", peak_share),
)  # fmt: skip
