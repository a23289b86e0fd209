"""Repertoire mode: how often customers buy in a step, and each purchase (EQ16, EQ17).

What takes long and asks nobody anything (draws, exponentials, races) is done for a block of
customers at once, several at a time; everything else one customer after another. A customer's step
depends on nobody else's, so that the order among customers changes no number.
"""

import numpy as np

from simulation.compiled import phase, stage
from simulation.draws import FIRST_OCCASION, NO_FIRM, Purpose, few_of, poisson_of, uniform
from simulation.rules.spending import purchase_rate
from simulation.state import NEVER, NOBODY
from simulation.step.choosing import run_races, weigh
from simulation.step.experiencing import draw_luck, experience
from simulation.step.paying import (
    form_habit,
    matured,
    move_to,
    note_purchase,
    pay,
    try_to_enroll,
)
from simulation.step.relation import feel_pulls
from simulation.world import in_full

MANY = np.int64(5)  # what `few_of` says of more than four


@phase
def wish(world, scratch, i, b, t, behavior):
    """Write down what person i's needs depend on in this step (EQ17)."""
    person = world.people[i]
    pulls = scratch.pulls[b]
    pull = 0.0
    if person.n_cards > 0:
        feel_pulls(world, i, t, pulls)
        for j in range(world.firm_keys.size):
            pull += world.ties[i, j].habit * pulls[j]
    scratch.wishes[b] = pull
    scratch.lifts[b] = behavior.program_lift
    scratch.rates[b] = person.need_rate


@phase
def draw_needs(scratch, n):
    """Draw how often each of n customers buys: a Poisson number (EQ17)."""
    for b in range(in_full(n)):
        scratch.rates[b] = purchase_rate(scratch.rates[b], scratch.wishes[b], scratch.lifts[b])
        u = uniform(scratch.keys[b], Purpose.NEED, NO_FIRM, 0)
        scratch.needs[b] = few_of(u, scratch.rates[b])
    for b in range(n):
        if scratch.needs[b] == MANY:
            u = uniform(scratch.keys[b], Purpose.NEED, NO_FIRM, 0)
            scratch.needs[b] = poisson_of(u, scratch.rates[b])


@phase
def keep_buyers(scratch, n, occasion):
    """Keep of the first n buyers those who buy on this occasion; return how many."""
    kept = np.int64(0)
    for k in range(n):  # no branch: who buys is not foreseeable
        b = scratch.buyers[k]
        scratch.buyers[kept] = b
        kept += scratch.needs[b] > occasion
    return kept


@phase
def buy(world, books, i, k, t, occasion):
    """Let person i, buyer k of the block, buy from the firm chosen, or from nobody."""
    scratch = books.scratch
    person = world.people[i]
    behavior = world.behavior[person.segment]
    j = scratch.chosen[k]
    if occasion == FIRST_OCCASION:
        person.failed_last = 0
    if j == NOBODY:
        move_to(world, books, i, j)
        return
    key = scratch.visitors[k]
    tie = world.ties[i, j]
    book = books.firms[person.segment, j]
    grown, eased = matured(world, i, j, t)  # needs no experience: computed while that goes on
    if tie.last_step < t - world.settings[0].window:
        book.gained += 1
        book.newcomers += tie.first_step == NEVER
    book.buyers += tie.last_step != t
    move_to(world, books, i, j)
    experience(world, book, i, j, t, key, occasion, scratch.mishaps[k], scratch.moods[k])
    form_habit(world, i, j, behavior.habit_carry)
    try_to_enroll(world, book, i, j, t, key, occasion)
    note_purchase(tie, behavior, pay(world, book, i, j, t, 1.0, grown, eased))


@stage
def shop(world, books, first, n, t):
    """Let a block of n persons make their purchases of step t, one occasion after another."""
    scratch = books.scratch
    draw_needs(scratch, n)
    for b in range(n):
        scratch.buyers[b] = b
    occasion = FIRST_OCCASION
    n_buyers = keep_buyers(scratch, n, occasion)
    while n_buyers > 0:
        for k in range(n_buyers):
            b = scratch.buyers[k]
            if occasion > FIRST_OCCASION:
                # the last purchase changed cards and points
                feel_pulls(world, first + b, t, scratch.pulls[b])
            weigh(world, books, first + b, b, t, occasion, k)
        run_races(world, scratch, n_buyers)
        draw_luck(world, scratch, n_buyers, occasion)
        for k in range(n_buyers):
            buy(world, books, first + scratch.buyers[k], k, t, occasion)
        occasion += 1
        n_buyers = keep_buyers(scratch, n_buyers, occasion)
