"""The life cycle of a relationship: explore, build, mature, decline, ended (S047)."""

import numpy as np

from analysis.typologies.moment import Codes, Floats, Moment
from analysis.typologies.sorting import first_true
from analysis.typologies.typology import State, Threshold, Typology

EXPLORING_MONTHS = 6.0
HABIT_SLOPE = 0.1
SATISFACTION_SLOPE = 3.0
MONTHS_A_YEAR = 12.0


def slopes(moment: Moment) -> tuple[Floats, Floats]:
    """Return the change of habit and of satisfaction in a year since the earlier snapshot, (N, J)."""
    earlier = moment.earlier
    if earlier is None:
        nothing = np.full(moment.present.shape, np.nan)
        return nothing, nothing
    years = (moment.step - earlier.step) * moment.step_months / MONTHS_A_YEAR
    habit = (moment.get("habit") - earlier.get("habit")) / years
    satisfaction = (moment.get("satisfaction") - earlier.get("satisfaction")) / years
    return habit, satisfaction


def classify(moment: Moment) -> Codes:
    """Return the phase of those who are customers, or were in the earlier snapshot."""
    earlier = moment.earlier
    if earlier is None:
        return first_true(np.zeros(moment.present.shape, dtype=np.bool_))
    same = moment.get("generation") == earlier.get("generation")
    before = earlier.present & same
    here = moment.present
    habit, satisfaction = slopes(moment)
    falling = (habit <= -HABIT_SLOPE) | (satisfaction <= -SATISFACTION_SLOPE)
    rising = (habit >= HABIT_SLOPE) | (satisfaction >= SATISFACTION_SLOPE)
    young = moment.tenure_months < EXPLORING_MONTHS
    # who was no customer then and is one now builds, whatever was felt while they were away
    return first_true(
        here & young,
        here & (~before | (rising & ~falling)),
        here & ~falling,
        here,
        before & ~here,
    )


TYPOLOGY = Typology(
    name="life_cycle",
    title="The life cycle of a relationship",
    says="Relations are explored, built, mature and decline; the slope of habit and satisfaction tells.",
    source="source documents S047; Dwyer, Schurr & Oh 1987 (phases); model 2.6.9",
    states=(
        State("explore", "a customer for less than half a year"),
        State("build", "habit or satisfaction rises, or came back"),
        State("mature", "neither rises nor falls"),
        State("decline", "habit or satisfaction falls"),
        State("ended", "was a customer at the earlier snapshot, is none now"),
    ),
    columns=("habit", "satisfaction", "generation", "spell_start", "first_step", "n_lifetime"),
    classify=classify,
    base="customers, now or at the earlier snapshot",
    thresholds=(
        Threshold("explores below", EXPLORING_MONTHS, "months", "assumption"),
        Threshold("habit rises or falls by", HABIT_SLOPE, "habit per year", "assumption"),
        Threshold("satisfaction rises or falls by", SATISFACTION_SLOPE, "points per year", "assumption"),
    ),
    needs_earlier=True,
)  # fmt: skip
