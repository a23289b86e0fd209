"""Chen Can's ladder: from awareness to good reputation (S034)."""

from analysis.typologies.moment import Codes, Moment
from analysis.typologies.scores import ATTITUDE_COLUMNS, advocates, attitude
from analysis.typologies.sorting import last_true
from analysis.typologies.typology import Refinement, State, Threshold, Typology

UNDERSTANDING_MESSAGES = 2.0
APPROVAL = 70.0
HABITUAL = 0.5
LOYAL_ATTITUDE = 65.0
LAST = "last_transaction"


def classify(moment: Moment) -> Codes:
    """Return the highest rung reached by those who know the firm."""
    aware = moment.get("aware") > 0.0
    tried = aware & (moment.get("n_lifetime") > 0.0)
    experience = moment.get(LAST if moment.has(LAST) else "satisfaction")
    habitual = tried & (moment.get("habit") >= HABITUAL)
    loyal = habitual & (attitude(moment) >= LOYAL_ATTITUDE)
    return last_true(
        aware,
        aware & (moment.get("messages") >= UNDERSTANDING_MESSAGES),
        tried,
        tried & (experience >= APPROVAL),
        habitual,
        loyal,
        loyal & advocates(moment),
    )


TYPOLOGY = Typology(
    name="ladder_chen",
    title="Chen's ladder",
    says="From knowing to praising a firm in seven rungs; the chance to buy rises along them.",
    source="source documents S034 (Chen Can)",
    states=(
        State("awareness", "knows the firm"),
        State("understanding", "has heard of it twice or more"),
        State("trial", "has bought"),
        State("sensory approval", "has bought, and the experience was good (70 or more)"),
        State("habitual purchase", "habit .5 or more"),
        State("loyalty", "habitual, attitude 65 or more"),
        State("reputation", "loyal, and an advocate"),
    ),
    columns=("aware", "messages", "n_lifetime", "habit", *ATTITUDE_COLUMNS),
    classify=classify,
    base="everybody who knows the firm",
    thresholds=(
        Threshold("understands from", UNDERSTANDING_MESSAGES, "messages", "assumption (model 2.6.7)"),
        Threshold("approves from", APPROVAL, "points", "assumption (model 2.6.7)"),
        Threshold("habitual from", HABITUAL, "habit", "assumption (model 2.6.7)"),
        Threshold("loyal attitude", LOYAL_ATTITUDE, "points", "assumption (model 2.6.7)"),
    ),
    shape="ladder",
    rises=True,
    refinements=(
        Refinement(LAST, "approval is judged on cumulative satisfaction, not on the last visit (`market.last_visits: kept` records it)"),
    ),
)  # fmt: skip
