"""What customers think: means over those present, and the net promoter score."""

import numpy as np
from numpy.typing import NDArray

from analysis.metrics.record import FirmRecord


def _mean(record: FirmRecord, measure: str) -> float:
    present = record.total("customers")
    return record.total(measure) / present if present > 0.0 else float("nan")


def mean_satisfaction(record: FirmRecord) -> float:
    """Return the mean satisfaction of present customers over the study, points."""
    return _mean(record, "satisfaction")


def mean_trust(record: FirmRecord) -> float:
    """Return the mean trust of present customers over the study, points."""
    return _mean(record, "trust")


def mean_belonging(record: FirmRecord) -> float:
    """Return the mean belonging of present customers over the study, points."""
    return _mean(record, "bond")


def satisfaction_series(record: FirmRecord) -> NDArray[np.float64]:
    """Return the mean satisfaction of present customers in each step, shape (T,), points."""
    present = record.series("customers")
    with np.errstate(invalid="ignore", divide="ignore"):
        return record.series("satisfaction") / present


def net_promoter_score(record: FirmRecord) -> float:
    """Return promoters less detractors per 100 present customers, -100 to 100 (Reichheld 2003).

    The true score: what customers would answer without survey noise.
    """
    return 100.0 * (_mean(record, "promoters") - _mean(record, "detractors"))
