"""Choice among the firms considered (EQ13 to EQ16)."""

import numpy as np

from simulation.compiled import phase
from simulation.draws import FIRST_OCCASION, NO_FIRM, Purpose, uniform
from simulation.elementary import FROM_MICRO
from simulation.rules.breadth import breadth_factor, portable_cost
from simulation.rules.choice import (
    attitude_utility,
    consideration_score,
    inexperience_utility,
    race_time,
    systematic_utility,
)
from simulation.rules.price import price_disadvantage, price_utility
from simulation.rules.switching import (
    financial_cost,
    procedural_cost,
    relational_cost,
    remaining_fee,
)
from simulation.state import NOBODY
from simulation.step.bonding import image_fit_of
from simulation.step.contacting import recall
from simulation.step.relation import (
    price_for,
    pull_of,
    tenure_months,
    term_months_left,
    trust_in,
)
from simulation.world import in_full, is_equipped

FIRST_ROW, ONE = np.int64(0), np.int64(1)  # typed, or what is called compiles twice


@phase
def leaving_cost(world, i, t, behavior):
    """Return what leaving the present provider costs this person, logits (EQ14).

    0 without a provider, and where the provider itself has left the market.
    """
    person = world.people[i]
    j = np.int64(person.provider)
    if j == NOBODY:
        return 0.0
    tie = world.ties[i, j]
    terms = world.terms[t, person.segment, j]
    if terms.active < 0.5:
        return 0.0
    procedural = procedural_cost(
        behavior.switching_procedural,
        behavior.switching_learned,
        tenure_months(world, person, tie, j, t),
        behavior.switching_learning_months,
        person.n_switches,
    )
    if is_equipped(world):
        procedural = portable_cost(procedural, terms.portability) * breadth_factor(
            tie.breadth + 1.0, behavior.breadth_max
        )
    left = term_months_left(world, person, t)
    financial = financial_cost(
        person.price_sensitivity,
        remaining_fee(terms.exit_fee, left, terms.contract_months),
        behavior.point_value,
        tie.points * FROM_MICRO,
        behavior.switching_horizon,
    )
    relational = relational_cost(behavior.switching_relational, tie.bond)
    return person.switching_factor * (procedural + terms.structural_lock + financial + relational)


@phase
def utility_terms(world, i, j, t, pull, leaving):
    """Return the terms of the utility of firm j for person i, logits (EQ15).

    In order: taste, attitude, habit, convenience, price, program, promotion, inexperience, and
    switching (minus `leaving` toward any firm but the present one); `pull` is the program's.
    """
    person = world.people[i]
    tie = world.ties[i, j]
    terms = world.terms[t, person.segment, j]
    behavior = world.behavior[person.segment]
    tried = tie.n_experiences > 0
    attitude = attitude_utility(
        tie.satisfaction if tried else tie.will, trust_in(tie), tie.bond, person.involvement,
        behavior.satisfaction_weight, behavior.trust_weight, behavior.bond_weight,
    )  # fmt: skip
    disadvantage = price_disadvantage(
        price_for(world, i, tie, terms, j, t), tie.reference_price,
        behavior.reference_price_weight, behavior.reference_price_loss,
    )  # fmt: skip
    price = price_utility(
        disadvantage, person.price_sensitivity, tie.bond, behavior.bond_price_relief
    )
    promotion = behavior.promotion_salience if world.promoted[t, person.segment, j] else 0.0
    if is_equipped(world) and world.settings[0].has_contacts:
        promotion += recall(world, person, j, t, tie, terms, behavior)
    if is_equipped(world) and world.settings[0].has_image:
        attitude += behavior.image_weight * image_fit_of(tie)
    # 0 or 1, without a branch; nobody's customer leaves nobody, so that `leaving` is 0
    elsewhere = min(abs(np.float64(person.provider - j)), 1.0)
    return (
        tie.taste,
        attitude,
        behavior.habit_weight * tie.habit,
        behavior.convenience_weight * terms.convenience,
        price,
        pull,
        promotion,
        inexperience_utility(behavior.inexperience_penalty, tie.n_experiences, tie.messages),
        0.0 - leaving * elsewhere,  # not -0
    )


@phase
def is_available(tie, terms):
    """Tell whether a firm is in the market, within reach of a person and known to them (EQ13)."""
    return (terms.active >= 0.5) & (tie.reachable > 0) & (tie.aware > 0)


@phase
def call_to_mind(world, i, t, claims):
    """Write down how each firm claims a place among those that person i considers (EQ13).

    The present firm comes before all others, and who cannot be chosen after them.
    """
    person = world.people[i]
    behavior = world.behavior[person.segment]
    for j in range(world.firm_keys.size):
        tie = world.ties[i, j]
        terms = world.terms[t, person.segment, j]
        claim = consideration_score(
            tie.taste,
            tie.satisfaction if tie.n_experiences > 0 else tie.will,
            behavior.satisfaction_weight,
            terms.advertising_reach,
            behavior.advertising_weight,
        )
        claim = np.inf if person.provider == j else claim
        claims[j] = claim if is_available(tie, terms) else -np.inf


@phase
def is_considered(claims, j, limit):
    """Tell whether a person considers firm j, which is available: fewer than `limit` are before it."""
    ahead = 0
    for k in range(claims.size):  # no branch: who is before whom is not foreseeable
        ahead += claims[k] > claims[j]
    return ahead < limit


@phase
def weigh(world, books, i, b, t, occasion, row):
    """Write down the race in which person i, of the block's place b, chooses on this occasion.

    `scratch.pulls[b]` holds the programs' pulls at this moment; the race is number `row`.
    """
    scratch = books.scratch
    person = world.people[i]
    segment = person.segment
    behavior = world.behavior[segment]
    key = scratch.keys[b]
    leaving = leaving_cost(world, i, t, behavior)
    n_firms = world.firm_keys.size
    takes_all = np.isnan(behavior.consider_max)
    if not takes_all:
        call_to_mind(world, i, t, scratch.claims)
    for j in range(n_firms):
        runner = row * n_firms + j
        scratch.delays[runner] = np.inf
        scratch.utilities[runner] = 0.0  # nothing stays from the last choice
        if not is_available(world.ties[i, j], world.terms[t, segment, j]):
            continue
        if takes_all or is_considered(scratch.claims, j, behavior.consider_max):
            pull = pull_of(person, scratch.pulls[b], j)
            scratch.delays[runner] = 0.0
            scratch.utilities[runner] = systematic_utility(
                *utility_terms(world, i, j, t, pull, leaving)
            )
            scratch.luck[runner] = uniform(key, Purpose.CHOICE, world.firm_keys[j], occasion)
        else:
            books.firms[segment, j].crowded_out += 1
    scratch.latest[row] = np.inf
    if not np.isnan(behavior.outside_utility):
        # a contract must be left for nothing, too; not buying today leaves nobody
        outside = behavior.outside_utility - (leaving if world.settings[0].contract else 0.0)
        u = uniform(key, Purpose.CHOICE, NO_FIRM, occasion)
        scratch.latest[row] = race_time(outside, u)


@phase
def winner(arrivals, first, n_firms, latest):
    """Return which of the firms from `first` on arrives first and before `latest`, or NOBODY."""
    chosen = np.int64(NOBODY)
    earliest = latest
    for j in range(n_firms):
        arrival = arrivals[first + j]
        chosen = j if arrival < earliest else chosen
        earliest = min(arrival, earliest)
    return chosen


@phase
def run_races(world, scratch, n):
    """Let the firms of n races arrive, and write down who is chosen (EQ16).

    Two loops without a branch, so that several arrivals are computed at a time. Who does not run is
    delayed for ever.
    """
    n_firms = world.firm_keys.size
    arrivals = scratch.utilities  # which nobody needs afterwards
    for k in range(in_full(n * n_firms)):
        arrivals[k] = race_time(scratch.utilities[k], scratch.luck[k]) + scratch.delays[k]
    for k in range(n):
        scratch.chosen[k] = winner(arrivals, k * n_firms, n_firms, scratch.latest[k])


@phase
def choose(world, books, i, b, t):
    """Return the firm that person i alone chooses, or NOBODY (EQ16)."""
    weigh(world, books, i, b, t, FIRST_OCCASION, FIRST_ROW)
    run_races(world, books.scratch, ONE)
    return books.scratch.chosen[0]
