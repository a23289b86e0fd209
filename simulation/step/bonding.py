"""Bonds with a firm, its staff and its values (EQ11), and how its image suits (EQ15).

A tie keeps belonging as a whole, which everything else reads; the part that is the firm's own is
worked out from it where the three bonds move.
"""

import numpy as np

from simulation.compiled import phase, seldom, tool
from simulation.draws import (
    NO_FIRM,
    Purpose,
    customer_key,
    draw_key,
    indexed_key,
    normal_of,
    uniform,
    uniform_of,
)
from simulation.elementary import power_of
from simulation.rules.belonging import (
    bond_amplifier,
    experienced_empathy,
    faded_bond,
    firm_part,
    image_fit,
    overall_bond,
    strengthened_bond,
    transferred_bond,
    values_bond,
)
from simulation.state import IMAGE_FIT, NEVER, STAFF_BOND

LOADING_R, LOADING_A, LOADING_T, LOADING_E, LOADING_RE = 0.5, 0.1, 0.1, 0.1, 0.2
"""Which dimension a failure hits (model.md 2.8b, assumption after Keaveney 1995)."""


@phase
def person_key(world, i):
    """Return the key of the person in slot i, for what never changes about them."""
    return customer_key(world.seed_key, i, world.people[i].generation)


@tool(idle=None)
def see_image(world, i, j, t, tie):
    """Keep how well firm j's image suits the self-image of person i (EQ11)."""
    person = world.people[i]
    terms = world.terms[t, person.segment, j]
    key = draw_key(person_key(world, i), Purpose.SELF_IMAGE, NO_FIRM, 0)
    spread = world.behavior[person.segment].self_image_sd
    fit = image_fit(
        terms.belonging_image_x, terms.belonging_image_y,
        spread * normal_of(uniform_of(indexed_key(key, 0))),
        spread * normal_of(uniform_of(indexed_key(key, 1))),
    )  # fmt: skip
    tie.image_fit = np.int64(np.floor(fit * IMAGE_FIT + 0.5))


@tool(idle=None)
def see_images_change(world, i, t):
    """Look again at firms whose image has changed in this step."""
    segment = world.people[i].segment
    for j in range(world.firm_keys.size):
        now, before = world.terms[t, segment, j], world.terms[max(t - 1, 0), segment, j]
        moved = abs(now.belonging_image_x - before.belonging_image_x) + abs(
            now.belonging_image_y - before.belonging_image_y
        )
        if moved > 0.0:
            see_image(world, i, j, t, world.ties[i, j])


@phase
def image_fit_of(tie):
    """Return how well a firm's image suits a person, 0 to 1."""
    return tie.image_fit / IMAGE_FIT


@seldom
def bond_with_values(world, i, j, t, tie):
    """Return the bond of person i with the values of firm j at step t, points (EQ11).

    The firm's level, less what there was when the person first bought.
    """
    if tie.first_step == NEVER:
        return 0.0
    segment = world.people[i].segment
    level = world.terms[t, segment, j].values_level
    then = world.terms[tie.first_step, segment, j].values_level
    if level <= 0.0:
        return 0.0
    log_kept = world.behavior[segment].values_log
    return values_bond(level, then, t - tie.first_step, image_fit_of(tie), log_kept)


@phase
def bond_with_staff(world, i, j):
    """Return the bond of person i with the staff of firm j, points."""
    if not world.settings[0].has_staff:
        return 0.0
    return world.staff_bond[i, j] / STAFF_BOND


@phase
def remember_staff(world, i, j, bond):
    """Keep the bond with staff, points."""
    if world.settings[0].has_staff:
        world.staff_bond[i, j] = np.int64(np.floor(bond * STAFF_BOND + 0.5))


@phase
def amplifier_of(world, i, terms, behavior):
    """Return how far community and recognition multiply the growth of belonging (EQ11)."""
    takes_part = 0.0
    if terms.belonging_community > 0.0 and behavior.participation > 0.0:
        # Beta(1, b) with mean p: 1 - u**(1/b), b = 1/p - 1
        u = uniform(person_key(world, i), Purpose.PARTICIPATION, NO_FIRM, 0)
        odds = behavior.participation / (1.0 - behavior.participation)
        takes_part = 1.0 - power_of(u, odds)
    return bond_amplifier(terms.belonging_community, takes_part, terms.belonging_recognition)


@tool(idle=None)
def grow_bonds(world, i, j, t, tie, terms, behavior, fit, noise, severity, bonus):
    """Let one experience move the bonds with the firm and with its staff (EQ11)."""
    person = world.people[i]
    staff, values = bond_with_staff(world, i, j), bond_with_values(world, i, j, t, tie)
    own = firm_part(tie.bond, staff, values)
    own = strengthened_bond(
        own, tie.satisfaction, behavior.bond_gain, amplifier_of(world, i, terms, behavior)
    )
    if behavior.bond_gain_staff > 0.0:
        hit = (
            person.weight_R * LOADING_R
            + person.weight_A * LOADING_A
            + person.weight_T * LOADING_T
            + person.weight_E * LOADING_E
            + person.weight_Re * LOADING_RE
        )
        empathy = experienced_empathy(
            terms.delivered_E + bonus, fit, noise, severity, LOADING_E, hit
        )
        staff = strengthened_bond(staff, empathy, behavior.bond_gain_staff, 1.0)
        remember_staff(world, i, j, staff)
        staff = bond_with_staff(world, i, j)
    tie.bond = overall_bond(own, staff, values)


@tool(idle=None)
def fade_bonds(world, i, j, t, tie, terms, behavior):
    """Let the bonds fade for a step, and staff pass some of theirs on to the firm (EQ11).

    With a contact person who leaves goes the bond with that person (EQ2).
    """
    staff, values = bond_with_staff(world, i, j), bond_with_values(world, i, j, t - 1, tie)
    own = faded_bond(firm_part(tie.bond, staff, values), behavior.bond_decay)
    if staff > 0.0:
        known = faded_bond(staff, terms.staff_turnover)
        remember_staff(world, i, j, faded_bond(known, behavior.bond_decay))
        staff = bond_with_staff(world, i, j)
        own = transferred_bond(own, staff, behavior.bond_transfer, terms.belonging_culture)
    tie.bond = overall_bond(own, staff, bond_with_values(world, i, j, t, tie))
