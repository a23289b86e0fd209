"""Satisfaction in five boxes, an index of the ACSI type, and the net promoter score (2.7.2 to 2.7.4)."""

import numpy as np

from analysis.evidence.facts.survey import BOX_CUTS, boxes
from analysis.measurement.keyed_draws import Question, normals
from analysis.measurement.survey import Survey
from analysis.typologies.moment import Floats, Moment

TOP_BOX = BOX_CUTS[-1]
RECOMMENDATION_SD = 1.2
"""On the scale of 0 to 10 (model 2.7.3, assumption)."""
PROMOTER, DETRACTOR = 9.0, 6.0
ACSI_WEIGHTS = (0.4, 0.3, 0.3)
"""Overall, against the expectation, against the ideal (assumption; the published weights are estimated yearly)."""
ACSI_STEPS = 9.0
"""A scale of 1 to 10 has nine steps (Fornell et al. 1996)."""


def top_box_share(stated: Floats) -> float:
    """Return the share of answers in the best of the five boxes, 80 points or more."""
    return float((stated >= TOP_BOX).mean())


def box_shares(stated: Floats) -> Floats:
    """Return the shares of the five boxes, from very dissatisfied to very satisfied, shape (5,)."""
    counts: Floats = np.bincount(boxes(stated), minlength=len(BOX_CUTS) + 2)[1:] / max(
        len(stated), 1
    )
    return counts


def recommendation(satisfaction: Floats, trust: Floats) -> Floats:
    """Return the 0-10 answer without noise, (.75 S + .25 T - 16) / 7, same shape (model 2.7.3)."""
    return np.clip((0.75 * satisfaction + 0.25 * trust - 16.0) / 7.0, 0.0, 10.0)


def rounded_answer(answers: Floats) -> Floats:
    """Return answers on the scale of whole numbers from 0 to 10, halves upward, same shape."""
    return np.floor(np.clip(answers, 0.0, 10.0) + 0.5)


def net_promoter_score(answers: Floats) -> float:
    """Return 100 (promoters - detractors) / answers, for whole answers of 0 to 10 (Reichheld 2003)."""
    promoters, detractors = answers >= PROMOTER, answers <= DETRACTOR
    return 100.0 * (float(promoters.mean()) - float(detractors.mean()))


def stated_recommendation(survey: Survey, truth: Floats) -> Floats:
    """Return what respondents tick on the scale of 0 to 10, shape (n,)."""
    noise = normals(survey.keys, Question.RECOMMENDATION, survey.firm, survey.step)
    return rounded_answer(truth + RECOMMENDATION_SD * noise)


def index_parts(moment: Moment) -> tuple[Floats, Floats, Floats]:
    """Return satisfaction overall, against the expectation and against the ideal, each (N, J).

    Points of 100. Against the expectation: 50 where it is met. Against the ideal: 100 less what is
    missing to what the firm should deliver (assumption: both in points of quality).
    """
    satisfaction = moment.get("satisfaction")
    met = np.clip(50.0 + satisfaction - moment.get("will"), 0.0, 100.0)
    ideal = np.clip(100.0 - np.maximum(moment.get("should") - satisfaction, 0.0), 0.0, 100.0)
    return satisfaction, met, ideal


def satisfaction_index(parts: tuple[Floats, Floats, Floats]) -> float:
    """Return the mean weighted index, 0 to 100, from answers on three scales of 1 to 10."""
    answers = [np.floor(ACSI_STEPS * part / 100.0 + 0.5) for part in parts]
    weighted = sum(
        weight * 100.0 * answer / ACSI_STEPS
        for weight, answer in zip(ACSI_WEIGHTS, answers, strict=True)
    )
    return float(np.mean(weighted))
