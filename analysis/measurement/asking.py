"""Four ways to ask: questionnaire, interview, focus group, online reviews (S054).

Each is a trade of bias against noise. A questionnaire hears many, and those with strong feelings
more often. An interviewer gets an answer from everybody and notes it more exactly, from few people,
who are polite to a face. In a focus group the strongest opinion pulls the others along. Reviews are
free and come from the extremes. Sizes and pulls are assumptions.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.evidence.facts.survey import ANSWER_SD
from analysis.measurement.keyed_draws import Question
from analysis.measurement.reviews import star_counts
from analysis.measurement.survey import INDIFFERENT, SAMPLE, Survey, invited, surveyed
from analysis.typologies.moment import Floats, Moment

if TYPE_CHECKING:
    import pandas as pd

INTERVIEWS = 30
"""People who are interviewed (assumption)."""
INTERVIEW_SD = 0.4 * ANSWER_SD
"""Points; who may ask back notes an answer more exactly (assumption)."""
POLITENESS = 3.0
"""Points by which people answer higher to a face (assumption)."""
GROUPS, GROUP_SIZE = 4, 8
"""Focus groups and people in each (assumption)."""
PULL = 0.5
"""How far each answer in a group moves toward that of the strongest opinion (assumption)."""
STAR_POINTS = np.array([17.5, 42.5, 57.5, 72.5, 90.0])
"""Points of satisfaction in the middle of each star: the five boxes are cut at 35, 50, 65 and 80."""


@dataclass(frozen=True)
class Heard:
    """What one way of asking says about the satisfaction of a firm's customers.

    Attributes
    ----------
    way : str
        How they were asked.
    n_asked, n_heard : int
        People who were asked, and who are heard.
    mean, standard_error : float
        Of the answers, points; the error is the one that an analyst would state.
    truth : float
        Mean satisfaction of all customers of the firm, points.
    """

    way: str
    n_asked: int
    n_heard: int
    mean: float
    standard_error: float
    truth: float


def interviewed(moment: Moment, firm: str, n: int = INTERVIEWS, seed: int = 1) -> Floats:
    """Return what `n` interviewed customers say about their satisfaction, points, shape (n,)."""
    rows, keys = invited(moment, firm, n, seed)
    truth = moment.get("satisfaction")[rows, moment.index(firm)]
    talk = Survey(firm, len(rows), rows, keys, moment.step)
    return np.clip(
        talk.answers(truth, Question.SATISFACTION, INTERVIEW_SD) + POLITENESS, 0.0, 100.0
    )


def agreed(answers: Floats) -> Floats:
    """Return the answers of one group after the strongest opinion has pulled the others, shape (n,)."""
    strongest = answers[np.argmax(np.abs(answers - INDIFFERENT))]
    pulled: Floats = answers + PULL * (strongest - answers)
    return pulled


def discussed(moment: Moment, firm: str, seed: int = 1) -> list[Floats]:
    """Return what the members of each focus group say in the end, points, a shape (8,) for each."""
    alone = interviewed(moment, firm, GROUPS * GROUP_SIZE, seed)
    order = np.arange(len(alone)) % GROUPS
    return [agreed(alone[order == g]) for g in range(GROUPS) if (order == g).any()]


def ways_of_asking(moment: Moment, firm: str, n: int = SAMPLE, seed: int = 1) -> list[Heard]:
    """Return mean satisfaction by each of the four ways, beside the truth.

    Parameters
    ----------
    moment : Moment
        A snapshot.
    firm : str
        Whose customers are asked.
    n : int
        Size of the questionnaire's sample.
    seed : int
        The same seed asks the same people and gets the same answers.

    Raises
    ------
    ResultError
        If the firm has no customers, or nobody answered the questionnaire.
    """
    j = moment.index(firm)
    survey = surveyed(moment, firm, n, seed)
    satisfaction = moment.get("satisfaction")
    truth = float(satisfaction[moment.customers_of(firm), j].mean())
    told = survey.answers(satisfaction[survey.rows, j], Question.SATISFACTION)
    talks = interviewed(moment, firm, seed=seed)
    groups = discussed(moment, firm, seed)
    stars, everybody = star_counts(moment, firm, seed)
    written = np.repeat(STAR_POINTS, stars.astype(np.int64))
    return [
        _heard("questionnaire", survey.n_asked, told, told, truth),
        _heard("interviews", len(talks), talks, talks, truth),
        _heard(
            "focus groups",
            sum(map(len, groups)),
            np.concatenate(groups),
            np.array([group.mean() for group in groups]),
            truth,
        ),
        _heard("online reviews", int(everybody.sum()), written, written, truth),
    ]


def _heard(way: str, n_asked: int, answers: Floats, independent: Floats, truth: float) -> Heard:
    """Return a row; `independent` are the answers, or the groups, that do not hear each other."""
    n = len(independent)
    error = float(independent.std(ddof=1) / np.sqrt(n)) if n > 1 else float("nan")
    mean = float(answers.mean()) if len(answers) else float("nan")
    return Heard(way, n_asked, len(answers), mean, error, truth)


def asking_table(moment: Moment, firm: str, n: int = SAMPLE, seed: int = 1) -> "pd.DataFrame":
    """Return `ways_of_asking` as a table: a row for each way, with its bias (points)."""
    import pandas as pd

    rows = [vars(heard) for heard in ways_of_asking(moment, firm, n, seed)]
    table = pd.DataFrame(rows)
    table["bias"] = table["mean"] - table["truth"]
    return table
