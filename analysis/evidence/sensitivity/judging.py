"""From the draws of a fact to its verdict: robust, fragile or broken, and by which parameter."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.evidence.fact import Band, Fact
from analysis.evidence.tasks import Outcome
from analysis.evidence.verdict import over_seeds
from analysis.evidence.words import SMALLEST

ROBUST, FRAGILE = 0.9, 0.5  # share of draws from which a fact is called so (facts.md)
SIGNIFICANCE = 0.01  # that chance names any parameter for a metric (Bonferroni over parameters)
FEWEST = (
    20  # draws from which a correlation is looked for: of 80 parameters one fits a few by chance
)
NOTHING_LEFT = 1.0e-9  # of the largest rank: what rounding leaves of a fit that explains all


@dataclass(frozen=True)
class Driver:
    """A parameter that a metric follows: its name and its (partial) rank correlation.

    Spearman's for the strongest; for the next ones, what is left when those before are allowed for.
    """

    parameter: str
    correlation: float


@dataclass(frozen=True)
class BandSensitivity:
    """What the draws did to one metric.

    Attributes
    ----------
    band : Band
        What was asked.
    is_claimed : bool
        Whether the documentation says that the band holds at the defaults.
    default, control : float
        Means over the seeds of the small form, at the defaults: with the cause and without it.
    values : tuple[float, ...]
        The metric in each draw; missing where it could not be computed.
    drivers : tuple[Driver, ...]
        Parameters whose correlation with it differs significantly from zero, the strongest first.
    """

    band: Band
    is_claimed: bool
    default: float
    control: float
    values: tuple[float, ...]
    drivers: tuple[Driver, ...]

    @property
    def in_band(self) -> tuple[bool, ...]:
        """Whether each draw lies in the band; one without a value does not."""
        return tuple(self.band.holds(value) for value in self.values)

    @property
    def in_direction(self) -> tuple[bool, ...] | None:
        """Whether each draw lies on the fact's side; None for a band that has no sides.

        The fact's side of the control's mean is the one on which the default's mean lies. Where the
        band ends at zero, the metric must have its sign, too.
        """
        side = self._side_of_control()
        signed = min(abs(self.band.low), abs(self.band.high)) <= SMALLEST
        if not side and not signed:
            return None
        return tuple(
            (not side or bool(np.sign(value - self.control) == side)) and self._has_sign(value)
            for value in self.values
        )

    def _side_of_control(self) -> int:
        """Return 1 above the control, -1 below it, and 0 if it is not judged or without a value."""
        difference = self.default - self.control
        if not self.band.is_control_judged or math.isnan(difference):
            return 0
        return int(np.sign(difference))

    def _has_sign(self, value: float) -> bool:
        """Tell whether a value is on the right side of zero, where the band ends there."""
        if abs(self.band.low) <= SMALLEST:
            return value >= self.band.low
        if abs(self.band.high) <= SMALLEST:
            return value <= self.band.high
        return True

    @property
    def holding(self) -> float:
        """Share of draws in the band."""
        return float(np.mean(self.in_band))

    @property
    def same_direction(self) -> float | None:
        """Share of draws on the fact's side; None for a band that has no sides."""
        return None if self.in_direction is None else float(np.mean(self.in_direction))

    def quantile(self, share: float) -> float:
        """Return the value below which this share of draws lies; missing if none has a value."""
        there = [value for value in self.values if math.isfinite(value)]
        return float(np.quantile(there, share)) if there else math.nan

    @property
    def too_low(self) -> float:
        """Share of draws below the band."""
        return float(np.mean([value < self.band.low for value in self.values]))

    @property
    def too_high(self) -> float:
        """Share of draws above the band."""
        return float(np.mean([value > self.band.high for value in self.values]))


@dataclass(frozen=True)
class FactSensitivity:
    """What the draws did to a fact.

    Attributes
    ----------
    fact : Fact
        The fact.
    bands : tuple[BandSensitivity, ...]
        Each of its bands.
    seeds_holding, seeds : int
        Markets at the defaults in which every claimed band holds, and how many there were: each
        is of one seed, like a draw, so that their failures are chance, not parameters.
    """

    fact: Fact
    bands: tuple[BandSensitivity, ...]
    seeds_holding: int
    seeds: int

    @property
    def claimed(self) -> tuple[BandSensitivity, ...]:
        """The bands that are said to hold at the defaults: those that a fact can lose."""
        return tuple(found for found in self.bands if found.is_claimed)

    @property
    def holding(self) -> float:
        """Share of draws in which every claimed band holds."""
        return _share_of_all([found.in_band for found in self.claimed])

    @property
    def same_direction(self) -> float | None:
        """Share of draws with every claimed band on its side; None if no band has sides."""
        sided = [found.in_direction for found in self.claimed if found.in_direction is not None]
        return _share_of_all(sided) if sided else None

    @property
    def weakest(self) -> BandSensitivity:
        """The claimed band that the fewest draws hold."""
        return min(self.claimed, key=lambda found: found.holding)


def verdict(share: float) -> str:
    """Return what a fact is called that this share of draws leaves standing."""
    if share >= ROBUST:
        return "robust"
    return "fragile" if share >= FRAGILE else "broken"


def fact_sensitivity(
    fact: Fact, usual: Sequence[Outcome], drawn: Sequence[Outcome]
) -> FactSensitivity:
    """Return the verdict on a fact from its tasks at the defaults and its draws, in their order."""
    plain = [outcome for outcome in usual if not outcome.task.is_control]
    control = [outcome for outcome in usual if outcome.task.is_control]
    names = [name for name, _ in drawn[0].task.positions]
    places = np.array([[place for _, place in outcome.task.positions] for outcome in drawn])
    bands = []
    for band in fact.bands:
        values = np.array([outcome.measured.values[band.metric] for outcome in drawn])
        bands.append(
            BandSensitivity(
                band=band,
                is_claimed=band.metric not in fact.known_misses,
                default=over_seeds(plain, band.metric).mean,
                control=over_seeds(control, band.metric).mean,
                values=tuple(values.tolist()),
                drivers=drivers_of(names, places, values),
            )
        )
    claimed = [band for band in fact.bands if band.metric not in fact.known_misses]
    holding = [
        all(band.holds(outcome.measured.values[band.metric]) for band in claimed)
        for outcome in plain
    ]
    return FactSensitivity(fact, tuple(bands), sum(holding), len(holding))


def drivers_of(
    names: Sequence[str], places: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[Driver, ...]:
    """Return the parameters that a metric follows by more than chance, the strongest first.

    One after another: the strongest rank correlation with what those named before leave
    unexplained, until it may be chance. So a parameter that happens to be drawn like a named one
    is not named with it.

    Parameters
    ----------
    names : Sequence[str]
        Parameters.
    places : ndarray, shape (draws, parameters)
        Where each was drawn.
    values : ndarray, shape (draws,)
        The metric; draws without a value are left out.
    """
    there = np.isfinite(values)
    if there.sum() < FEWEST or np.ptp(values[there]) == 0.0:
        return ()
    columns = stats.rankdata(places[there], axis=0)
    ranks = stats.rankdata(values[there])
    chosen: list[int] = []
    found: list[Driver] = []
    while len(found) < len(names) and ranks.size - len(chosen) >= FEWEST:
        known = np.column_stack([np.ones(ranks.size), columns[:, chosen]])
        partial = _correlations(_unexplained(known, columns), _unexplained(known, ranks))
        best = int(np.argmax(np.abs(partial)))
        if _chance(partial[best], ranks.size - 2 - len(chosen)) * len(names) >= SIGNIFICANCE:
            break
        chosen.append(best)
        found.append(Driver(names[best], float(partial[best])))
    return tuple(found)


def _unexplained(known: NDArray[np.float64], data: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a least-squares fit on the known columns leaves of the data, same shape."""
    rest: NDArray[np.float64] = data - known @ np.linalg.lstsq(known, data, rcond=None)[0]
    rest[np.abs(rest) < NOTHING_LEFT * np.abs(data).max()] = 0.0
    return rest


def _correlations(columns: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlation of each centered column with centered values; 0 where one is constant."""
    size = np.sqrt((columns**2).sum(axis=0) * (values**2).sum())
    found = np.zeros(columns.shape[1])
    np.divide(values @ columns, size, out=found, where=size > 0.0)
    return found


def _chance(correlation: float, freedom: int) -> float:
    """Return how often chance alone makes a correlation as far from zero (Student's t)."""
    rest = max(1.0 - correlation**2, 0.0)
    if rest == 0.0:
        return 0.0
    return float(2.0 * stats.t.sf(abs(correlation) * math.sqrt(freedom / rest), freedom))


def _share_of_all(columns: Sequence[Sequence[bool]]) -> float:
    return float(np.mean(np.all(columns, axis=0)))
