"""Brand performance measures: from a table of purchases, or from a model of them.

Both sides of a comparison have one definition. Notation: C customers (non-buyers included), J brands.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from analysis.calibration.log import FloatArray
from simulation.errors import LogError


@dataclass(frozen=True, eq=False)
class BrandMeasures:
    """What is known of each brand over one period.

    Attributes
    ----------
    shares : ndarray, shape (J,)
        Of category purchases.
    penetration : ndarray, shape (J,)
        b: share of customers who bought the brand at least once.
    frequency : ndarray, shape (J,)
        w: purchases of the brand per buyer of it.
    category_frequency : ndarray, shape (J,)
        Category purchases per buyer of the brand.
    sole_buyers : ndarray, shape (J,)
        Share of the brand's buyers who bought no other brand.
    duplication : ndarray, shape (J, J)
        Share of the row brand's buyers who also bought the column brand; 1 on the diagonal.
    """

    shares: FloatArray
    penetration: FloatArray
    frequency: FloatArray
    category_frequency: FloatArray
    sole_buyers: FloatArray
    duplication: FloatArray

    @property
    def share_of_requirements(self) -> FloatArray:
        """SCR: the brand's share of its buyers' category purchases, shape (J,)."""
        return self.frequency / self.category_frequency

    @property
    def duplication_coefficient(self) -> float:
        """D of the duplication of purchase law: buyers of both = D times chance (Ehrenberg 1988).

        The sum over pairs of brands of b_jk against that of b_j b_k.
        """
        both = self.duplication * self.penetration[:, None]
        chance = np.outer(self.penetration, self.penetration)
        pairs = ~np.eye(len(self.shares), dtype=bool)
        return float(both[pairs].sum() / chance[pairs].sum())


def observed_measures(counts: FloatArray) -> BrandMeasures:
    """Return the measures of a table of purchases.

    Parameters
    ----------
    counts : ndarray, shape (C, J)
        Purchases of each customer of each brand; customers who bought nothing are rows of zeros.

    Raises
    ------
    LogError
        If a brand was never bought: its measures are not defined.
    """
    bought = counts > 0
    buyers = bought.sum(axis=0).astype(np.float64)
    if counts.ndim != 2 or buyers.min(initial=1.0) == 0.0:
        msg = (
            "Brand measures need at least one purchase of every brand. Got none in column"
            f" {int(np.argmin(buyers))}. Leave that brand out."
        )
        raise LogError(msg)
    totals = counts.sum(axis=1)
    sole = bought & (bought.sum(axis=1, keepdims=True) == 1)
    both = bought.T.astype(np.float64) @ bought
    return BrandMeasures(
        shares=counts.sum(axis=0) / counts.sum(),
        penetration=buyers / len(counts),
        frequency=counts.sum(axis=0) / buyers,
        category_frequency=(totals @ bought) / buyers,
        sole_buyers=sole.sum(axis=0) / buyers,
        duplication=both / buyers[:, None],
    )


def theoretical_measures(
    category: FloatArray, dirichlet_s: float, shares: FloatArray
) -> BrandMeasures:
    """Return what the Dirichlet expects of brands of given shares (Rungie & Goodhardt, 2004).

    Parameters
    ----------
    category : ndarray, shape (N + 1,)
        Chance that a customer buys 0, 1, ..., N times in the category: of an NBD, or as observed.
    dirichlet_s : float
        Sum of the Dirichlet parameters; small = customers differ, each loyal to their own brands.
    shares : ndarray, shape (J,)
        Of category purchases; they may sum to less than one (brands not named).
    """
    purchases = np.arange(len(category), dtype=np.float64)
    none = np.stack([chance_of_none(purchases, dirichlet_s, share) for share in shares])
    # Only this brand = none of all the others together.
    only = np.stack([chance_of_none(purchases, dirichlet_s, 1.0 - share) for share in shares])
    penetration = 1.0 - none @ category
    sole = only[:, 1:] @ category[1:]
    neither = np.empty((len(shares), len(shares)))
    for row, one in enumerate(shares):
        for column, other in enumerate(shares):
            joint = one if row == column else one + other
            neither[row, column] = chance_of_none(purchases, dirichlet_s, joint) @ category
    both = penetration[:, None] + penetration - (1.0 - neither)
    return BrandMeasures(
        shares=shares,
        penetration=penetration,
        frequency=shares * (purchases @ category) / penetration,
        category_frequency=((1.0 - none) * purchases) @ category / penetration,
        sole_buyers=sole / penetration,
        duplication=both / penetration[:, None],
    )


def chance_of_none(purchases: FloatArray, dirichlet_s: float, share: float) -> FloatArray:
    """Return the chance of no purchase of a brand among so many in the category.

    The zero term of the beta-binomial with parameters S share and S (1 - share).

    Parameters
    ----------
    purchases : ndarray, shape (n,)
        Category purchases.
    dirichlet_s : float
    share : float
        Of the brand, or of several taken together, in (0, 1].
    """
    others = dirichlet_s * (1.0 - share)
    if others <= 0.0:  # the brand is the whole category
        whole: FloatArray = (purchases == 0).astype(np.float64)
        return whole
    logarithm = (
        gammaln(others + purchases)
        - gammaln(others)
        + gammaln(dirichlet_s)
        - gammaln(dirichlet_s + purchases)
    )
    none: FloatArray = np.exp(logarithm)
    return none


def purchase_distribution(
    category: FloatArray, dirichlet_s: float, share: float, up_to: int
) -> FloatArray:
    """Return the chance of 0, 1, ..., `up_to` purchases of a brand, shape (up_to + 1,).

    Parameters
    ----------
    category : ndarray, shape (N + 1,)
        Chance of 0, 1, ..., N category purchases.
    dirichlet_s : float
    share : float
        Of the brand, in (0, 1).
    up_to : int
    """
    own, others = dirichlet_s * share, dirichlet_s * (1.0 - share)
    total = np.arange(len(category), dtype=np.float64)
    chances = np.zeros(up_to + 1)
    for count in range(min(up_to, len(category) - 1) + 1):
        n = total[count:]
        logarithm = (
            gammaln(n + 1.0)
            - gammaln(count + 1.0)
            - gammaln(n - count + 1.0)
            + gammaln(own + count)
            - gammaln(own)
            + gammaln(others + n - count)
            - gammaln(others)
            + gammaln(dirichlet_s)
            - gammaln(dirichlet_s + n)
        )
        chances[count] = np.exp(logarithm) @ category[count:]
    return chances
