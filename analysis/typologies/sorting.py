"""From masks to codes: the one place where the states of a typology become numbers."""

from collections.abc import Sequence

import numpy as np

from analysis.typologies.moment import Codes, Floats, Masks
from analysis.typologies.typology import UNCOUNTED


def first_true(*masks: Masks) -> Codes:
    """Return the position of the first mask that is true, `UNCOUNTED` where none is; same shape."""
    codes: Codes = np.select(masks, range(len(masks)), default=UNCOUNTED).astype(np.int8)
    return codes


def last_true(*masks: Masks) -> Codes:
    """Return the position of the last mask that is true, `UNCOUNTED` where none is; same shape.

    A ladder reads best from below: each rung says what it asks for, and the highest reached counts.
    """
    codes = np.full(masks[0].shape, UNCOUNTED, dtype=np.int8)
    for position, mask in enumerate(masks):
        codes[mask] = position
    return codes


def level(values: Floats, cuts: Sequence[float]) -> Codes:
    """Return how many cuts each value has reached, same shape."""
    codes: Codes = np.digitize(values, cuts).astype(np.int8)
    return codes


def only(counted: Masks, codes: Codes) -> Codes:
    """Return the codes of those in the base, `UNCOUNTED` elsewhere; same shape."""
    return np.where(counted, codes, np.int8(UNCOUNTED)).astype(np.int8)
