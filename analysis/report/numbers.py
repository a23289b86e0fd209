"""Numbers in words: as many digits as the interval allows, signs and units spelled out."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.comparison.intervals import Difference
from analysis.metrics.registry import MONEY, Metric

MINUS = "\N{MINUS SIGN}"
MONEY_UNIT = "reference prices per 1,000 customers of the market"
MOST_DECIMALS = 12
"""Decimals after which a number that is still 0 is left at that: rounding of sums is about as large."""
COUNT_WORDS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """How a metric is shown to people.

    Attributes
    ----------
    factor : float
        What a value is multiplied by (shares become percent).
    unit, difference_unit : str
        Unit of a shown value and of a shown difference.
    """

    factor: float
    unit: str
    difference_unit: str

    def shown(self, difference: Difference) -> Difference:
        """Return a difference in the units of the reader."""
        return Difference(
            difference.mean * self.factor, difference.half_width * self.factor, difference.n
        )


def quantity(metric: Metric) -> Quantity:
    """Return how a metric is shown: shares in percent, money and points as they are."""
    if metric.unit == MONEY:
        return Quantity(1.0, MONEY_UNIT, MONEY_UNIT)
    if metric.unit.startswith("share"):
        rest = metric.unit.removeprefix("share")
        per = rest if rest.startswith(" per ") else ""
        return Quantity(100.0, f"%{rest}", f"percentage points{per}")
    unit = "points" if metric.unit == "-100 to 100" else metric.unit
    return Quantity(1.0, unit, unit)


def decimals_for(precision: float) -> int:
    """Return the decimals worth printing where the uncertainty is `precision` (two digits of it)."""
    if not math.isfinite(precision) or precision <= 0.0:
        return 2
    return min(max(0, 1 - math.floor(math.log10(precision))), 3)


def plain(value: float, decimals: int) -> str:
    """Return a number with separators of thousands and a true minus sign; `n/a` if missing.

    An exact 0 is written without decimals, so that it is told from a small number.
    """
    if not math.isfinite(value):
        return "n/a"
    if value == 0.0:
        return "0"
    text = f"{abs(value):,.{decimals}f}"
    is_zero = not text.strip("0.,")
    return text if value >= 0.0 or is_zero else MINUS + text


def signed(value: float, decimals: int) -> str:
    """Return the same with a plus where it is more than nothing."""
    text = plain(value, decimals)
    is_positive = value > 0.0 and bool(text.strip("0.,")) and math.isfinite(value)
    return "+" + text if is_positive else text


def rounded(value: float) -> str:
    """Return a number that has no interval, to three digits or so."""
    return plain(value, decimals_for(abs(value) / 10.0) if value else 0)


def difference_text(difference: Difference, decimals: int | None = None) -> str:
    """Return the mean difference, with its sign; as many decimals as its interval allows."""
    return signed(difference.mean, _decimals(difference) if decimals is None else decimals)


def interval_text(difference: Difference, decimals: int | None = None) -> str:
    """Return `low to high`, or why there is none."""
    if not math.isfinite(difference.mean):
        return "n/a"
    if not math.isfinite(difference.half_width):
        return "none from one run"
    decimals = _decimals(difference) if decimals is None else decimals
    return f"{end_text(difference.low, decimals)} to {end_text(difference.high, decimals)}"


def end_text(value: float, decimals: int) -> str:
    """Return an end of an interval with as many decimals more as it takes to see its side of 0."""
    while 0.0 < abs(value) < 0.5 * 10.0**-decimals and decimals < MOST_DECIMALS:
        decimals += 1
    return signed(value, decimals)


def common_decimals(differences: Sequence[Difference]) -> int:
    """Return one number of decimals for a column: what the median interval allows."""
    widths = [d.half_width for d in differences if 0.0 < d.half_width < math.inf]
    if widths:
        return decimals_for(statistics.median(widths))
    return max((_decimals(d) for d in differences if math.isfinite(d.mean) and d.mean), default=0)


def percent(share: float) -> str:
    """Return a share as a whole percentage."""
    return f"{plain(100.0 * share, 0)} %"


def count_word(count: int) -> str:
    """Return a small count in letters, a larger one in digits."""
    return COUNT_WORDS[count] if count < len(COUNT_WORDS) else f"{count:,}"


def _decimals(difference: Difference) -> int:
    if math.isfinite(difference.half_width) and difference.half_width > 0.0:
        return decimals_for(difference.half_width)
    return decimals_for(abs(difference.mean) / 10.0)
