"""Who gains by a policy: the firm, its customers, both or neither (win-win)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.metrics.registry import BY_NAME
from analysis.plots.trade_off import Corners, Interval, Place, trade_off
from analysis.report.numbers import quantity

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIRM, CUSTOMERS = "profit", "customer_surplus"
"""Metrics of what the firm gains, and of what a choice is worth to customers of the market."""
TITLE = "Who gains: the firm and its customers"
BOTH, FIRM_ONLY, CUSTOMERS_ONLY, NEITHER = (
    "both gain", "the firm gains, customers lose", "customers gain, the firm loses", "both lose",
)  # fmt: skip
UNCLEAR = "not clear"
UNMOVED = "no difference to anybody"
WITH_INTERVALS = (
    "Differences to the baseline with 95 % intervals over replications (simulation noise only). A "
    "hollow dot: an interval covers no change, so who gains is not clear."
)
ONE_RUN = (
    "Differences to the baseline in the one run that was made. Every dot is hollow: from one run "
    "there are no intervals, so who gains is not clear."
)
ASIDE = (
    "A dot that would cover another stands aside, with a line to its place. Customer surplus is that "
    "of all customers of the market, whichever firm serves them."
)


@dataclass(frozen=True)
class Gain:
    """What a policy brings to both sides, as differences to the baseline.

    Attributes
    ----------
    name : str
        The policy.
    firm, customers : Interval
        Difference in profit and in customer surplus: value, low and high end.
    """

    name: str
    firm: Interval
    customers: Interval

    @property
    def verdict(self) -> str:
        """Who gains, by the intervals alone."""
        if all(low == high == 0.0 for _, low, high in (self.firm, self.customers)):
            return UNMOVED
        signs = (_sign(self.firm), _sign(self.customers))
        verdicts = {
            (1, 1): BOTH, (1, -1): FIRM_ONLY, (-1, 1): CUSTOMERS_ONLY, (-1, -1): NEITHER,
        }  # fmt: skip
        return verdicts.get(signs, UNCLEAR)


def has_win_win(outcomes: Iterable[str]) -> bool:
    """Tell whether what was measured shows both sides."""
    return {FIRM, CUSTOMERS} <= set(outcomes)


def win_win_sentence(gains: Sequence[Gain]) -> str:
    """Return the policies by who gains."""
    said = []
    for verdict in (BOTH, FIRM_ONLY, CUSTOMERS_ONLY, NEITHER, UNMOVED, UNCLEAR):
        names = [gain.name for gain in gains if gain.verdict == verdict]
        if names:
            said.append(f"{verdict[0].upper()}{verdict[1:]}: {'; '.join(names)}.")
    return " ".join(said)


def win_win_caption(gains: Sequence[Gain], length: str) -> str:
    """Return what stands below the chart; without intervals, it does not speak of them.

    `length` is how long the study lasts, `36 months`; empty where studies differ in it.
    """
    ends = [low for gain in gains for _, low, _ in (gain.firm, gain.customers)]
    measured = WITH_INTERVALS if any(map(math.isfinite, ends)) else ONE_RUN
    over = f" All over {length}." if length else ""
    return f"{measured}{over} {ASIDE}"


def win_win_figure(gains: Sequence[Gain]) -> "Figure":
    """Return the chart: customer surplus across, profit up, the baseline in the middle."""
    places = [
        Place(gain.name, gain.customers, gain.firm, gain.verdict != UNCLEAR) for gain in gains
    ]
    labels = (_label(CUSTOMERS), _label(FIRM))
    return trade_off(places, labels, Corners(BOTH, FIRM_ONLY, CUSTOMERS_ONLY, NEITHER))


def _label(name: str) -> str:
    metric = BY_NAME[name]
    unit = quantity(metric).difference_unit.replace(" per 1,000", "\nper 1,000")
    return f"{metric.label}, difference\n({unit})"


def _sign(interval: Interval) -> int:
    _, low, high = interval
    return int(low > 0.0) - int(high < 0.0)
