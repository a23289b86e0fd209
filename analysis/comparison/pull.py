"""What holds a firm's customers: its pull over its rivals, construct by construct (EQ15)."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.typologies.choice import attitude_parts

if TYPE_CHECKING:
    from analysis.typologies.moment import Floats, Moment

CONSTRUCTS = {
    "satisfaction": "satisfaction",
    "trust": "trust",
    "belonging": "belonging",
    "habit": "habit",
    "leaving": "cost of leaving",
    "price": "price",
    "rewards": "program and promotion",
    "rest": "all else",
}
"""Parts of the pull and their words. All else is image, convenience and the risk of a firm never tried;
taste is left out, which no strategy moves."""


def pulls(moment: "Moment", focal: int) -> NDArray[np.float32]:
    """Return each customer's pull to a firm over its rivals, shape (N, constructs), logits.

    The firm's term of the utility less the mean of the other firms': the mean of the log-odds to
    choose it rather than each of them (EQ16). The cost of leaving is the term `switching`, which
    stands at every firm but the present one.
    """
    attitude = attitude_parts(moment)
    terms = {
        "satisfaction": attitude["satisfaction"],
        "trust": attitude["trust"],
        "belonging": attitude["belonging"],
        "habit": moment.get("utility_habit"),
        "leaving": moment.get("utility_switching"),
        "price": moment.get("utility_price"),
        "rewards": moment.get("utility_program") + moment.get("utility_promotion"),
        "rest": attitude["image"]
        + moment.get("utility_convenience")
        + moment.get("utility_inexperience"),
    }
    return np.stack([_over_rivals(terms[name], focal) for name in CONSTRUCTS], axis=1)


def _over_rivals(term: "Floats", focal: int) -> NDArray[np.float32]:
    n_rivals = term.shape[1] - 1
    own = term[:, focal]
    if n_rivals == 0:
        return np.full(len(own), np.nan, dtype=np.float32)
    over: NDArray[np.float32] = (own - (term.sum(axis=1) - own) / n_rivals).astype(np.float32)
    return over
