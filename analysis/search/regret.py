"""Against a rival that answers: what each policy brings under each reaction, and its regret."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Regret:
    """What is lost by not knowing the reaction (Savage 1951).

    Attributes
    ----------
    regret : ndarray, shape (policies, reactions)
        Payoff of the best policy under a reaction less that of each policy.
    worst : ndarray, shape (policies,)
        Largest regret of each policy.
    least : int
        Policy whose largest regret is smallest (minimax regret).
    cautious : int
        Policy whose smallest payoff is largest (maximin).
    answers : ndarray of int, shape (policies,)
        Reaction under which each policy pays least: what a hostile rival would choose.
    """

    regret: NDArray[np.float64]
    worst: NDArray[np.float64]
    least: int
    cautious: int
    answers: NDArray[np.int64]


def regret_of(payoffs: ArrayLike) -> Regret:
    """Return the regret of payoffs, more is better; of policies that tie the first is named.

    Parameters
    ----------
    payoffs : array of shape (policies, reactions)
        What each policy brings under each reaction.
    """
    table = np.asarray(payoffs, dtype=np.float64)
    regret = table.max(axis=0) - table
    worst = regret.max(axis=1)
    return Regret(
        regret=regret,
        worst=worst,
        least=int(np.argmin(worst)),
        cautious=int(np.argmax(table.min(axis=1))),
        answers=np.array(table.argmin(axis=1), dtype=np.int64),
    )
