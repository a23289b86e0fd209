"""Paying for a purchase or a month of a contract: money, points, habit (EQ12, EQ15, EQ22, EQ25)."""

import numpy as np

from simulation.compiled import phase, rule, tool
from simulation.draws import Purpose, uniform
from simulation.elementary import FROM_MICRO, micro
from simulation.rules.belonging import raised_bond
from simulation.rules.breadth import breadth_units
from simulation.rules.habit import updated_habit
from simulation.rules.price import updated_reference_price
from simulation.rules.program import (
    engagement_probability,
    enrollment_probability,
    progress,
    redeemable_points,
)
from simulation.rules.rewards import fee_deterrence
from simulation.rules.spending import cost_to_serve, maturity, spend
from simulation.state import ENDOWED, ENGAGED, MEMBER, MOST, MOST_SWITCHES, NEVER, NOBODY
from simulation.step.experiencing import charge_policy
from simulation.step.relation import price_for, tenure_months
from simulation.step.rewarding import (
    count_toward_deadline,
    coupon_depth,
    earn_rate_of,
    give_money,
)
from simulation.step.standing import count_spend
from simulation.world import is_equipped


@phase
def form_habit(world, i, j, carry):
    """Let one purchase at firm j strengthen that habit and weaken all others (EQ12)."""
    for k in range(world.firm_keys.size):
        tie = world.ties[i, k]
        tie.habit = updated_habit(tie.habit, 1.0 if k == j else 0.0, carry)


@phase
def endowment_of(tie, terms):
    """Return the points a new member is given: who comes back to a program has had them."""
    return 0.0 if (tie.standing & ENDOWED) > 0 else terms.program_endowment


@phase
def try_to_enroll(world, book, i, j, t, key, occasion):
    """Offer the program once at a purchase; the frequent join more readily (EQ22a)."""
    person = world.people[i]
    tie = world.ties[i, j]
    terms = world.terms[t, person.segment, j]
    if tie.member or terms.program_open <= 0.0:
        return
    behavior = world.behavior[person.segment]
    age = t - tie.first_step + 1 if tie.first_step != NEVER else 1
    years = max(age * world.settings[0].step_years, 1.0)
    yearly = (tie.n_lifetime + 1) / years
    deterred = 0.0
    if is_equipped(world):
        monthly = terms.program_fee / world.settings[0].step_months  # the table has it per step
        deterred = fee_deterrence(person.price_sensitivity, monthly, yearly)
    chance = enrollment_probability(
        yearly, terms.program_promoted, terms.program_friction,
        person.n_cards, behavior.enroll_base - deterred, behavior.enroll_frequency,
        behavior.enroll_promotion, behavior.enroll_friction, behavior.enroll_other_cards,
    )  # fmt: skip
    firm = world.firm_keys[j]
    if uniform(key, Purpose.ENROLLMENT, firm, occasion) >= chance:
        return
    endowment = endowment_of(tie, terms)
    started = progress(endowment, terms.program_threshold)
    uses = engagement_probability(started, behavior.engagement_base, behavior.engagement_progress)
    used = uniform(key, Purpose.ENGAGEMENT, firm, occasion) < uses
    tie.member = ENGAGED if used else MEMBER
    person.n_cards += 1
    book.enrolled += 1
    if endowment > 0.0:
        tie.standing |= ENDOWED
        earn(book, tie, terms, micro(endowment))


@rule
def reserve(points, breakage):
    """Return what points are expected to cost: those that will be redeemed (fixed point)."""
    return np.int64(np.floor((1.0 - breakage) * points + 0.5))


@phase
def release(book, points, breakage):
    """Take points that are gone out of the reserve again (settled 39)."""
    book.reward_cost -= reserve(points, breakage)


@phase
def restate(book, tie, before, now):
    """Value the points held by another breakage: what was put aside for them changes by that."""
    book.reward_cost += reserve(tie.points, now) - reserve(tie.points, before)


@phase
def drop_points(book, tie, breakage):
    """Take points away unredeemed and release what was put aside for them."""
    book.points_expired += tie.points
    release(book, tie.points, breakage)
    tie.points = 0


@phase
def keep_points(world, books, i, t):
    """Value points by today's breakage, and let them expire (settled 39)."""
    segment = world.people[i].segment
    for j in range(world.firm_keys.size):
        tie = world.ties[i, j]
        terms = world.terms[t, segment, j]
        book = books.firms[segment, j]
        before = world.terms[max(t - 1, 0), segment, j].program_breakage
        if before != terms.program_breakage:
            restate(book, tie, before, terms.program_breakage)
        if terms.program_expiry_months > 0.0:
            idle = (t - tie.last_step) * world.settings[0].step_months
            if idle > terms.program_expiry_months:
                drop_points(book, tie, terms.program_breakage)


@phase
def earn(book, tie, terms, points):
    """Credit points and put aside what they are expected to cost (settled 39)."""
    if points <= 0:
        return
    tie.points += points
    book.points_earned += points
    book.reward_cost += reserve(points, terms.program_breakage)


@phase
def redeem(book, tie, terms, due):
    """Pay part of what is due with points, if the reward is reached; return the points used."""
    if tie.points <= 0 or tie.member != ENGAGED:
        return np.int64(0)
    used = redeemable_points(tie.points, micro(terms.program_threshold), due)
    tie.points -= used
    book.points_redeemed += used
    release(book, used, terms.program_breakage)
    return used


@tool(idle=None)
def reward(world, book, tie, terms, t, spent, paid):
    """Credit a member's points for `spent` (money) and what else a purchase brings (EQ22b to e)."""
    earn(book, tie, terms, micro(earn_rate_of(tie, terms) * spent))
    if terms.deadline_reward > 0.0:
        earn(book, tie, terms, count_toward_deadline(tie, terms))
    if terms.program_cash_back > 0.0:
        give_money(world, book, tie, t, micro(terms.program_cash_back * paid * FROM_MICRO))


@phase
def first_purchase(book, tie, terms, t):
    """Book what winning this customer cost; return it (money)."""
    tie.first_step = t
    book.acquisition_cost += micro(terms.acquisition_money)
    return terms.acquisition_money


@phase
def matured(world, i, j, t):
    """Return how far person i's spending at firm j has grown and serving them got cheaper, shares."""
    person = world.people[i]
    months = tenure_months(world, person, world.ties[i, j], j, t)
    growth = world.behavior[person.segment].spend_growth_months
    saving = world.terms[t, person.segment, j].service_saving_months
    return maturity(months, growth), maturity(months, saving)


@phase
def pay(world, book, i, j, t, period, grown, eased):
    """Let person i pay firm j for one purchase, or for `period` months of a contract.

    `grown` and `eased` are what `matured` says. Returns the price of a unit.
    """
    person = world.people[i]
    tie = world.ties[i, j]
    terms = world.terms[t, person.segment, j]
    behavior = world.behavior[person.segment]
    units = period * spend(behavior.spend_scale, behavior.spend_growth, grown, tie.satisfaction)
    price = price_for(world, i, tie, terms, j, t)
    acquisition = first_purchase(book, tie, terms, t) if tie.first_step == NEVER else 0.0
    due = micro(price * units)
    if is_equipped(world) and world.settings[0].has_breadth:
        units = breadth_units(units, tie.breadth + 1.0, behavior.breadth_spend)
        due = micro(price * units)
    used = redeem(book, tie, terms, due)
    if is_equipped(world) and used > 0 and behavior.redemption_bond > 0.0:
        tie.bond = raised_bond(tie.bond, behavior.redemption_bond * used / due * period)
    service = period * cost_to_serve(terms.service_cost, terms.service_saving, eased)
    conceded = terms.untreated_price * units - price * units
    book.purchases += 1
    book.units += micro(units)
    book.revenue += due - used
    book.concessions += micro(conceded)
    book.variable_cost += micro(terms.unit_cost * units)
    book.service_cost += micro(service)
    charge_policy(world, book, tie, t, terms.policy_per_purchase * units)
    if tie.member == ENGAGED and terms.program_open > 0.0:
        if is_equipped(world) and world.settings[0].has_rewards:
            reward(world, book, tie, terms, t, price * units, due - used)
        else:
            earn(book, tie, terms, micro(terms.program_earn_rate * price * units))
    if is_equipped(world):
        note_payment(world, book, i, j, t, due)
    tie.last_step = t
    if t >= world.settings[0].study_start:
        tie.n_purchases = min(tie.n_purchases + 1, MOST)
        tie.paid += due - used
        tie.cost += terms.unit_cost * units + service + acquisition
        tie.given += conceded + used * FROM_MICRO
    return price


@tool(idle=None)
def note_payment(world, book, i, j, t, due):
    """Count a payment toward the year's spend, and a coupon that was used (EQ22d, e)."""
    settings = world.settings[0]
    person = world.people[i]
    tie = world.ties[i, j]
    terms = world.terms[t, person.segment, j]
    if settings.has_year:
        count_spend(world, book, i, j, tie, terms, world.behavior[person.segment], due)
    if settings.has_coupons and not settings.contract:
        book.coupons_used += coupon_depth(world, i, j, t, person, terms) > 0.0


@phase
def note_purchase(tie, behavior, price):
    """Remember the price paid for one purchase, or one reference period of a contract (EQ15)."""
    tie.reference_price = updated_reference_price(
        tie.reference_price, price, behavior.reference_price_adaptation
    )
    tie.n_lifetime = min(tie.n_lifetime + 1, MOST)


@phase
def move_to(world, books, i, j):
    """Note that person i now goes to firm j (or NOBODY): a flow, and perhaps a switch."""
    person = world.people[i]
    n_firms = world.firm_keys.size
    origin = person.provider if person.provider != NOBODY else n_firms
    destination = j if j != NOBODY else n_firms
    books.flows[origin, destination] += 1
    switches = (origin != destination) & (origin != n_firms) & (destination != n_firms)
    person.n_switches = min(person.n_switches + switches, MOST_SWITCHES)
    if j != NOBODY or world.settings[0].contract:
        person.provider = j
