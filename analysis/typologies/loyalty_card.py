"""The loyalty card: three classes of repurchase probability (S050)."""

from analysis.typologies.choice import stay_probabilities
from analysis.typologies.moment import Codes, Moment
from analysis.typologies.sorting import only
from analysis.typologies.typology import State, Threshold, Typology

MIDDLE = 0.3
HIGH = 0.7


def classify(moment: Moment) -> Codes:
    """Return the class of the chance of the next choice: < .3, .3 to .7, > .7."""
    chance = stay_probabilities(moment)
    return only(
        moment.present, ((chance >= MIDDLE).astype("int8") + (chance > HIGH)).astype("int8")
    )


TYPOLOGY = Typology(
    name="loyalty_card",
    title="The loyalty card",
    says="Repurchase, satisfaction and recommendation are read together, repurchase in three classes.",
    source="source documents S050",
    states=(
        State("below 30 %", "unlikely to buy again"),
        State("30 to 70 %", "may buy again"),
        State("above 70 %", "will buy again"),
    ),
    columns=(),
    classify=classify,
    base="customers",
    thresholds=(
        Threshold("middle from", MIDDLE, "probability", "source documents S050"),
        Threshold("high above", HIGH, "probability", "source documents S050"),
    ),
    rises=True,
)
