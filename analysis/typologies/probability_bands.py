"""Customers by the chance to buy again: low, medium and high (S041)."""

from analysis.typologies.choice import stay_probabilities
from analysis.typologies.moment import Codes, Moment
from analysis.typologies.sorting import only
from analysis.typologies.typology import State, Threshold, Typology

MEDIUM = 0.1
HIGH = 0.5


def classify(moment: Moment) -> Codes:
    """Return the band of the chance of the next choice: < .1, .1 to .5, > .5."""
    chance = stay_probabilities(moment)
    # a chance of exactly one half is medium, as the source prints it (high: more than 50 %)
    return only(
        moment.present, ((chance >= MEDIUM).astype("int8") + (chance > HIGH)).astype("int8")
    )


TYPOLOGY = Typology(
    name="probability_bands",
    title="Bands of repurchase probability",
    says="A customer's loyalty is the chance to buy again.",
    source="source documents S041",
    states=(
        State("low", "0 to 10 %"),
        State("medium", "10 to 50 %"),
        State("high", "more than 50 %"),
    ),
    columns=(),
    classify=classify,
    base="customers",
    thresholds=(
        Threshold("medium from", MEDIUM, "probability", "source documents S041"),
        Threshold("high above", HIGH, "probability", "source documents S041"),
    ),
    rises=True,
)
