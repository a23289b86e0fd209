"""Emotional dependence by repeat purchase: ideal, latent, spurious and lacking loyalty (S039)."""

from analysis.typologies.moment import Codes, Moment
from analysis.typologies.scores import SHARE_COLUMNS, recent_share
from analysis.typologies.sorting import only
from analysis.typologies.typology import State, Threshold, Typology

DEPENDENT = 25.0
HIGH_SHARE = 0.5


def classify(moment: Moment) -> Codes:
    """Return 2 * [belonging >= 25] + [share of recent purchases >= .5]."""
    depends = moment.get("bond") >= DEPENDENT
    repeats = recent_share(moment) >= HIGH_SHARE
    return only(moment.present, (2 * depends + repeats).astype("int8"))


TYPOLOGY = Typology(
    name="emotional_dependence",
    title="Ideal, latent, spurious and lacking loyalty",
    says="Only repeat purchase that rests on emotional dependence is ideal loyalty.",
    source="source documents S039 (figure 8-4)",
    states=(
        State("lacking", "little emotional dependence, low repeat purchase"),
        State("spurious", "little emotional dependence, high repeat purchase"),
        State("latent", "emotional dependence, low repeat purchase"),
        State("ideal", "emotional dependence, high repeat purchase"),
    ),
    columns=("bond", *SHARE_COLUMNS),
    classify=classify,
    base="customers",
    thresholds=(
        Threshold("emotionally dependent", DEPENDENT, "points of belonging",
                  "assumption: half of the range over which belonging counts in the attitude"),
        Threshold("high repeat purchase", HIGH_SHARE, "share of recent purchases", "assumption (model 2.6.3)"),
    ),
    shape="matrix",
    grid=(("independent", "dependent"), ("low repeat", "high repeat")),
)  # fmt: skip
