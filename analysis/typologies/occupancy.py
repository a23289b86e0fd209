"""How many stand in each state, where they went, and how likely each is to buy."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.typologies.choice import stay_probabilities
from analysis.typologies.moment import TO_COME, Codes, Moment
from analysis.typologies.typology import UNCOUNTED, Typology

if TYPE_CHECKING:
    import pandas as pd

NOT_COUNTED = "not in the base"
LEFT = "left the category"
FEWEST = 20
"""Customers; a mean over fewer is shown but not judged (assumption)."""


@dataclass(frozen=True)
class Step:
    """Two neighboring states between which the purchase probability falls, though it should rise."""

    lower: str
    upper: str
    lower_probability: float
    upper_probability: float


def codes_toward(typology: Typology, moment: Moment, firm: str) -> Codes:
    """Return the state of each customer toward one firm, shape (N,).

    Who has not come to a growing category yet has no place anywhere.
    """
    codes = typology.classify(moment)[:, moment.index(firm)]
    if moment.has(TO_COME):
        return np.where(moment.get(TO_COME)[:, 0] > 0.0, UNCOUNTED, codes).astype(np.int8)
    return codes


def occupancy(typology: Typology, moment: Moment, firm: str) -> "pd.DataFrame":
    """Return each state with its customers, share, and purchase probability (mean and sd).

    The purchase probability is the chance that the next choice falls on the firm (EQ16). A state
    in which nobody stands has a missing mean.
    """
    import pandas as pd

    codes = codes_toward(typology, moment, firm)
    chance = stay_probabilities(moment)[:, moment.index(firm)]
    counted = max(int((codes != UNCOUNTED).sum()), 1)
    rows = []
    for position, state in enumerate(typology.states):
        inside = chance[codes == position]
        rows.append(
            {
                "state": state.name,
                "customers": len(inside),
                "share": len(inside) / counted,
                "purchase_probability": float(inside.mean()) if len(inside) else np.nan,
                "purchase_probability_sd": float(inside.std()) if len(inside) else np.nan,
            }
        )
    return pd.DataFrame(rows)


def transitions(typology: Typology, before: Moment, after: Moment, firm: str) -> "pd.DataFrame":
    """Return how many went from each state (rows) to each state (columns) between two snapshots.

    Who has no place in the typology stands under `not in the base`, a person who left the category
    under `left the category`; the newcomer in that slot comes from `not in the base`. Rows and
    columns therefore count everybody once, except that a slot that changed hands counts twice.
    """
    import pandas as pd

    start = codes_toward(typology, before, firm)
    end = codes_toward(typology, after, firm)
    same = before.get("generation")[:, 0] == after.get("generation")[:, 0]
    size = len(typology.states)
    table = np.zeros((size + 1, size + 2), dtype=np.int64)
    origin = np.where(start == UNCOUNTED, size, start)
    target = np.where(end == UNCOUNTED, size, end)
    np.add.at(table, (origin[same], target[same]), 1)
    np.add.at(table, (origin[~same], np.full((~same).sum(), size + 1)), 1)
    np.add.at(table, (np.full((~same).sum(), size), target[~same]), 1)
    names = typology.state_names
    return pd.DataFrame(table, index=[*names, NOT_COUNTED], columns=[*names, NOT_COUNTED, LEFT])


def transition_shares(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the rows of a transition table as shares that sum to one; empty rows are missing."""
    return table.div(table.sum(axis=1).replace(0, np.nan), axis=0)


def kept(typology: Typology, before: Moment, after: Moment, firm: str) -> "pd.Series[float]":
    """Return by state of the first snapshot the share of its people who are customers at the second.

    What happened, not a probability: the test of a typology that its own rule cannot fake.
    """
    import pandas as pd

    start = codes_toward(typology, before, firm)
    same = before.get("generation")[:, 0] == after.get("generation")[:, 0]
    here = after.present[:, after.index(firm)] & same
    shares = [
        float(here[start == position].mean()) if (start == position).any() else np.nan
        for position in range(len(typology.states))
    ]
    return pd.Series(shares, index=typology.state_names)


def falling_steps(table: "pd.DataFrame") -> list[Step]:
    """Return where the purchase probability falls from a state to the next that is well filled."""
    filled = table[table["customers"] >= FEWEST]
    names = filled["state"].tolist()
    chances = filled["purchase_probability"].tolist()
    return [
        Step(names[k], names[k + 1], chances[k], chances[k + 1])
        for k in range(len(names) - 1)
        if chances[k + 1] < chances[k]
    ]
