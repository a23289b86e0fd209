"""SERVQUAL: the gap between what is perceived and what should be, by dimension (2.7.4).

Parasuraman, Zeithaml & Berry 1988. Expectations are one number a firm, so a dimension's gap is
measured against what the firm as a whole should deliver.
"""

import numpy as np

from analysis.measurement.keyed_draws import Question
from analysis.typologies.moment import Floats, Moment
from simulation.records import DIMENSIONS
from simulation.state import KEY, LEVEL

LABELS = {
    "R": "reliability",
    "A": "assurance",
    "T": "tangibles",
    "E": "empathy",
    "Re": "responsiveness",
}
QUESTIONS = {
    "R": Question.RELIABILITY,
    "A": Question.ASSURANCE,
    "T": Question.TANGIBLES,
    "E": Question.EMPATHY,
    "Re": Question.RESPONSIVENESS,
}

SERVED_BETTER = ("E", "Re")
"""Dimensions of which customers of a high standing get more."""


def delivered(moment: Moment, dimension: str) -> Floats:
    """Return the quality delivered on a dimension before the person's fit, points, shape (N, J).

    What tiers and key service add to Empathy and Responsiveness is in it (EQ22d, EQ27).
    """
    quality = moment.terms(f"delivered_{dimension}")
    if dimension not in SERVED_BETTER:
        return quality
    standing = moment.get("standing").astype(np.int64)
    bonus = moment.terms("tiers_quality") * (standing & LEVEL)
    return quality + bonus + moment.terms("key_service_quality") * ((standing & KEY) > 0)


def perceptions(moment: Moment) -> dict[str, Floats]:
    """Return perceived quality by dimension, points, each (N, J) (settled 26).

    PQ_d = q_d + (PQ - q) with q_d = Q_d + fit and PQ = q + a_w (E - q) - a_s (SE - q)+ (EQ5).
    """
    fit = moment.get("fit")
    by_dimension = {d: delivered(moment, d) + fit for d in DIMENSIONS}
    weighted = [moment.get(f"weight_{d}") * by_dimension[d] for d in DIMENSIONS]
    quality = np.add.reduce(weighted)
    will, should = moment.get("will"), moment.get("should")
    shift = moment.behavior("assimilation") * (will - quality) - moment.behavior(
        "should_contrast"
    ) * np.maximum(should - quality, 0.0)
    return {d: np.clip(value + shift, 0.0, 100.0) for d, value in by_dimension.items()}


def gaps(moment: Moment) -> dict[str, Floats]:
    """Return perceived less should-be quality by dimension, points, each (N, J); negative falls short."""
    should = moment.get("should")
    return {d: perceived - should for d, perceived in perceptions(moment).items()}
