"""How people enter the market: every lasting difference between them is drawn here (EQ15a, 2.2)."""

import numpy as np

from simulation.compiled import kernel, phase, rule, tool
from simulation.draws import (
    NO_FIRM,
    Purpose,
    customer_key,
    draw_key,
    indexed_key,
    log_gamma_of,
    lognormal_of,
    normal_of,
    uniform,
    uniform_of,
)
from simulation.elementary import clip, exp, log
from simulation.rules.expectation import initial_expectation
from simulation.rules.network import (
    RANDOM,
    SMALL_WORLD,
    drawn_hub_level,
    random_offset,
    scale_free_offset,
    small_world_offset,
)
from simulation.state import NEVER, NOBODY
from simulation.step.bonding import see_image
from simulation.step.standing import forget_standing
from simulation.step.surprising import enter_features
from simulation.step.visiting import forget_visit
from simulation.world import is_equipped

START = np.int64(0)  # the first step (typed, or it compiles all twice)
TASTE_FLOOR = -12.0  # settled 34: below this a firm is never chosen anyway
SHOULD_ABOVE_WILL = 5.0  # model.md 2.2: the start of the should-expectation


@rule
def drawn_segment(u, segment_ends):
    """Return the segment of a customer; shares as stated, independent of the market's size."""
    for s in range(segment_ends.size - 1):
        if u < segment_ends[s]:
            return s
    return segment_ends.size - 1


@rule
def drawn_taste(key, dirichlet, share, concentration, sd):
    """Return the lasting preference for a firm in logits, its availability included (EQ15a).

    Dirichlet: log of a Gamma(concentration x share) draw; normal: log share + N(0, sd).
    """
    if dirichlet:
        return max(log_gamma_of(key, concentration * share), TASTE_FLOOR)
    return log(share) + sd * normal_of(uniform_of(key))


@phase
def draw_weights(person, behavior, key):
    """Give a person importances of the five dimensions: Dirichlet around the segment's (2.2)."""
    spread = behavior.dimension_weight_concentration
    r = exp(log_gamma_of(indexed_key(key, 0), spread * max(behavior.dimension_weights_R, 1e-6)))
    a = exp(log_gamma_of(indexed_key(key, 1), spread * max(behavior.dimension_weights_A, 1e-6)))
    t = exp(log_gamma_of(indexed_key(key, 2), spread * max(behavior.dimension_weights_T, 1e-6)))
    e = exp(log_gamma_of(indexed_key(key, 3), spread * max(behavior.dimension_weights_E, 1e-6)))
    re = exp(log_gamma_of(indexed_key(key, 4), spread * max(behavior.dimension_weights_Re, 1e-6)))
    total = r + a + t + e + re
    person.weight_R = r / total
    person.weight_A = a / total
    person.weight_T = t / total
    person.weight_E = e / total
    person.weight_Re = re / total


@phase
def enter_person(world, i, t):
    """Fill slot i with a fresh person at step t: no history, own tastes, no provider (EQ26)."""
    person = world.people[i]
    key = customer_key(world.seed_key, i, person.generation)
    segment = drawn_segment(uniform(key, Purpose.SEGMENT, NO_FIRM, 0), world.segment_ends)
    behavior = world.behavior[segment]
    person.segment = segment
    draw_weights(person, behavior, draw_key(key, Purpose.WEIGHTS, NO_FIRM, 0))
    cv = behavior.price_sensitivity_cv
    person.price_sensitivity = behavior.price_sensitivity * lognormal_of(
        uniform(key, Purpose.PRICE_SENSITIVITY, NO_FIRM, 0), np.sqrt(log(1.0 + cv * cv))
    )
    shape = behavior.need_shape
    drawn = log_gamma_of(draw_key(key, Purpose.NEED_RATE, NO_FIRM, 0), shape)
    person.need_rate = behavior.need_rate * exp(drawn) / shape
    person.involvement = min(
        2.0, lognormal_of(uniform(key, Purpose.INVOLVEMENT, NO_FIRM, 0), behavior.involvement_sd)
    )
    person.switching_factor = lognormal_of(
        uniform(key, Purpose.SWITCHING, NO_FIRM, 0), behavior.switching_sd
    )
    person.provider = NOBODY
    person.n_switches = 0
    person.n_cards = 0
    person.failed_last = 0
    person.intro_discount = 0.0
    person.intro_until = NEVER
    person.term_end = NEVER
    person.spell_start = t
    enter_features(world, i, behavior)
    for j in range(world.firm_keys.size):
        enter_tie(world, i, j, t, key, behavior)


@phase
def entry_step(world, i):
    """Return the step at which the first person of slot i comes to the category (S084).

    0 for most; `late_share` of them come during the study, evenly over its steps.
    """
    settings = world.settings[0]
    if world.people[i].generation > 0:
        return np.int64(0)
    key = customer_key(world.seed_key, i, 0)
    u = uniform(key, Purpose.LATE_ENTRY, NO_FIRM, 0)
    if u >= settings.late_share:
        return np.int64(0)
    return settings.study_start + np.int64(u / settings.late_share * settings.study_steps)


@phase
def is_outside(world, i, t):
    """Tell whether nobody has come to slot i by step t."""
    if is_equipped(world) and world.settings[0].has_growth:
        return t < entry_step(world, i)
    return False


@tool(idle=None)
def come_in(world, i, t):
    """Let a latecomer meet the market as it is at step t."""
    if t > 0 and t == entry_step(world, i):
        enter_person(world, i, t)


@phase
def enter_tie(world, i, j, t, key, behavior):
    """Reset what person i holds toward firm j: reputation, no experience, no habit."""
    tie = world.ties[i, j]
    terms = world.terms[t, world.people[i].segment, j]
    firm = world.firm_keys[j]
    settings = world.settings[0]
    tie.taste = drawn_taste(
        draw_key(key, Purpose.TASTE, firm, 0), settings.dirichlet, terms.share,
        behavior.taste_concentration, behavior.taste_sd,
    )  # fmt: skip
    tie.fit = behavior.fit_sd * normal_of(uniform(key, Purpose.FIT, firm, 0))
    noise = behavior.reputation_sd * normal_of(uniform(key, Purpose.REPUTATION, firm, 0))
    expected = initial_expectation(terms.promise, settings.market_promise, noise)
    tie.will = clip(expected, 0.0, 100.0)
    tie.should = clip(expected + SHOULD_ABOVE_WILL, 0.0, 100.0)
    tie.satisfaction = tie.will
    tie.ability = 50.0
    tie.integrity = 50.0
    tie.fairness = 50.0
    tie.bond = 0.0
    tie.habit = 0.0
    tie.failures = 0.0
    tie.reference_price = terms.price
    tie.cost = 0.0
    tie.given = 0.0
    tie.n_purchases = 0
    tie.n_lifetime = 0
    tie.n_experiences = 0
    tie.first_step = NEVER
    tie.last_step = NEVER
    tie.points = 0
    tie.paid = 0
    tie.messages = 0
    tie.member = 0
    tie.cohort = 0
    begin_relation(world, i, j, t, tie)
    tie.reachable = uniform(key, Purpose.REACH, firm, 0) < terms.reach
    tie.aware = uniform(key, Purpose.AWARE_AT_START, firm, 0) < terms.awareness


@phase
def begin_relation(world, i, j, t, tie):
    """Reset what programs, staff and image have made of a tie."""
    settings = world.settings[0]
    tie.breadth = 0
    tie.in_period = 0
    tie.image_fit = 0
    forget_standing(world, i, j, tie)
    if is_equipped(world) and settings.has_self_images:
        see_image(world, i, j, t, tie)
    if is_equipped(world) and settings.has_staff:
        world.staff_bond[i, j] = 0
    if is_equipped(world) and settings.has_visits:
        forget_visit(world, i, j)


@rule
def drawn_offset(key, slot, k, n_acquaintances, network):
    """Return the distance in slots to the k-th acquaintance in a network of some kind (EQ21)."""
    u, side = uniform_of(indexed_key(key, 2 * k)), uniform_of(indexed_key(key, 2 * k + 1))
    if network == SMALL_WORLD:
        return small_world_offset(u, side, k, n_acquaintances)
    wandering = random_offset(u, side)
    if network == RANDOM:
        return wandering
    level = drawn_hub_level(uniform_of(indexed_key(key, 2 * n_acquaintances + k)))
    return np.float64(scale_free_offset(slot, wandering, level))


@kernel
def populate(world, first, last):
    """Fill slots first to last - 1 with people at step 0 and draw whom they hear."""
    n_acquaintances = world.offsets.shape[1]
    for i in range(first, last):
        world.people[i].generation = 0
        enter_person(world, i, START)
        key = draw_key(customer_key(world.seed_key, i, 0), Purpose.ACQUAINTANCE, NO_FIRM, 0)
        for k in range(n_acquaintances):
            drawn = drawn_offset(key, i, k, n_acquaintances, world.settings[0].network)
            offset = np.int64(drawn)
            if 0 <= i + offset < world.people.size:  # beyond the last slot there is nobody
                world.offsets[i, k] = np.int16(offset)
