"""What never changes about a person and is drawn again from the seed: taking part, asking for a feature.

The market keeps no column for these: it draws them anew from the key of the person whenever it
needs them (EQ8, EQ11), and so can a reader of its snapshots.
"""

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import plain
from simulation.draws import (
    GENERATION_STRIDE,
    GOLDEN,
    NO_FIRM,
    OCCASION_STRIDE,
    PURPOSE_STRIDE,
    Purpose,
    hashed,
    mixed,
    uniform_of,
)

FEATURES = ("first", "second", "third", "fourth")
Floats = NDArray[np.float64]


def drawn_again(
    seed: int,
    slots: NDArray[np.int64],
    generations: NDArray[np.int64],
    purpose: Purpose,
    occasion: int,
) -> Floats:
    """Return the uniform number of each person for a lasting trait, shape (N,).

    Parameters
    ----------
    seed : int
        Of the run.
    slots, generations : ndarray of int64, shape (N,)
        Who the people are.
    purpose, occasion : Purpose, int
        What the draw is for.
    """
    mix = plain(mixed)
    with np.errstate(over="ignore"):
        keys = mix(np.uint64(hashed("run", seed)) + slots.astype(np.uint64) * GOLDEN)
        keys = mix(keys + generations.astype(np.uint64) * GENERATION_STRIDE)
        about = np.uint64(purpose) * PURPOSE_STRIDE + np.uint64(occasion) * OCCASION_STRIDE
        drawn: Floats = plain(uniform_of)(mix((keys ^ NO_FIRM) + about))
    return drawn


def participation(u: Floats, mean: Floats) -> Floats:
    """Return how far each person takes part in communities, 0 to 1, shape (N,) (EQ11).

    Beta(1, 1/p - 1) with mean p from a uniform number; 0 where the mean is 0.
    """
    part: Floats = 1.0 - u ** (mean / (1.0 - mean))
    return part
