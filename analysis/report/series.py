"""Measures over time: means over replications, with bands."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from analysis.comparison.intervals import CONFIDENCE
from analysis.comparison.outcome import Comparison
from analysis.comparison.summary import RunSummary
from analysis.report.reading import clock

if TYPE_CHECKING:
    import pandas as pd

MEASURES = ("survival", "share", "satisfaction")
FloatArray = NDArray[np.float64]


def series_rows(comparison: Comparison, measure: str) -> "pd.DataFrame":
    """Return a measure of the focal firm over time, one row per scenario and point, baseline first.

    Columns: `scenario`, `step` (steps of the study passed), `time` (the same in months or weeks),
    `mean`, `low`, `high` over replications, and `difference`, `difference_low`, `difference_high`
    to the baseline, paired by seed; missing for the baseline, and the bands from one replication.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    measure : str
        `survival` and `share` (in percent) or `satisfaction` (in points).
    """
    import pandas as pd

    base = _values(comparison, comparison.base_runs, measure)
    groups = [(comparison.request.base, base)]
    groups += [(o.name, _values(comparison, o.runs, measure)) for o in comparison.outcomes]
    first = 0 if measure == "survival" else 1
    steps = np.arange(first, first + base.shape[1])
    frames = []
    for index, (name, values) in enumerate(groups):
        mean, low, high = band(values)
        missing = np.full_like(mean, np.nan)
        change = band(values - base) if index else (missing, missing, missing)
        columns = {"scenario": name, "step": steps, "time": steps * clock(comparison).per_step}
        columns |= {"mean": mean, "low": low, "high": high}
        columns |= dict(
            zip(("difference", "difference_low", "difference_high"), change, strict=True)
        )
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)


def band(values: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return mean, low and high over replications (95 % t-interval at each point).

    Parameters
    ----------
    values : ndarray, shape (R, T)
        One row a replication. From one row the band is missing.
    """
    mean = values.mean(axis=0)
    n = len(values)
    if n < 2:
        missing = np.full_like(mean, np.nan)
        return mean, missing, missing
    error = values.std(axis=0, ddof=1) / np.sqrt(n)
    half = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2.0)) * error
    return mean, mean - half, mean + half


def _values(comparison: Comparison, runs: list[RunSummary], measure: str) -> FloatArray:
    if measure == "satisfaction":
        return np.array([run.satisfaction for run in runs])
    if measure == "share":
        firm = comparison.base.focal_firm
        return 100.0 * np.array([run.shares[firm] for run in runs])
    curves = np.array([run.survival for run in runs])
    # Everybody is there at the start, unless nobody was.
    start = np.where(np.isfinite(curves[:, :1]), 1.0, np.nan)
    return 100.0 * np.hstack([start, curves])
