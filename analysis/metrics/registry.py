"""Every metric by the name that the command line and the files use."""

from collections.abc import Callable
from dataclasses import dataclass

from analysis.metrics import attitude, behavior, retention, surplus, value
from analysis.metrics.record import FirmRecord

MONEY = "reference prices per 1,000 customers of the market, over the study"


@dataclass(frozen=True)
class Metric:
    """A number with one definition.

    Attributes
    ----------
    name, label, unit : str
        Name in files and on the command line, words for a reader, plain unit.
    formula, source : str
        How it is computed, and who says so.
    is_better_high : bool
        Whether a firm wants more of it.
    value : Callable[[FirmRecord], float]
        The definition.
    """

    name: str
    label: str
    unit: str
    formula: str
    source: str
    is_better_high: bool
    value: Callable[[FirmRecord], float]


METRICS: tuple[Metric, ...] = (
    Metric("retention_rate", "Retention", "share per month", "1 - churn_rate", "Reichheld & Sasser 1990", True, retention.retention_rate),
    Metric("churn_rate", "Churn", "share per month", "(lost + exits) / customers at the start, compounded to 30 days", "industry practice", False, retention.churn_rate),
    Metric("voluntary_churn_rate", "Voluntary churn", "share per month", "lost / customers at the start, compounded to 30 days", "industry practice", False, retention.voluntary_churn_rate),
    Metric("cohort_survival", "Cohort survival", "share over the study", "customers of the start still present at the end / customers at the start", "Fader & Hardie 2007", True, retention.cohort_survival),
    Metric("review_rate", "Reviews", "reviews per customer and year", "contracts reviewed / customers at the start, times steps a year; contracts only", "EQ18", False, retention.review_rate),
    Metric("repurchase_rate", "Repurchase", "share of buyers", "buyers with two or more purchases / buyers, of those in the market at the end", "Ehrenberg 1988", True, retention.repurchase_rate),
    Metric("market_share", "Share", "share of purchases", "purchases of the firm / all purchases", "field usage", True, behavior.market_share),
    Metric("penetration", "Penetration", "share of customers", "buyers / customers of the market, of those in the market at the end", "Ehrenberg 1988", True, behavior.penetration),
    Metric("purchase_frequency", "Frequency", "purchases per buyer", "purchases / buyers, of those in the market at the end", "Ehrenberg 1988", True, behavior.purchase_frequency),
    Metric("share_of_category_requirements", "Share of requirements", "share of purchases", "purchases of the firm / its buyers' purchases from anybody, of those in the market at the end", "Ehrenberg 1988", True, behavior.share_of_category_requirements),
    Metric("revenue_per_purchase", "Basket", "reference prices per purchase, or paid step", "money paid by customers, points not counted / purchases", "accounting", True, value.revenue_per_purchase),
    Metric("mean_satisfaction", "Satisfaction", "points", "mean over present customers", "Johnson & Fornell 1991", True, attitude.mean_satisfaction),
    Metric("mean_trust", "Trust", "points", "mean over present customers of 0.4 ability + 0.4 integrity + 0.2 fairness", "Morgan & Hunt 1994", True, attitude.mean_trust),
    Metric("mean_belonging", "Belonging", "points", "mean over present customers", "source documents S014", True, attitude.mean_belonging),
    Metric("net_promoter_score", "Net promoter score", "-100 to 100", "100 (promoters - detractors) / present customers", "Reichheld 2003", True, attitude.net_promoter_score),
    Metric("revenue", "Revenue", MONEY, "money paid by customers, points not counted", "accounting", True, value.revenue),
    Metric("contribution_margin", "Margin", MONEY, "revenue - variable cost - service cost", "accounting", True, value.contribution_margin),
    Metric("program_cost", "Program cost", MONEY, "points redeemed + change of reserve + cost of members", "accounting", False, value.program_cost),
    Metric("policy_cost", "Stated policy cost", MONEY, "stated cost of policies + spending on investment, staff, supplier", "scenario", False, value.policy_cost),
    Metric("profit", "Profit", MONEY, "margin - acquisition - change of reserve - members - policies - fixed cost", "accounting", True, value.profit),
    Metric("customer_lifetime_value", "Customer lifetime value", "reference prices per customer", "m (sum of (k / (1 + i))^t over t = 1 ... T); contract: k = retention, no end; repertoire: k = stays in the market, T = the study", "Gupta & Lehmann 2003; Berger & Nasr 1998", True, value.customer_lifetime_value),
    Metric("customer_surplus", "Customer surplus", "reference prices per purchase, or contract month", "mean over customers of the market of ln(sum of e^V) / price sensitivity, at the end of the study", "Small & Rosen 1981", True, surplus.customer_surplus),
)  # fmt: skip

BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}


def measured(record: FirmRecord) -> dict[str, float]:
    """Return every metric of a firm in a run, by name."""
    return {metric.name: metric.value(record) for metric in METRICS}
