"""Star reviews: mostly the extremes write, so that ratings look like a J (2.7.2)."""

import numpy as np

from analysis.evidence.facts.survey import ANSWER_SD, N_BOXES, boxes
from analysis.measurement.keyed_draws import Question, normals, person_keys, uniforms
from analysis.typologies.moment import Floats, Moment

WRITING = (0.10, 0.04, 0.01, 0.02, 0.10)
"""Chance to write a review by stars, 1 to 5 (assumption; J shape: Hu, Zhang & Pavlou 2009)."""


def star_counts(moment: Moment, firm: str, seed: int = 1) -> tuple[Floats, Floats]:
    """Return how many reviews of 1 to 5 stars are written, and would be if everybody wrote, each (5,).

    Stars follow the five boxes of satisfaction, with the noise of an answer.

    Parameters
    ----------
    moment : Moment
        A snapshot.
    firm : str
        Whose customers write.
    seed : int
        The same seed gives the same reviews.
    """
    j = moment.index(firm)
    rows = moment.customers_of(firm)
    keys = person_keys(
        seed,
        moment.get("customer")[rows, 0].astype(np.int64),
        moment.get("generation")[rows, 0].astype(np.int64),
    )
    noise = ANSWER_SD * normals(keys, Question.STARS, firm, moment.step)
    stars = boxes(np.clip(moment.get("satisfaction")[rows, j] + noise, 0.0, 100.0))
    writes = uniforms(keys, Question.REVIEW, firm, moment.step) < np.array(WRITING)[stars - 1]
    everybody = np.bincount(stars, minlength=N_BOXES + 1)[1:].astype(np.float64)
    written = np.bincount(stars[writes], minlength=N_BOXES + 1)[1:].astype(np.float64)
    return written, everybody


def mean_stars(counts: Floats) -> float:
    """Return the mean of the stars, 1 to 5; missing where there is no review."""
    total = float(counts.sum())
    return float(counts @ np.arange(1.0, N_BOXES + 1.0)) / total if total > 0.0 else float("nan")
