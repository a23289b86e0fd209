"""A step of a contract: review it now and then, experience once a month, pay (EQ16, EQ18)."""

import numpy as np

from simulation.compiled import phase, stage
from simulation.draws import FIRST_OCCASION, NO_FIRM, Purpose, uniform
from simulation.elementary import micro
from simulation.rules.compounding import compounded, compounded_at_most
from simulation.rules.contract import monthly_review_hazard, review_probability
from simulation.rules.switching import remaining_fee
from simulation.state import NEVER, NOBODY
from simulation.step.choosing import choose
from simulation.step.entering import is_outside
from simulation.step.experiencing import draw_luck, experience
from simulation.step.paying import (
    form_habit,
    matured,
    move_to,
    note_purchase,
    pay,
    try_to_enroll,
)
from simulation.step.relation import discount_for, feel_pulls, term_months_left
from simulation.step.rewarding import coupon_depth
from simulation.world import is_equipped

STAYED, LEFT, EXITED = np.int64(0), np.int64(1), np.int64(2)  # how a contract's step ended
INTRODUCTORY_MONTHS = (
    12.0  # months an introductory discount lasts where there is no term (assumption)
)


@phase
def note_tenure(world, books, person, j, t, outcome):
    """Count a contract customer's step in the life table of the study."""
    settings = world.settings[0]
    if not settings.contract or t < settings.study_start:
        return
    months = int((t - person.spell_start) * settings.step_months)
    row = books.tenure[j, min(months, books.tenure.shape[1] - 1)]
    row.at_risk += 1
    if outcome == LEFT:
        row.left += 1
    elif outcome == EXITED:
        row.exited += 1


@phase
def is_tempted(world, i, j, t):
    """Tell whether a rival in the market was on promotion last step and could serve person i."""
    segment = world.people[i].segment
    for k in range(world.firm_keys.size if t > 0 else 0):
        is_offered = world.promoted[t - 1, segment, k] > 0
        is_offered &= world.terms[t - 1, segment, k].active >= 0.5
        if k != j and is_offered and world.ties[i, k].reachable:
            return True
    return False


@phase
def hazard_of_review(tie, exposure, behavior):
    """Return the monthly chance to review the contract with a firm unprompted (EQ18)."""
    return monthly_review_hazard(
        tie.satisfaction, exposure, behavior.review_base,
        behavior.review_dissatisfaction, behavior.review_promotion,
    )  # fmt: skip


@phase
def chance_to_review(world, person, j, t, unprompted, behavior):
    """Return the chance that a person reviews the contract with firm j in this step (EQ18)."""
    locked = person.term_end > t and world.terms[t, person.segment, j].exit_fee <= 0.0
    return review_probability(
        unprompted,
        behavior.review_failure if person.failed_last else 0.0,
        behavior.review_contract_end if person.term_end == t else 0.0,
        behavior.locked_review_share if locked else 1.0,
    )


@phase
def reviews(world, books, i, t, key, behavior):
    """Tell whether person i reviews the contract in this step (EQ18).

    A review that a rival's promotion alone brought about is counted apart (settled 8).
    """
    person = world.people[i]
    j = np.int64(person.provider)
    months = world.settings[0].step_months
    u = uniform(key, Purpose.REVIEW, NO_FIRM, 0)
    if j == NOBODY:
        if t == 0 or person.spell_start == t:
            return True
        hazard = monthly_review_hazard(100.0, 0.0, behavior.review_base, 0.0, 0.0)
        return u < compounded(hazard, months)
    if world.terms[t, person.segment, j].active < 0.5:
        return True
    tie = world.ties[i, j]
    exposure = 1.0 if is_tempted(world, i, j, t) else 0.0
    hazard = hazard_of_review(tie, exposure, behavior)
    at_most = compounded_at_most(hazard, months)
    if u >= chance_to_review(world, person, j, t, at_most, behavior):
        return False  # which spares nearly everybody the chance of their own
    if u >= chance_to_review(world, person, j, t, compounded(hazard, months), behavior):
        return False
    if exposure > 0.0:
        calm = compounded(hazard_of_review(tie, 0.0, behavior), months)
        awakened = u >= chance_to_review(world, person, j, t, calm, behavior)
        books.firms[person.segment, j].awakened += awakened
    return True


@phase
def start_term(world, i, j, t):
    """Bind person i to firm j for a term, if the firm has terms."""
    person = world.people[i]
    months = world.terms[t, person.segment, j].contract_months
    if months > 0.0:
        person.term_end = t + np.int64(np.ceil(months / world.settings[0].step_months))


@phase
def sign(world, books, i, j, t):
    """Come to firm j: a new spell, a term, and what was taken off to win this customer."""
    person = world.people[i]
    tie = world.ties[i, j]
    terms = world.terms[t, person.segment, j]
    book = books.firms[person.segment, j]
    book.gained += 1
    book.newcomers += tie.first_step == NEVER
    months = terms.contract_months if terms.contract_months > 0.0 else INTRODUCTORY_MONTHS
    person.intro_discount = discount_for(world, i, tie, terms, j, t)
    if is_equipped(world) and world.settings[0].has_coupons:
        book.coupons_used += coupon_depth(world, i, j, t, person, terms) > 0.0
    person.intro_until = t + np.int64(np.ceil(months / world.settings[0].step_months))
    person.spell_start = t
    start_term(world, i, j, t)


@phase
def pay_exit_fee(world, books, i, j, t):
    """Let person i pay what leaving firm j within the term costs, unless the firm itself closed."""
    person = world.people[i]
    terms = world.terms[t, person.segment, j]
    left = term_months_left(world, person, t)
    if left <= 0.0 or terms.exit_fee <= 0.0 or terms.active < 0.5:
        return
    fee = micro(remaining_fee(terms.exit_fee, left, terms.contract_months))
    books.firms[person.segment, j].revenue += fee
    if t >= world.settings[0].study_start:
        world.ties[i, j].paid += fee


@phase
def renew_or_switch(world, books, i, b, t):
    """Review the contract: stay and sign again, or change (EQ16, EQ18)."""
    person = world.people[i]
    before = np.int64(person.provider)
    feel_pulls(world, i, t, books.scratch.pulls[b])
    after = np.int64(choose(world, books, i, b, t))
    if before != NOBODY:
        books.firms[person.segment, before].reviews += 1
        if after != before:
            books.firms[person.segment, before].lost += 1
            world.ties[i, before].cohort = 0
            note_tenure(world, books, person, before, t, LEFT)
            pay_exit_fee(world, books, i, before, t)
    if after != before:
        person.term_end = NEVER
        if after != NOBODY:
            sign(world, books, i, after, t)
        move_to(world, books, i, after)
    elif after != NOBODY:
        if person.term_end <= t:
            start_term(world, i, after, t)
        move_to(world, books, i, after)


@phase
def keep_contract(world, books, i, b, t):
    """Let person i, at place b of the block, review the contract or let it run on."""
    person = world.people[i]
    behavior = world.behavior[person.segment]
    before = np.int64(person.provider)
    if reviews(world, books, i, t, books.scratch.keys[b], behavior):
        renew_or_switch(world, books, i, b, t)
    if before != NOBODY and person.provider == before:
        note_tenure(world, books, person, before, t, STAYED)
    person.failed_last = 0


@phase
def use_contract(world, books, i, k, t):
    """Let person i, holder k of the block, experience the firm once a month and pay for the step."""
    scratch = books.scratch
    person = world.people[i]
    behavior = world.behavior[person.segment]
    j, key = scratch.chosen[k], scratch.visitors[k]
    months = world.settings[0].step_months
    book = books.firms[person.segment, j]
    book.buyers += 1
    grown, eased = matured(world, i, j, t)
    is_due = months >= 1.0 or uniform(key, Purpose.EXPERIENCE_DUE, NO_FIRM, 0) < months
    if is_due:
        experience(world, book, i, j, t, key, FIRST_OCCASION, scratch.mishaps[k], scratch.moods[k])
        form_habit(world, i, j, behavior.habit_carry)
        try_to_enroll(world, book, i, j, t, key, FIRST_OCCASION)
    price = pay(world, book, i, j, t, months, grown, eased)
    if is_due:
        note_purchase(world.ties[i, j], behavior, price)


@stage
def hold_contracts(world, books, first, n, t):
    """Let a block of n persons review their contracts in step t, and those who hold one use it."""
    scratch = books.scratch
    for b in range(n):
        if not is_outside(world, first + b, t):
            keep_contract(world, books, first + b, b, t)
    n_holders = np.int64(0)
    for b in range(n):  # who has not come yet holds nothing
        scratch.buyers[n_holders] = b
        scratch.chosen[n_holders] = world.people[first + b].provider
        n_holders += world.people[first + b].provider != NOBODY
    draw_luck(world, scratch, n_holders, FIRST_OCCASION)
    for k in range(n_holders):
        use_contract(world, books, first + scratch.buyers[k], k, t)
