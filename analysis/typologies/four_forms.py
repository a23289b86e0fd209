"""Four forms of loyalty: satisfaction and trust, behavior, spirit, endurance (S029)."""

import numpy as np

from analysis.typologies.moment import Codes, Moment
from analysis.typologies.scores import SHARE_COLUMNS, recent_share
from analysis.typologies.sorting import last_true, only
from analysis.typologies.typology import State, Threshold, Typology

SATISFIED = 65.0
BASIC_TRUST = 50.0
FIRM_TRUST = 60.0
HIGH_SHARE = 0.5
SPIRIT = 25.0
ENDURING_MONTHS = 24.0


def classify(moment: Moment) -> Codes:
    """Return the highest form reached, each resting on the one below."""
    trust = moment.get("trust")
    basic = (moment.get("satisfaction") >= SATISFIED) & (trust >= BASIC_TRUST)
    behavioral = basic & (trust >= FIRM_TRUST) & (recent_share(moment) >= HIGH_SHARE)
    spiritual = behavioral & (moment.get("bond") >= SPIRIT)
    enduring = spiritual & (moment.tenure_months >= ENDURING_MONTHS)
    none = np.ones(basic.shape, dtype=np.bool_)
    return only(moment.present, last_true(none, basic, behavioral, spiritual, enduring))


TYPOLOGY = Typology(
    name="four_forms",
    title="Four forms of loyalty",
    says="Satisfaction and basic trust come first, then behavior, then spirit, then what lasts.",
    source="source documents S029",
    states=(
        State("none yet", "not satisfied, or no basic trust"),
        State("satisfied and trusting", "satisfaction 65 and trust 50 or more"),
        State("behavioral loyalty", "and trust 60, half of recent purchases"),
        State("spiritual loyalty", "and belonging 25 or more"),
        State("sustainable loyalty", "and a relation of two years or more"),
    ),
    columns=("satisfaction", "trust", "bond", "spell_start", "first_step", "n_lifetime", *SHARE_COLUMNS),
    classify=classify,
    base="customers",
    thresholds=(
        Threshold("satisfied from", SATISFIED, "points", "assumption: where belonging begins to grow (EQ11)"),
        Threshold("basic trust", BASIC_TRUST, "points", "assumption: the neutral middle"),
        Threshold("firm trust", FIRM_TRUST, "points", "assumption (model 2.6.7, the loyal stage)"),
        Threshold("behavioral from", HIGH_SHARE, "share of recent purchases", "assumption (model 2.6.3)"),
        Threshold("spiritual from", SPIRIT, "points of belonging", "assumption"),
        Threshold("sustainable from", ENDURING_MONTHS, "months", "assumption"),
    ),
    shape="ladder",
    rises=True,
)  # fmt: skip
