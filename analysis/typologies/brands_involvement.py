"""Four customers by the number of brands they buy and their involvement (S043)."""

import numpy as np

from analysis.typologies.moment import Codes, Moment
from analysis.typologies.scores import SHARE_COLUMNS, recent_share
from analysis.typologies.sorting import only
from analysis.typologies.typology import State, Threshold, Typology

BRAND_SHARE = 0.1
INVOLVED = 1.0


def classify(moment: Moment) -> Codes:
    """Return 2 * [involvement >= 1] + [one brand], from brands with a tenth of recent purchases."""
    brands = (recent_share(moment) >= BRAND_SHARE).sum(axis=1, keepdims=True)
    involved = moment.get("involvement") >= INVOLVED
    codes = 2 * involved + np.broadcast_to(brands <= 1, involved.shape)
    return only(moment.present, codes.astype("int8"))


def hindrance(moment: Moment) -> str | None:
    """Return why nothing can be said: everybody is equally involved."""
    if np.ptp(moment.get("involvement")) == 0.0:
        return "everybody is equally involved here (customers.involvement_sd is 0)"
    return None


TYPOLOGY = Typology(
    name="brands_involvement",
    title="Brands bought and involvement",
    says="Buying one brand is loyalty where the category matters and routine where it does not.",
    source="source documents S043 (labels assumed); Assael 1987",
    states=(
        State("switcher", "several brands, little involvement"),
        State("routinized", "one brand, little involvement"),
        State("information seeker", "several brands, much involvement"),
        State("brand-loyal", "one brand, much involvement"),
    ),
    columns=("involvement", *SHARE_COLUMNS),
    classify=classify,
    base="customers",
    thresholds=(
        Threshold("a brand counts from", BRAND_SHARE, "share of recent purchases", "assumption"),
        Threshold("much involvement from", INVOLVED, "ratio to the mean", "assumption: the mean"),
    ),
    shape="matrix",
    grid=(("little involvement", "much involvement"), ("several brands", "one brand")),
    hindrance=hindrance,
)
