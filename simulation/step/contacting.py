"""Contact by the firm, cross-buying, and events that break trust (EQ10, EQ17, EQ23, EQ27)."""

from simulation.compiled import phase, seldom, tool
from simulation.draws import Purpose, customer_key, step_key, uniform
from simulation.elementary import exp
from simulation.rules.breadth import cross_buying_hazard
from simulation.rules.compounding import compounded, compounded_at_most
from simulation.rules.contact import (
    contact_multiplier,
    contacted_bond,
    mean_irritation,
    recall_utility,
)
from simulation.rules.trust import breach_loss
from simulation.rules.value_service import envy_loss
from simulation.state import NEVER
from simulation.step.relation import is_present, trust_in
from simulation.step.standing import charge_service, is_key


@phase
def irritation_of(world, person, j, t, tie):
    """Return how irritated a person is by firm j's contacts, index, on average over step t (EQ23).

    Before the step it is the level of all who are reached, less what is left of the level at which
    the person first bought.
    """
    if t <= tie.first_step:
        return 0.0
    behavior = world.behavior[person.segment]
    before = world.terms[t - 1, person.segment, j].contact_level
    then = world.terms[tie.first_step, person.segment, j].contact_level
    if then > 0.0:
        faded = then * exp((t - 1 - tie.first_step) * behavior.irritation_log)
        before = max(before - faded, 0.0)
    intrusion = world.terms[t, person.segment, j].contact_intrusion
    return mean_irritation(before, intrusion, behavior.irritation_kept, behavior.irritation_risen)


@tool(idle=0.0)
def recall(world, person, j, t, tie, terms, behavior):
    """Return how far contact brings firm j to mind, logits; only customers are contacted."""
    if terms.contact_effect <= 0.0 or tie.first_step == NEVER:
        return 0.0
    left = contact_multiplier(irritation_of(world, person, j, t, tie), behavior.contact_tolerance)
    monthly = terms.contact_effect / world.settings[0].step_months
    return recall_utility(monthly, left, behavior.contact_recall)


@seldom
def contact(world, book, person, j, t, tie, terms, behavior):
    """Let the contacts of a step do their work, and book what they cost (EQ23)."""
    if terms.contact_effect <= 0.0 or terms.active < 0.5:
        return
    left = contact_multiplier(irritation_of(world, person, j, t, tie), behavior.contact_tolerance)
    tie.bond = contacted_bond(tie.bond, terms.contact_effect, left, behavior.contact_bond)
    charge_service(world, book, tie, t, terms.contact_cost)


@seldom
def cross_buy(world, book, i, j, t, tie, behavior):
    """Let a customer take up one more product of the firm, now and then (EQ17)."""
    person = world.people[i]
    if not is_present(world, person, tie, j, t - 1):
        if world.settings[0].contract:
            tie.breadth = 0
        return
    if tie.breadth + 1 >= behavior.breadth_max:
        return
    key = step_key(customer_key(world.seed_key, i, person.generation), t)
    u = uniform(key, Purpose.CROSS_BUYING, world.firm_keys[j], 0)
    months = world.settings[0].step_months
    if u >= compounded_at_most(behavior.cross_buying, months):
        return  # beyond what anybody's chance can be, which spares most of them their own
    monthly = cross_buying_hazard(tie.satisfaction, trust_in(tie), behavior.cross_buying)
    if u < compounded(monthly, months):
        tie.breadth += 1
        book.cross_bought += 1


@seldom
def event_loss(world, person, j, t, terms, behavior):
    """Return the fairness lost in this step by breaches of trust, points (EQ10)."""
    if t == 0:
        return 0.0
    before = world.terms[t - 1, person.segment, j]
    return breach_loss(
        before.breach_privacy, terms.breach_privacy, behavior.breach_trust
    ) + breach_loss(before.breach_terms, terms.breach_terms, behavior.breach_trust)


@seldom
def envy_of(world, person, j, t, tie, terms, behavior):
    """Return the fairness lost in this step by seeing others served better, points (EQ27)."""
    if terms.key_service_spend <= 0.0 or is_key(tie):
        return 0.0
    if not is_present(world, person, tie, j, t - 1):
        return 0.0
    return envy_loss(behavior.key_envy, terms.key_service_visibility, world.settings[0].step_months)
