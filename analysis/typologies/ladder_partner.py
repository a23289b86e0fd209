"""The partner ladder: from the universe of customers to the partner (S037)."""

import numpy as np

from analysis.typologies.moment import Codes, Moment
from analysis.typologies.scores import ATTITUDE_COLUMNS, advocates, attitude
from analysis.typologies.sorting import last_true
from analysis.typologies.typology import Refinement, State, Threshold, Typology

SUPPORTING = 65.0
TAKES_PART = "participation"
PARTNER = 0.5


def classify(moment: Moment) -> Codes:
    """Return the highest rung reached; a former customer is a potential one again."""
    here = moment.present
    bought = moment.get("n_lifetime")
    anybody = np.ones(here.shape, dtype=np.bool_)
    customer = here & (bought >= 2.0)
    supporter = customer & (attitude(moment) >= SUPPORTING)
    takes_part = moment.get(TAKES_PART) >= PARTNER if moment.has(TAKES_PART) else ~anybody
    advocate = supporter & advocates(moment)
    return last_true(
        anybody,
        (moment.get("reachable") > 0.0) & (moment.get("aware") > 0.0),
        here & (bought >= 1.0),
        customer,
        supporter,
        advocate,
        advocate & takes_part,
    )


TYPOLOGY = Typology(
    name="ladder_partner",
    title="The partner ladder",
    says="The best customers end as partners who make the offer with the firm.",
    source="source documents S037; Payne, Christopher, Clark & Peck 1995",
    states=(
        State("universe", "everybody"),
        State("potential", "knows the firm and could buy from it"),
        State("buyer", "a customer with one purchase"),
        State("customer", "a customer with two purchases or more"),
        State("supporter", "attitude 65 or more"),
        State("advocate", "satisfaction 80 and belonging 50 or more"),
        State("partner", "an advocate who takes part in the firm's community"),
    ),
    columns=("n_lifetime", "reachable", "aware", *ATTITUDE_COLUMNS),
    classify=classify,
    base="everybody in the market",
    thresholds=(
        Threshold("supporter from", SUPPORTING, "points of attitude", "assumption (model 2.6.7)"),
        Threshold("advocate satisfaction", 80.0, "points", "settled 41"),
        Threshold("advocate belonging", 50.0, "points", "settled 41"),
        Threshold("partner takes part from", PARTNER, "0 to 1", "assumption: half of the scale"),
    ),
    shape="ladder",
    rises=True,
    refinements=(
        Refinement(TAKES_PART, "nobody can be told to be a partner; the top rung stays empty"),
    ),
)
