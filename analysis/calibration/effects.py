"""What coefficients mean: price elasticities, loyalty in money, and prices net of coupons."""

from dataclasses import dataclass

import numpy as np

from analysis.calibration.choice_model import ChoiceModel, LoyaltyModel, with_column
from analysis.calibration.likelihood import fit_logit
from analysis.calibration.log import ChoiceLog, FloatArray
from simulation.errors import LogError

# A chosen price below this part of its firm's median is taken for a price net of a coupon.
REPLACED_PRICE_RATIO = 0.7


@dataclass(frozen=True)
class MoneyWorth:
    """A state of the customer expressed in price.

    Attributes
    ----------
    term : str
        "last": having bought there last time; "loyalty": full loyalty against none. The state of a
        form with lasting tastes: one purchase more (`worth_of_a_purchase`).
    amount : float
        Price difference that has the same effect, in the log's price unit.
    share_of_price : float
        The same, as a part of the mean price paid.
    """

    term: str
    amount: float
    share_of_price: float


def own_price_elasticities(model: ChoiceModel, log: ChoiceLog) -> FloatArray:
    """Return the percentage change of each firm's share when its own price rises by 1 %.

    One step ahead, for given histories: the mean of `beta_price * price * (1 - P)` over purchases,
    weighted by the firm's probability P.

    Parameters
    ----------
    model : ChoiceModel
        One with a price coefficient.
    log : ChoiceLog

    Returns
    -------
    ndarray, shape (J,)
    """
    rows = ~log.is_first
    chance = model.probabilities(log)[rows]
    prices = log.attributes[rows, :, log.attribute_names.index("price")]
    response = model.coefficient("price") * prices * (1.0 - chance)
    elasticities: FloatArray = np.sum(response * chance, axis=0) / chance.sum(axis=0)
    return elasticities


def worth_in_money(model: ChoiceModel, term: str, log: ChoiceLog) -> MoneyWorth:
    """Return what "last" or "loyalty" is worth in price.

    Customers who merely prefer a firm buy there again; without a term for lasting tastes the worth
    of "last" includes that, and is an upper bound of what switching costs them.

    Parameters
    ----------
    model : ChoiceModel
        One with a price coefficient and that term.
    term : {"last", "loyalty"}
    log : ChoiceLog

    Raises
    ------
    LogError
        If a higher price does not make a firm less attractive.
    """
    beta_price = model.coefficient("price")
    if beta_price >= 0:
        msg = (
            "A worth in money needs a negative price coefficient. Got"
            f" {beta_price:.3g} per {log.price_unit}: check the prices for coupons and demand."
        )
        raise LogError(msg)
    rows = np.flatnonzero(~log.is_first)
    prices = log.attributes[:, :, log.attribute_names.index("price")]
    paid = float(prices[rows, log.choice[rows]].mean())
    amount = model.coefficient(term) / -beta_price
    return MoneyWorth(term, amount, amount / paid)


def price_coefficient_without_coupons(model: LoyaltyModel, log: ChoiceLog) -> float:
    """Return the price coefficient after raising suspicious prices of chosen firms.

    Prices of chosen firms below 70 % of the firm's median are replaced by the median, loyalty held
    as estimated. Recorded deals of firms that were not chosen stay low, so that this overcorrects:
    the truth lies between it and the coefficient on recorded prices.

    Parameters
    ----------
    model : LoyaltyModel
    log : ChoiceLog
    """
    k = log.attribute_names.index("price")
    prices = log.attributes[:, :, k]
    medians = np.median(prices, axis=0)
    is_low = (prices < REPLACED_PRICE_RATIO * medians) & log.price_may_be_own
    is_suspicious = (log.bought > 0) & is_low
    attributes = log.attributes.copy()
    attributes[:, :, k] = np.where(is_suspicious, medians, prices)
    rows = np.flatnonzero(~log.is_first)
    design = with_column(attributes, model.design(log)[:, :, -1])[rows]
    fit = fit_logit(design, log.choice[rows], model.terms[:-1])
    return float(fit.parameters[model.terms.index("price")])
