"""Paying with the toolbox on: points, levels, deadlines, coupons, cash-back (EQ15, EQ17, EQ22)."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.full_mesa import FullCustomer
    from benchmarks.full_records import FullTie


def pay(customer: "FullCustomer", tie: "FullTie") -> None:
    """Pay for one purchase."""
    p, firm, account = customer.model.p, tie.firm, tie.firm.account
    t = customer.model.clock
    is_new = tie.n_purchases == 0
    tenure = 0.0 if is_new else (t - tie.first_step) * customer.model.numbers.step_months
    units = p.spend_scale
    if tie.satisfaction > 65.0:
        units *= 1.0 + p.spend_growth * (1.0 - math.exp(-tenure / p.spend_growth_months))
    units *= 1.0 + p.breadth_spend * tie.breadth
    acquisition = 0.0
    if is_new:
        tie.first_step = t
        acquisition = firm.acquisition_money
        account.acquisition_cost += acquisition
        tie.recall = p.contact_recall * firm.contact_effect / customer.model.numbers.step_months
    if firm.has_program and not tie.member:
        try_to_enroll(customer, tie)
    due = tie.offer * units
    used = redeem(customer, tie, due) if tie.engaged and tie.points > 0.0 else 0.0
    matured = 1.0 - math.exp(-tenure / firm.service_saving_months)
    service = firm.service_cost * (1.0 - firm.service_saving * matured)
    account.purchases += 1
    account.units += units
    account.revenue += due - used
    account.concessions += (firm.untreated_price - tie.offer) * units
    account.variable_cost += firm.unit_cost * units
    account.service_cost += service
    if tie.coupon:
        account.coupons_used += 1
    if tie.engaged and firm.has_program:
        reward(tie, due, due - used)
    if firm.counts_years:
        count_spend(customer, tie, due)
    tie.reference_price += p.reference_price_adaptation * (tie.offer - tie.reference_price)
    tie.n_purchases += 1
    tie.last_step = t
    tie.paid += due - used
    tie.cost += firm.unit_cost * units + service + acquisition
    tie.given += used


def redeem(customer: "FullCustomer", tie: "FullTie", due: float) -> float:
    """Pay with points once the threshold is met, as far as they go (EQ22b)."""
    firm = tie.firm
    if tie.points < firm.program_threshold:
        return 0.0
    used = min(tie.points, due)
    tie.points -= used
    firm.account.points_redeemed += used
    firm.account.reward_cost -= (1.0 - firm.program_breakage) * used
    if customer.model.p.redemption_bond > 0.0 and due > 0.0:
        tie.bond = min(tie.bond + customer.model.p.redemption_bond * used / due, 100.0)
    return used


def reward(tie: "FullTie", due: float, paid: float) -> None:
    """Give a member who uses the program what the purchase earns (EQ22b to e)."""
    firm = tie.firm
    earn(tie, firm.program_earn_rate * (1.0 + firm.tiers_earn_bonus * tie.level) * due)
    if firm.program_cash_back > 0.0:
        firm.account.member_cost += firm.program_cash_back * paid
        tie.given += firm.program_cash_back * paid
    if firm.deadline_reward > 0.0:
        tie.in_period += 1
        if tie.in_period == math.ceil(firm.deadline_purchases):
            earn(tie, firm.deadline_reward)


def count_spend(customer: "FullCustomer", tie: "FullTie", due: float) -> None:
    """Count what was spent this year; a rise of the level comes at once (EQ22d, EQ27)."""
    firm = tie.firm
    tie.year_spend += due
    if 0.0 < firm.key_service_spend <= tie.year_spend:
        tie.key = True
    if tie.member:
        level = level_earned(tie)
        if level > tie.level:
            rise = customer.model.p.promotion_bond * (level - tie.level)
            tie.bond = min(tie.bond + rise, 100.0)
            firm.account.promoted += 1
            tie.level = level


def level_earned(tie: "FullTie") -> int:
    """Return the level that this year's spend earns, 0 to 3 (EQ22d)."""
    firm = tie.firm
    levels = ((3, firm.tiers_third), (2, firm.tiers_second), (1, firm.tiers_first))
    for level, threshold in levels:
        if 0.0 < threshold <= tie.year_spend:
            return level
    return 0


def try_to_enroll(customer: "FullCustomer", tie: "FullTie") -> None:
    """Perhaps join the program; a fee deters those who buy seldom (EQ22a)."""
    model = customer.model
    p, rng, firm, numbers = model.p, model.random, tie.firm, model.numbers
    age = model.clock - tie.first_step + 1
    a_year = (tie.n_purchases + 1) / max(age * numbers.step_years, 1.0)
    wish = (
        p.enroll_base
        + p.enroll_frequency * a_year
        + p.enroll_promotion * firm.program_promoted
        - p.enroll_friction * firm.program_friction
        - p.enroll_other_cards * customer.n_cards
    )
    if firm.program_fee > 0.0:
        monthly = firm.program_fee / numbers.step_months
        a_month = a_year * numbers.step_years / numbers.step_months
        wish -= customer.price_sensitivity * monthly / max(a_month, 0.1)
    if rng.random() >= 1.0 / (1.0 + math.exp(-wish)):
        return
    endowment = 0.0 if tie.endowed else firm.program_endowment
    started = 0.0
    if firm.program_threshold > 0.0:
        started = min(endowment / firm.program_threshold, 1.0)
    uses = p.engagement_base + p.engagement_progress * started
    tie.member = tie.endowed = True
    tie.engaged = rng.random() < 1.0 / (1.0 + math.exp(-uses))
    customer.n_cards += 1
    firm.account.enrolled += 1
    earn(tie, endowment)


def earn(tie: "FullTie", points: float) -> None:
    """Credit points and put aside what they are expected to cost."""
    tie.points += points
    tie.firm.account.points_earned += points
    tie.firm.account.reward_cost += (1.0 - tie.firm.program_breakage) * points


def expire(tie: "FullTie") -> None:
    """Let the points held expire and release what was put aside for them."""
    tie.firm.account.points_expired += tie.points
    tie.firm.account.reward_cost -= (1.0 - tie.firm.program_breakage) * tie.points
    tie.points = 0.0
