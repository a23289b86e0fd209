"""A survey: who is asked, who answers, and what they say (2.7.1).

Those with strong feelings answer more often, some people answer higher than others whatever they
are asked, and every answer has noise of its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from analysis.evidence.facts.survey import ANSWER_SD, LENIENCY_SD
from analysis.measurement.keyed_draws import Question, normals, person_keys, uniforms
from analysis.typologies.moment import Floats, Moment
from simulation.errors import ResultError

SAMPLE = 1_000
"""Customers asked, where the caller does not say (assumption)."""
RESPONSE_BASE = -1.5
"""Logits; 18 % of those without strong feelings answer (assumption)."""
RESPONSE_SLOPE = 0.04
"""Logits per point of distance from 60; 43 % answer at 90 (model 2.7.1: logistic in |S - 60|; slope assumed)."""
INDIFFERENT = 60.0
"""Points; where nothing moves anybody to answer (model 2.7.1)."""
NO_FIRM = ""
"""Leniency is a trait of the person, the same toward every firm and in every survey."""


@dataclass(frozen=True)
class Survey:
    """Answers of a firm's customers at one moment.

    Attributes
    ----------
    firm : str
        Whose customers.
    n_asked : int
        How many were asked.
    rows : ndarray of int64, shape (n,)
        Those who answered, as rows of the snapshot.
    keys : ndarray of uint64, shape (n,)
        Their keys, from which every answer is drawn.
    step : int
        Step of the snapshot.
    """

    firm: str
    n_asked: int
    rows: NDArray[np.int64]
    keys: NDArray[np.uint64]
    step: int

    @property
    def response_rate(self) -> float:
        """Return the share of those asked who answered."""
        return len(self.rows) / self.n_asked

    def answers(self, truth: Floats, question: Question, sd: float = ANSWER_SD) -> Floats:
        """Return what respondents say to a question on a scale of 0 to 100, shape (n,).

        Parameters
        ----------
        truth : ndarray, shape (n,)
            What each would say without noise, points.
        question : Question
            What is asked; each question has noise of its own.
        sd : float
            Noise of one answer, points.
        """
        leniency = LENIENCY_SD * normals(self.keys, Question.LENIENCY, NO_FIRM, 0)
        noise = sd * normals(self.keys, question, self.firm, self.step)
        return np.clip(truth + leniency + noise, 0.0, 100.0)


def response_probability(satisfaction: Floats) -> Floats:
    """Return the chance to answer, logistic(-1.5 + .04 |S - 60|), same shape (model 2.7.1)."""
    chance: Floats = expit(RESPONSE_BASE + RESPONSE_SLOPE * np.abs(satisfaction - INDIFFERENT))
    return chance


def invited(
    moment: Moment, firm: str, n: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Return rows and keys of `n` of a firm's customers drawn at random, each of shape (n,)."""
    rows = moment.customers_of(firm)
    keys = person_keys(
        seed,
        moment.get("customer")[rows, 0].astype(np.int64),
        moment.get("generation")[rows, 0].astype(np.int64),
    )
    lot = uniforms(keys, Question.ASKED, firm, moment.step)
    asked = np.sort(np.argsort(lot, kind="stable")[:n])
    return rows[asked], keys[asked]


def surveyed(moment: Moment, firm: str, n: int = SAMPLE, seed: int = 1) -> Survey:
    """Return the survey of `n` of a firm's customers, drawn at random.

    Parameters
    ----------
    moment : Moment
        A snapshot.
    firm : str
        Whose customers are asked.
    n : int
        How many, or all if there are fewer.
    seed : int
        The same seed asks the same people and gets the same answers.

    Raises
    ------
    ResultError
        If the firm has no customers, or nobody answered.
    """
    rows, keys = invited(moment, firm, n, seed)
    satisfaction = moment.get("satisfaction")[rows, moment.index(firm)]
    luck = uniforms(keys, Question.RESPONDS, firm, moment.step)
    answered = luck < response_probability(satisfaction)
    if not answered.any():
        msg = (
            f"{firm}: nobody of {len(rows)} customers asked at step {moment.step} answered. "
            "Ask more customers, or take a larger market."
        )
        raise ResultError(msg)
    return Survey(firm, len(rows), rows[answered], keys[answered], moment.step)
