"""Brian Ward's matrix of features: what is expected, what is asked for (S032; EQ8).

It sorts pairs of a customer and a feature, not customers. A feature that nobody expects and nobody
asks for can win loyalty; as it comes to be expected it moves on to the zones where it only
satisfies, or only disappoints by its absence (Kano 1984).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.typologies.lasting_traits import FEATURES
from analysis.typologies.moment import Floats, Masks, Moment
from simulation.compiled import plain
from simulation.rules.features import EXPECTED, feature_satisfaction

if TYPE_CHECKING:
    import pandas as pd

ZONES = ("indifference", "satisfaction", "delight", "loyalty")
"""Ward's zones 1 to 4; names, in the order of `simulation.rules.features.zone`."""
MEANINGS = {
    "indifference": "expected, not asked for: missed when it is not there, unnoticed when it is",
    "satisfaction": "expected and asked for: it satisfies, as it does at every rival that has it",
    "delight": "not expected, asked for: a wish come true",
    "loyalty": "not expected, not asked for: a surprise that ties people to the firm",
}


@dataclass(frozen=True)
class Zoned:
    """Where each feature stands with each present customer of a firm.

    Attributes
    ----------
    zone : ndarray of int64, shape (n, F)
        1 to 4.
    effect : ndarray of float64, shape (n, F)
        What the feature adds to satisfaction at an experience, points.
    presence, weight : ndarray of float64, shape (n, F)
        How far the firm has it, and how much it matters.
    names : tuple[str, ...]
        Features that somebody expects, or some firm has.
    """

    zone: "np.ndarray[tuple[int, int], np.dtype[np.int64]]"
    effect: Floats
    presence: Floats
    weight: Floats
    names: tuple[str, ...]


def obstacle(moment: Moment) -> str | None:
    """Return why there are no zones in a snapshot, in words; None if there are some."""
    if not _used(moment):
        return "no firm of this scenario has a feature, and nobody expects one"
    return None


def zoned(moment: Moment, firm: str) -> Zoned:
    """Return the zones of each feature for a firm's present customers (see `obstacle`)."""
    used = _used(moment)
    j = moment.index(firm)
    rows = moment.present[:, j]
    expected = np.column_stack([moment.get(f"expects_{n}")[rows, 0] for n in used])
    presence = np.column_stack([moment.terms(f"features_{n}")[rows, j] for n in used])
    weight = np.column_stack([moment.behavior(f"feature_weight_{n}")[rows, 0] for n in used])
    delight, loss = (moment.behavior(f"feature_{n}")[rows] for n in ("delight", "basic_loss"))
    effect = weight * plain(feature_satisfaction)(presence, expected, delight, loss)
    return Zoned(_zones(moment, used)[rows], effect, presence, weight, used)


def zone_table(found: Zoned) -> "pd.DataFrame":
    """Return a row a feature: presence, share of customers in each zone, and what it adds.

    Columns: `feature`, `presence`, one share of customers for each of `ZONES`, and `adds`,
    the mean of what it adds to satisfaction at an experience, points. The last row is all features.
    """
    import pandas as pd

    rows = [
        {
            "feature": name,
            "presence": float(found.presence[:, k].mean()),
            **_shares(found.zone[:, k]),
            "adds": float(found.effect[:, k].mean()),
        }
        for k, name in enumerate(found.names)
    ]
    together = {
        "feature": "all features",
        "presence": float(found.presence.mean()),
        **_shares(found.zone),
        "adds": float(found.effect.sum(axis=1).mean()),
    }
    return pd.DataFrame([*rows, together])


def effect_by_zone(found: Zoned) -> "pd.Series[float]":
    """Return what features in each zone add to satisfaction, points a customer; they sum to all."""
    import pandas as pd

    n = max(len(found.effect), 1)
    sums = [float(found.effect[found.zone == k + 1].sum()) / n for k in range(len(ZONES))]
    return pd.Series(sums, index=list(ZONES))


def zone_transitions(moment: Moment, firm: str) -> "pd.DataFrame | None":
    """Return how many pairs of customer and feature went from zone (rows) to zone (columns).

    From the earlier snapshot to this one, of people who are the firm's customers at this one; None
    without an earlier snapshot or without features.
    """
    import pandas as pd

    before, used = moment.earlier, _used(moment)
    if before is None or not used or not before.has("asks_first"):
        return None
    same = before.get("generation")[:, 0] == moment.get("generation")[:, 0]
    rows = moment.present[:, moment.index(firm)] & same
    start, end = (_zones(one, used)[rows].ravel() - 1 for one in (before, moment))
    table = np.zeros((len(ZONES), len(ZONES)), dtype=np.int64)
    np.add.at(table, (start, end), 1)
    return pd.DataFrame(table, index=list(ZONES), columns=list(ZONES))


def _used(moment: Moment) -> tuple[str, ...]:
    """Return the features that somebody expects or some firm has."""
    if not moment.has("asks_first"):
        return ()
    return tuple(
        name
        for name in FEATURES
        if (moment.get(f"expects_{name}") > 0.0).any() or (moment.terms(f"features_{name}") > 0.0).any()
    )  # fmt: skip


def _zones(
    moment: Moment, used: tuple[str, ...]
) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    """Return the zone of each feature with each person, shape (N, F)."""
    expected = np.column_stack([moment.get(f"expects_{name}")[:, 0] for name in used])
    asked: Masks = np.column_stack([moment.get(f"asks_{name}")[:, 0] > 0.0 for name in used])
    met = expected >= EXPECTED
    return np.where(met, np.where(asked, 2, 1), np.where(asked, 3, 4)).astype(np.int64)


def _shares(zone: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> dict[str, float]:
    return {name: float((zone == k + 1).mean()) for k, name in enumerate(ZONES)}
