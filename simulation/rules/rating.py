"""The public rating: what those write who feel strongly (EQ21)."""

import numpy as np

from simulation.compiled import rule
from simulation.elementary import clip


@rule
def rating_probability(transaction, rate, middle, extremity):
    """Return the chance to give a public rating after an experience (EQ21).

    rate (|ts - middle| / 50)**2 weighted by `extremity`, plus rate (1 - extremity): the lukewarm
    keep silent, so that the stars shown are J-shaped (Hu, Pavlou & Zhang 2006).
    """
    distance = min(abs(transaction - middle) / 50.0, 1.0)
    return clip(rate * (1.0 - extremity + extremity * distance * distance), 0.0, 1.0)


@rule
def stars(transaction):
    """Return the stars given to one experience, 1 to 5: cuts at 35, 50, 65 and 80 points (2.7.2)."""
    given = np.int64(1)
    given += transaction >= 35.0
    given += transaction >= 50.0
    given += transaction >= 65.0
    given += transaction >= 80.0
    return given
