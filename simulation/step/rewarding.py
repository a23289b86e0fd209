"""Rewards beside points: what they pull, when they are given (EQ11, EQ22c, e)."""

import numpy as np

from simulation.compiled import phase, seldom, tool
from simulation.draws import NO_FIRM, Purpose, customer_key, step_key, uniform
from simulation.elementary import FROM_MICRO, micro
from simulation.rules.belonging import raised_bond
from simulation.rules.rewards import (
    cash_back_utility,
    coupon_use_probability,
    deadline_utility,
    gift_effect,
)
from simulation.rules.tiers import is_anniversary, tier_rate
from simulation.state import MOST_IN_A_BYTE
from simulation.step.standing import level_of, status_pull

TYPICAL_GIFT = 0.1  # of money: the gift for which `birthday_bond` is stated
WHOLE_SHARE = 0.999999  # a birthday on the last moment of a year is one of that year


@phase
def steps_left(terms, t):
    """Return the whole steps that remain of the running period after this one."""
    return terms.deadline_steps - 1.0 - t % terms.deadline_steps


@phase
def purchases_to_come(world, person, tie, terms, t):
    """Return the purchases expected of this person in the rest of the period (EQ22c)."""
    if world.settings[0].contract:
        return steps_left(terms, t)
    return person.need_rate * tie.habit * steps_left(terms, t)


@tool(idle=0.0)
def reward_pull(world, j, t, person, tie, terms, behavior, attention):
    """Return the pull of status, cash-back and a deadline on an engaged member, logits."""
    pull = status_pull(world, j, t, tie, behavior)
    if terms.program_cash_back > 0.0:
        pull += cash_back_utility(person.price_sensitivity, terms.program_cash_back, attention)
    if terms.deadline_reward > 0.0:
        pull += deadline_utility(
            person.price_sensitivity, terms.deadline_reward, behavior.point_value,
            np.int64(np.ceil(terms.deadline_purchases)), np.int64(tie.in_period),
            purchases_to_come(world, person, tie, terms, t), attention,
        )  # fmt: skip
    return pull


@phase
def earn_rate_of(tie, terms):
    """Return the points a member earns on a unit of money, the tier's bonus included."""
    return tier_rate(terms.program_earn_rate, level_of(tie), terms.tiers_earn_bonus)


@seldom
def count_toward_deadline(tie, terms):
    """Count a purchase in the period; return the points credited for reaching the goal."""
    tie.in_period = min(tie.in_period + 1, MOST_IN_A_BYTE)
    reached = tie.in_period == np.int64(np.ceil(terms.deadline_purchases))
    return micro(terms.deadline_reward) if reached else np.int64(0)


@seldom
def begin_period(tie, terms, t):
    """Start a new period where the old one has ended."""
    if t % terms.deadline_steps == 0.0:
        tie.in_period = 0


@seldom
def give_money(world, book, tie, t, amount):
    """Give money or its worth to a member (fixed point)."""
    book.member_cost += amount
    if t >= world.settings[0].study_start:
        tie.cost += amount * FROM_MICRO
        tie.given += amount * FROM_MICRO


@seldom
def earlier_gifts(world, segment, j, t, tie, shifted, steps_a_year):
    """Return on how many earlier birthdays since the first purchase firm j gave something.

    `shifted` is step t on a clock whose whole years end on birthdays. Nobody remembers when they
    joined, so that who joined late counts gifts that were given to others.
    """
    given = 0
    year = np.floor(shifted / steps_a_year) - 1.0
    while year > 0.0:
        begun = np.int64(year * steps_a_year)
        while np.floor(begun / steps_a_year) < year:  # by division, as `is_anniversary` does
            begun += 1
        born = begun - shifted + t
        if born < tie.first_step or born < 0:
            break
        given += world.terms[born, segment, j].program_birthday_gift > 0.0
        year -= 1.0
    return given


@tool(idle=None)
def give_on_birthday(world, book, i, j, t, tie, terms, behavior):
    """Give a member a birthday gift in the step of their birthday (EQ11)."""
    person = world.people[i]
    steps_a_year = 1.0 / world.settings[0].step_years
    born = uniform(customer_key(world.seed_key, i, person.generation), Purpose.BIRTHDAY, NO_FIRM, 0)
    shifted = t + np.int64(born * WHOLE_SHARE * steps_a_year) + 1
    if not is_anniversary(shifted, steps_a_year):
        return
    gifts = earlier_gifts(world, person.segment, j, t, tie, shifted, steps_a_year)
    effect = behavior.birthday_bond * terms.program_birthday_gift / TYPICAL_GIFT
    tie.bond = raised_bond(tie.bond, gift_effect(effect, gifts))
    give_money(world, book, tie, t, micro(terms.program_birthday_gift))


@tool(idle=0.0)
def coupon_depth(world, i, j, t, person, terms):
    """Return what a coupon takes off the price for this person in this step (EQ22e)."""
    if terms.coupons_reach <= 0.0 or terms.coupons_depth <= 0.0:
        return 0.0
    key = step_key(customer_key(world.seed_key, i, person.generation), t)
    firm = world.firm_keys[j]
    if uniform(key, Purpose.COUPON, firm, 0) >= terms.coupons_reach:
        return 0.0
    behavior = world.behavior[person.segment]
    chance = coupon_use_probability(
        person.price_sensitivity, behavior.price_sensitivity, behavior.coupon_base,
        behavior.coupon_proneness,
    )  # fmt: skip
    return terms.coupons_depth if uniform(key, Purpose.COUPON_USE, firm, 0) < chance else 0.0
