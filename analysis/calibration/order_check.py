"""Whether the order of purchases inside customers can be believed.

Some published logs are sorted by firm inside each customer. Every repeat rate, switching matrix and
loyalty coefficient taken from such a file is an artefact of the sorting. Two signs give it away:
switches go one way only (almost none lies below the diagonal of the switching matrix once firms are
ranked), and purchases repeat far more often than the same purchases in shuffled order.
"""

from dataclasses import dataclass

import numpy as np

from analysis.calibration.log import ChoiceLog, FloatArray
from simulation.errors import LogError

# Assumption: with fewer switches, one direction for all of them may be chance (2 · 2^-8 < 1 %).
MINIMUM_SWITCHES = 8
# Assumption: real panels have 30-50 % of their switches against the best ranking, a sorted file 0.
MAXIMUM_SHARE_AGAINST_RANKING = 0.02
# Assumption: standard deviations above the shuffled repeat rate that count as "far above".
MINIMUM_SCORE = 3.0
# Assumption: returns to an earlier firm, as a part of those that shuffled purchases would show.
MAXIMUM_RETURNS = 0.05
MINIMUM_EXPECTED_RETURNS = 20.0
# Assumption: where most switches fall between two dates, the dates tell their order and no sorting does.
DATED_SHARE = 0.5


@dataclass(frozen=True)
class ShuffleBenchmark:
    """Repeat buying if each customer's purchases stood in random order.

    Attributes
    ----------
    mean, sd : float
        Of the repeat rate over all orders (exact, not sampled).
    """

    mean: float
    sd: float


@dataclass(frozen=True)
class OrderCheck:
    """What the order of a log looks like.

    Attributes
    ----------
    n_switches : int
        Pairs of consecutive purchases from two firms.
    n_against_ranking : int
        Those that go against the ranking of firms that most switches follow.
    repeat_rate : float
        Share of consecutive pairs from one firm.
    shuffled : ShuffleBenchmark
    is_sorted : bool
        Whether the file looks sorted by firm inside each customer.
    warnings : tuple of str
    """

    n_switches: int
    n_against_ranking: int
    repeat_rate: float
    shuffled: ShuffleBenchmark
    is_sorted: bool
    warnings: tuple[str, ...]


def switching_counts(log: ChoiceLog) -> FloatArray:
    """Return how often each firm (column) followed each firm (row), shape (J, J)."""
    return log.last_bought.T @ log.bought


def shuffle_benchmark(counts: FloatArray) -> ShuffleBenchmark:
    """Return mean and sd of the repeat rate over all orders of each customer's purchases.

    A customer with n purchases, n_j of firm j, changes firm `n - sum(n_j^2) / n` times on average;
    the variance is that of the number of runs of several kinds in random order (Mood, 1940).

    Parameters
    ----------
    counts : ndarray, shape (C, J)
        Purchases of each customer from each firm.
    """
    counts = counts[counts.sum(axis=1) >= 2]
    n = counts.sum(axis=1)
    squares = np.sum(counts**2, axis=1)
    cubes = np.sum(counts**3, axis=1)
    switches = n - squares / n
    variance = (squares * (squares + n * (n + 1)) - 2 * n * cubes - n**3) / (n**2 * (n - 1))
    transitions = np.sum(n - 1)
    return ShuffleBenchmark(
        mean=float(1.0 - switches.sum() / transitions),
        sd=float(np.sqrt(np.maximum(variance, 0.0).sum()) / transitions),
    )


def measure_order(log: ChoiceLog) -> OrderCheck:
    """Return the order check of a log.

    Raises
    ------
    LogError
        If no customer bought twice.
    """
    n_transitions = log.n_purchases - log.n_customers
    if n_transitions == 0:
        msg = (
            f"{log.sources[0].name}: at least one customer must have bought twice. Got"
            f" {log.n_customers} customers of one purchase. Shares can be measured, loyalty cannot."
        )
        raise LogError(msg)
    switches = switching_counts(log)
    repeat_rate = float(np.trace(switches) / n_transitions)
    np.fill_diagonal(switches, 0.0)
    n_switches = int(switches.sum())
    n_against = _switches_against_ranking(switches)
    shuffled = shuffle_benchmark(log.counts)
    is_one_way = (
        n_switches >= MINIMUM_SWITCHES and n_against <= MAXIMUM_SHARE_AGAINST_RANKING * n_switches
    )
    is_far = repeat_rate > shuffled.mean + MINIMUM_SCORE * shuffled.sd
    is_dated = _dated_share(log) > DATED_SHARE
    return OrderCheck(
        n_switches=n_switches,
        n_against_ranking=n_against,
        repeat_rate=repeat_rate,
        shuffled=shuffled,
        is_sorted=is_one_way and is_far and not is_dated,
        warnings=(
            *_one_way_warning(log, n_against, n_switches, is_one_way and is_far and is_dated),
            *_no_return_warning(log, n_switches, shuffled),
        ),
    )


def require_order(log: ChoiceLog) -> OrderCheck:
    """Return the order check, refusing a log that looks sorted by firm.

    Raises
    ------
    LogError
        If switching and loyalty cannot be read from the log's order.
    """
    check = measure_order(log)
    if check.is_sorted:
        msg = (
            f"{log.sources[0].name}, column firm: purchases must stand in the order of time, but"
            f" they look sorted by firm inside each customer: {check.n_against_ranking} of"
            f" {check.n_switches} switches go against one ranking of the firms, and the repeat"
            f" rate is {check.repeat_rate:.3f} where shuffled purchases give"
            f" {check.shuffled.mean:.3f} (sd {check.shuffled.sd:.3f}). Export the log again with"
            " its dates; from this file only shares, penetration and Dirichlet S are valid, no"
            " switching and no loyalty."
        )
        raise LogError(msg)
    return check


def _switches_against_ranking(switches: FloatArray) -> int:
    """Return the switches below the diagonal after ranking the firms.

    Sources and sinks of the flow are taken off first (Eades, Lin & Smyth, 1993), so that the result
    is exactly 0 whenever some ranking has no switch below the diagonal.
    """
    remaining = list(range(len(switches)))
    front: list[int] = []
    back: list[int] = []
    while remaining:
        flows = switches[np.ix_(remaining, remaining)]
        outward, inward = flows.sum(axis=1), flows.sum(axis=0)
        if (outward == 0).any():
            back.insert(0, remaining.pop(int(np.argmax(outward == 0))))
        elif (inward == 0).any():
            front.append(remaining.pop(int(np.argmax(inward == 0))))
        else:
            front.append(remaining.pop(int(np.argmax(outward - inward))))
    ranking = front + back
    return int(np.tril(switches[np.ix_(ranking, ranking)], k=-1).sum())


def _dated_share(log: ChoiceLog) -> float:
    """Return the share of switches whose second purchase has a later date, 0 without dates."""
    if log.times is None:
        return 0.0
    is_switch = (log.choice[1:] != log.choice[:-1]) & ~log.is_first[1:]
    is_later = log.times[1:] > log.times[:-1]
    return float(is_later[is_switch].mean()) if is_switch.any() else 0.0


def _one_way_warning(
    log: ChoiceLog, n_against: int, n_switches: int, is_told: bool
) -> tuple[str, ...]:
    """Say that customers move one way, where the dates of the log bear it out."""
    if not is_told:
        return ()
    return (
        f"{log.sources[0].name}: customers move one way, from some firms to others: {n_against} of"
        f" {n_switches} switches go against one ranking of the firms, and the dates bear it out. A"
        " calibrated market has no trend of its own: its shares and repeat rate are those that fitted"
        " tastes and habits settle at, not those of the log.",
    )


def _no_return_warning(
    log: ChoiceLog, n_switches: int, shuffled: ShuffleBenchmark
) -> tuple[str, ...]:
    """Say that customers never come back to a firm they left, if shuffled ones often would."""
    unavoidable = float(np.sum((log.counts > 0).sum(axis=1) - 1))
    n_transitions = log.n_purchases - log.n_customers
    expected = (1.0 - shuffled.mean) * n_transitions - unavoidable
    returns = n_switches - unavoidable
    if expected < MINIMUM_EXPECTED_RETURNS or returns > MAXIMUM_RETURNS * expected:
        return ()
    return (
        f"{log.sources[0].name}: customers came back to a firm they had left {returns:.0f} times;"
        f" shuffled purchases would show about {expected:.0f} returns. That is natural for"
        " contracts; elsewhere check that the file is not sorted by firm.",
    )
