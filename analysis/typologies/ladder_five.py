"""Five stages: seek, understand, watch, cooperate, loyal (S036)."""

from analysis.typologies.moment import Codes, Moment
from analysis.typologies.sorting import last_true
from analysis.typologies.typology import State, Threshold, Typology

COMPARED_FIRMS = 2
COOPERATING = 0.3
LOYAL_HABIT = 0.6
LOYAL_TRUST = 60.0


def classify(moment: Moment) -> Codes:
    """Return the highest stage reached; habit fades when nothing is bought, and so does the stage."""
    aware = moment.get("aware") > 0.0
    tried = moment.get("n_lifetime") > 0.0
    habit = moment.get("habit")
    compares = aware.sum(axis=1, keepdims=True) >= COMPARED_FIRMS
    cooperates = tried & (habit >= COOPERATING)
    return last_true(
        aware | True,
        aware & compares,
        tried,
        cooperates,
        cooperates & (habit >= LOYAL_HABIT) & (moment.get("trust") >= LOYAL_TRUST),
    )


TYPOLOGY = Typology(
    name="ladder_five",
    title="Five stages of a relationship",
    says="A partner is sought, understood, watched and worked with before loyalty begins.",
    source="source documents S036",
    states=(
        State("seek", "does not know the firm, or no second one to compare it with"),
        State("understand", "knows it and another, has not bought"),
        State("watch", "has bought, habit below .3"),
        State("cooperate", "habit .3 or more"),
        State("loyal", "habit .6 and trust 60 or more"),
    ),
    columns=("aware", "n_lifetime", "habit", "trust"),
    classify=classify,
    base="everybody in the market",
    thresholds=(
        Threshold("compares from", float(COMPARED_FIRMS), "firms known", "assumption (model 2.6.7)"),
        Threshold("cooperates from", COOPERATING, "habit", "assumption (model 2.6.7)"),
        Threshold("loyal habit", LOYAL_HABIT, "habit", "assumption (model 2.6.7)"),
        Threshold("loyal trust", LOYAL_TRUST, "points", "assumption (model 2.6.7)"),
    ),
    shape="ladder",
    rises=True,
)  # fmt: skip
