"""Paired differences and how precise they are."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Difference:
    """A mean paired difference over replications.

    Attributes
    ----------
    mean : float
        Mean of variant minus base.
    half_width : float
        Half-width of the 95 % t-interval; infinite from one replication.
    n : int
        Replications.
    """

    mean: float
    half_width: float
    n: int

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return self.mean + self.half_width


def paired_difference(variant: ArrayLike, base: ArrayLike) -> Difference:
    """Return the mean of variant - base with its t-interval (Student 1908), runs paired by seed."""
    differences = np.asarray(variant, dtype=np.float64) - np.asarray(base, dtype=np.float64)
    n = differences.size
    mean = float(differences.mean())
    if n < 2:
        return Difference(mean, float("inf"), n)
    error = float(differences.std(ddof=1)) / np.sqrt(n)
    return Difference(mean, float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2.0)) * error, n)


def wished_count(n: int, half_width: float, wished: float, most: int) -> int:
    """Return how many replications should do: the half-width shrinks with the root of their number.

    Parameters
    ----------
    n : int
        Replications there are.
    half_width, wished : float
        Their half-width, finite, and a smaller one, above 0.
    most : int
        Never more than this, and never more than doubled at once, because the first estimates of a
        half-width are rough.
    """
    ratio = min(half_width / wished, 2.0)  # twice as narrow is four times as many: doubled anyhow
    return min(max(n + 1, min(math.ceil(n * ratio**2), 2 * n)), most)


def share_interval(successes: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    from scipy.stats import binomtest  # a second to import, which workers need not spend

    interval = binomtest(successes, n).proportion_ci(CONFIDENCE, method="wilson")
    return float(interval.low), float(interval.high)
