"""Times of several actions taken in turn (A B A B ...), so that a busy machine slows all alike."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """A measured figure: median, least and greatest over the rounds."""

    median: float
    low: float
    high: float

    def shown(self, form: str) -> str:
        """Return the median with the range behind it, each in a format such as `.2f`."""
        return f"{self.median:{form}} ({self.low:{form}} to {self.high:{form}})"


def spread(values: list[float]) -> Spread:
    """Return median and range of some values."""
    return Spread(statistics.median(values), min(values), max(values))


Clock = Callable[[], float]
WALL: Clock = time.perf_counter
OWN: Clock = time.process_time  # of this process alone: what others do on the machine is left out


def seconds(action: Callable[[], object], clock: Clock = WALL) -> float:
    """Return how long an action takes by a clock."""
    start = clock()
    action()
    return clock() - start


def interleaved(
    actions: Mapping[str, Callable[[], object]], rounds: int, clock: Clock
) -> dict[str, list[float]]:
    """Return the seconds of each action by round; every round takes all actions in turn."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            times[name].append(seconds(action, clock))
    return times


def ratio(times: Mapping[str, list[float]], slow: str, fast: str, factor: float = 1.0) -> Spread:
    """Return how many times faster one action is than another, paired round by round.

    Parameters
    ----------
    factor : float
        Work of the fast action over that of the slow one.
    """
    pairs = zip(times[slow], times[fast], strict=True)
    return spread([factor * a / b for a, b in pairs])
