"""Checks of a log that warn: each names something a real file once got wrong."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from analysis.calibration.log import ChoiceLog, FloatArray, IntArray

# Two columns closer than this are one measurement (data.md, section 9, check 5).
MAXIMUM_CORRELATION = 0.95
# Above this the second of two attributes adds nothing and the likelihood has no single maximum.
IDENTICAL_CORRELATION = 0.9999
# Assumption: fewer pairs of values make a correlation meaningless.
MINIMUM_PAIRS = 10
# A price below half of a firm's median is rare on shelves and common where a coupon was deducted.
COUPON_PRICE_RATIO = 0.5
MINIMUM_COUPON_CELLS = 5
# Assumption: a deal this deep on the shelf is taken by fewer than half of those who see it.
MAXIMUM_CHOSEN_SHARE = 0.5
# Attribute values that differ by less than this are equal (rounding).
EQUAL = 1e-9


def check_one_purchase_customers(log: ChoiceLog) -> list[str]:
    """Count the customers who bought once: they tell shares, but nothing of loyalty."""
    n_once = int(np.sum(log.purchases_per_customer == 1))
    if not n_once:
        return []
    return [
        f"{log.sources[0].name}: {n_once} of {log.n_customers} customers bought once; they count"
        " in shares and penetration, not in loyalty, because a first purchase only initializes it."
    ]


def check_coupon_prices(log: ChoiceLog) -> list[str]:
    """Say that prices of chosen firms look net of coupons, which overstates price response.

    An offer that meets several purchases is what everybody was asked, and no receipt of one customer.
    """
    prices = log.attribute("price")
    if prices is None:
        return []
    deep = (prices < COUPON_PRICE_RATIO * np.median(prices, axis=0)) & log.price_may_be_own
    n_deep = int(deep.sum())
    n_chosen = int(np.sum(deep & (log.bought > 0)))
    if n_deep < MINIMUM_COUPON_CELLS or n_chosen <= MAXIMUM_CHOSEN_SHARE * n_deep:
        return []
    return [
        f"{log.sources[-1].name}, column price: {n_chosen} of the {n_deep} prices below half of"
        " their firm's median belong to the firm that was bought. These look net of coupons: read"
        " the price coefficient as an upper bound. Shares, repeat buying and loyalty are hardly"
        " touched."
    ]


def check_paid_prices(paid: FloatArray, offered: FloatArray, choice: IntArray) -> list[str]:
    """Compare the price on the purchase with the offer of the firm that was bought.

    Parameters
    ----------
    paid : ndarray, shape (n,)
        NaN where the events give no price.
    offered : ndarray, shape (n, J)
    choice : ndarray of int, shape (n,)
    """
    chosen = offered[np.arange(len(choice)), choice]
    # Assumption: one percent covers rounding to the smallest coin.
    n_different = int(np.sum(np.abs(paid - chosen) > 0.01 * np.abs(chosen)))
    if not n_different:
        return []
    return [
        f"The price on the purchase differs by more than 1 % from the offer of the firm bought in"
        f" {n_different} of {int(np.isfinite(paid).sum())} rows; the offer was used, because only"
        " offers are known for the firms that were not bought."
    ]


def check_twin_columns(name: str, columns: Mapping[str, FloatArray]) -> list[str]:
    """Say which columns are near copies of one another.

    Parameters
    ----------
    name : str
        File that the columns stand in.
    columns : mapping of str to ndarray
        One length for all; NaN where blank.
    """
    warnings = []
    for (first, left), (second, right) in combinations(columns.items(), 2):
        correlation = _correlation(left, right)
        if abs(correlation) > MAXIMUM_CORRELATION:
            warnings.append(
                f"{name}: columns {first} and {second} are near copies of one another"
                f" (r = {correlation:.3f}); their separate effects cannot be told."
            )
    return warnings


def estimable_attributes(
    name: str, attribute_names: tuple[str, ...], attributes: FloatArray
) -> tuple[tuple[int, ...], list[str]]:
    """Return the attributes whose coefficient the data can tell, and sentences on the others.

    An attribute that never differs between firms at one purchase, or never changes for a firm, is
    absorbed by the constants; a copy of an earlier one has no effect of its own.

    Parameters
    ----------
    name : str
        File that the attributes stand in.
    attribute_names : tuple of str, length K
    attributes : ndarray, shape (n, J, K)
    """
    kept: dict[int, FloatArray] = {}
    warnings: list[str] = []
    for index, attribute in enumerate(attribute_names):
        own = _without_means(attributes[:, :, index]).ravel()
        if np.abs(own).max() <= EQUAL * max(np.abs(attributes[:, :, index]).max(), 1.0):
            warnings.append(
                f"{name}, column {attribute}: does not vary between firms over time, so that it"
                " has no coefficient; it was left out."
            )
            continue
        copies = [
            attribute_names[other]
            for other, values in kept.items()
            if abs(_correlation(own, values)) > IDENTICAL_CORRELATION
        ]
        if copies:
            warnings.append(
                f"{name}, column {attribute}: is a copy of {copies[0]}, so that it has no"
                " coefficient of its own; it was left out."
            )
            continue
        kept[index] = own
    columns = {attribute_names[index]: values for index, values in kept.items()}
    return tuple(kept), warnings + check_twin_columns(name, columns)


def _without_means(values: FloatArray) -> FloatArray:
    """Return what is left of a table after the means of its rows and columns, shape (n, J)."""
    centered: FloatArray = values - values.mean(axis=0)
    centered -= centered.mean(axis=1, keepdims=True)
    return centered


def _correlation(left: FloatArray, right: FloatArray) -> float:
    """Return the correlation over the pairs that both have, 0 where it means nothing."""
    both = np.isfinite(left) & np.isfinite(right)
    if both.sum() < MINIMUM_PAIRS:
        return 0.0
    x, y = left[both] - left[both].mean(), right[both] - right[both].mean()
    norm = float(np.sqrt(np.sum(x**2) * np.sum(y**2)))
    return float(np.sum(x * y)) / norm if norm > 0 else 0.0
