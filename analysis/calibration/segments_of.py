"""Types of customers as the segments of a market.

Each type becomes a segment with its own price sensitivity, habit, purchase rate and spread of tastes.
What a type likes about a firm beyond what everybody does has no field of its own in a scenario: it stands as the
firm's convenience to that segment, from the first step of the burn-in on, times the segment's
`convenience_weight`. With share priors in proportion to exp(mean constant), utility of firm j for
type k is that of the fitted model up to a number common to all firms:

    log share_j + convenience_weight_k convenience_jk = constant_jk + common_k

Where a type remembers the last firm beside its loyalty, that effect is a cost of leaving it: the
`structural_lock` of each firm to that segment, the one switching cost that neither grows with tenure nor
falls with the number of switches (EQ14).
"""

from dataclasses import dataclass

import numpy as np

from analysis.calibration.customer_types import WIDEST_PRICE_CV, CustomerTypes
from analysis.calibration.log import BoolArray, FloatArray
from analysis.calibration.offers_of import MarketOffers
from analysis.calibration.profiles import FirmProfile
from analysis.calibration.taste_choice import TasteCalibration
from analysis.calibration.told_memory import MOST_HABIT, repels

# The bound of `convenience_weight`, in logits: a firm this far behind another is chosen once in
# 20,000 purchases.
WIDEST_TASTE = 10.0
SMALLEST_TASTE = 1.0e-6
SIGNIFICANT_DIGITS = 7  # of numbers in the file, as elsewhere in a calibrated scenario


@dataclass(frozen=True)
class MarketSegments:
    """Types in the terms of a scenario.

    Attributes
    ----------
    segments : dict of str to dict
        As a scenario writes them.
    policies : list of dict
        What each firm is to each segment.
    """

    segments: dict[str, dict[str, object]]
    policies: list[dict[str, object]]


def segment_name(index: int) -> str:
    """Return the segment's name of a type; the first is the largest."""
    return f"type_{index + 1}"


def segments_of(
    tastes: TasteCalibration,
    offers: MarketOffers,
    profiles: tuple[FirmProfile, ...],
    purchases_a_week: float,
    burn_in_steps: int,
) -> MarketSegments:
    """Return the types as segments.

    Parameters
    ----------
    tastes : TasteCalibration
    offers : MarketOffers
        Of the `market_calibration`.
    profiles : tuple of FirmProfile, length J
    purchases_a_week : float
        Of a mean customer.
    burn_in_steps : int
    """
    types = tastes.types
    price = price_index(tastes)
    sensitivity, liking = _price_and_liking(types, offers, profiles, price)
    segments: dict[str, dict[str, object]] = {}
    policies: list[dict[str, object]] = []
    # Whole ten-millionths, the largest type taking what rounding leaves: nobody is left over.
    parts = np.floor(types.shares * 10**SIGNIFICANT_DIGITS)
    parts[0] += 10**SIGNIFICANT_DIGITS - parts.sum()
    for k in range(len(types.shares)):
        name = segment_name(k)
        weight = min(float(np.ptp(liking[k])), WIDEST_TASTE)
        above = liking[k] - liking[k].max() + weight
        own: dict[str, object] = {
            "taste_sd": _rounded(min(float(types.spreads[k]), WIDEST_TASTE)),
            "need_rate": _rounded(purchases_a_week * float(types.purchases[k])),
            "habit_weight": _held(float(types.habits[k])),
            "price_sensitivity": _rounded(float(sensitivity[k])),
        }
        if price is not None and sensitivity[k] > 0.0:
            relative = float(types.slope_spreads[k, price] / -types.slopes[k, price])
            if relative > SMALLEST_TASTE:
                own["price_sensitivity_cv"] = _rounded(min(relative, WIDEST_PRICE_CV))
        convenience, lock = np.zeros(len(offers.firms)), _held(float(types.locks[k]))
        if weight > SMALLEST_TASTE:
            own["convenience_weight"] = _rounded(weight)
            convenience = np.clip(above / weight, 0.0, 1.0)
        if lock > 0.0:
            own["switching_sd"] = 0.0  # the fitted effect is the same for all of a type
        policies += _policies(name, offers, convenience, lock, burn_in_steps)
        segments[name] = {"share": float(parts[k]) / 10**SIGNIFICANT_DIGITS, "set": own}
    return MarketSegments(segments, policies)


def spreads_set(tastes: TasteCalibration, offers: MarketOffers) -> list[str]:
    """Return which spreads of customers the segments set themselves: a log tells them."""
    types, price = tastes.types, price_index(tastes)
    found = ["taste_sd"] if types.spreads.any() else []
    if price is not None and offers.price_sensitivity > 0.0 and types.slope_spreads[:, price].any():
        found.append("price_sensitivity_cv")
    return found


def price_index(tastes: TasteCalibration) -> int | None:
    """Return which of the types' slopes is that of price, None where the log has no prices."""
    terms = tastes.chosen.terms
    n_constants = tastes.types.constants.shape[1] - 1
    return terms.index("price") - n_constants if "price" in terms else None


def _price_and_liking(
    types: CustomerTypes,
    offers: MarketOffers,
    profiles: tuple[FirmProfile, ...],
    price: int | None,
) -> tuple[FloatArray, FloatArray]:
    """Return price sensitivities (S,) and what each type likes beyond the mean one, (S, J).

    Where a higher price attracts a type, it ignores prices in the market, and the mean effect of each
    firm's price is part of what it likes.
    """
    liking = types.constants - types.shares @ types.constants
    if price is None or offers.reference_price is None:
        return np.zeros(len(liking)), liking
    slopes = types.slopes[:, price]
    means = np.array([profile.price.mean for profile in profiles if profile.price is not None])
    if offers.price_sensitivity == 0.0:
        return np.zeros(len(liking)), liking + np.outer(slopes - types.shares @ slopes, means)
    liking = liking + np.outer(np.maximum(slopes, 0.0), means)
    return np.maximum(-slopes, 0.0) * offers.reference_price, liking


def _policies(
    segment: str, offers: MarketOffers, convenience: FloatArray, lock: float, burn_in_steps: int
) -> list[dict[str, object]]:
    """Return what each firm is to a segment; a lever at 0 needs no saying."""
    levers = [
        {"convenience": _rounded(float(level)), "structural_lock": lock} for level in convenience
    ]
    return [
        {
            "firm": offer.name,
            "set": {lever: value for lever, value in own.items() if value > 0.0},
            "from": -burn_in_steps,
            "segment": segment,
            "cost": {},
        }
        for offer, own in zip(offers.firms, levers, strict=True)
        if any(own.values())
    ]


def segment_remarks(tastes: TasteCalibration, offers: MarketOffers) -> list[str]:
    """Return what a market cannot take over from the types, one sentence each."""
    types, price = tastes.types, price_index(tastes)
    remarks = []
    for index in range(len(types.traces)):
        remarks += _trace_remarks(types, index)
    if price is not None and offers.price_sensitivity > 0.0:
        attracted = _names(types.slopes[:, price] >= 0.0)
        if attracted:
            remarks.append(
                f"The price coefficient of {attracted} is not negative: these segments ignore prices."
            )
    return remarks


def _trace_remarks(types: CustomerTypes, index: int) -> list[str]:
    """Return what of one trace a market cannot take over."""
    what, field, kept = (
        ("past purchases", "habit_weight", "habit"),
        ("last purchases (beside loyalty)", "structural_lock", "cost of leaving the last firm"),
    )[index]
    effects = types.states[:, index]
    is_repelled = repels(effects, types.state_errors[:, index])
    untouched = _names((effects < 0.0) & ~is_repelled)
    repelled, held = _names(is_repelled), _names(effects > MOST_HABIT)
    remarks = []
    if untouched:
        remarks.append(
            f"The effect of {what} on {untouched} does not differ from zero: there is no {kept} in these"
            " segments."
        )
    if repelled:
        remarks.append(
            f"{what.capitalize()} repel {repelled}: the market has no variety seeking, and there is no"
            f" {kept} in these segments."
        )
    if held:
        remarks.append(
            f"{what.capitalize()} bind {held} beyond what a market can hold: their {field} is"
            f" {MOST_HABIT:g} logits, with which nobody switches either."
        )
    return remarks


def _held(effect: float) -> float:
    """Return the effect of a trace as a market can hold it."""
    return _rounded(min(max(effect, 0.0), MOST_HABIT))


def _names(concerned: BoolArray) -> str:
    return ", ".join(segment_name(k) for k in np.flatnonzero(concerned).tolist())


def _rounded(value: float) -> float:
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
