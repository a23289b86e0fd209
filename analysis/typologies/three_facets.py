"""Emotional, behavioral and intentional loyalty, and which of them a customer has (S003)."""

import numpy as np

from analysis.typologies.choice import stay_probabilities
from analysis.typologies.moment import Codes, Floats, Moment
from analysis.typologies.scores import ATTITUDE_COLUMNS, SHARE_COLUMNS, recent_share
from analysis.typologies.sorting import only
from analysis.typologies.typology import State, Threshold, Typology

HALF = 50.0
NAMES = (
    "none",
    "emotional only",
    "behavioral only",
    "emotional and behavioral",
    "intentional only",
    "emotional and intentional",
    "behavioral and intentional",
    "all three",
)
"""By the sum of 1 for emotional, 2 for behavioral and 4 for intentional."""


def facets(moment: Moment) -> tuple[Floats, Floats, Floats]:
    """Return emotional (S + T + B) / 3, behavioral and intentional loyalty, 0-100, each (N, J).

    Behavioral: 100 times the share of recent purchases. Intentional: 100 times the chance that the
    next choice falls on the firm (model 2.6.2).
    """
    emotional = (moment.get("satisfaction") + moment.get("trust") + moment.get("bond")) / 3.0
    return emotional, 100.0 * recent_share(moment), 100.0 * stay_probabilities(moment)


def classify(moment: Moment) -> Codes:
    """Return which of the three facets reach half of their scale."""
    emotional, behavioral, intentional = (score >= HALF for score in facets(moment))
    codes = emotional + 2 * behavioral.astype(np.int8) + 4 * intentional.astype(np.int8)
    return only(moment.present, codes.astype(np.int8))


TYPOLOGY = Typology(
    name="three_facets",
    title="Three facets of loyalty",
    says="Loyalty shows as feeling, as behavior and as intention, and one may go without the others.",
    source="source documents S003; three of the four phases of Oliver 1999",
    states=tuple(State(name, f"at half of the scale or above: {name}") for name in NAMES),
    columns=(*ATTITUDE_COLUMNS, *SHARE_COLUMNS),
    classify=classify,
    base="customers",
    thresholds=(
        Threshold("a facet is there", HALF, "points of 100", "assumption: half of the scale"),
    ),
)
