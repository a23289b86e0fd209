"""Becoming aware of firms, by hearsay and by advertising (EQ13, EQ21)."""

import numpy as np

from simulation.compiled import phase
from simulation.draws import Purpose, uniform
from simulation.rules.word_of_mouth import awareness_probability, heard_expectation
from simulation.state import MOST

ADVERTISING, HEARSAY = np.int64(0), np.int64(1)  # the two ways in which a firm becomes known


@phase
def hear(world, scratch, i, t, key, behavior):
    """Take in what acquaintances said in the last step (EQ21)."""
    last = 1 - (t & 1)
    somebody = np.uint8(0)
    for k in range(world.offsets.shape[1]):  # no branch: whoever spoke is not foreseeable
        somebody |= world.spoke[last, i + world.offsets[i, k]]
    if somebody:
        listen(world, scratch, i, last)
        take_in(world, scratch, i, key, behavior)


@phase
def listen(world, scratch, i, last):
    """Add up the messages of the last step about each firm."""
    for j in range(world.firm_keys.size):
        scratch.praise[j] = 0
        scratch.warnings[j] = 0
    for k in range(world.offsets.shape[1]):
        other = i + world.offsets[i, k]
        if other != i and world.spoke[last, other]:
            for j in range(world.firm_keys.size):
                said = world.outbox[last, other, j]
                scratch.praise[j] += said & 15
                scratch.warnings[j] += said >> 4


@phase
def take_in(world, scratch, i, key, behavior):
    """Let what was heard make firms known and adjust expectations (EQ13, EQ21)."""
    for j in range(world.firm_keys.size):
        tie = world.ties[i, j]
        praise = scratch.praise[j]
        warnings = scratch.warnings[j]
        if praise + warnings > 0 and tie.reachable:
            if not tie.aware:
                chance = awareness_probability(
                    0.0, praise + warnings, 0.0, behavior.message_awareness
                )
                u = uniform(key, Purpose.AWARENESS, world.firm_keys[j], HEARSAY)
                tie.aware = u < chance
            tie.messages = min(tie.messages + praise + warnings, MOST)
            tie.will = heard_expectation(
                tie.will, praise, warnings, tie.n_experiences, tie.habit, behavior.message_gain,
                behavior.message_negative_impact, behavior.message_resistance,
            )  # fmt: skip


@phase
def notice(world, i, t, key, behavior):
    """Let unknown firms become known through advertising (EQ13)."""
    for j in range(world.firm_keys.size):
        tie = world.ties[i, j]
        if not tie.aware:
            pressure = world.terms[t, world.people[i].segment, j].advertising
            chance = awareness_probability(pressure, 0, behavior.advertising_awareness, 0.0)
            u = uniform(key, Purpose.AWARENESS, world.firm_keys[j], ADVERTISING)
            tie.aware = u < chance
