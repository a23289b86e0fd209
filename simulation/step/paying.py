"""Paying for a purchase or a month of a contract: money, points, habit (EQ12, EQ15, EQ22, EQ25)."""

import numpy as np

from simulation.compiled import phase, rule
from simulation.draws import Purpose, uniform
from simulation.rules.habit import updated_habit
from simulation.rules.price import updated_reference_price
from simulation.rules.program import (
    engagement_probability,
    enrollment_probability,
    progress,
    redeemable_points,
)
from simulation.rules.spending import cost_to_serve, maturity, spend
from simulation.state import ENGAGED, MEMBER, MICRO, NOBODY
from simulation.step.experiencing import charge_policy
from simulation.step.relation import price_for, tenure_months


@rule
def micro(amount):
    """Return an amount of money or points in fixed point, rounded half up."""
    return np.int64(np.floor(amount * MICRO + 0.5))


@phase
def form_habit(world, i, j, carry):
    """Let one purchase at firm j strengthen that habit and weaken all others (EQ12)."""
    for k in range(world.firm_keys.size):
        tie = world.ties[i, k]
        tie.habit = updated_habit(tie.habit, 1.0 if k == j else 0.0, carry)


@phase
def try_to_enroll(world, book, i, j, t, key, occasion):
    """Offer the program once at a purchase; the frequent join more readily (EQ22a)."""
    person = world.people[i]
    tie = world.ties[i, j]
    terms = world.terms[t, person.segment, j]
    if tie.member or terms.program_earn_rate <= 0.0:
        return
    behavior = world.behavior[person.segment]
    years = max((t - tie.first_step + 1) * world.settings[0].step_years, 1.0)
    chance = enrollment_probability(
        (tie.n_lifetime + 1) / years, terms.program_promoted, terms.program_friction,
        person.n_cards, behavior.enroll_base, behavior.enroll_frequency,
        behavior.enroll_promotion, behavior.enroll_friction, behavior.enroll_other_cards,
    )  # fmt: skip
    firm = world.firm_keys[j]
    if uniform(key, Purpose.ENROLLMENT, firm, occasion) >= chance:
        return
    started = progress(terms.program_endowment, terms.program_threshold)
    uses = engagement_probability(started, behavior.engagement_base, behavior.engagement_progress)
    used = uniform(key, Purpose.ENGAGEMENT, firm, occasion) < uses
    tie.member = ENGAGED if used else MEMBER
    person.n_cards += 1
    book.enrolled += 1
    earn(book, tie, terms, micro(terms.program_endowment))


@phase
def earn(book, tie, terms, points):
    """Credit points and put aside what they are expected to cost (settled 39)."""
    if points <= 0:
        return
    tie.points += points
    book.points_earned += points
    book.reward_cost += micro((1.0 - terms.program_breakage) * (points / MICRO))


@phase
def redeem(book, tie, terms, due):
    """Pay part of what is due with points, if the reward is reached; return the points used."""
    if tie.points <= 0:
        return 0
    used = redeemable_points(tie.points, micro(terms.program_threshold), due)
    tie.points -= used
    book.points_redeemed += used
    book.reward_cost -= used
    return used


@phase
def first_purchase(world, book, tie, terms, t):
    """Book what winning this customer cost; return it (money)."""
    tie.first_step = t
    book.acquisition_cost += micro(terms.acquisition_money)
    return terms.acquisition_money


@phase
def pay(world, book, i, j, t, key, occasion, period):
    """Let person i pay firm j for one purchase, or for `period` months of a contract."""
    person = world.people[i]
    tie = world.ties[i, j]
    terms = world.terms[t, person.segment, j]
    behavior = world.behavior[person.segment]
    tenure = tenure_months(world, person, tie, j, t)
    units = period * spend(
        behavior.spend_scale, behavior.spend_growth,
        maturity(tenure, behavior.spend_growth_months), tie.satisfaction,
    )  # fmt: skip
    price = price_for(world, person, tie, terms, j, t)
    acquisition = first_purchase(world, book, tie, terms, t) if tie.n_lifetime == 0 else 0.0
    try_to_enroll(world, book, i, j, t, key, occasion)
    due = micro(price * units)
    used = redeem(book, tie, terms, due)
    service = period * cost_to_serve(
        terms.service_cost, terms.service_saving, maturity(tenure, terms.service_saving_months)
    )
    conceded = terms.untreated_price * units - price * units
    book.purchases += 1
    book.units += micro(units)
    book.revenue += due - used
    book.concessions += micro(conceded)
    book.variable_cost += micro(terms.unit_cost * units)
    book.service_cost += micro(service)
    charge_policy(world, book, tie, t, terms.policy_per_purchase * units)
    if tie.member == ENGAGED:
        earn(book, tie, terms, micro(terms.program_earn_rate * price * units))
    tie.reference_price = updated_reference_price(
        tie.reference_price, price, behavior.reference_price_adaptation
    )
    tie.n_lifetime += 1
    tie.last_step = t
    if t >= world.settings[0].study_start:
        tie.n_purchases += 1
        tie.paid += due - used
        tie.cost += terms.unit_cost * units + service + acquisition
        tie.given += conceded + used / MICRO


@phase
def move_to(world, books, i, j, t):
    """Note that person i now goes to firm j (or NOBODY): a flow, and perhaps a switch."""
    person = world.people[i]
    n_firms = world.firm_keys.size
    origin = person.provider if person.provider != NOBODY else n_firms
    destination = j if j != NOBODY else n_firms
    books.flows[origin, destination] += 1
    if origin != destination and origin != n_firms and destination != n_firms:
        person.n_switches += 1
    if j != NOBODY or world.settings[0].contract:
        person.provider = j
