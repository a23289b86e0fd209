"""A customer for every cell of every typology, and what lies on the edges."""

import numpy as np
import pytest

from analysis.typologies.occupancy import codes_toward
from analysis.typologies.registry import BY_NAME, TYPOLOGIES
from analysis.typologies.typology import UNCOUNTED
from tests.analysis.typologies.made import BURN_IN, OWN, STEP, moment

WARM = {"satisfaction": 85.0, "trust": 80.0, "bond": 60.0}  # attitude 88
COLD = {"satisfaction": 30.0, "trust": 40.0, "bond": 0.0}  # attitude 24
MILD = {"satisfaction": 65.0, "trust": 60.0, "bond": 10.0}  # attitude 50
ALL, HALF, LITTLE = (0.8, 0.0), (0.4, 0.4), (0.1, 0.7)
NOW = BURN_IN + STEP
NEVER = {"n_lifetime": 0.0, "present": 0.0, "n_experiences": 0.0}
LIKELY, UNLIKELY = {"utility_taste": 2.0}, {"utility_taste": -1.0}  # .88 and .27
FACETS = {
    "emotional": {"satisfaction": 70.0, "trust": 60.0, "bond": 30.0},
    "not": {"satisfaction": 50.0, "trust": 50.0, "bond": 0.0},
}
EARLIER = {"step": STEP - 12, "habit": 0.4, "satisfaction": 60.0}


def was(**stated):
    return moment(**{**EARLIER, **stated})


CASES = {
    "disconfirmation": {
        "very dissatisfied": {"satisfaction": 45.0, "will": 60.0},
        "dissatisfied": {"satisfaction": 57.0, "will": 60.0},
        "basically satisfied": {"satisfaction": 62.9, "will": 60.0},
        "very satisfied": {"satisfaction": 63.0, "will": 60.0},
        "extremely delighted": {"satisfaction": 75.0, "will": 60.0},
    },
    "three_facets": {
        "none": {**FACETS["not"], "habit": LITTLE, **UNLIKELY},
        "emotional only": {**FACETS["emotional"], "habit": LITTLE, **UNLIKELY},
        "behavioral only": {**FACETS["not"], "habit": ALL, **UNLIKELY},
        "emotional and behavioral": {**FACETS["emotional"], "habit": ALL, **UNLIKELY},
        "intentional only": {**FACETS["not"], "habit": LITTLE, **LIKELY},
        "emotional and intentional": {**FACETS["emotional"], "habit": LITTLE, **LIKELY},
        "behavioral and intentional": {**FACETS["not"], "habit": ALL, **LIKELY},
        "all three": {**FACETS["emotional"], "habit": ALL, **LIKELY},
    },
    "dick_basu": {
        "no loyalty": {**COLD, "habit": LITTLE},
        "spurious loyalty": {**COLD, "habit": HALF},
        "latent loyalty": {**WARM, "habit": LITTLE},
        "loyalty": {**WARM, "habit": ALL},
    },
    "emotional_dependence": {
        "lacking": {"bond": 24.9, "habit": LITTLE},
        "spurious": {"bond": 24.9, "habit": ALL},
        "latent": {"bond": 25.0, "habit": LITTLE},
        "ideal": {"bond": 25.0, "habit": HALF},
    },
    "attitude_behavior_grid": {
        "disloyal": {**COLD, "habit": LITTLE},
        "shared habit": {**COLD, "habit": HALF},
        "captive": {**COLD, "habit": ALL},
        "occasional": {**MILD, "habit": LITTLE},
        "multi-loyal, lukewarm": {**MILD, "habit": HALF},
        "multi-loyal, habitual": {**MILD, "habit": ALL},
        "admirer": {**WARM, "habit": LITTLE},
        "multi-loyal, warm": {**WARM, "habit": HALF},
        "single-loyal": {**WARM, "habit": ALL},
    },
    "probability_bands": {
        "low": {"utility_taste": -3.0},
        "medium": {"utility_taste": 0.0},  # exactly one half
        "high": {"utility_taste": 0.1},
    },
    "loyalty_card": {
        "below 30 %": {"utility_taste": -1.0},
        "30 to 70 %": {"utility_taste": 0.8},
        "above 70 %": {"utility_taste": 0.9},
    },
    "seven_types": {
        "monopoly": {"available": (1.0, 0.0)},
        "latent": {**WARM, "habit": LITTLE, "present": 0.0},
        "inertia": {"utility_habit": 1.0, "utility_taste": 0.5},
        "convenience": {"utility_convenience": 1.0},
        "price": {"utility_price": 1.0},
        "incentive": {"utility_program": 0.6, "utility_promotion": 0.6, "utility_price": 1.0},
        "super-value": {**WARM, "utility_attitude": 1.0, "utility_habit": 0.2},
        "attitude": {**MILD, "utility_attitude": 1.0, "utility_habit": 0.2},
        "taste": {"utility_taste": 1.0, "utility_habit": 0.2},
        "nothing": {},
    },
    "brands_involvement": {
        "switcher": {"involvement": (0.9, 0.9), "habit": HALF},
        "routinized": {"involvement": (0.9, 0.9), "habit": ALL},
        "information seeker": {"involvement": (1.1, 1.1), "habit": HALF},
        "brand-loyal": {"involvement": (1.1, 1.1), "habit": (0.95, 0.05)},
    },
    "jones_sasser": {
        "terrorist": {"satisfaction": 49.9, "last_warning_step": NOW - 5.0, **UNLIKELY},
        "defector": {"satisfaction": 49.9, "last_warning_step": NOW - 6.0, **UNLIKELY},
        "hostage": {"satisfaction": 49.9, **LIKELY},
        "in between": {"satisfaction": 50.0, **LIKELY},
        "mercenary": {"satisfaction": 80.0, **UNLIKELY},
        "loyalist": {"satisfaction": 80.0, "bond": 49.9, **LIKELY},
        "apostle": {"satisfaction": 80.0, "bond": 50.0, **LIKELY},
    },
    "ladder_griffin": {
        "disqualified": {**NEVER, "reachable": 0.0},
        "suspect": {**NEVER, "aware": 0.0},
        "prospect": NEVER,
        "inactive": {"present": 0.0},
        "first-time": {"n_lifetime": 1.0},
        "repeat": {"n_lifetime": 2.0, "habit": 0.9},
        "client": {"n_lifetime": 6.0, "habit": 0.5},
        "advocate": {"n_lifetime": 6.0, "habit": 0.5, **WARM},
    },
    "ladder_chen": {
        "awareness": {**NEVER, "messages": 1.0},
        "understanding": {**NEVER, "messages": 2.0},
        "trial": {"satisfaction": 69.9, "habit": 0.4},
        "sensory approval": {"satisfaction": 70.0, "habit": 0.4},
        "habitual purchase": {"habit": 0.5},
        "loyalty": {"habit": 0.5, "satisfaction": 85.0, "trust": 80.0, "bond": 49.0},
        "reputation": {"habit": 0.5, **WARM},
    },
    "ladder_five": {
        "seek": {**NEVER, "aware": (1.0, 0.0)},
        "understand": NEVER,
        "watch": {"habit": 0.29},
        "cooperate": {"habit": 0.6, "trust": 59.9},
        "loyal": {"habit": 0.6, "trust": 60.0},
    },
    "ladder_partner": {
        "universe": {**NEVER, "aware": 0.0},
        "potential": {"present": 0.0},
        "buyer": {"n_lifetime": 1.0, **WARM},
        "customer": {"n_lifetime": 2.0, **MILD},
        "supporter": {"satisfaction": 85.0, "trust": 80.0, "bond": 49.0},
        "advocate": {**WARM, "participation": 0.0},
        "partner": {**WARM, "participation": 1.0},
    },
    "four_forms": {
        "none yet": {"satisfaction": 64.9},
        "satisfied and trusting": {"satisfaction": 65.0, "trust": 50.0},
        "behavioral loyalty": {"satisfaction": 65.0, "trust": 60.0, "habit": HALF},
        "spiritual loyalty": {**WARM, "habit": HALF, "first_step": NOW - 23.9},
        "sustainable loyalty": {**WARM, "habit": HALF, "first_step": NOW - 24.0},
    },
    "life_cycle": {
        "explore": {"first_step": NOW - 5.0, "earlier": was(present=0.0)},
        "build": {"habit": 0.51, "earlier": was()},
        "mature": {"earlier": was()},
        "decline": {"satisfaction": 57.0, "earlier": was()},
        "ended": {"present": 0.0, "earlier": was()},
    },
}
EVERY = [(name, state) for name, states in CASES.items() for state in states]


@pytest.mark.parametrize(("name", "state"), EVERY, ids=[f"{n}: {s}" for n, s in EVERY])
def test_this_customer_stands_in_this_cell(name, state):
    typology = BY_NAME[name]
    code = codes_toward(typology, moment(**CASES[name][state]), OWN)[0]
    assert code >= 0
    assert typology.state_names[code] == state


def test_the_pyramid_ranks_a_hundred_customers():
    paid = np.column_stack([np.arange(100.0)[::-1] + 200.0, np.zeros(100)])
    codes = codes_toward(BY_NAME["pyramid"], moment(100, paid=paid, cost=200.0), OWN)
    assert codes[[0, 4]].tolist() == [3, 3]
    assert codes[[5, 19]].tolist() == [2, 2]
    assert codes[[20, 49]].tolist() == [1, 1]
    assert codes[[50, 99]].tolist() == [0, 0]


def test_whoever_brings_a_loss_is_lead_whatever_the_rank():
    paid = np.column_stack([np.arange(100.0)[::-1] + 170.0, np.zeros(100)])
    codes = codes_toward(BY_NAME["pyramid"], moment(100, paid=paid, cost=200.0), OWN)
    assert codes[[20, 69]].tolist() == [1, 0]
    assert codes[[30, 49]].tolist() == [1, 1]
    assert (codes[70:] == 0).all()
    poor = codes_toward(BY_NAME["pyramid"], moment(100, paid=paid - 60.0, cost=200.0), OWN)
    assert poor[[0, 9, 10, 49]].tolist() == [3, 2, 0, 0]


def test_every_state_of_every_typology_has_its_customer():
    pyramid = {"pyramid": ["lead", "iron", "gold", "platinum"]}
    covered = {name: list(states) for name, states in CASES.items()} | pyramid
    assert {typology.name: typology.state_names for typology in TYPOLOGIES} == covered


@pytest.mark.parametrize("typology", TYPOLOGIES, ids=lambda t: t.name)
def test_a_typology_sorts_the_same_people_alike_in_any_order(typology):
    luck = np.random.default_rng(5)
    stated = {
        "satisfaction": luck.uniform(20, 100, (40, 2)), "bond": luck.uniform(0, 90, (40, 2)),
        "trust": luck.uniform(20, 100, (40, 2)), "habit": luck.uniform(0, 0.5, (40, 2)),
        "utility_taste": luck.normal(0, 2, (40, 2)), "paid": luck.uniform(0, 9, (40, 2)),
        "present": luck.integers(0, 2, (40, 2)), "n_lifetime": luck.integers(0, 9, (40, 2)),
        "involvement": luck.uniform(0.5, 1.5, (40, 2)), "aware": luck.integers(0, 2, (40, 2)),
    }  # fmt: skip
    before = {**stated, "habit": luck.uniform(0, 0.5, (40, 2)), "step": STEP - 6}
    people = moment(40, **stated, earlier=moment(40, **before))
    order = luck.permutation(40)
    kept = {name: value.copy() for name, value in people.columns.items()}
    codes = typology.classify(people)
    assert codes.shape == (40, 2)
    assert codes.min() >= UNCOUNTED
    assert codes.max() < len(typology.states)
    assert np.array_equal(typology.classify(people.selected(order)), codes[order])
    assert all(np.array_equal(people.columns[name], kept[name]) for name in kept)


def test_the_last_visit_is_used_where_it_is_recorded():
    stale = {"satisfaction": 60.0, "will": 60.0, "last_disconfirmation": 20.0}
    disconfirmation = BY_NAME["disconfirmation"]
    assert disconfirmation.state_names[codes_toward(disconfirmation, moment(**stale), OWN)[0]] == (
        "extremely delighted"
    )
    chen = BY_NAME["ladder_chen"]
    good = moment(satisfaction=40.0, last_transaction=90.0)
    assert chen.state_names[codes_toward(chen, good, OWN)[0]] == "sensory approval"


def test_a_barrier_that_does_most_of_the_holding_is_a_monopoly():
    held = moment(utility_switching=(0.0, -3.0), utility_habit=0.3)
    assert codes_toward(BY_NAME["seven_types"], held, OWN)[0] == 0


def test_those_who_are_no_customers_have_no_place():
    elsewhere = moment(present=(0.0, 1.0), earlier=was(present=(0.0, 1.0)))
    for name in ("disconfirmation", "dick_basu", "jones_sasser", "four_forms", "life_cycle"):
        assert codes_toward(BY_NAME[name], elsewhere, OWN)[0] == UNCOUNTED
