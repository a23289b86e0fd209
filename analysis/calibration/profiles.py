"""What each firm offered and how often customers bought: a scenario needs them beside coefficients."""

from dataclasses import dataclass

import numpy as np

from analysis.calibration.log import ChoiceLog, FloatArray

# A price below this part of the firm's median is a deal (data.md, section 2).
DEAL_RATIO = 0.85
SECONDS_PER_DAY = 86_400.0
ROUNDING = 1e-12  # squared logits that are left where nothing varies


@dataclass(frozen=True)
class PriceProfile:
    """The prices one firm asked.

    Attributes
    ----------
    mean, sd : float
        Over all offers, in the log's price unit.
    regular : float
        Median of all offers.
    mean_paid : float
        Mean over the purchases that went to the firm.
    deal_frequency : float
        Share of offers below 85 % of the regular price.
    typical_discount : float
        Mean discount of those from the regular price, in [0, 1]; 0 if there are none.
    """

    mean: float
    sd: float
    regular: float
    mean_paid: float
    deal_frequency: float
    typical_discount: float


@dataclass(frozen=True)
class FirmProfile:
    """One firm over all purchases of the log.

    Attributes
    ----------
    firm : str
    share : float
        Of purchases.
    constant : float
        In utility, of the loyalty model; 0 for the reference firm.
    price : PriceProfile or None
        None where the log has no prices.
    feature_frequency, display_frequency : float or None
        Mean of the attribute over the firm's offers; None where the log lacks it.
    """

    firm: str
    share: float
    constant: float
    price: PriceProfile | None
    feature_frequency: float | None
    display_frequency: float | None


@dataclass(frozen=True)
class Cadence:
    """How often customers buy in the category; only a dated log tells.

    Attributes
    ----------
    mean_gap_days, median_gap_days : float
        Between consecutive purchases of a customer, pooled over customers.
    purchases_per_30_days : float
        30 / `mean_gap_days`: the rate of customers while they are seen to buy. A customer who left,
        or bought once, does not lower it.
    n_gaps : int
    first_day, last_day : str
        Of the log, as 2024-01-31.
    """

    mean_gap_days: float
    median_gap_days: float
    purchases_per_30_days: float
    n_gaps: int
    first_day: str
    last_day: str


def firm_profiles(log: ChoiceLog, constants: tuple[float, ...]) -> tuple[FirmProfile, ...]:
    """Return one profile for each firm.

    Parameters
    ----------
    log : ChoiceLog
    constants : tuple of float, length J
        In the order of `log.firms`.
    """
    shares = log.bought.mean(axis=0)
    return tuple(
        FirmProfile(
            firm=firm,
            share=float(shares[j]),
            constant=constants[j],
            price=_price_profile(log, j),
            feature_frequency=_mean_of(log, "feature", j),
            display_frequency=_mean_of(log, "display", j),
        )
        for j, firm in enumerate(log.firms)
    )


def measure_cadence(log: ChoiceLog) -> Cadence | None:
    """Return the cadence of a dated log, None if the log has only an order or no gap."""
    if log.times is None:
        return None
    days = log.times.astype("datetime64[s]").astype(np.int64) / SECONDS_PER_DAY
    gaps = np.diff(days)[~log.is_first[1:]]
    if not gaps.sum() > 0:
        return None
    mean = float(gaps.mean())
    calendar = log.times.astype("datetime64[D]")
    return Cadence(
        mean_gap_days=mean,
        median_gap_days=float(np.median(gaps)),
        purchases_per_30_days=30.0 / mean,
        n_gaps=len(gaps),
        first_day=str(calendar.min()),
        last_day=str(calendar.max()),
    )


def measure_persistence(log: ChoiceLog, slopes: FloatArray) -> float | None:
    """Return how much alike offers are at consecutive purchases of a customer.

    That is the correlation of what offers are worth (logits, less the firm's mean and less what all
    firms offer at once, which moves no choice), pooled over firms.

    Parameters
    ----------
    log : ChoiceLog
    slopes : ndarray, shape (K,)
        What the attributes are worth.

    Returns
    -------
    float or None
        None without a second purchase, or where offers never vary.
    """
    worth = log.attributes @ slopes
    worth = worth - worth.mean(axis=0)
    worth = worth - worth.mean(axis=1, keepdims=True)
    again = np.flatnonzero(~log.is_first)
    now, before = worth[again], worth[again - 1]
    scale = float(np.sqrt(np.sum(now**2) * np.sum(before**2)))
    return float(np.sum(now * before)) / scale if scale > ROUNDING else None


def _price_profile(log: ChoiceLog, firm: int) -> PriceProfile | None:
    table = log.attribute("price")
    if table is None:
        return None
    prices = table[:, firm]
    regular = float(np.median(prices))
    deals = prices[prices < DEAL_RATIO * regular]
    return PriceProfile(
        mean=float(prices.mean()),
        sd=float(prices.std()),
        regular=regular,
        mean_paid=float(prices[log.choice == firm].mean()),
        deal_frequency=len(deals) / len(prices),
        typical_discount=float(1.0 - deals.mean() / regular) if len(deals) else 0.0,
    )


def _mean_of(log: ChoiceLog, attribute: str, firm: int) -> float | None:
    table = log.attribute(attribute)
    return None if table is None else float(table[:, firm].mean())
