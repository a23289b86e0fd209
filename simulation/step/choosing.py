"""Choice among the firms considered (EQ13 to EQ16)."""

import numpy as np

from simulation.compiled import phase
from simulation.draws import NO_FIRM, Purpose, uniform
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
    tenure_months,
    term_months_left,
    trust_in,
)
from simulation.world import is_equipped


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
def score(world, i, j, t):
    """Return what ranks firm j for a place in person i's consideration set (EQ13)."""
    tie = world.ties[i, j]
    segment = world.people[i].segment
    behavior = world.behavior[segment]
    return consideration_score(
        tie.taste,
        tie.satisfaction if tie.n_experiences > 0 else tie.will,
        behavior.satisfaction_weight,
        world.terms[t, segment, j].advertising,
        behavior.advertising_weight,
    )


@phase
def is_considered(world, i, j, t):
    """Tell whether person i considers firm j, which is available: the present one, the best others."""
    person = world.people[i]
    limit = world.behavior[person.segment].consider_max
    if np.isnan(limit) or person.provider == j:
        return True
    mine = score(world, i, j, t)
    ahead = 0
    for k in range(world.firm_keys.size):
        if k != j and is_available(world.ties[i, k], world.terms[t, person.segment, k]):
            ahead += person.provider == k or score(world, i, k, t) > mine
    return ahead < limit


@phase
def winner(scratch, n_firms, latest):
    """Return which firm arrives first and before `latest`, or NOBODY (EQ16).

    Two loops without a branch, so that several arrivals are computed at a time: as many as fit side
    by side, whether firms or nobody. Who does not run is delayed for ever.
    """
    arrivals = scratch.utilities  # which nobody needs afterwards
    for k in range(arrivals.size):
        arrivals[k] = race_time(scratch.utilities[k], scratch.luck[k]) + scratch.delays[k]
    chosen = np.int64(NOBODY)
    earliest = latest
    for j in range(n_firms):
        chosen = j if arrivals[j] < earliest else chosen
        earliest = min(arrivals[j], earliest)
    return chosen


@phase
def choose(world, books, i, t, key, occasion):
    """Return the firm that person i chooses on this occasion, or NOBODY (EQ16).

    `books.scratch.pulls` holds the programs' pulls at this moment.
    """
    scratch = books.scratch
    person = world.people[i]
    segment = person.segment
    behavior = world.behavior[segment]
    leaving = leaving_cost(world, i, t, behavior)
    n_firms = world.firm_keys.size
    takes_all = np.isnan(behavior.consider_max)
    for j in range(n_firms):
        scratch.delays[j] = np.inf
        scratch.utilities[j] = 0.0  # nothing stays from the last choice
        if not is_available(world.ties[i, j], world.terms[t, segment, j]):
            continue
        if takes_all or is_considered(world, i, j, t):
            scratch.delays[j] = 0.0
            scratch.utilities[j] = systematic_utility(
                *utility_terms(world, i, j, t, scratch.pulls[j], leaving)
            )
            scratch.luck[j] = uniform(key, Purpose.CHOICE, world.firm_keys[j], occasion)
        else:
            books.firms[segment, j].crowded_out += 1
    latest = np.inf
    if not np.isnan(behavior.outside_utility):
        # a contract must be left for nothing, too; not buying today leaves nobody
        outside = behavior.outside_utility - (leaving if world.settings[0].contract else 0.0)
        latest = race_time(outside, uniform(key, Purpose.CHOICE, NO_FIRM, occasion))
    return winner(scratch, n_firms, latest)
