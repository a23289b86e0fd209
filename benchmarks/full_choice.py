"""Considering and choosing with the toolbox on (EQ13 to EQ16, EQ22, EQ23, EQ26)."""

import math
from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.full_mesa import FullCustomer
    from benchmarks.full_records import FullTie


def choose(customer: "FullCustomer") -> "FullTie | None":
    """Choose among the firms considered, or nobody (EQ13, EQ16)."""
    ties = considered(customer)
    cost = leaving_cost(customer)
    provider = customer.provider
    odds = list(
        accumulate(
            math.exp(utility(customer, tie) - (cost if tie.firm.index != provider else 0.0))
            for tie in ties
        )
    )
    firms = odds[-1] if odds else 0.0
    drawn = customer.model.random.random() * (firms + customer.model.outside)
    return ties[bisect_left(odds, drawn)] if drawn < firms else None


def considered(customer: "FullCustomer") -> "list[FullTie]":
    """Return the firms known and in reach, as many as a person considers (EQ13)."""
    p = customer.model.p
    ties = [tie for tie in customer.ties if tie.aware and tie.reachable]
    if not len(ties) > p.consider_max:  # also where there is no limit (NaN)
        return ties

    def score(tie: "FullTie") -> float:
        if tie.firm.index == customer.provider:
            return math.inf
        advertising = p.advertising_weight * math.log1p(tie.firm.advertising)
        satisfaction = tie.satisfaction if tie.n_purchases else tie.will
        return tie.taste + p.satisfaction_weight * satisfaction / 10.0 + advertising

    ranked = sorted(ties, key=score, reverse=True)
    for tie in ranked[int(p.consider_max) :]:
        tie.firm.account.crowded_out += 1
    return ranked[: int(p.consider_max)]


def utility(customer: "FullCustomer", tie: "FullTie") -> float:
    """Return the systematic utility of a firm without switching costs, logits (EQ15)."""
    p, firm = customer.model.p, tie.firm
    tried = tie.n_purchases > 0
    satisfaction = tie.satisfaction if tried else tie.will
    trust = 0.4 * tie.ability + 0.4 * tie.integrity + 0.2 * tie.fairness
    price = tie.offer = offered_price(customer, tie)
    felt = price - tie.reference_price
    if felt > 0.0:
        felt *= p.reference_price_loss
    disadvantage = price - 1.0 + p.reference_price_weight * felt
    if disadvantage > 0.0:
        disadvantage *= 1.0 - p.bond_price_relief * tie.bond / 100.0
    total = (
        tie.taste
        + p.satisfaction_weight * customer.involvement * (satisfaction - 70.0) / 10.0
        + p.trust_weight * (trust - 50.0) / 10.0
        + p.bond_weight * tie.bond / 10.0
        + p.habit_weight * tie.habit
        + p.convenience_weight * firm.convenience
        + p.image_weight * tie.image
        - customer.price_sensitivity * disadvantage
    )
    if tie.engaged:
        total += program_pull(customer, tie)
    if firm.is_promoted:
        total += p.promotion_salience
    if tried:
        return total + tie.recall
    certainty = 1.0 - math.exp(-tie.messages / 2.0) if tie.messages else 0.0
    return total - p.inexperience_penalty * (1.0 - 0.5 * certainty)


def offered_price(customer: "FullCustomer", tie: "FullTie") -> float:
    """Return the price of a unit offered to this person now (EQ15, EQ22e, EQ26)."""
    firm = tie.firm
    price = firm.price
    if firm.newcomer_discount > 0.0 and tie.n_purchases < firm.newcomer_purchases:
        price *= 1.0 - firm.newcomer_discount
    elif firm.winback_discount > 0.0 and tie.n_purchases:
        rate = max(customer.need_rate, customer.model.p.need_rate / 10.0)
        if customer.model.clock - tie.last_step > 3.0 / rate:
            price *= 1.0 - firm.winback_discount
    if firm.is_promoted:
        price *= 1.0 - firm.promotion_depth
    if tie.coupon:
        price *= 1.0 - firm.coupons_depth
    return price


def program_pull(customer: "FullCustomer", tie: "FullTie") -> float:
    """Return the pull of a program on a member who uses it, logits (EQ22b to f)."""
    p, firm = customer.model.p, tie.firm
    if not firm.has_program:
        return 0.0
    pull = firm.program_earn_rate * p.point_value
    if firm.program_threshold > 0.0 and tie.points > 0.0:
        progress = min(tie.points / firm.program_threshold, 1.0)
        pull *= 1.0 + p.goal_gradient * progress**p.goal_gradient_power
    pull += firm.program_cash_back
    if firm.deadline_reward > 0.0:
        missing = math.ceil(firm.deadline_purchases) - tie.in_period - 1
        if missing >= 0:
            left = firm.period_steps - 1 - customer.model.clock % firm.period_steps
            mean = customer.need_rate * tie.habit * left
            decisive = math.exp(-mean) * mean**missing / math.factorial(missing)
            pull += firm.deadline_reward * p.point_value * decisive
    pull *= customer.price_sensitivity / (1.0 + 0.3 * max(customer.n_cards - 1, 0))
    return pull + firm.status[tie.level]


def leaving_cost(customer: "FullCustomer") -> float:
    """Return what leaving the firm last bought from costs, logits (EQ14)."""
    if customer.provider >= len(customer.ties):
        return 0.0
    model = customer.model
    p, tie = model.p, customer.ties[customer.provider]
    firm = tie.firm
    procedural = p.switching_procedural
    if p.switching_learned > 0.0:
        tenure = (model.clock - tie.first_step) * model.numbers.step_months
        procedural += p.switching_learned * (
            1.0 - math.exp(-tenure / p.switching_learning_months)
        )  # fmt: skip
    procedural *= 0.85**customer.n_switches * (1.0 - firm.portability)
    if p.breadth_max > 1.0:
        procedural *= 1.0 + 0.4 * tie.breadth / (p.breadth_max - 1.0)
    financial = customer.price_sensitivity * p.point_value * tie.points / p.switching_horizon
    relational = p.switching_relational * tie.bond / 100.0
    lock = firm.structural_lock
    return customer.switching_factor * (procedural + lock + financial + relational)
