"""Apostles, loyalists, mercenaries, hostages, defectors and terrorists (S027)."""

import numpy as np

from analysis.typologies.choice import stay_probabilities
from analysis.typologies.moment import Codes, Moment
from analysis.typologies.scores import advocates
from analysis.typologies.sorting import last_true, only
from analysis.typologies.typology import Refinement, State, Threshold, Typology

SATISFIED = 80.0
DISSATISFIED = 50.0
STAYS = 0.5
RECENT_STEPS = 6.0
LAST_WARNING = "last_warning_step"


def classify(moment: Moment) -> Codes:
    """Return the kind of customer from satisfaction and the chance to stay."""
    satisfaction = moment.get("satisfaction")
    stays = stay_probabilities(moment) >= STAYS
    happy, unhappy = satisfaction >= SATISFIED, satisfaction < DISSATISFIED
    warned = np.zeros(stays.shape, dtype=np.bool_)
    if moment.has(LAST_WARNING):
        now = moment.burn_in_steps + moment.step
        warned = now - moment.get(LAST_WARNING) < RECENT_STEPS
    middle = np.ones(stays.shape, dtype=np.bool_)
    codes = last_true(
        unhappy & ~stays & warned,
        unhappy & ~stays & ~warned,
        unhappy & stays,
        middle & ~happy & ~unhappy,
        happy & ~stays,
        happy & stays,
        happy & stays & advocates(moment),
    )
    return only(moment.present, codes)


TYPOLOGY = Typology(
    name="jones_sasser",
    title="Apostles, hostages, mercenaries, terrorists",
    says="Satisfied customers may leave and dissatisfied ones may stay: competition decides.",
    source="Jones & Sasser 1995; source documents S027",
    states=(
        State("terrorist", "dissatisfied, will leave, and warns others"),
        State("defector", "dissatisfied, will leave"),
        State("hostage", "dissatisfied, cannot leave"),
        State("in between", "neither satisfied nor dissatisfied"),
        State("mercenary", "satisfied, will leave"),
        State("loyalist", "satisfied, will stay"),
        State("apostle", "satisfied, will stay, and an advocate"),
    ),
    columns=("satisfaction", "bond"),
    classify=classify,
    base="customers",
    thresholds=(
        Threshold("satisfied from", SATISFIED, "points", "assumption (model 2.6.8): the top box"),
        Threshold("dissatisfied below", DISSATISFIED, "points", "assumption (model 2.6.8)"),
        Threshold("stays from", STAYS, "probability", "assumption (model 2.6.8)"),
        Threshold("warned within", RECENT_STEPS, "steps", "assumption (model 2.6.7)"),
    ),
    refinements=(
        Refinement(
            LAST_WARNING,
            "terrorists cannot be told from defectors and stand among them "
            "(`market.last_visits: kept` records it)",
        ),
    ),
)
