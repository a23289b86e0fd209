"""What a history can tell apart, said before any number is given.

The derivatives of the moments, in units of their sampling errors, are a matrix A with one column a
parameter. Its singular values say how far the data reach in each direction of the parameters: a
direction with a small one can be walked along without the history noticing. Parameters are measured
in widths of their plausible ranges, so that 1 is "from one end to the other".

Noise in a derivative looks like a reaction, so A'A is estimated from pairs of different seeds: what
is not there in both adds nothing on average. That a parameter lies in its range is known before any
history, so no standard error exceeds that of an even draw from the range, 0.29 of its width.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.calibration.log import FloatArray
from analysis.estimation.free import FreeParameter
from analysis.estimation.jacobian import Jacobian
from analysis.estimation.sampling import Sampling

NORMAL_95 = 1.959964
# Assumptions, in widths of the plausible range: a 95 % interval of half the range is an answer, one
# as wide as the range tells nothing that was not known before.
ANSWER, NOTHING = 0.5, 1.0
# Assumption: parameters whose traces in the moments are this alike are one number, not two.
ALIKE = 0.9
# What the range itself says: values drawn evenly over it have a variance of one twelfth of its width.
RANGE_INFORMATION = 12.0


@dataclass(frozen=True)
class Verdict:
    """What the history says of one parameter.

    Attributes
    ----------
    parameter : FreeParameter
    reach : float
        How many sampling errors the moments move, taken together, when the parameter crosses its
        range and nothing else changes.
    error_alone, error_together : float
        Standard error of an estimate, in widths of the range: were all other free parameters known,
        and with all of them free; 0.29 where the history says nothing.
    is_identified : bool
        Whether the 95 % interval, all free, is at most half the range.
    like : tuple of (FreeParameter, float)
        Parameters that leave nearly the same trace in the moments (cosine of their columns of A): of
        the two only a sum is seen, or with a negative sign a difference.
    """

    parameter: FreeParameter
    reach: float
    error_alone: float
    error_together: float
    is_identified: bool
    like: tuple[tuple[FreeParameter, float], ...]

    @property
    def interval_alone(self) -> float:
        """Width of the 95 % interval, were all others known, in widths of the range."""
        return 2.0 * NORMAL_95 * self.error_alone

    @property
    def is_too_weak(self) -> bool:
        """Whether the history would not tell the parameter even if all others were known."""
        return self.interval_alone > ANSWER

    @property
    def interval_together(self) -> float:
        """Width of the 95 % interval, all parameters free, in widths of the range."""
        return 2.0 * NORMAL_95 * self.error_together


@dataclass(frozen=True, eq=False)
class Identifiability:
    """What a history can tell apart at one point of the parameters.

    Attributes
    ----------
    verdicts : tuple of Verdict, length p
    singular_values : ndarray, shape (p,)
        Of A, falling: sampling errors per range width in each direction.
    directions : ndarray, shape (p, p)
        Rows: the direction of each singular value, as shares of the ranges, of length 1.
    information : ndarray, shape (p, p)
        A'A, and what the ranges say.
    """

    verdicts: tuple[Verdict, ...]
    singular_values: FloatArray
    directions: FloatArray
    information: FloatArray

    @property
    def identified(self) -> FloatArray:
        """Mask of the parameters that can be told apart, shape (p,), as 0 and 1."""
        return np.array([float(verdict.is_identified) for verdict in self.verdicts])


def cross_information(white: FloatArray) -> FloatArray:
    """Return A'A from pairs of different seeds: noise of one seed is not taken for a reaction.

    Parameters
    ----------
    white : ndarray, shape (S, m, p)
        A of each seed. With one seed its own A'A is returned.
    """
    n_seeds = len(white)
    total = white.sum(axis=0)
    own: FloatArray = np.einsum("smk,sml->kl", white, white)
    if n_seeds == 1:
        return own
    pairs: FloatArray = (total.T @ total - own) / (n_seeds * (n_seeds - 1))
    return pairs


def identifiability_of(
    parameters: Sequence[FreeParameter], jacobian: Jacobian, sampling: Sampling
) -> Identifiability:
    """Return what can be told apart."""
    white = np.stack([sampling.whitened(change) for change in jacobian.by_seed])
    squares, vectors = np.linalg.eigh(cross_information(white))
    squares = np.maximum(squares, 0.0)
    reactions = (vectors * squares) @ vectors.T
    information = reactions + RANGE_INFORMATION * np.eye(len(parameters))
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    reach = np.sqrt(np.diag(reactions))
    likeness = reactions / np.maximum(np.outer(reach, reach), 1e-12)
    verdicts = []
    for k, parameter in enumerate(parameters):
        alike = [
            (other, float(likeness[k, i]))
            for i, other in enumerate(parameters)
            if i != k and abs(likeness[k, i]) >= ALIKE
        ]
        verdicts.append(
            Verdict(
                parameter=parameter,
                reach=float(reach[k]),
                error_alone=float(1.0 / np.sqrt(information[k, k])),
                error_together=float(errors[k]),
                is_identified=bool(2.0 * NORMAL_95 * errors[k] <= ANSWER),
                like=tuple(alike),
            )
        )
    order = np.argsort(-squares)
    return Identifiability(tuple(verdicts), np.sqrt(squares[order]), vectors.T[order], information)


def kept_free(found: Identifiability) -> list[int]:
    """Return the parameters that can be estimated together, by number.

    The one with the widest interval is held at the scenario's value, and the rest are judged again,
    until every interval is an answer.
    """
    kept = list(range(len(found.verdicts)))
    while kept:
        block = found.information[np.ix_(kept, kept)]
        errors = np.sqrt(np.diag(np.linalg.inv(block)))
        worst = int(np.argmax(errors))
        if 2.0 * NORMAL_95 * errors[worst] <= ANSWER:
            return kept
        kept.pop(worst)
    return kept


def dependence(found: Identifiability, kept: Sequence[int]) -> FloatArray:
    """Return how estimates would move if a held parameter were elsewhere, shape (kept, held).

    In widths of their ranges: -F_kk^-1 F_kh, the way along which the moments stay where they are.
    """
    held = [k for k in range(len(found.verdicts)) if k not in kept]
    own = found.information[np.ix_(kept, kept)]
    cross = found.information[np.ix_(kept, held)]
    return np.asarray(-np.linalg.solve(own, cross), dtype=np.float64)
