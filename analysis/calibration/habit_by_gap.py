"""How fast a habit fades: repeat buying by the time since the purchase before.

Customers repeat because they like a firm (whatever the order of their purchases) and because they
have just bought from it. The first part is what their own purchases would show in random order; what
is left above it is the trace of the last purchase, and in a log with dates it can be followed as the
gap grows. It tells how long a habit lasts, not what it is worth.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.calibration.log import ChoiceLog

DAY = np.timedelta64(1, "D")
# Upper ends in days: one, two and four weeks, then doubled. Assumption: a grid, not a finding.
GAP_DAYS = (7.0, 14.0, 28.0, 56.0, 112.0)
MINIMUM_PAIRS = 30  # assumption: with fewer pairs of purchases a bin tells nothing and is left out


@dataclass(frozen=True)
class GapBin:
    """Repeat buying after gaps of one length.

    Attributes
    ----------
    longest_gap : float
        Upper end of the bin in days; infinite for the last.
    n_pairs : int
        Consecutive purchases of one customer with such a gap between them.
    repeat_rate : float
        Share of them from one firm.
    above_shuffled : float
        Repeat rate less what the same customers' purchases show in random order.
    standard_error : float
        Of `above_shuffled`, clustered by customer.
    """

    longest_gap: float
    n_pairs: int
    repeat_rate: float
    above_shuffled: float
    standard_error: float


def habit_by_gap(log: ChoiceLog) -> tuple[GapBin, ...]:
    """Return repeat buying by the gap between purchases; nothing where the log has no dates.

    For a customer with n purchases, n_j of firm j, two purchases picked at random are of one firm
    with probability `sum_j n_j (n_j - 1) / (n (n - 1))`.

    Parameters
    ----------
    log : ChoiceLog
        Whose order can be believed (see `require_order`).
    """
    if log.times is None:
        return ()
    n = log.purchases_per_customer
    same = (log.counts * (log.counts - 1.0)).sum(axis=1)
    by_chance = same / np.maximum(n * (n - 1.0), 1.0)
    later = np.flatnonzero(~log.is_first)
    customer = log.customer[later]
    repeats = (log.choice[later] == log.choice[later - 1]).astype(np.float64)
    gap = (log.times[later] - log.times[later - 1]) / DAY
    pairs = pd.DataFrame(
        {
            "bin": np.searchsorted(np.array(GAP_DAYS), gap),
            "customer": customer,
            "repeats": repeats,
            "excess": repeats - by_chance[customer],
        }
    )
    ends = (*GAP_DAYS, np.inf)
    return tuple(
        _gap_bin(ends[int(str(place))], rows)
        for place, rows in pairs.groupby("bin")
        if len(rows) >= MINIMUM_PAIRS
    )


def _gap_bin(longest_gap: float, pairs: pd.DataFrame) -> GapBin:
    """Return one bin from its pairs of purchases."""
    excess = float(pairs["excess"].mean())
    clusters = (pairs["excess"] - excess).groupby(pairs["customer"]).sum()
    return GapBin(
        longest_gap=longest_gap,
        n_pairs=len(pairs),
        repeat_rate=float(pairs["repeats"].mean()),
        above_shuffled=excess,
        standard_error=float(np.sqrt((clusters**2).sum()) / len(pairs)),
    )


def gap_frame(bins: tuple[GapBin, ...]) -> pd.DataFrame:
    """Return the bins for a reader, one row each."""
    return pd.DataFrame(
        {
            "gap in days": [
                "more" if np.isinf(b.longest_gap) else f"to {b.longest_gap:g}" for b in bins
            ],
            "pairs": [b.n_pairs for b in bins],
            "repeat rate": [b.repeat_rate for b in bins],
            "above random order": [b.above_shuffled for b in bins],
            "standard error": [b.standard_error for b in bins],
        }
    )
