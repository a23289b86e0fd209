"""From the seeds of a fact to its verdict: means, intervals, bands, and what the control did."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.comparison.intervals import Difference, paired_difference
from analysis.evidence.fact import Band, Fact, Series
from analysis.evidence.tasks import Outcome


@dataclass(frozen=True)
class BandFinding:
    """One metric of a fact against its band.

    Attributes
    ----------
    band : Band
        What was asked.
    measured, control : Difference
        Means over seeds with their 95 % t-intervals.
    is_claimed : bool
        Whether the documentation says that the band holds.
    """

    band: Band
    measured: Difference
    control: Difference
    is_claimed: bool

    @property
    def holds(self) -> bool:
        """Whether the mean over seeds lies in the band."""
        return self.band.holds(self.measured.mean)

    @property
    def verdict(self) -> str:
        """The answer in a word or two."""
        if self.holds:
            return "holds" if self.is_claimed else "holds (said to miss)"
        return "misses" if self.is_claimed else "misses (known)"

    @property
    def control_verdict(self) -> str:
        """Whether the control breaks the band as it should; "not judged" where it need not."""
        if not self.band.is_control_judged:
            return "not judged"
        return "breaks" if self.band.is_broken_by(self.control.mean) else "does not break"


@dataclass(frozen=True)
class Finding:
    """What was found about one fact.

    Attributes
    ----------
    fact : Fact
        The fact.
    bands : tuple[BandFinding, ...]
        Each of its bands.
    series, control_series : Series
        Tables of the picture, averaged over seeds.
    customers, seeds : int
        Size of the experiment.
    seconds : float
        Time of all its tasks together, one core.
    days : tuple[str, ...]
        The days on which they were measured, in order.
    """

    fact: Fact
    bands: tuple[BandFinding, ...]
    series: Series
    control_series: Series
    customers: int
    seeds: int
    seconds: float
    days: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every band holds."""
        return all(found.holds for found in self.bands)

    @property
    def is_control_broken(self) -> bool:
        """Whether the control does all that is asked of it."""
        return all(found.control_verdict != "does not break" for found in self.bands)

    @property
    def is_as_claimed(self) -> bool:
        """Whether what the documentation says to hold does, control included."""
        return self.is_control_broken and all(
            found.holds or not found.is_claimed for found in self.bands
        )


def finding(fact: Fact, outcomes: Sequence[Outcome]) -> Finding:
    """Return the verdict on a fact from the outcomes of its tasks, whatever their order."""
    ordered = sorted(outcomes, key=lambda outcome: outcome.task.seed)
    plain = [outcome for outcome in ordered if not outcome.task.is_control]
    control = [outcome for outcome in ordered if outcome.task.is_control]
    return Finding(
        fact=fact,
        bands=tuple(
            BandFinding(
                band=band,
                measured=over_seeds(plain, band.metric),
                control=over_seeds(control, band.metric),
                is_claimed=band.metric not in fact.known_misses,
            )
            for band in fact.bands
        ),
        series=mean_series([outcome.measured.series for outcome in plain]),
        control_series=mean_series([outcome.measured.series for outcome in control]),
        customers=plain[0].task.customers,
        seeds=len(plain),
        seconds=sum(outcome.seconds for outcome in ordered),
        days=tuple(sorted({outcome.day for outcome in ordered if outcome.day})),
    )


def over_seeds(outcomes: Sequence[Outcome], metric: str) -> Difference:
    """Return the mean of a metric over seeds with its t-interval."""
    values = np.array([outcome.measured.values[metric] for outcome in outcomes])
    return paired_difference(values, np.zeros_like(values))


def mean_series(tables: Sequence[Series]) -> Series:
    """Return tables averaged element by element; an element that no seed has is missing."""
    averaged = {}
    for name, table in tables[0].items():
        averaged[name] = {
            column: _mean_column([other[name][column] for other in tables]) for column in table
        }
    return averaged


def _mean_column(columns: Sequence[Sequence[float]]) -> list[float]:
    stacked = np.array(columns, dtype=np.float64)
    n = np.isfinite(stacked).sum(axis=0)
    total = np.where(np.isfinite(stacked), stacked, 0.0).sum(axis=0)
    mean: list[float] = np.where(n > 0, total / np.maximum(n, 1), np.nan).tolist()
    return mean
