"""Luck of the survey: a pure function of (seed, purpose, customer, firm, step), as in the market.

Whether one customer answers, and how leniently, depends on nobody else who is asked.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from analysis.typologies.moment import Floats
from simulation.compiled import plain
from simulation.draws import GENERATION_STRIDE, GOLDEN, hashed, mixed, uniform_of

_mixed = plain(mixed)


class Question(IntEnum):
    """What a draw of the survey is for; a new question takes a new number."""

    ASKED = 1
    RESPONDS = 2
    LENIENCY = 3
    SATISFACTION = 4
    RECOMMENDATION = 5
    EXPECTATION = 6
    IDEAL = 7
    INTENTION = 8
    REVIEW = 9
    STARS = 10
    LOYALTY = 11
    RELIABILITY = 21
    ASSURANCE = 22
    TANGIBLES = 23
    EMPATHY = 24
    RESPONSIVENESS = 25


def person_keys(
    seed: int, customers: NDArray[np.int64], generations: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Return the key of each person, shape (n,); a newcomer in a leaver's slot is another person."""
    start = np.uint64(hashed("survey", seed))
    with np.errstate(over="ignore"):
        slots = _mixed(start + customers.astype(np.uint64) * GOLDEN)
        keys: NDArray[np.uint64] = _mixed(slots + generations.astype(np.uint64) * GENERATION_STRIDE)
    return keys


def uniforms(keys: NDArray[np.uint64], question: Question, firm: str, step: int) -> Floats:
    """Return a uniform number in (0, 1) for each person, about a firm in a step, shape (n,)."""
    occasion = np.uint64(hashed("asked", int(question), firm, step))
    with np.errstate(over="ignore"):
        drawn: Floats = plain(uniform_of)(_mixed(keys + occasion))
    return drawn


def normals(keys: NDArray[np.uint64], question: Question, firm: str, step: int) -> Floats:
    """Return a standard normal number for each person, shape (n,)."""
    drawn: Floats = ndtri(uniforms(keys, question, firm, step))
    return drawn
