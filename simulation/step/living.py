"""One customer's step, in the order that docs/explanation/odd.md lists."""

import numpy as np

from simulation.compiled import phase, stage, tool
from simulation.draws import NO_FIRM, Purpose, customer_key, poisson_of, step_key, uniform
from simulation.elementary import micro
from simulation.rules.belonging import faded_bond
from simulation.rules.contract import monthly_review_hazard, review_probability
from simulation.rules.spending import purchase_rate
from simulation.rules.switching import remaining_fee
from simulation.rules.trust import updated_fairness
from simulation.state import ENDOWED, KEY, NEVER, NOBODY
from simulation.step.bonding import fade_bonds, see_images_change
from simulation.step.choosing import choose
from simulation.step.closing import close_step
from simulation.step.contacting import contact, cross_buy, envy_of, event_loss
from simulation.step.entering import come_in, enter_person, is_outside
from simulation.step.experiencing import experience
from simulation.step.hearing import hear, notice
from simulation.step.paying import (
    drop_points,
    form_habit,
    keep_points,
    move_to,
    note_purchase,
    pay,
    try_to_enroll,
)
from simulation.step.relation import (
    discount_for,
    feel_pulls,
    is_present,
    newcomers_loss,
    term_months_left,
)
from simulation.step.rewarding import begin_period, coupon_depth
from simulation.step.surprising import drift_expectations
from simulation.world import is_equipped

UNUSED_MEMBERSHIP = (
    3.0  # months without a purchase after which a fee is no longer paid (assumption)
)
STAYED, LEFT, EXITED = np.int64(0), np.int64(1), np.int64(2)  # how a contract's step ended
ONLY = np.int64(0)  # the one occasion of a contract's step (typed, or it compiles all twice)
INTRODUCTORY_MONTHS = (
    12.0  # months an introductory discount lasts where there is no term (assumption)
)


@phase
def fade(world, books, i, t, behavior):
    """Let time pass: memories of failure, belonging and grudges fade, points expire."""
    settings = world.settings[0]
    person = world.people[i]
    for j in range(world.firm_keys.size):
        tie = world.ties[i, j]
        if is_equipped(world) and tie.first_step == NEVER:
            continue  # without a toolbox all of this leaves such a tie as it is, and asking costs more
        terms = world.terms[t, person.segment, j]
        tie.failures *= behavior.failure_memory_carry
        if is_equipped(world) and settings.has_bonds:
            fade_bonds(world, i, j, t, tie, terms, behavior)
        else:
            tie.bond = faded_bond(tie.bond, behavior.bond_decay)
        loss = 0.0
        if is_equipped(world) and settings.has_relations:
            loss = relate(world, books, i, j, t, tie, terms, behavior)
        is_watching = behavior.price_visibility > 0.0 and terms.newcomer_discount > 0.0
        if is_watching and is_present(world, person, tie, j, t - 1):
            loss += newcomers_loss(world, i, j, t, tie, terms, behavior)
        tie.fairness = updated_fairness(tie.fairness, settings.fairness_recovery, loss)
    if person.n_cards > 0:
        keep_points(world, books, i, t)
    if is_equipped(world) and settings.has_self_images:
        see_images_change(world, i, t)
    if is_equipped(world) and settings.has_features:
        drift_expectations(world, i, t, behavior)


@tool(idle=0.0)
def relate(world, books, i, j, t, tie, terms, behavior):
    """Let what a firm does between purchases reach a customer; return the fairness lost."""
    settings = world.settings[0]
    person = world.people[i]
    book = books.firms[person.segment, j]
    loss = 0.0
    if settings.has_contacts:
        contact(world, book, person, j, t, tie, terms, behavior)
    if settings.has_breadth:
        cross_buy(world, book, i, j, t, tie, behavior)
    if settings.has_deadline:
        begin_period(tie, terms, t)
    if settings.has_breach:
        loss += event_loss(world, person, j, t, terms, behavior)
    if settings.has_key:
        loss += envy_of(world, person, j, t, tie, terms, behavior)
    idle = (t - tie.last_step) * settings.step_months
    if tie.member and terms.program_fee > 0.0 and idle > UNUSED_MEMBERSHIP:
        drop_points(book, tie, terms.program_breakage)
        tie.member = 0
        tie.standing &= KEY | ENDOWED
        person.n_cards -= 1
    return loss


@phase
def leave_category(world, books, i, t):
    """Let person i leave the market and somebody new take the slot (EQ26)."""
    person = world.people[i]
    for j in range(world.firm_keys.size):
        tie = world.ties[i, j]
        book = books.firms[person.segment, j]
        if is_present(world, person, tie, j, t - 1):
            book.exits += 1
            note_tenure(world, books, person, j, t, EXITED)
        if tie.points > 0:
            valued = world.terms[max(t - 1, 0), person.segment, j].program_breakage
            drop_points(book, tie, valued)
    person.generation += 1
    enter_person(world, i, t)


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
def chance_to_review(world, i, j, t, exposure, behavior):
    """Return the chance that person i reviews the contract with firm j in this step (EQ18)."""
    person = world.people[i]
    hazard = monthly_review_hazard(
        world.ties[i, j].satisfaction, exposure, behavior.review_base,
        behavior.review_dissatisfaction, behavior.review_promotion,
    )  # fmt: skip
    locked = person.term_end > t and world.terms[t, person.segment, j].exit_fee <= 0.0
    return review_probability(
        hazard,
        world.settings[0].step_months,
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
    u = uniform(key, Purpose.REVIEW, NO_FIRM, 0)
    if j == NOBODY:
        if t == 0 or person.spell_start == t:
            return True
        hazard = monthly_review_hazard(100.0, 0.0, behavior.review_base, 0.0, 0.0)
        return u < review_probability(hazard, world.settings[0].step_months, 0.0, 0.0, 1.0)
    if world.terms[t, person.segment, j].active < 0.5:
        return True
    exposure = 1.0 if is_tempted(world, i, j, t) else 0.0
    if u >= chance_to_review(world, i, j, t, exposure, behavior):
        return False
    if exposure > 0.0 and u >= chance_to_review(world, i, j, t, 0.0, behavior):
        books.firms[person.segment, j].awakened += 1
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
def renew_or_switch(world, books, i, t, key):
    """Review the contract: stay and sign again, or change (EQ16, EQ18)."""
    person = world.people[i]
    before = np.int64(person.provider)
    feel_pulls(world, i, t, books.scratch.pulls)
    after = np.int64(choose(world, books, i, t, key, ONLY))
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


@stage
def hold_contract(world, books, i, t, key, behavior):
    """Contract mode: review now and then, experience once a month, pay for the step."""
    person = world.people[i]
    before = np.int64(person.provider)
    if reviews(world, books, i, t, key, behavior):
        renew_or_switch(world, books, i, t, key)
    if before != NOBODY and person.provider == before:
        note_tenure(world, books, person, before, t, STAYED)
    person.failed_last = 0
    j = np.int64(person.provider)
    if j == NOBODY:
        return
    months = world.settings[0].step_months
    book = books.firms[person.segment, j]
    book.buyers += 1
    is_due = months >= 1.0 or uniform(key, Purpose.EXPERIENCE_DUE, NO_FIRM, 0) < months
    if is_due:
        experience(world, book, i, j, t, key, ONLY)
        form_habit(world, i, j, behavior.habit_carry)
        try_to_enroll(world, book, i, j, t, key, ONLY)
    price = pay(world, book, i, j, t, months)
    if is_due:
        note_purchase(world.ties[i, j], behavior, price)


@stage
def shop(world, books, i, t, key, behavior):
    """Repertoire mode: a Poisson number of purchases, one after another (EQ16, EQ17)."""
    person = world.people[i]
    pulls = books.scratch.pulls
    feel_pulls(world, i, t, pulls)
    rate = np.float64(person.need_rate)
    if person.n_cards > 0:
        pull = 0.0
        for j in range(world.firm_keys.size):
            pull += world.ties[i, j].habit * pulls[j]
        rate = purchase_rate(person.need_rate, pull, behavior.program_lift)
    n = poisson_of(uniform(key, Purpose.NEED, NO_FIRM, 0), rate)
    if n > 0:
        person.failed_last = 0
    for occasion in range(n):
        if occasion > 0:
            feel_pulls(world, i, t, pulls)  # the last purchase changed cards and points
        j = choose(world, books, i, t, key, occasion)
        if j == NOBODY:
            move_to(world, books, i, j)
            continue
        tie = world.ties[i, j]
        book = books.firms[person.segment, j]
        if tie.last_step < t - world.settings[0].window:
            book.gained += 1
            book.newcomers += tie.first_step == NEVER
        book.buyers += tie.last_step != t
        move_to(world, books, i, j)
        experience(world, book, i, j, t, key, occasion)
        form_habit(world, i, j, behavior.habit_carry)
        try_to_enroll(world, book, i, j, t, key, occasion)
        note_purchase(tie, behavior, pay(world, book, i, j, t, 1.0))


@stage
def live(world, books, i, t):
    """Let person i live through step t."""
    if is_outside(world, i, t):
        return
    if is_equipped(world) and world.settings[0].has_growth:
        come_in(world, i, t)
    person = world.people[i]
    if world.spoke[t & 1, i]:
        world.spoke[t & 1, i] = 0
        for j in range(world.firm_keys.size):
            world.outbox[t & 1, i, j] = 0
    behavior = world.behavior[person.segment]
    key = step_key(customer_key(world.seed_key, i, person.generation), t)
    if t > 0 and uniform(key, Purpose.EXIT, NO_FIRM, 0) < behavior.exit_rate:
        leave_category(world, books, i, t)
        key = step_key(customer_key(world.seed_key, i, person.generation), t)
        behavior = world.behavior[person.segment]
    hear(world, books.scratch, i, t, key, behavior)
    notice(world, i, t, key, behavior)
    fade(world, books, i, t, behavior)
    if world.settings[0].contract:
        hold_contract(world, books, i, t, key, behavior)
    else:
        shop(world, books, i, t, key, behavior)
    close_step(world, books, i, t)
