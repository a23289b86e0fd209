"""A year's spend and what it brings: tiers, status, key customers (EQ22d, EQ27)."""

import numpy as np

from simulation.compiled import phase, seldom
from simulation.elementary import FROM_MICRO, micro
from simulation.rules.tiers import (
    demoted_bond,
    demoted_fairness,
    is_anniversary,
    promoted_bond,
    qualified_level,
    status_utility,
)
from simulation.rules.value_service import is_key_customer
from simulation.state import ENDOWED, KEY, LEVEL, MOST_SPENT
from simulation.world import is_equipped

FIRST, SECOND, THIRD = np.int64(1), np.int64(2), np.int64(3)  # the levels of a program
NO_LEVEL = np.int64(0)


@phase
def level_of(tie):
    """Return the tier a person has reached, 0 to 3."""
    return np.int64(tie.standing & LEVEL)


@phase
def is_key(tie):
    """Tell whether the firm treats the person as a key customer."""
    return (tie.standing & KEY) > 0


@phase
def level_earned(world, i, j, tie, terms):
    """Return the level that this year's spend earns a member."""
    if not tie.member:
        return NO_LEVEL
    spend = world.year_spend[i, j] * FROM_MICRO
    return qualified_level(spend, terms.tiers_first, terms.tiers_second, terms.tiers_third)


@phase
def key_earned(world, i, j, terms):
    """Return the mark of a key customer, or 0, by this year's spend."""
    is_one = is_key_customer(world.year_spend[i, j] * FROM_MICRO, terms.key_service_spend)
    return np.int64(KEY) if is_one else NO_LEVEL


@seldom
def count_spend(world, book, i, j, tie, terms, behavior, due):
    """Count what a purchase adds to the year's spend (fixed point); a rise comes at once."""
    world.year_spend[i, j] = min(np.int64(world.year_spend[i, j]) + due, MOST_SPENT)
    before = level_of(tie)
    earned = level_earned(world, i, j, tie, terms)
    mark = key_earned(world, i, j, terms) | (np.int64(tie.standing) & (KEY | ENDOWED))
    if earned > before:
        tie.bond = promoted_bond(tie.bond, earned - before, behavior.promotion_bond)
        book.promoted += 1
    tie.standing = max(earned, before) | mark


@seldom
def review_standing(world, book, i, j, t, tie, terms, behavior):
    """Once a year, let the spend of that year decide who keeps their standing (EQ22d, EQ27)."""
    if not is_anniversary(t - tie.first_step, 1.0 / world.settings[0].step_years):
        return
    before = level_of(tie)
    earned = level_earned(world, i, j, tie, terms)
    if earned < before:
        tie.bond = demoted_bond(tie.bond, before - earned, behavior.promotion_bond)
        tie.fairness = demoted_fairness(tie.fairness, before - earned, behavior.demotion_trust)
        book.demoted += 1
    endowed = np.int64(tie.standing) & ENDOWED
    tie.standing = min(earned, before) | key_earned(world, i, j, terms) | endowed
    world.year_spend[i, j] = 0


@phase
def forget_standing(world, i, j, tie):
    """Start without standing and without spend."""
    tie.standing = 0
    if is_equipped(world) and world.settings[0].has_year:
        world.year_spend[i, j] = 0


@phase
def share_at_or_above(world, j, t, level):
    """Return the share of a program's members at a level or above, at the end of the last step."""
    members, above = np.int64(0), np.int64(0)
    for s in range(world.firms.shape[1]):
        row = world.firms[t - 1, s, j]
        members += row.members
        above += row.tier_3
        if level <= SECOND:
            above += row.tier_2
        if level <= FIRST:
            above += row.tier_1
    return above / members if members > 0 else 0.0


@seldom
def status_pull(world, j, t, tie, behavior):
    """Return the worth of a person's tier at a firm, logits (EQ22d)."""
    level = level_of(tie)
    if level == NO_LEVEL or t == 0:
        return 0.0
    return status_utility(level, share_at_or_above(world, j, t, level), behavior.status_weight)


@seldom
def service_bonus(tie, terms):
    """Return what standing adds to Empathy and Responsiveness, points (EQ22d, EQ27)."""
    bonus = terms.tiers_quality * level_of(tie)
    return bonus + terms.key_service_quality if is_key(tie) else bonus


@seldom
def close_standing(book, tie, terms, present):
    """Record a person's standing at the end of a step and what serving it costs."""
    cost = 0.0
    level = level_of(tie)
    if tie.member and level > NO_LEVEL:
        book.tier_1 += level == FIRST
        book.tier_2 += level == SECOND
        book.tier_3 += level == THIRD
        cost += terms.tiers_cost * level
    if present and is_key(tie):
        book.key_customers += 1
        cost += terms.key_service_cost
    return cost


@seldom
def charge_service(world, book, tie, t, cost):
    """Book what serving one customer costs beside their purchases (money)."""
    if cost <= 0.0:
        return
    book.service_cost += micro(cost)
    if t >= world.settings[0].study_start:
        tie.cost += cost
        tie.given += cost
