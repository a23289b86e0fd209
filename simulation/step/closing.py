"""What is written down about a customer at the end of a step."""

import numpy as np

from simulation.compiled import phase, tool
from simulation.elementary import micro
from simulation.ledger import MILLI
from simulation.rules.survey import likelihood_to_recommend
from simulation.state import NEVER
from simulation.step.experiencing import charge_policy
from simulation.step.relation import is_present, trust_in
from simulation.step.rewarding import give_on_birthday
from simulation.step.standing import charge_service, close_standing, review_standing
from simulation.world import is_equipped


@phase
def close_step(world, books, i, t):
    """Record person i in the stocks of each firm that counts them as a customer."""
    person = world.people[i]
    settings = world.settings[0]
    marks_base = t == max(settings.study_start - 1, 0)
    for j in range(world.firm_keys.size):
        tie = world.ties[i, j]
        book = books.firms[person.segment, j]
        terms = world.terms[t, person.segment, j]
        if terms.standing_cost > 0.0:
            if terms.active >= 0.5:
                book.fixed_cost += micro(terms.fixed_cost)
            book.policy_cost += micro(terms.policy_once + terms.policy_per_month)
        if is_equipped(world) and tie.first_step == NEVER:
            continue  # without a toolbox such a tie meets none of what follows, and asking costs more
        present = is_present(world, person, tie, j, t)
        if not settings.contract and tie.last_step == t - settings.window:
            book.lost += 1
        if marks_base:
            tie.cohort = present
        if is_equipped(world) and settings.has_year:
            keep_standing(world, book, i, j, t, present)
        if tie.member:
            close_member(world, book, i, tie, j, t)
        if present:
            book.customers += 1
            book.base_customers += tie.cohort
            trust = trust_in(tie)
            book.satisfaction += np.int64(np.floor(tie.satisfaction * MILLI + 0.5))
            book.trust += np.int64(np.floor(trust * MILLI + 0.5))
            book.bond += np.int64(np.floor(tie.bond * MILLI + 0.5))
            answer = likelihood_to_recommend(tie.satisfaction, trust)
            book.promoters += answer >= 8.5
            book.detractors += answer < 6.5
            charge_policy(world, book, tie, t, terms.policy_per_customer_month)


@tool(idle=None)
def keep_standing(world, book, i, j, t, present):
    """Review a person's standing with a firm once a year; record it, and what serving it costs."""
    segment = world.people[i].segment
    tie = world.ties[i, j]
    terms = world.terms[t, segment, j]
    review_standing(world, book, i, j, t, tie, terms, world.behavior[segment])
    charge_service(world, book, tie, t, close_standing(book, tie, terms, present))


@phase
def close_member(world, book, i, tie, j, t):
    """Record a member, what keeping the membership costs, and what it brings.

    A firm outside the market, or one that has closed its program, keeps its members on file: no
    fee, no gift, no cost.
    """
    book.members += 1
    segment = world.people[i].segment
    terms = world.terms[t, segment, j]
    if terms.active < 0.5 or terms.program_open <= 0.0:
        return
    if is_equipped(world) and terms.program_birthday_gift > 0.0:
        give_on_birthday(world, book, i, j, t, tie, terms, world.behavior[segment])
    if is_equipped(world) and terms.program_fee > 0.0:
        fee = micro(terms.program_fee)
        book.revenue += fee
        if t >= world.settings[0].study_start:
            tie.paid += fee
    cost = terms.program_member_cost
    if cost > 0.0:
        book.member_cost += micro(cost)
        if t >= world.settings[0].study_start:
            tie.cost += cost
            tie.given += cost
