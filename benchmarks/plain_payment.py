"""Paying in the plain Mesa market: money, points, enrollment (EQ15, EQ17, EQ22, EQ25)."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.plain_mesa import Customer
    from benchmarks.plain_records import Tie


def pay(customer: "Customer", tie: "Tie") -> None:
    """Pay for one purchase; points are earned and redeemed (EQ15, EQ17, EQ22, EQ25)."""
    p, firm, account, numbers = customer.model.p, tie.firm, tie.firm.account, customer.model.numbers
    t = customer.model.clock
    is_new = tie.n_purchases == 0
    tenure = 0.0 if is_new else (t - tie.first_step) * numbers.step_months
    units = p.spend_scale
    if tie.satisfaction > 65.0:
        units *= 1.0 + p.spend_growth * (1.0 - math.exp(-tenure / p.spend_growth_months))
    acquisition = 0.0
    if is_new:
        tie.first_step = t
        acquisition = firm.acquisition_money
        account.acquisition_cost += acquisition
    if firm.has_program and not tie.member:
        try_to_enroll(customer, tie)
    due = firm.price * units
    used = 0.0
    if tie.engaged and tie.points > 0.0 and tie.points >= firm.program_threshold:
        used = min(tie.points, due)
        tie.points -= used
        account.points_redeemed += used
        account.reward_cost -= (1.0 - firm.program_breakage) * used
    matured = 1.0 - math.exp(-tenure / firm.service_saving_months)
    service = firm.service_cost * (1.0 - firm.service_saving * matured)
    account.purchases += 1
    account.units += units
    account.revenue += due - used
    account.variable_cost += firm.unit_cost * units
    account.service_cost += service
    if tie.engaged:
        earn(tie, firm.program_earn_rate * due)
    tie.reference_price += p.reference_price_adaptation * (firm.price - tie.reference_price)
    tie.n_purchases += 1
    tie.last_step = t
    tie.paid += due - used
    tie.cost += firm.unit_cost * units + service + acquisition
    tie.given += used


def try_to_enroll(customer: "Customer", tie: "Tie") -> None:
    """Perhaps join the program; the frequent join more readily (EQ22a)."""
    p, rng, firm = customer.model.p, customer.model.random, tie.firm
    age = customer.model.clock - tie.first_step + 1
    frequency = (tie.n_purchases + 1) / max(age * customer.model.numbers.step_years, 1.0)
    utility = (
        p.enroll_base
        + p.enroll_frequency * frequency
        + p.enroll_promotion * firm.program_promoted
        - p.enroll_friction * firm.program_friction
        - p.enroll_other_cards * customer.n_cards
    )
    if rng.random() >= 1.0 / (1.0 + math.exp(-utility)):
        return
    started = 0.0
    if firm.program_threshold > 0.0:
        started = min(firm.program_endowment / firm.program_threshold, 1.0)
    uses = p.engagement_base + p.engagement_progress * started
    tie.member = True
    tie.engaged = rng.random() < 1.0 / (1.0 + math.exp(-uses))
    customer.n_cards += 1
    firm.account.enrolled += 1
    earn(tie, firm.program_endowment)


def earn(tie: "Tie", points: float) -> None:
    """Credit points and put aside what they are expected to cost."""
    tie.points += points
    tie.firm.account.points_earned += points
    tie.firm.account.reward_cost += (1.0 - tie.firm.program_breakage) * points
