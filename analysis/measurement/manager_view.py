"""What a manager sees beside what is true, and the difference.

The survey asks a sample, some answer, answers are lenient and noisy; reviews come from extremes;
complaints are the failures that somebody spoke about. The truth is the state of every customer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.evidence.facts.survey import stated_intention
from analysis.measurement.keyed_draws import Question
from analysis.measurement.loyalty_index import loyalty_index
from analysis.measurement.reviews import mean_stars, star_counts
from analysis.measurement.satisfaction_scores import (
    box_shares,
    index_parts,
    net_promoter_score,
    recommendation,
    rounded_answer,
    satisfaction_index,
    stated_recommendation,
    top_box_share,
)
from analysis.measurement.servqual import LABELS, QUESTIONS, gaps, perceptions
from analysis.measurement.survey import SAMPLE, Survey, surveyed
from analysis.metrics.record import FirmRecord
from analysis.typologies.choice import stay_probabilities
from analysis.typologies.moment import Floats, Moment
from simulation.records import DIMENSIONS

if TYPE_CHECKING:
    import pandas as pd

LIKELY, POSSIBLE = 9.0, 7.0
"""Recommendation on the loyalty card: very likely from 9, possible from 7 (assumption: as promoters)."""


@dataclass(frozen=True)
class Seen:
    """One number as a manager sees it and as it is; why they differ."""

    measure: str
    unit: str
    seen: float
    truth: float
    reason: str

    @property
    def bias(self) -> float:
        """What is seen less what is true."""
        return self.seen - self.truth


@dataclass(frozen=True)
class _Look:
    """What a table of measures is made from."""

    record: FirmRecord
    moment: Moment
    survey: Survey
    weights: Mapping[str, float]
    seed: int

    @property
    def j(self) -> int:
        return self.moment.index(self.record.firm)

    def mine(self, values: Floats) -> Floats:
        """Return a quantity of shape (N, J) for all the firm's customers, shape (n,)."""
        own: Floats = values[self.moment.present[:, self.j], self.j]
        return own

    def respondents(self, values: Floats) -> Floats:
        """Return a quantity of shape (N, J) for those who answered, shape (n,)."""
        answering: Floats = values[self.survey.rows, self.j]
        return answering


def manager_view(
    record: FirmRecord,
    moment: Moment,
    weights: Mapping[str, float],
    seed: int = 1,
    sample: int = SAMPLE,
) -> tuple[Survey, list[Seen]]:
    """Return the survey of a firm's customers and what is seen beside the truth.

    Parameters
    ----------
    record : FirmRecord
        The firm in a run.
    moment : Moment
        The snapshot at which the survey is taken.
    weights : Mapping[str, float]
        Weights of the loyalty index by code.
    seed : int
        Luck of the survey.
    sample : int
        Customers asked.

    Raises
    ------
    ResultError
        If the firm has no customers, or nobody answers.
    """
    survey = surveyed(moment, record.firm, sample, seed)
    look = _Look(record, moment, survey, weights, seed)
    return survey, [*_satisfaction(look), *_recommendation(look), *_loyalty(look), *_quality(look)]


def _satisfaction(look: _Look) -> Iterator[Seen]:
    true = look.mine(look.moment.get("satisfaction"))
    asked = look.respondents(look.moment.get("satisfaction"))
    stated = look.survey.answers(asked, Question.SATISFACTION)
    who = "extremes answer more; some are lenient"
    yield Seen("Satisfaction", "points", float(stated.mean()), float(true.mean()), who)
    yield Seen("Top box (very satisfied)", "share", top_box_share(stated), top_box_share(true),
               "extremes answer more; noise carries answers over the cut")  # fmt: skip
    yield Seen("Top two boxes", "share", float(box_shares(stated)[3:].sum()),
               float(box_shares(true)[3:].sum()), "extremes answer more; noise carries answers over the cut")  # fmt: skip
    parts = index_parts(look.moment)
    questions = (Question.SATISFACTION, Question.EXPECTATION, Question.IDEAL)
    overall, met, ideal = (
        look.survey.answers(look.respondents(part), question)
        for part, question in zip(parts, questions, strict=True)
    )
    everybody = (look.mine(parts[0]), look.mine(parts[1]), look.mine(parts[2]))
    yield Seen("Satisfaction index (ACSI type)", "0 to 100", satisfaction_index((overall, met, ideal)),
               satisfaction_index(everybody), who)  # fmt: skip
    written, all_stars = star_counts(look.moment, look.record.firm, look.seed)
    yield Seen("Stars", "1 to 5", mean_stars(written), mean_stars(all_stars),
               f"{int(written.sum()):,} of {int(all_stars.sum()):,} write, mostly the extremes")  # fmt: skip


def _recommendation(look: _Look) -> Iterator[Seen]:
    felt = recommendation(look.moment.get("satisfaction"), look.moment.get("trust"))
    told = stated_recommendation(look.survey, look.respondents(felt))
    true = rounded_answer(look.mine(felt))
    yield Seen("Net promoter score", "-100 to 100", net_promoter_score(told), net_promoter_score(true),
               "extremes answer more; noise on a scale of eleven")  # fmt: skip


def _loyalty(look: _Look) -> Iterator[Seen]:
    chance = 100.0 * look.mine(stay_probabilities(look.moment))
    asked = look.respondents(look.moment.get("satisfaction"))
    intention = stated_intention(look.survey.answers(asked, Question.INTENTION))
    yield Seen("Intention to buy again", "0 to 100", float(intention.mean()), float(chance.mean()),
               "an intention is an attitude: barriers and habit are not in it")  # fmt: skip
    index = loyalty_index(look.moment, look.weights)
    told = look.survey.answers(look.respondents(index), Question.LOYALTY)
    yield Seen("Loyalty index", "0 to 100", float(told.mean()), float(look.mine(index).mean()),
               "extremes answer more; some are lenient")  # fmt: skip
    complaints, failures = look.record.total("complaints"), look.record.total("failures")
    experiences = max(look.record.total("experiences"), 1.0)
    yield Seen("Failures in 1,000 experiences", "per 1,000", 1000.0 * complaints / experiences,
               1000.0 * failures / experiences, "only complaints are heard; the rest is silent")  # fmt: skip


def _quality(look: _Look) -> Iterator[Seen]:
    true, perceived = gaps(look.moment), perceptions(look.moment)
    should = look.respondents(look.moment.get("should"))
    for dimension in DIMENSIONS:
        told = look.survey.answers(look.respondents(perceived[dimension]), QUESTIONS[dimension])
        yield Seen(f"SERVQUAL gap: {LABELS[dimension]}", "points", float((told - should).mean()),
                   float(look.mine(true[dimension]).mean()), "extremes answer more; some are lenient")  # fmt: skip


def view_table(rows: list[Seen]) -> "pd.DataFrame":
    """Return what is seen beside the truth as a table with the bias."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "measure": row.measure,
                "manager sees": row.seen,
                "truth": row.truth,
                "bias": row.bias,
                "unit": row.unit,
                "why they differ": row.reason,
            }
            for row in rows
        ]
    )


def loyalty_card(moment: Moment, firm: str, survey: Survey) -> "pd.DataFrame":
    """Return the quantified loyalty card as respondents fill it in (S050), with the true shares.

    Five boxes of satisfaction, three classes of repurchase, three of recommendation.
    """
    import pandas as pd

    j = moment.index(firm)
    mine = moment.present[:, j]
    satisfaction = moment.get("satisfaction")
    stated = survey.answers(satisfaction[survey.rows, j], Question.SATISFACTION)
    felt = recommendation(satisfaction, moment.get("trust"))[:, j]
    told = stated_recommendation(survey, felt[survey.rows])
    chance = stay_probabilities(moment)[:, j]
    boxes = ("very dissatisfied", "dissatisfied", "satisfied", "fairly satisfied", "very satisfied")
    rows = [
        ("satisfaction", name, seen, true)
        for name, seen, true in zip(
            boxes, box_shares(stated), box_shares(satisfaction[mine, j]), strict=True
        )
    ]
    # what respondents say of buying again is the stated scale, cut where the card cuts chances
    intends = stated_intention(survey.answers(satisfaction[survey.rows, j], Question.INTENTION))
    names = ("below 30 %", "30 to 70 %", "above 70 %")
    rows += _classes("buys again", names, intends / 100.0, chance[mine], (0.3, 0.7))
    names = ("impossible", "possible", "very likely")
    rows += _classes("recommends", names, told, rounded_answer(felt[mine]), (POSSIBLE, LIKELY))
    return pd.DataFrame(rows, columns=["question", "answer", "manager sees", "truth"])


def _classes(
    question: str, names: tuple[str, ...], seen: Floats, true: Floats, cuts: tuple[float, float]
) -> list[tuple[str, str, float, float]]:
    told, are = (np.bincount(np.digitize(v, cuts), minlength=3) / len(v) for v in (seen, true))
    return [(question, n, float(a), float(b)) for n, a, b in zip(names, told, are, strict=True)]
