"""The chain from met needs over satisfaction to loyalty, with path coefficients (S002, S031).

Each link is a least-squares regression over a firm's customers at one moment, all variables in
standard deviations (path analysis: Wright 1934). It shows what a researcher would find in this
market's data; what causes what is in the rules, not in the coefficients.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.typologies.choice import stay_probabilities
from analysis.typologies.moment import Floats, Moment

if TYPE_CHECKING:
    import pandas as pd

CONSTANT = 1.0e-9
"""A spread below this is none."""
FEWEST = 30
"""Customers below whom no coefficient is given (assumption)."""


@dataclass(frozen=True)
class Link:
    """One regression of the chain: what is explained, and by what."""

    effect: str
    causes: tuple[str, ...]


LINKS = (
    # who buys more often has also met more failures: experience is held constant
    Link("satisfaction", ("needs met", "failures remembered", "experience")),
    Link("trust", ("satisfaction", "failures remembered", "experience")),
    Link("belonging", ("satisfaction", "trust", "experience")),
    Link("loyalty", ("satisfaction", "trust", "belonging", "habit")),
)
MEANINGS = {
    "needs met": "fit of the firm to the person, points",
    "failures remembered": "failures, each fading with time",
    "experience": "logarithm of one plus the experiences so far",
    "satisfaction": "cumulative satisfaction, points",
    "trust": "points",
    "belonging": "points",
    "habit": "0 to 1",
    "loyalty": "log odds that the next choice is the firm again",
}


def chain_variables(moment: Moment, firm: str) -> dict[str, Floats]:
    """Return the variables of the chain for a firm's customers, each of shape (n,)."""
    j = moment.index(firm)
    chance = stay_probabilities(moment)[:, j]
    rows = moment.present[:, j] & (chance > 0.0) & (chance < 1.0)
    columns = {"needs met": "fit", "failures remembered": "failures", "satisfaction": "satisfaction",
               "trust": "trust", "belonging": "bond", "habit": "habit"}  # fmt: skip
    variables = {name: moment.get(column)[rows, j] for name, column in columns.items()}
    experience = np.log1p(moment.get("n_experiences")[rows, j])
    loyalty = np.log(chance[rows] / (1.0 - chance[rows]))
    return {**variables, "experience": experience, "loyalty": loyalty}


def path_coefficients(variables: dict[str, Floats]) -> "pd.DataFrame":
    """Return a row a path: `cause`, `effect`, `coefficient`, and `explained` of the effect (R²).

    A cause that does not vary has no path; an effect that does not vary, or fewer than 30
    customers, give missing values.

    Parameters
    ----------
    variables : dict[str, ndarray of shape (n,)]
        What `LINKS` names.
    """
    import pandas as pd

    rows: list[tuple[str, str, float, float]] = []
    for link in LINKS:
        causes = [name for name in link.causes if variables[name].std() > CONSTANT]
        effect = variables[link.effect]
        found = [np.nan] * len(causes)
        explained = np.nan
        if causes and len(effect) >= FEWEST and effect.std() > CONSTANT:
            matrix = np.column_stack([_standardized(variables[name]) for name in causes])
            target = _standardized(effect)
            found = np.linalg.lstsq(matrix, target, rcond=None)[0].tolist()
            explained = 1.0 - float(np.square(target - matrix @ np.array(found)).mean())
        rows += [(n, link.effect, c, explained) for n, c in zip(causes, found, strict=True)]
    return pd.DataFrame(rows, columns=["cause", "effect", "coefficient", "explained"])


def _standardized(values: Floats) -> Floats:
    scaled: Floats = (values - values.mean()) / values.std()
    return scaled
