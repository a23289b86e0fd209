"""Paying for a month of a contract, points, and what firms book at the end (ODD 7.12, 7.15, 7.16)."""

import math
from typing import TYPE_CHECKING

from tests.oracle.plain_contract_experience import logistic
from tests.oracle.plain_contract_service import count_spend, serve_key_customer

if TYPE_CHECKING:
    from tests.oracle.plain_contract import Customer


def pay(customer: "Customer", j: int, *, is_due: bool) -> None:
    """Pay for the step: units and price, cost of winning, points, books (EQ15, EQ17, EQ25)."""
    market, p, tie = customer.market, customer.p, customer.ties[j]
    terms, books = market.terms[customer.segment][j], market.books[j]
    tenure, months = customer.tenure(), market.numbers.months
    units = p.spend_scale * months
    if tie.satisfaction > 65.0:
        units *= 1.0 + p.spend_growth * (1.0 - math.exp(-tenure / p.spend_growth_months))
    if not tie.bought:
        tie.bought = True
        books.acquisition_cost += terms.acquisition_money
    price = terms.price_for_all * (1.0 - customer.own_discount(j))
    due = price * units
    used = 0.0
    if tie.engaged and tie.points > 0.0 and tie.points >= terms.program_threshold:
        used = min(tie.points, due)
        tie.points -= used
        books.points_redeemed += used
        books.reward_cost -= (1.0 - terms.program_breakage) * used
    saved = terms.service_saving * (1.0 - math.exp(-tenure / terms.service_saving_months))
    books.buyers += 1
    books.purchases += 1
    books.units += units
    books.revenue += due - used
    books.concessions += (terms.price_without_policies - price) * units
    books.variable_cost += terms.unit_cost * units
    books.service_cost += months * terms.service_cost * (1.0 - saved)
    books.policy_cost += terms.paid.per_purchase * units
    if tie.engaged:
        earn(customer, j, terms.program_earn_rate * due)
    count_spend(tie, terms, due)
    if is_due:  # once a month, however often it is paid
        tie.reference_price += p.reference_price_adaptation * (price - tie.reference_price)
        tie.paid_months += 1


def earn(customer: "Customer", j: int, points: float) -> None:
    """Credit points and put aside what they are expected to cost."""
    terms, books = customer.market.terms[customer.segment][j], customer.market.books[j]
    customer.ties[j].points += points
    books.points_earned += points
    books.reward_cost += (1.0 - terms.program_breakage) * points


def try_to_enroll(customer: "Customer", j: int) -> None:
    """Perhaps join the program (EQ22a); purchases a year count from the first one, a year at least."""
    market, p, tie = customer.market, customer.p, customer.ties[j]
    terms = market.terms[customer.segment][j]
    years = (market.clock - tie.first_step + 1) * market.numbers.step_days / 365.0
    wish = (
        p.enroll_base
        + p.enroll_frequency * (tie.paid_months + 1) / max(years, 1.0)
        + p.enroll_promotion * terms.program_promoted
        - p.enroll_friction * terms.program_friction
        - p.enroll_other_cards * sum(other.member for other in customer.ties)
    )
    if market.random.random() >= logistic(wish):
        return
    begun = 0.0
    if terms.program_threshold > 0.0:
        begun = min(terms.program_endowment / terms.program_threshold, 1.0)
    tie.member = True
    tie.engaged = market.random.random() < logistic(
        p.engagement_base + p.engagement_progress * begun
    )
    market.books[j].enrolled += 1
    earn(customer, j, terms.program_endowment)


def pull(customer: "Customer", j: int) -> float:
    """Return how a program in use draws, logits (EQ22b, f)."""
    p, tie = customer.p, customer.ties[j]
    terms = customer.market.terms[customer.segment][j]
    draw = customer.price_sensitivity * terms.program_earn_rate * p.point_value
    if terms.program_threshold > 0.0:
        progress = min(tie.points / terms.program_threshold, 1.0)
        draw *= 1.0 + p.goal_gradient * progress**p.goal_gradient_power
    cards = sum(other.member for other in customer.ties)
    return draw / (1.0 + 0.3 * (cards - 1))


def close(customer: "Customer") -> None:
    """Book what is stated per customer, and count this one at the firm that holds the contract."""
    market = customer.market
    for j, (tie, terms, books) in enumerate(
        zip(customer.ties, market.terms[customer.segment], market.books, strict=True)
    ):
        books.fixed_cost += terms.fixed_cost
        books.policy_cost += terms.paid_by_all
        if market.numbers.counts_spend:
            serve_key_customer(customer, j)
        if tie.member:
            books.members += 1
            if terms.program_earn_rate > 0.0:
                books.member_cost += terms.program_member_cost
    j = customer.provider
    tie, books = customer.ties[j], market.books[j]
    trust = tie.trust()
    answer = (0.75 * tie.satisfaction + 0.25 * trust - 16.0) / 7.0
    books.customers += 1
    books.base_customers += tie.is_cohort
    books.satisfaction += tie.satisfaction
    books.trust += trust
    books.bond += tie.bond
    books.promoters += answer >= 8.5
    books.detractors += answer < 6.5
    books.policy_cost += market.terms[customer.segment][j].paid.per_customer_month
