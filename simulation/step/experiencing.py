"""One experience with a firm and what it leaves behind (EQ4 to EQ12, EQ19 to EQ21).

The order is that of settled 28: the complaint is decided in the state before the experience; then
satisfaction, trust and belonging with the memory of failures before this one; then recovery with
that same memory; then expectations; then the counters.
"""

import numpy as np

from simulation.compiled import phase, rule, seldom
from simulation.draws import (
    Purpose,
    beta_of,
    draw_key,
    indexed_key,
    median_of_three,
    normal_of,
    uniform,
    uniform_of,
)
from simulation.elementary import clip, micro
from simulation.rules.belonging import raised_bond, strengthened_bond
from simulation.rules.complaint import complaint_probability, expected_justice, justice, repaired
from simulation.rules.expectation import updated_should_expectation, updated_will_expectation
from simulation.rules.experience import experienced_quality, failure_severity
from simulation.rules.personalization import personalized_fit
from simulation.rules.rating import rating_probability, stars
from simulation.rules.satisfaction import (
    attribution,
    failure_gain,
    forbearance,
    perceived_performance,
    satisfaction_gain,
    transaction_satisfaction,
    updated_satisfaction,
)
from simulation.rules.trust import (
    broken_integrity,
    kept_integrity,
    known_conduct,
    promise_loss,
    updated_ability,
)
from simulation.rules.word_of_mouth import (
    negative_message_probability,
    positive_message_probability,
)
from simulation.state import MOST
from simulation.step.bonding import grow_bonds
from simulation.step.relation import trust_in
from simulation.step.standing import is_key, service_bonus
from simulation.step.surprising import feature_effect
from simulation.step.visiting import remember_visit, remember_warning
from simulation.world import in_full, is_equipped

FULL_BYTE_HALF = 15  # more messages of one kind to one firm in one step are not counted
JUSTICE_CONCENTRATION = 6.0  # EQ20: spread of justice around its mean
FAIRNESS_FACTOR = 2.0  # EQ20: fairness moves twice as far as integrity
MIDDLING = 60.0  # assumption (2.7.1): who is so satisfied has the least to say
BOND_PER_JUSTICE = 3.0  # EQ20: points of belonging per unit of justice beyond expectation


@rule
def luck_of(key, firm, occasion):
    """Return what an experience hangs on: who is below the chance of a failure meets one, and a mood.

    A uniform and a standard normal number (EQ4).
    """
    mishap = uniform(key, Purpose.FAILURE, firm, occasion)
    return mishap, normal_of(uniform(key, Purpose.OCCASION, firm, occasion))


@phase
def draw_luck(world, scratch, n, occasion):
    """Draw what the experiences of n customers with the firms chosen hang on (EQ4)."""
    for k in range(n):
        scratch.visitors[k] = scratch.keys[scratch.buyers[k]]
        scratch.visited[k] = world.firm_keys[max(scratch.chosen[k], 0)]
    for k in range(in_full(n)):
        scratch.mishaps[k], scratch.moods[k] = luck_of(
            scratch.visitors[k], scratch.visited[k], occasion
        )


@phase
def drawn_severity(key, firm, occasion, terms, mishap):
    """Return the severity of this occasion's failure in points, 0 where nothing fails (EQ4)."""
    if mishap >= terms.failure_prob:
        return 0.0
    severe = draw_key(key, Purpose.SEVERITY, firm, occasion)
    unit = median_of_three(
        uniform_of(indexed_key(severe, 0)),
        uniform_of(indexed_key(severe, 1)),
        uniform_of(indexed_key(severe, 2)),
    )
    return failure_severity(terms.failure_severity, unit)


@phase
def complains(key, firm, occasion, tie, terms, behavior, severity):
    """Tell whether a failure is complained about, judged before it is digested (EQ19)."""
    chance = complaint_probability(
        severity, tie.satisfaction, trust_in(tie), tie.bond,
        behavior.complaint_base, behavior.complaint_severity, behavior.complaint_bond,
        behavior.complaint_trust, behavior.complaint_satisfaction,
        behavior.complaint_ease_weight * terms.complaint_ease,
    )  # fmt: skip
    return uniform(key, Purpose.COMPLAINT, firm, occasion) < chance


@phase
def digest(tie, behavior, quality, severity, failed, pleasure, conduct, mercy):
    """Update satisfaction and trust; return satisfaction with this experience (EQ5 to EQ8, EQ10).

    With it goes by how much it was better than expected. `conduct` scales the growth of integrity,
    `mercy` how badly a failure is taken; 1 leaves both as they are.
    """
    perceived = perceived_performance(
        quality, tie.will, tie.should, behavior.assimilation, behavior.should_contrast
    )
    gain = satisfaction_gain(
        tie.n_experiences, behavior.satisfaction_prior_n, behavior.satisfaction_gain_min
    )
    ability_gain = behavior.ability_gain
    blame = 1.0
    if failed:
        blame = mercy * attribution(tie.failures, behavior.failure_attribution)
        gain = failure_gain(gain, behavior.failure_salience)
        ability_gain = min(ability_gain * behavior.ability_fail_factor, 1.0)
        tie.integrity = broken_integrity(
            tie.integrity, severity, behavior.failure_trust_loss, blame
        )
    else:
        tie.integrity = kept_integrity(tie.integrity, conduct * behavior.integrity_gain)
    surprise = perceived - tie.will
    transaction = transaction_satisfaction(
        perceived, tie.will, behavior.disconfirmation_gain, behavior.disconfirmation_loss, blame
    )
    if pleasure != 0.0:
        transaction = clip(transaction + pleasure, 0.0, 100.0)
    tie.satisfaction = updated_satisfaction(tie.satisfaction, transaction, gain)
    tie.ability = updated_ability(tie.ability, quality, ability_gain)
    return transaction, surprise


@phase
def recover(key, firm, occasion, tie, terms, behavior):
    """Answer a complaint; tell whether its justice met what was expected (EQ20)."""
    mean = clip(terms.recovery + (terms.key_service_recovery if is_key(tie) else 0.0), 0.02, 0.98)
    substance = beta_of(draw_key(key, Purpose.JUSTICE, firm, occasion), mean, JUSTICE_CONCENTRATION)
    quick = uniform(key, Purpose.QUICK, firm, occasion) < terms.quick_share
    surprise = justice(substance, quick, behavior.quick_bonus) - expected_justice(
        tie.failures, behavior.justice_expected, behavior.justice_expected_rise
    )
    tie.satisfaction = repaired(tie.satisfaction, surprise, behavior.recovery_gain)
    tie.integrity = repaired(tie.integrity, surprise, behavior.recovery_trust)
    tie.fairness = repaired(tie.fairness, surprise, FAIRNESS_FACTOR * behavior.recovery_trust)
    tie.bond = repaired(tie.bond, surprise, BOND_PER_JUSTICE)
    return surprise >= 0.0


@phase
def best_expectation(world, i, j):
    """Return the highest expectation person i has of a firm tried, firm j included (settled 42)."""
    best = np.float64(world.ties[i, j].will)
    for k in range(world.firm_keys.size):  # 0 for a firm never tried: who was is not foreseeable
        tie = world.ties[i, k]
        best = max(best, np.float64(tie.will) * min(np.float64(tie.n_experiences), 1.0))
    return best


@phase
def speak(world, book, i, j, t, key, occasion, tie, behavior, unresolved):
    """Recommend or warn, or say nothing; it is heard in the next step (EQ21)."""
    praise = positive_message_probability(tie.satisfaction, tie.bond, behavior.message_positive)
    warning = negative_message_probability(tie.satisfaction, unresolved, behavior.message_negative)
    u = uniform(key, Purpose.MESSAGE, world.firm_keys[j], occasion)
    if u >= max(praise, warning):
        return
    said = world.outbox[t & 1, i, j]
    if u < praise:
        book.praise += 1
        if said & FULL_BYTE_HALF < FULL_BYTE_HALF:
            world.outbox[t & 1, i, j] = said + 1
        world.spoke[t & 1, i] = 1
    elif u < warning:
        book.warnings += 1
        if said >> 4 < FULL_BYTE_HALF:
            world.outbox[t & 1, i, j] = said + 16
        world.spoke[t & 1, i] = 1
        if is_equipped(world) and world.settings[0].has_visits:
            remember_warning(world, i, j, t)


@phase
def delivered(world, i, j, t, bonus):
    """Return the quality delivered, weighted by person i's importances, points (EQ1, EQ22d)."""
    person = world.people[i]
    terms = world.terms[t, person.segment, j]
    weighted = (
        person.weight_R * terms.delivered_R
        + person.weight_A * terms.delivered_A
        + person.weight_T * terms.delivered_T
        + person.weight_E * terms.delivered_E
        + person.weight_Re * terms.delivered_Re
    )
    if bonus > 0.0:
        weighted += (person.weight_E + person.weight_Re) * bonus
    return weighted


@phase
def bind(world, i, j, t, tie, terms, behavior, fit, noise, severity, bonus, charm):
    """Let one experience move belonging, and a broken promise integrity (EQ8, EQ9b, EQ11)."""
    if not is_equipped(world):
        tie.bond = strengthened_bond(tie.bond, tie.satisfaction, behavior.bond_gain, 1.0)
        return
    if world.settings[0].has_bonds:
        grow_bonds(world, i, j, t, tie, terms, behavior, fit, noise, severity, bonus)
    else:
        tie.bond = strengthened_bond(tie.bond, tie.satisfaction, behavior.bond_gain, 1.0)
    if charm > 0.0:
        tie.bond = raised_bond(tie.bond, charm)
    if world.settings[0].has_promises:
        lost = promise_loss(
            terms.promise, tie.satisfaction, behavior.promise_tolerance,
            behavior.promise_trust_loss,
        )  # fmt: skip
        tie.integrity = clip(tie.integrity - lost, 0.0, 100.0)


@phase
def circumstances(world, i, tie, terms, behavior):
    """Return what the toolbox brings to an experience, neutral where it is off.

    In order: person-firm match, points of service added, pleasure and belonging by features (EQ8),
    and what scales the growth of integrity (S078).
    """
    fit, bonus, pleasure, charm, conduct = np.float64(tie.fit), 0.0, 0.0, 0.0, 1.0
    if is_equipped(world):
        settings = world.settings[0]
        if settings.has_year:
            bonus = service_bonus(tie, terms)
        if settings.has_personalization:
            fit = personalized_fit(fit, terms.personalization_menu, terms.personalization_co_design)
        if settings.has_features:
            pleasure, charm = feature_effect(world, i, terms, behavior)
        if settings.has_conduct:
            conduct = known_conduct(terms.belonging_responsibility, behavior.responsibility_trust)
    return fit, bonus, pleasure, charm, conduct


@phase
def mercy_of(world, person, behavior):
    """Return how badly a person takes a failure, 1 without the toolbox (S028)."""
    if is_equipped(world) and world.settings[0].has_mercy:
        return forbearance(person.involvement, behavior.involvement_forgiveness)
    return 1.0


@phase
def experience(world, book, i, j, t, key, occasion, mishap, mood):
    """Let person i have one experience with firm j and remember it (`luck_of` for the last two)."""
    person = world.people[i]
    tie = world.ties[i, j]
    terms = world.terms[t, person.segment, j]
    behavior = world.behavior[person.segment]
    firm = world.firm_keys[j]
    settings = world.settings[0]
    if tie.n_experiences == 0:
        tie.satisfaction = tie.will
    severity = drawn_severity(key, firm, occasion, terms, mishap)
    failed = severity > 0.0
    noise = behavior.occasion_sd * mood
    fit, bonus, pleasure, charm, conduct = circumstances(world, i, tie, terms, behavior)
    mercy = mercy_of(world, person, behavior) if failed else 1.0
    quality = experienced_quality(delivered(world, i, j, t, bonus), fit, noise, severity)
    voiced = failed and complains(key, firm, occasion, tie, terms, behavior, severity)
    transaction, surprise = digest(
        tie, behavior, quality, severity, failed, pleasure, conduct, mercy
    )
    if is_equipped(world) and settings.has_visits:
        remember_visit(world, i, j, transaction, surprise)
    bind(world, i, j, t, tie, terms, behavior, fit, noise, severity, bonus, charm)
    resolved = voiced and recover(key, firm, occasion, tie, terms, behavior)
    tie.will = updated_will_expectation(
        tie.will, quality, tie.n_experiences, behavior.expectation_gain,
        behavior.expectation_gain_min,
    )  # fmt: skip
    tie.should = updated_should_expectation(
        tie.should, best_expectation(world, i, j), behavior.should_gain
    )
    tie.n_experiences = min(tie.n_experiences + 1, MOST)
    book.experiences += 1
    if failed:
        tie.failures += 1.0
        person.failed_last = 1
        book.failures += 1
    if voiced:
        book.complaints += 1
        charge_policy(world, book, tie, t, terms.policy_per_recovery)
    if behavior.message_positive > 0.0 or behavior.message_negative > 0.0:
        speak(world, book, i, j, t, key, occasion, tie, behavior, failed and not resolved)
    if is_equipped(world) and settings.has_ratings:
        rate(book, key, firm, occasion, behavior, transaction)


@seldom
def rate(book, key, firm, occasion, behavior, transaction):
    """Give the firm stars in public, or none: those who feel strongly do (EQ21)."""
    chance = rating_probability(
        transaction, behavior.rating_rate, MIDDLING, behavior.rating_extremity
    )
    if uniform(key, Purpose.RATING, firm, occasion) >= chance:
        return
    given = stars(transaction)
    book.stars_1 += given == 1
    book.stars_2 += given == 2
    book.stars_3 += given == 3
    book.stars_4 += given == 4
    book.stars_5 += given == 5


@phase
def charge_policy(world, book, tie, t, amount):
    """Book a stated policy cost that one customer caused (money)."""
    if amount <= 0.0:
        return
    book.policy_cost += micro(amount)
    if t >= world.settings[0].study_start:
        tie.cost += amount
        tie.given += amount
