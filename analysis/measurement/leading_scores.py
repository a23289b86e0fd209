"""Which score of today tells who is a customer tomorrow (S004).

The scores of one snapshot against what the same people did until the next.
"""

from typing import TYPE_CHECKING

import numpy as np

from analysis.typologies.moment import Floats, Masks, Moment
from analysis.typologies.three_facets import facets

if TYPE_CHECKING:
    import pandas as pd

THIRD = 1.0 / 3.0


def leading_scores(moment: Moment, firm: str) -> "pd.DataFrame | None":
    """Return a row a score: who was kept of its lowest and highest third; None without an earlier snapshot.

    Columns: `score`, `kept_low`, `kept_high` (share of the customers of the earlier snapshot in
    that third who are customers now), `with_kept` and `with_purchases` (correlations of the score
    then with being a customer now, and with purchases since). People who left the category are left
    out. Missing where nothing varies.

    Parameters
    ----------
    moment : Moment
        A snapshot that knows an earlier one.
    firm : str
        Whose customers.
    """
    import pandas as pd

    before = moment.earlier
    if before is None:
        return None
    j = moment.index(firm)
    same = before.get("generation")[:, 0] == moment.get("generation")[:, 0]
    rows = before.present[:, j] & same
    kept = moment.present[rows, j]
    lifetime = moment.get("n_lifetime") - before.get("n_lifetime")
    emotional, behavioral, intentional = facets(before)
    scores = {
        "satisfaction": before.get("satisfaction"),
        "emotional loyalty": emotional,
        "behavioral loyalty": behavioral,
        "intentional loyalty": intentional,
    }
    return pd.DataFrame(
        [_row(name, score[rows, j], kept, lifetime[rows, j]) for name, score in scores.items()]
    )


def _row(name: str, score: Floats, kept: Masks, purchases: Floats) -> dict[str, object]:
    order = np.argsort(score, kind="stable")
    size = max(int(THIRD * len(score)), 1)
    return {
        "score": name,
        "kept_low": _mean(kept[order[:size]]),
        "kept_high": _mean(kept[order[-size:]]),
        "with_kept": _correlation(score, kept.astype(np.float64)),
        "with_purchases": _correlation(score, purchases),
    }


def _mean(values: Masks) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _correlation(one: Floats, other: Floats) -> float:
    if len(one) < 2 or one.std() == 0.0 or other.std() == 0.0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])
