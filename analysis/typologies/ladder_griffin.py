"""Griffin's ladder: from suspect to advocate (S035)."""

from analysis.typologies.moment import Codes, Moment
from analysis.typologies.scores import advocates
from analysis.typologies.sorting import last_true
from analysis.typologies.typology import State, Threshold, Typology

CLIENT_PURCHASES = 6.0
CLIENT_HABIT = 0.5
DISQUALIFYING_TASTE = -6.0


def classify(moment: Moment) -> Codes:
    """Return the highest rung reached; a former buyer who is no customer now is inactive."""
    bought = moment.get("n_lifetime")
    here = moment.present
    never = bought == 0.0
    suits = (moment.get("reachable") > 0.0) & (moment.get("taste") >= DISQUALIFYING_TASTE)
    client = here & (bought >= CLIENT_PURCHASES) & (moment.get("habit") >= CLIENT_HABIT)
    return last_true(
        never & ~suits,
        never & suits,
        never & suits & (moment.get("aware") > 0.0),
        ~never & ~here,
        here & (bought == 1.0),
        here & (bought >= 2.0),
        client,
        client & advocates(moment),
    )


TYPOLOGY = Typology(
    name="ladder_griffin",
    title="Griffin's ladder",
    says="Loyalty is built rung by rung, from a suspect to an advocate.",
    source="Griffin 1995; source documents S035",
    states=(
        State("disqualified", "never bought; out of reach or of no use (taste below -6)"),
        State("suspect", "never bought, does not know the firm"),
        State("prospect", "never bought, knows the firm"),
        State("inactive", "bought once upon a time, no customer now"),
        State("first-time", "one purchase"),
        State("repeat", "two purchases or more"),
        State("client", "six purchases or more, habit .5 or more"),
        State("advocate", "client with satisfaction 80 and belonging 50 or more"),
    ),
    columns=("n_lifetime", "reachable", "taste", "aware", "habit", "satisfaction", "bond"),
    classify=classify,
    base="everybody in the market",
    thresholds=(
        Threshold("client from", CLIENT_PURCHASES, "purchases", "assumption"),
        Threshold("client habit", CLIENT_HABIT, "habit", "assumption (model 2.6.7)"),
        Threshold("disqualified below", DISQUALIFYING_TASTE, "logits of taste", "assumption (model 2.6.7)"),
        Threshold("advocate satisfaction", 80.0, "points", "settled 41"),
        Threshold("advocate belonging", 50.0, "points", "settled 41"),
    ),
    shape="ladder",
    rises=True,
)  # fmt: skip
