"""What the firms of a log offer, in the terms of the market: share priors, prices, promotions.

Utility of the fitted model (price p in the log's unit, feature f and display d):

    constant_j + b_price p_j + b_feature f_j + b_display d_j + b_loyalty loyalty_j

Utility of the market (money in units of the reference price R, so that p = R price):

    log share_j - price_sensitivity (price_j - 1) + promotion_salience [on promotion] + habit_weight habit_j

With price_sensitivity = -b_price R and log share_j = constant_j the two differ by a constant that is
common to all firms. Feature and display have one counterpart, the promotion: a firm is on promotion
as often as gives it the same mean utility as its features and displays, and the salience is such
that promotions of all firms together are as frequent as features plus displays, or as price deals
if those are more frequent. Price deals fall into promotions, at most as deep as they are in the log;
the list price is such that each firm's mean price is that of the log.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.calibration.calibration import Calibration
from analysis.calibration.log import FloatArray
from analysis.calibration.profiles import FirmProfile, PriceProfile
from simulation.errors import LogError

LOWEST_SHARE = 1.0e-6  # the bound of a firm's `share`
LONGEST_NAME = 60  # characters, the bound of a firm's name
PROMOTIONS = ("feature", "display")


@dataclass(frozen=True)
class FirmOffer:
    """One firm in the terms of the market.

    Attributes
    ----------
    firm : str
        Its name in the log.
    name : str
        Its name in the scenario; another one only where the log's name has other characters than
        a scenario may hold.
    share : float
        Share prior; those of all firms sum to 1.
    price : float
        List price, money.
    promotion_prob, promotion_depth : float
    mean_price : float
        Of all its offers, promotions included; money.
    """

    firm: str
    name: str
    share: float
    price: float
    promotion_prob: float
    promotion_depth: float
    mean_price: float


@dataclass(frozen=True)
class MarketOffers:
    """All firms in the terms of the market.

    Attributes
    ----------
    firms : tuple of FirmOffer
        In the order of the log.
    reference_price : float or None
        What one unit of money is, in the log's price unit: the mean price paid. None without prices.
    price_sensitivity : float
        0 where the log shows no response to price that could be used.
    promotion_salience : float
        Logits; 0 where the log has neither feature nor display, or neither attracts.
    remarks : tuple of str
        What was left out on the way, one sentence each.
    """

    firms: tuple[FirmOffer, ...]
    reference_price: float | None
    price_sensitivity: float
    promotion_salience: float
    remarks: tuple[str, ...]


def offers_of(calibration: Calibration) -> MarketOffers:
    """Return share priors, prices and promotions of a calibrated log.

    Raises
    ------
    LogError
        If two firms' names become one, or constants lie too far apart for share priors.
    """
    profiles = calibration.firms
    names = market_names([profile.firm for profile in profiles])
    slope, price_remarks = _price_slope(calibration)
    salience, chances, moved, promotion_remarks = _promotions(calibration)
    prices = [profile.price for profile in profiles if profile.price is not None]
    if slope == 0.0 and prices:
        moved = moved + _coefficient(calibration, "price") * np.array([p.mean for p in prices])
    shares = _share_priors(profiles, moved)
    if not prices:
        offers = [
            FirmOffer(profile.firm, name, share, 1.0, chance, 0.0, 1.0)
            for profile, name, share, chance in zip(profiles, names, shares, chances, strict=True)
        ]
        return MarketOffers(
            tuple(offers), None, 0.0, salience, (*price_remarks, *promotion_remarks)
        )
    if salience == 0.0 and slope < 0.0:
        chances = [price.deal_frequency for price in prices]
    reference = sum(
        profile.share * price.mean_paid for profile, price in zip(profiles, prices, strict=True)
    )
    offers = []
    for index, (profile, price) in enumerate(zip(profiles, prices, strict=True)):
        chance = chances[index]
        depth = _promotion_depth(price, chance) if slope < 0.0 else 0.0
        mean = price.mean / reference
        listed = mean / (1.0 - chance * depth)
        offers.append(
            FirmOffer(profile.firm, names[index], shares[index], listed, chance, depth, mean)
        )
    return MarketOffers(
        firms=tuple(offers),
        reference_price=reference,
        price_sensitivity=-slope * reference,
        promotion_salience=salience,
        remarks=(*price_remarks, *promotion_remarks),
    )


def market_names(firms: Sequence[str]) -> list[str]:
    """Return the firms' names as a scenario may hold them: letters, digits, space, _ & ' and -.

    Raises
    ------
    LogError
        If two of them become one.
    """
    names: dict[str, str] = {}
    for number, firm in enumerate(firms, start=1):
        plain = unicodedata.normalize("NFKD", firm).encode("ascii", "ignore").decode()
        plain = re.sub(r"[^A-Za-z0-9 _&'-]+", " ", plain)
        plain = re.sub(r"^[^A-Za-z0-9]+", "", re.sub(r" +", " ", plain))
        name = plain[:LONGEST_NAME].strip() or f"firm {number}"
        if name in names:
            msg = (
                "The names of firms must differ in more than signs that a scenario cannot hold. Got"
                f" {names[name]!r} and {firm!r}, both {name!r}. Rename one of them in the log."
            )
            raise LogError(msg)
        names[name] = firm
    return list(names)


def _coefficient(calibration: Calibration, term: str) -> float:
    """Return a coefficient of the loyalty model, 0 where the log lacks the attribute."""
    model = calibration.loyalty_model
    return model.coefficient(term) if term in model.terms else 0.0


def _model_said(calibration: Calibration) -> str:
    """Return which model the market's coefficients are from, as tables call it."""
    name = calibration.market_model
    alike = {model.name for model in calibration.models}
    return name if name in alike else f"{name} (mean over the segments)"


def _price_slope(calibration: Calibration) -> tuple[float, list[str]]:
    """Return the price coefficient, 0 where it is of no use, and a sentence that says why."""
    if "price" not in calibration.loyalty_model.terms:
        return 0.0, ["The log tells nothing of the response to price: customers ignore prices."]
    slope = _coefficient(calibration, "price")
    if slope < 0.0:
        return slope, []
    return 0.0, [
        f"The price coefficient of {_model_said(calibration)}, {slope:.3g}, is not negative: customers"
        " ignore prices, and the mean effect of each firm's price is in its share prior."
    ]


def _promotions(
    calibration: Calibration,
) -> tuple[float, list[float], FloatArray, list[str]]:
    """Return salience, chance of each firm, what moves to its share prior (J,), and sentences."""
    profiles = calibration.firms
    effect = np.zeros(len(profiles))
    frequency = np.zeros(len(profiles))
    moved = np.zeros(len(profiles))
    remarks = []
    for attribute in PROMOTIONS:
        if attribute not in calibration.loyalty_model.terms:
            continue
        slope = _coefficient(calibration, attribute)
        own = np.array([getattr(profile, f"{attribute}_frequency") for profile in profiles])
        if slope > 0.0:
            effect += slope * own
            frequency += own
        else:
            moved += slope * own
            remarks.append(
                f"The coefficient of {attribute} in {_model_said(calibration)}, {slope:.3g}, is not"
                " positive: it is no promotion, and its mean effect is in each firm's share prior."
            )
    if not effect.any():
        return 0.0, [0.0] * len(profiles), moved, remarks
    deals = sum(profile.price.deal_frequency for profile in profiles if profile.price)
    salience = float(effect.sum() / max(frequency.sum(), deals))
    # No chance may exceed 1, not even that of a firm whose features are frequent and strong.
    salience = max(salience, float(effect.max()))
    chances: list[float] = (effect / salience).tolist()
    return salience, chances, moved, remarks


def _promotion_depth(price: PriceProfile, chance: float) -> float:
    """Return the depth at which promotions give away what deals do, at most that of a deal."""
    if chance <= 0.0:
        return 0.0
    return min(price.typical_discount, price.deal_frequency * price.typical_discount / chance)


def _share_priors(profiles: Sequence[FirmProfile], moved: FloatArray) -> list[float]:
    """Return shares in proportion to exp(constant), summing to 1."""
    utility = np.array([profile.constant for profile in profiles]) + moved
    weight = np.exp(utility - utility.max())
    shares: FloatArray = weight / weight.sum()
    low, high = int(np.argmin(shares)), int(np.argmax(shares))
    if shares[low] < LOWEST_SHARE:
        msg = (
            f"The constants of the firms must lie within {-np.log(LOWEST_SHARE):.1f} logits of one"
            f" another for a market. Got {utility[high] - utility[low]:.1f} between"
            f" {profiles[high].firm!r} and {profiles[low].firm!r}. Leave that firm out of the log, or"
            " state prices in units that make the firms comparable (per ounce, not per pack)."
        )
        raise LogError(msg)
    priors: list[float] = shares.tolist()
    return priors
