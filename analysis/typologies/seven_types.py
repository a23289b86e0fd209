"""Seven types of loyalty, told apart by taking one prop away at a time (S042).

A type is what holds the customer: the prop without which the chance to stay falls most, counted
from the terms of the utility in the snapshot (model 2.6.5).
"""

import numpy as np

from analysis.typologies.choice import PROP_NAMES, options, stay_probabilities
from analysis.typologies.moment import Codes, Floats, Moment
from analysis.typologies.scores import ATTITUDE_COLUMNS, SHARE_COLUMNS, attitude, recent_share
from analysis.typologies.sorting import first_true
from analysis.typologies.typology import State, Threshold, Typology

HIGH_ATTITUDE = 60.0
LATENT_SHARE = 0.33
MONOPOLY_SHARE = 0.5
SUPER_SATISFACTION = 80.0
SUPER_BOND = 40.0
SMALLEST_FALL = 0.01
HELD_BY = ("habit", "convenience", "price", "program", "attitude", "taste")


def stay_without(moment: Moment) -> dict[str, Floats]:
    """Return the chance of each firm with each prop taken out alone, by prop, each (N, J).

    One minus it is P(switch | prop removed).
    """
    return {name: stay_probabilities(moment, (name,)) for name in PROP_NAMES}


def falls(moment: Moment) -> dict[str, Floats]:
    """Return how far the chance of each firm falls without each prop, by prop, each (N, J)."""
    now = stay_probabilities(moment)
    return {name: now - left for name, left in stay_without(moment).items()}


def classify(moment: Moment) -> Codes:
    """Return the type; rules in the order monopoly, latent, then the prop with the largest fall."""
    lost = {name: np.maximum(fall, 0.0) for name, fall in falls(moment).items()}
    barrier = lost["switching"] + lost["reach"]
    total = np.add.reduce(list(lost.values()))
    choosable = options(moment)
    alone = choosable & (choosable.sum(axis=1, keepdims=True) == 1)
    monopoly = moment.present & (
        alone | ((barrier > MONOPOLY_SHARE * total) & (barrier >= SMALLEST_FALL))
    )
    favorable = attitude(moment) >= HIGH_ATTITUDE
    known = moment.get("n_lifetime") > 0.0
    latent = known & favorable & (recent_share(moment) < LATENT_SHARE)
    stacked = np.stack([lost[name] for name in HELD_BY])
    largest = np.where(stacked.max(axis=0) >= SMALLEST_FALL, stacked.argmax(axis=0), -1)
    held = {name: moment.present & (largest == k) for k, name in enumerate(HELD_BY)}
    delighted = (moment.get("satisfaction") >= SUPER_SATISFACTION) & (
        moment.get("bond") >= SUPER_BOND
    )
    return first_true(
        monopoly,
        latent,
        held["habit"],
        held["convenience"],
        held["price"],
        held["program"],
        held["attitude"] & delighted,
        held["attitude"],
        held["taste"],
        moment.present,
    )


TYPOLOGY = Typology(
    name="seven_types",
    title="Seven types of loyalty",
    says="What looks like loyalty is held up by something; take it away and see whether the customer stays.",
    source="source documents S042; Griffin 1995 and others; counterfactual rule of model 2.6.5",
    states=(
        State("monopoly", "no other firm can be chosen, or barriers to leaving do most of the holding"),
        State("latent", "favorable attitude, but buys elsewhere"),
        State("inertia", "habit holds"),
        State("convenience", "nearness and ease hold"),
        State("price", "the price holds"),
        State("incentive", "the program or a promotion holds"),
        State("super-value", "attitude holds, with high satisfaction and belonging"),
        State("attitude", "attitude holds, not yet super-value"),
        State("taste", "a lasting preference holds that no firm can change"),
        State("nothing", "no prop holds: stays by chance"),
    ),
    columns=(*ATTITUDE_COLUMNS, *SHARE_COLUMNS, "n_lifetime"),
    classify=classify,
    base="customers, and those who know a firm well, think well of it and buy elsewhere",
    thresholds=(
        Threshold("high attitude", HIGH_ATTITUDE, "points", "assumption (model 2.6.3)"),
        Threshold("latent below", LATENT_SHARE, "share of recent purchases", "assumption (model 2.6.5)"),
        Threshold("monopoly above", MONOPOLY_SHARE, "share of all falls", "assumption (model 2.6.5)"),
        Threshold("super-value satisfaction", SUPER_SATISFACTION, "points", "assumption (model 2.6.5)"),
        Threshold("super-value belonging", SUPER_BOND, "points", "assumption (model 2.6.5)"),
        Threshold("a prop holds from", SMALLEST_FALL, "fall of the probability", "assumption"),
    ),
)  # fmt: skip
