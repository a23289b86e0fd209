"""Attitude by behavior in nine cells: single loyalty, multi-loyalty, disloyalty (S040)."""

from analysis.typologies.moment import Codes, Moment
from analysis.typologies.scores import ATTITUDE_COLUMNS, SHARE_COLUMNS, attitude, recent_share
from analysis.typologies.sorting import level, only
from analysis.typologies.typology import State, Threshold, Typology

ATTITUDE_CUTS = (50.0, 70.0)
SHARE_CUTS = (0.33, 0.67)


def classify(moment: Moment) -> Codes:
    """Return 3 * level of attitude (50, 70) + level of the share of recent purchases (.33, .67)."""
    codes = 3 * level(attitude(moment), ATTITUDE_CUTS) + level(recent_share(moment), SHARE_CUTS)
    return only(moment.present, codes.astype("int8"))


TYPOLOGY = Typology(
    name="attitude_behavior_grid",
    title="Nine cells of attitude and behavior",
    says="High attitude with nearly all purchases is loyalty to a single firm; the mixes below are loyal to several.",
    source="source documents S040 (figure 8-3)",
    states=(
        State("disloyal", "low attitude, small share"),
        State("shared habit", "low attitude, middle share"),
        State("captive", "low attitude, large share"),
        State("occasional", "middle attitude, small share"),
        State("multi-loyal, lukewarm", "middle attitude, middle share"),
        State("multi-loyal, habitual", "middle attitude, large share"),
        State("admirer", "high attitude, small share"),
        State("multi-loyal, warm", "high attitude, middle share"),
        State("single-loyal", "high attitude, large share"),
    ),
    columns=(*ATTITUDE_COLUMNS, *SHARE_COLUMNS),
    classify=classify,
    base="customers",
    thresholds=(
        Threshold("middle attitude from", ATTITUDE_CUTS[0], "points", "assumption (model 2.6.3)"),
        Threshold("high attitude from", ATTITUDE_CUTS[1], "points", "assumption (model 2.6.3)"),
        Threshold("middle share from", SHARE_CUTS[0], "share of recent purchases", "assumption (model 2.6.3)"),
        Threshold("large share from", SHARE_CUTS[1], "share of recent purchases", "assumption (model 2.6.3)"),
    ),
    shape="matrix",
    grid=(("low attitude", "middle attitude", "high attitude"), ("small share", "middle share", "large share")),
)  # fmt: skip
