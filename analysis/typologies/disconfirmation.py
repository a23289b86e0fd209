"""Table 8-1: perceived against expected quality in five classes (S026; Oliver 1980)."""

from analysis.typologies.moment import Codes, Floats, Moment
from analysis.typologies.sorting import level, only
from analysis.typologies.typology import Refinement, State, Threshold, Typology

FAR = 15.0
NEAR = 3.0
LAST = "last_disconfirmation"


def disconfirmation(moment: Moment) -> Floats:
    """Return D = perceived less expected quality, points, shape (N, J).

    Of the last experience where the snapshot records it, else cumulative satisfaction less the
    quality that is expected now.
    """
    if moment.has(LAST):
        return moment.get(LAST)
    return moment.get("satisfaction") - moment.get("will")


def classify(moment: Moment) -> Codes:
    """Return the class, worst first: D ≤ −15, -15 to -3, -3 to 3, 3 to 15, D ≥ 15 (model 2.6.1)."""
    d = disconfirmation(moment)
    # the middle class is open on both sides and the outer ones closed, as the table prints them
    codes = level(d, (NEAR, FAR)) - level(-d, (NEAR, FAR)) + 2
    return only(moment.present & (moment.get("n_experiences") > 0.0), codes.astype("int8"))


TYPOLOGY = Typology(
    name="disconfirmation",
    title="Table 8-1: expected and perceived quality",
    says="A customer whose perception beats the expectation is delighted; what loyalty follows is uncertain.",
    source="source documents S026 (table 8-1); Oliver 1980",
    states=(
        State("very dissatisfied", "perceived far below expected, D ≤ −15"),
        State("dissatisfied", "perceived below expected, −15 < D ≤ −3"),
        State("basically satisfied", "perceived as expected, |D| < 3"),
        State("very satisfied", "perceived above expected, 3 ≤ D < 15"),
        State("extremely delighted", "perceived far above expected, D ≥ 15"),
    ),
    columns=("satisfaction", "will", "n_experiences"),
    classify=classify,
    base="customers with at least one experience",
    thresholds=(
        Threshold("far from the expectation", FAR, "points", "assumption (model 2.6.1)"),
        Threshold("as expected within", NEAR, "points", "assumption (model 2.6.1)"),
    ),
    refinements=(
        Refinement(
            LAST,
            "D is cumulative satisfaction less the present expectation, not the last visit's "
            "(`market.last_visits: kept` records it)",
        ),
    ),
)
