"""What time does to a tie, and what a step ends with (EQ6, EQ10, EQ11, EQ17, EQ22, EQ23, EQ27)."""

import math
from typing import TYPE_CHECKING

from benchmarks.full_bonds import fade
from benchmarks.full_choice import offered_price
from benchmarks.full_payment import expire, level_earned

if TYPE_CHECKING:
    from benchmarks.full_mesa import FullCustomer
    from benchmarks.full_records import FullTie

UNUSED_MEMBERSHIP = 3.0  # months without a purchase after which a fee is no longer paid


def pass_time(customer: "FullCustomer", tie: "FullTie") -> None:
    """Let a step pass for a tie with somebody who has bought there before."""
    model = customer.model
    p, firm = model.p, tie.firm
    t = model.clock
    tie.failures *= p.failure_memory_carry
    fade(customer, tie)
    if firm.contact_effect > 0.0:
        take_contact(customer, tie)
    is_present = tie.last_step >= t - model.numbers.window  # at the end of the last step
    if is_present and tie.breadth < p.breadth_max - 1.0:
        buy_across(customer, tie)
    if firm.deadline_reward > 0.0 and t % firm.period_steps == 0:
        tie.in_period = 0
    idle = (t - tie.last_step) * model.numbers.step_months
    if tie.member and firm.program_fee > 0.0 and idle > UNUSED_MEMBERSHIP:
        leave_program(customer, tie)
    loss = p.breach_trust * firm.breach_risen
    if p.price_visibility > 0.0 and is_present:
        loss += dearness(customer, tie)
    if firm.key_service_spend > 0.0 and is_present and not tie.key:
        loss += p.key_envy * firm.key_service_visibility * model.numbers.step_months
    fairness = tie.fairness + model.numbers.fairness_recovery * (50.0 - tie.fairness) - loss
    tie.fairness = min(max(fairness, 0.0), 100.0)
    if tie.points > 0.0 and 0.0 < firm.program_expiry_months < idle:
        expire(tie)


def leave_program(customer: "FullCustomer", tie: "FullTie") -> None:
    """Give up a card not worth its fee; the level goes with it (EQ22a)."""
    expire(tie)
    tie.member = tie.engaged = False
    tie.level = 0
    customer.n_cards -= 1


def take_contact(customer: "FullCustomer", tie: "FullTie") -> None:
    """Be reminded and irritated; too much contact backfires (EQ23).

    Contacts come evenly over the step and each is forgiven from its own moment on.
    """
    model = customer.model
    p, firm, months = model.p, tie.firm, model.numbers.step_months
    kept, risen, kept_of_new = model.irritation
    middle = kept_of_new * tie.irritation + risen * firm.contact_intrusion
    tie.irritation = kept * tie.irritation + kept_of_new * firm.contact_intrusion
    left = firm.contact_effect * max(-0.5, 1.0 - middle / p.contact_tolerance)
    tie.bond = min(max(tie.bond + p.contact_bond * left, 0.0), 100.0)
    tie.recall = p.contact_recall * left / months
    firm.account.service_cost += firm.contact_cost
    tie.cost += firm.contact_cost


def buy_across(customer: "FullCustomer", tie: "FullTie") -> None:
    """Perhaps take up a further product (EQ17)."""
    model = customer.model
    trust = 0.4 * tie.ability + 0.4 * tie.integrity + 0.2 * tie.fairness
    wish = (tie.satisfaction - 70.0) / 10.0 + (trust - 60.0) / 15.0
    monthly = model.p.cross_buying / (1.0 + math.exp(-wish))
    if model.random.random() < 1.0 - (1.0 - monthly) ** model.numbers.step_months:
        tie.breadth += 1
        tie.firm.account.cross_bought += 1


def dearness(customer: "FullCustomer", tie: "FullTie") -> float:
    """Return fairness lost because newcomers pay less, points (EQ10)."""
    p, firm = customer.model.p, tie.firm
    own = offered_price(customer, tie)
    newcomer = firm.price * (1.0 - firm.newcomer_discount)
    if firm.is_promoted:
        newcomer *= 1.0 - firm.promotion_depth
    if newcomer >= own:
        return 0.0
    percent = 100.0 * (own - newcomer) / own
    return p.unfair_price_loss * p.price_visibility * percent * customer.model.numbers.step_months


def end_year(customer: "FullCustomer", tie: "FullTie") -> None:
    """Let the year's spend decide who keeps a level or is a key customer (EQ22d, EQ27)."""
    p, firm = customer.model.p, tie.firm
    level = min(level_earned(tie) if tie.member else 0, tie.level)
    fall = tie.level - level
    if fall:
        tie.bond = max(tie.bond - 1.5 * p.promotion_bond * fall, 0.0)
        tie.fairness = max(tie.fairness - p.demotion_trust * fall, 0.0)
        firm.account.demoted += 1
    tie.level = level
    tie.key = 0.0 < firm.key_service_spend <= tie.year_spend
    tie.year_spend = 0.0


def keep_membership(customer: "FullCustomer", tie: "FullTie", *, is_birthday: bool) -> None:
    """Get a birthday gift, pay the fee or leave the program (EQ11, EQ22e)."""
    model = customer.model
    firm, account = tie.firm, tie.firm.account
    gift = firm.program_birthday_gift
    if is_birthday and gift > 0.0:
        if tie.member:
            points = model.p.birthday_bond * gift / 0.1 * 0.7**tie.gifts
            tie.bond = min(tie.bond + points, 100.0)
            account.member_cost += gift
        tie.gifts += 1
    if tie.member and firm.program_fee > 0.0:
        account.revenue += firm.program_fee
        tie.paid += firm.program_fee


def is_year_end(age: int, steps_a_year: float) -> bool:
    """Tell whether a year ends with this step."""
    return age > 0 and math.floor(age / steps_a_year) > math.floor((age - 1) / steps_a_year)
