"""A step of a block of customers, in the order that docs/explanation/odd.md lists."""

from simulation.compiled import phase, stage, tool
from simulation.draws import NO_FIRM, Purpose, customer_key, step_key, uniform
from simulation.rules.belonging import faded_bond
from simulation.rules.trust import updated_fairness
from simulation.state import ENDOWED, KEY, NEVER
from simulation.step.bonding import fade_bonds, see_images_change
from simulation.step.closing import close_step
from simulation.step.contacting import contact, cross_buy, envy_of, event_loss
from simulation.step.entering import come_in, enter_person, is_outside
from simulation.step.hearing import hear, notice
from simulation.step.paying import drop_points, keep_points
from simulation.step.relation import is_present, newcomers_loss
from simulation.step.renewing import EXITED, hold_contracts, note_tenure
from simulation.step.rewarding import begin_period
from simulation.step.shopping import shop, wish
from simulation.step.surprising import drift_expectations
from simulation.world import is_equipped

UNUSED_MEMBERSHIP = (
    3.0  # months without a purchase after which a fee is no longer paid (assumption)
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
def stay_away(scratch, b):
    """Write down that nobody has come to place b of the block."""
    scratch.wishes[b] = 0.0
    scratch.rates[b] = 0.0  # a rate of 0 buys nothing


@phase
def begin(world, books, i, b, t):
    """Let time pass until person i, at place b of the block, may act in step t."""
    scratch = books.scratch
    if is_outside(world, i, t):
        stay_away(scratch, b)
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
    hear(world, scratch, i, t, key, behavior)
    notice(world, i, t, key, behavior)
    fade(world, books, i, t, behavior)
    scratch.keys[b] = key
    if not world.settings[0].contract:
        wish(world, scratch, i, b, t, behavior)


@phase
def act(world, books, first, n, t):
    """Let a block of n persons keep their contracts, or shop."""
    if not world.settings[0].contract:
        shop(world, books, first, n, t)
        return
    hold_contracts(world, books, first, n, t)


@stage
def live(world, books, first, n, t):
    """Let a block of n persons, from person `first` on, live through step t."""
    for b in range(n):
        begin(world, books, first + b, b, t)
    act(world, books, first, n, t)
    for b in range(n):
        if not is_outside(world, first + b, t):
            close_step(world, books, first + b, t)
