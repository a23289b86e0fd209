"""Who stays: retention, churn, survival, repurchase."""

import numpy as np
from numpy.typing import NDArray

from analysis.metrics.record import FirmRecord
from simulation.tables import MONTH_DAYS, YEAR_DAYS


def _monthly(per_step: float, step_days: int) -> float:
    return float(1.0 - (1.0 - per_step) ** (MONTH_DAYS / step_days))


def _step_rate(events: float, exposed: float) -> float:
    return events / exposed if exposed > 0.0 else float("nan")


def churn_rate(record: FirmRecord) -> float:
    """Return the share of customers who leave in a month, whatever the reason.

    (lost + exits) / customers at the start, averaged over the study with customers as weights,
    compounded to 30 days.
    """
    left = record.total("lost") + record.total("exits")
    return _monthly(_step_rate(left, float(record.customers_before().sum())), record.step_days)


def voluntary_churn_rate(record: FirmRecord) -> float:
    """Return the share of customers who leave for another firm, or lapse, in a month."""
    lost = record.total("lost")
    return _monthly(_step_rate(lost, float(record.customers_before().sum())), record.step_days)


def retention_rate(record: FirmRecord) -> float:
    """Return the share of customers kept through a month, 1 - churn rate ((E - N) / S)."""
    return 1.0 - churn_rate(record)


def review_rate(record: FirmRecord) -> float:
    """Return how often a customer reviews the contract in a year (EQ18); missing without contracts."""
    if record.result.scenario.market.mode != "contract":
        return float("nan")
    steps_a_year = YEAR_DAYS / record.step_days
    reviews = record.total("reviews")
    return steps_a_year * _step_rate(reviews, float(record.customers_before().sum()))


def survival_curve(record: FirmRecord) -> NDArray[np.float64]:
    """Return who of the customers at the study's start is still one, by step, shape (T,).

    Contract mode: never left since. Repertoire mode, where no relation ends: active at the time.
    """
    base = record.base_before()
    still = record.series("base_customers")
    return still / base if base > 0.0 else np.full_like(still, np.nan)


def cohort_survival(record: FirmRecord) -> float:
    """Return the share of the customers at the study's start who are customers at its end."""
    return float(survival_curve(record)[-1])


def repurchase_rate(record: FirmRecord) -> float:
    """Return the share of buyers in the study who bought again in it, of those there at its end."""
    bought = record.behavior.loc[record.behavior["firm"] == record.firm, "n_purchases"].to_numpy()
    return _step_rate(float((bought >= 2).sum()), float((bought >= 1).sum()))


def churn_by_tenure(record: FirmRecord, width_months: int = 12) -> NDArray[np.float64]:
    """Return voluntary churn over `width_months` by tenure, from the life table, shape (n,).

    One minus the product of monthly survival (Kaplan & Meier 1958) over each band of tenure;
    contract mode, segments together. A band that nobody went through whole is missing.
    """
    table = record.result.tenure[record.result.tenure["firm"] == record.firm]
    # The first review comes a step after signing: with steps of a month nobody is at risk in
    # month 0, and a first year is made of months 1 to 12.
    first = int(record.step_days / MONTH_DAYS)
    at_risk = table["at_risk"].to_numpy(dtype=np.float64)[first:-1]
    left = table["left"].to_numpy(dtype=np.float64)[first:-1]
    with np.errstate(invalid="ignore"):
        kept = (1.0 - left / at_risk) ** (MONTH_DAYS / record.step_days)
    bands = kept[: kept.size // width_months * width_months].reshape(-1, width_months)
    churn: NDArray[np.float64] = 1.0 - bands.prod(axis=1)
    return churn
