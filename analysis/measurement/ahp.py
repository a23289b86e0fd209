"""The analytic hierarchy process: weights from judgements of pairs, and whether they agree (S049).

Saaty 1980. Weights are the principal eigenvector of the matrix of judgements; the consistency ratio
CR compares (lambda max - n) / (n - 1) with that of random judgements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.typologies.moment import Floats
from simulation.errors import LoyaltyError

RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45)
"""RI for 1 to 9 criteria (Saaty 1980)."""
HIGHEST_RATIO = 0.10
"""From here on judgements are refused (Saaty 1980)."""
RECIPROCAL_TOLERANCE = 1.0e-9
TIE_TOLERANCE = 1.0e-9
"""Of a logarithm: pairs that disagree as much but for rounding."""


class JudgementError(LoyaltyError, ValueError):
    """Judgements that are no judgements, or that contradict one another."""


@dataclass(frozen=True)
class Judgements:
    """How much more one criterion matters than another, for every pair.

    Attributes
    ----------
    goal : str
        What the criteria are criteria of.
    criteria : tuple[str, ...]
        Names, shape (n,).
    matrix : ndarray, shape (n, n)
        Entry (i, k): how many times as important i is as k; (k, i) is its inverse.
    """

    goal: str
    criteria: tuple[str, ...]
    matrix: Floats

    def __post_init__(self) -> None:
        """Refuse what is no reciprocal matrix of positive numbers (JudgementError)."""
        n = len(self.criteria)
        if not 1 <= n <= len(RANDOM_INDEX):
            msg = f"{self.goal}: 1 to {len(RANDOM_INDEX)} criteria can be judged in pairs. Got {n}; group them."
            raise JudgementError(msg)
        if len(set(self.criteria)) < n:
            msg = f"{self.goal}: each criterion stands once. Got {', '.join(self.criteria)}."
            raise JudgementError(msg)
        if self.matrix.shape != (n, n):
            msg = f"{self.goal}: {n} criteria need a matrix of {n} x {n} judgements. Got the shape {self.matrix.shape}."
            raise JudgementError(msg)
        if not (np.isfinite(self.matrix).all() and (self.matrix > 0.0).all()):
            msg = f"{self.goal}: a judgement is a number above 0 (1: equally important). Got another one."
            raise JudgementError(msg)
        off = np.abs(self.matrix * self.matrix.T - 1.0)
        if off.max() > RECIPROCAL_TOLERANCE:
            i, k = np.unravel_index(int(off.argmax()), off.shape)
            one, other = self.criteria[int(i)], self.criteria[int(k)]
            msg = (
                f"{self.goal}: the judgement of {other} against {one} must be the inverse of {one} "
                f"against {other}. Got {self.matrix[i, k]:g} and {self.matrix[k, i]:g}."
            )
            raise JudgementError(msg)


@dataclass(frozen=True)
class Weighing:
    """What judgements amount to.

    Attributes
    ----------
    judgements : Judgements
        Where it comes from.
    weights : dict[str, float]
        By criterion; they sum to one.
    lambda_max : float
        The principal eigenvalue, n if all judgements agree.
    consistency_index, consistency_ratio : float
        CI = (lambda max - n) / (n - 1), CR = CI / RI.
    """

    judgements: Judgements
    weights: dict[str, float]
    lambda_max: float
    consistency_index: float
    consistency_ratio: float


def judged(goal: str, criteria: Sequence[str], upper: Sequence[Sequence[float]]) -> Judgements:
    """Return judgements from the upper triangle of their matrix, row by row, diagonal left out.

    Raises
    ------
    JudgementError
        If the triangle has not n - 1, n - 2, ... 1 entries, or one is not above 0.
    """
    n = len(criteria)
    lengths = [len(row) for row in upper]
    if lengths != list(range(n - 1, 0, -1)):
        msg = (
            f"{goal}: {n} criteria need rows of {', '.join(map(str, range(n - 1, 0, -1))) or 'no'} "
            f"judgements. Got {', '.join(map(str, lengths)) or 'none'}."
        )
        raise JudgementError(msg)
    matrix = np.eye(n)
    for i, row in enumerate(upper):
        for k, value in enumerate(row, start=i + 1):
            if not (value > 0.0 and np.isfinite(value)):
                msg = f"{goal}: {criteria[i]} against {criteria[k]} is a number above 0. Got {value:g}."
                raise JudgementError(msg)
            matrix[i, k], matrix[k, i] = value, 1.0 / value
    return Judgements(goal, tuple(criteria), matrix)


def weighed(judgements: Judgements) -> Weighing:
    """Return the weights of judgements and how consistent they are, without refusing any."""
    values, vectors = np.linalg.eig(judgements.matrix)
    principal = int(values.real.argmax())
    vector = np.abs(vectors[:, principal].real)
    vector = vector / vector.sum()
    n = len(judgements.criteria)
    largest = float(values[principal].real)
    index = max(largest - n, 0.0) / (n - 1) if n > 1 else 0.0
    random = RANDOM_INDEX[n - 1]
    ratio = index / random if random > 0.0 else 0.0
    weights = dict(zip(judgements.criteria, map(float, vector), strict=True))
    return Weighing(judgements, weights, largest, index, ratio)


def odd_pair(weighing: Weighing) -> tuple[str, str, float, float]:
    """Return the pair that disagrees most with the rest: names, the judgement, what the rest says.

    The rest judges i against k by way of each third criterion, and says the geometric mean of
    those a_im a_mk: the judgement itself has no part in it. The largest ratio of the two is odd.
    Of three criteria each pair disagrees with the other two by the same ratio, so the first is
    returned.

    Raises
    ------
    JudgementError
        If there are fewer than three criteria, where nothing can disagree.
    """
    criteria = weighing.judgements.criteria
    n = len(criteria)
    if n < 3:
        msg = (
            f"{weighing.judgements.goal}: {n} criteria cannot disagree. Ask this of three or more."
        )
        raise JudgementError(msg)
    said = np.log(weighing.judgements.matrix)
    rest = (said.sum(axis=1)[:, None] + said.sum(axis=0)[None, :] - 2.0 * said) / (n - 2)
    apart = np.triu(np.abs(said - rest), 1)
    first, second = np.argwhere(apart >= apart.max() - TIE_TOLERANCE)[0]
    judgement, implied = np.exp(said[first, second]), np.exp(rest[first, second])
    return criteria[first], criteria[second], float(judgement), float(implied)


def consistent(judgements: Judgements) -> Weighing:
    """Return the weights of judgements that agree well enough.

    Raises
    ------
    JudgementError
        If CR is .10 or more; the sentence names the pair that disagrees most with the rest.
    """
    weighing = weighed(judgements)
    if weighing.consistency_ratio >= HIGHEST_RATIO:
        one, other, said, implied = odd_pair(weighing)
        three = len(judgements.criteria) == 3
        which = "does not follow from the other two" if three else "disagrees most with the rest"
        advice = "Any of the three may be wrong: judge them again" if three else "Judge it again"
        msg = (
            f"{judgements.goal}: the judgements contradict one another (CR "
            f"{weighing.consistency_ratio:.3f}, below {HIGHEST_RATIO:.2f} is needed); {one} against "
            f"{other} {which}: judged {said:.3g}, the others imply {implied:.3g}. {advice}."
        )
        raise JudgementError(msg)
    return weighing


@dataclass(frozen=True)
class Hierarchy:
    """Criteria of a goal, and criteria of each of them."""

    top: Judgements
    below: Mapping[str, Judgements]

    def __post_init__(self) -> None:
        """Refuse groups that the top does not know, and a group that is missing (JudgementError)."""
        wanted, got = set(self.top.criteria), set(self.below)
        if wanted != got:
            odd = ", ".join(sorted(wanted ^ got))
            msg = f"{self.top.goal}: every criterion of the top needs criteria of its own, and no other. Check {odd}."
            raise JudgementError(msg)


def global_weights(hierarchy: Hierarchy) -> dict[str, float]:
    """Return the weight of each lower criterion, its own times that of its group; they sum to one.

    Raises
    ------
    JudgementError
        If any of the matrices has a CR of .10 or more.
    """
    top = consistent(hierarchy.top).weights
    return {
        name: top[group] * weight
        for group in hierarchy.top.criteria
        for name, weight in consistent(hierarchy.below[group]).weights.items()
    }
