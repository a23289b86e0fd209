"""Questions about one customer's standing with one firm, asked by several phases."""

from simulation.compiled import phase
from simulation.elementary import FROM_MICRO
from simulation.rules.price import both_discounts, offered_price, own_discount
from simulation.rules.program import card_attention, program_utility, progress
from simulation.rules.trust import overall_trust, unfair_price_loss
from simulation.state import ENGAGED, NEVER
from simulation.step.rewarding import coupon_depth, reward_pull
from simulation.world import is_equipped


@phase
def is_present(world, person, tie, j, t):
    """Tell whether the firm counts this person as a customer at the end of step t.

    Contract mode: the contract is held. Repertoire mode: bought within the activity window.
    """
    settings = world.settings[0]
    if settings.contract:
        return person.provider == j
    return tie.last_step > t - settings.window


@phase
def is_former(world, person, tie, j, t):
    """Tell whether the person bought from the firm once and has since lapsed or switched (EQ26).

    Lapsed: no purchase for 3 / max(own rate, a tenth of the mean rate) steps (settled 47).
    """
    if tie.first_step == NEVER:
        return False
    if world.settings[0].contract:
        return person.provider != j
    mean_rate = world.behavior[person.segment].need_rate
    return t - tie.last_step > 3.0 / max(person.need_rate, mean_rate / 10.0, 1.0e-9)


@phase
def discount_for(world, i, tie, terms, j, t):
    """Return the share taken off for this person now.

    A running contract keeps the discount it was signed with; anybody else is offered what newcomers
    or former customers get, and today's promotion.
    """
    person = world.people[i]
    if world.settings[0].contract and person.provider == j:
        return person.intro_discount if t < person.intro_until else 0.0
    own = 0.0
    if terms.newcomer_discount > 0.0 or terms.winback_discount > 0.0:
        own = discount_by_history(world, person, tie, terms, j, t)
    depth = promotion_today(world, person, terms, j, t)
    if is_equipped(world) and world.settings[0].has_coupons:
        depth = both_discounts(depth, coupon_depth(world, i, j, t, person, terms))
    return both_discounts(own, depth)


@phase
def promotion_today(world, person, terms, j, t):
    """Return the share taken off for whoever of the person's segment buys in this step."""
    return terms.promotion_depth if world.promoted[t, person.segment, j] else 0.0


@phase
def discount_by_history(world, person, tie, terms, j, t):
    """Return what is taken off for one who never bought, or who left (share of the price)."""
    new = tie.first_step == NEVER
    if is_equipped(world) and world.settings[0].has_welcome:
        new = tie.n_lifetime < terms.newcomer_purchases
    former = terms.winback_discount > 0.0 and is_former(world, person, tie, j, t)
    return own_discount(new, former, terms.newcomer_discount, terms.winback_discount)


@phase
def price_for(world, i, tie, terms, j, t):
    """Return the price of a unit offered to person i by firm j in step t (money)."""
    discount = discount_for(world, i, tie, terms, j, t)
    return offered_price(terms.price, terms.discount, discount)


@phase
def newcomers_loss(world, i, j, t, tie, terms, behavior):
    """Return the fairness lost in this step because newcomers pay less than person i, points (EQ10).

    Newcomers get today's promotion too.
    """
    today = promotion_today(world, world.people[i], terms, j, t)
    welcome = both_discounts(terms.newcomer_discount, today)
    newcomer = offered_price(terms.price, terms.discount, welcome)
    paid = price_for(world, i, tie, terms, j, t)
    return world.settings[0].step_months * unfair_price_loss(
        paid, newcomer, behavior.unfair_price_loss, behavior.price_visibility
    )


@phase
def trust_in(tie):
    """Return the trust a person has in a firm (points)."""
    return overall_trust(tie.ability, tie.integrity, tie.fairness)


@phase
def tenure_months(world, person, tie, j, t):
    """Return the age of the relation in months: of the contract held, else since first purchase."""
    settings = world.settings[0]
    if settings.contract:
        return (t - person.spell_start) * settings.step_months if person.provider == j else 0.0
    return (t - tie.first_step) * settings.step_months if tie.first_step != NEVER else 0.0


@phase
def term_months_left(world, person, t):
    """Return the months left of the running term; 0 where there is none."""
    return max(person.term_end - t, 0) * world.settings[0].step_months


@phase
def feel_pulls(world, i, t, pulls):
    """Write down how each firm's program pulls person i now, logits; nothing without a card."""
    person = world.people[i]
    if person.n_cards == 0:
        return
    behavior = world.behavior[person.segment]
    attention = card_attention(person.n_cards)
    for j in range(world.firm_keys.size):
        terms = world.terms[t, person.segment, j]
        tie = world.ties[i, j]
        pulls[j] = program_pull(person, tie, terms, behavior, attention)
        if is_equipped(world) and has_rewards(world, tie, terms):
            pulls[j] += reward_pull(world, j, t, person, tie, terms, behavior, attention)


@phase
def pull_of(person, pulls, j):
    """Return the pull of firm j's program that was written down, logits; 0 without a card."""
    return pulls[j] if person.n_cards > 0 else 0.0


@phase
def has_rewards(world, tie, terms):
    """Tell whether a program has rewards beside points for this person."""
    is_used = tie.member == ENGAGED and terms.program_open > 0.0
    return is_used and world.settings[0].has_rewards > 0


@phase
def program_pull(person, tie, terms, behavior, attention):
    """Return the pull of the firm's program on this person in logits; 0 unless it is used."""
    if tie.member != ENGAGED or terms.program_earn_rate <= 0.0:
        return 0.0
    return program_utility(
        person.price_sensitivity,
        terms.program_earn_rate,
        behavior.point_value,
        progress(tie.points * FROM_MICRO, terms.program_threshold),
        behavior.goal_gradient,
        behavior.goal_gradient_power,
        attention,
    )
