"""Attitude by repeat purchase: loyalty, latent, spurious and no loyalty (S038)."""

from analysis.typologies.moment import Codes, Moment
from analysis.typologies.scores import ATTITUDE_COLUMNS, SHARE_COLUMNS, attitude, recent_share
from analysis.typologies.sorting import only
from analysis.typologies.typology import State, Threshold, Typology

HIGH_ATTITUDE = 60.0
HIGH_SHARE = 0.5


def classify(moment: Moment) -> Codes:
    """Return 2 * [attitude >= 60] + [share of recent purchases >= .5]."""
    high = attitude(moment) >= HIGH_ATTITUDE
    repeats = recent_share(moment) >= HIGH_SHARE
    return only(moment.present, (2 * high + repeats).astype("int8"))


TYPOLOGY = Typology(
    name="dick_basu",
    title="Attitude and repeat purchase",
    says="Repeat purchase without a favorable attitude is spurious loyalty; attitude without it is latent.",
    source="Dick & Basu 1994; source documents S038 (figure 8-2)",
    states=(
        State("no loyalty", "low attitude, low repeat purchase"),
        State("spurious loyalty", "low attitude, high repeat purchase"),
        State("latent loyalty", "high attitude, low repeat purchase"),
        State("loyalty", "high attitude, high repeat purchase"),
    ),
    columns=(*ATTITUDE_COLUMNS, *SHARE_COLUMNS),
    classify=classify,
    base="customers",
    thresholds=(
        Threshold("high attitude", HIGH_ATTITUDE, "points", "assumption (model 2.6.3)"),
        Threshold("high repeat purchase", HIGH_SHARE, "share of recent purchases", "assumption (model 2.6.3)"),
    ),
    shape="matrix",
    grid=(("low attitude", "high attitude"), ("low repeat", "high repeat")),
)  # fmt: skip
