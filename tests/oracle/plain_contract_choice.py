"""Whether a contract is looked at, and what is chosen then (ODD 7.8 to 7.10, 7.13)."""

import math
from typing import TYPE_CHECKING

from tests.oracle.plain_contract_money import pull

if TYPE_CHECKING:
    from tests.oracle.plain_contract import Customer

MONTHS_WITHOUT_TERM = 12  # EQ26: how long an own discount lasts where there is no term


def reviews(customer: "Customer") -> bool:
    """Tell whether the contract is looked at in this step (EQ18)."""
    if customer.provider is None:
        return True
    p, t = customer.p, customer.market.clock
    satisfaction = customer.ties[customer.provider].satisfaction
    h = p.review_base + p.review_dissatisfaction * max(65.0 - satisfaction, 0.0) / 65.0
    silent = (1.0 - min(h, 1.0)) ** customer.market.numbers.months
    if customer.failed_last:
        silent *= 1.0 - p.review_failure
    if t == customer.term_end:
        silent *= 1.0 - p.review_contract_end
    chance = 1.0 - silent
    if (
        t < customer.term_end
        and customer.market.terms[customer.segment][customer.provider].exit_fee == 0.0
    ):
        chance *= p.locked_review_share
    return customer.market.random.random() < chance


def choose(customer: "Customer") -> None:
    """Stay or change, by multinomial logit (EQ16), and sign what follows from it (ODD 7.13)."""
    market, held, t = customer.market, customer.provider, customer.market.clock
    odds = [math.exp(utility(customer, j)) for j in range(len(customer.ties))]
    if held is not None:
        leaving = math.exp(-switching_cost(customer))
        odds = [x if j == held else x * leaving for j, x in enumerate(odds)]
        market.books[held].reviews += 1
    chosen = market.random.choices(range(len(odds)), odds)[0]
    market.flows[len(odds) if held is None else held][chosen] += 1
    months = market.numbers.months
    term = math.ceil(market.terms[customer.segment][chosen].contract_months / months)
    if chosen == held:
        if t >= customer.term_end:
            customer.term_end = t + term
        return
    if held is not None:
        market.books[held].lost += 1
        market.books[held].revenue += exit_fee(customer)
        customer.ties[held].is_cohort = False
        customer.n_switches += 1
    customer.own = customer.own_discount(chosen)
    customer.own_until = t + (term or math.ceil(MONTHS_WITHOUT_TERM / months))
    tie = customer.ties[chosen]
    market.books[chosen].gained += 1
    if not tie.bought:
        market.books[chosen].newcomers += 1
        tie.first_step = t
    customer.provider, customer.spell_start, customer.term_end = chosen, t, t + term


def exit_fee(customer: "Customer") -> float:
    """Return the exit fee due today, money (EQ14)."""
    terms = customer.market.terms[customer.segment][customer.provider]
    left = max(customer.term_end - customer.market.clock, 0) * customer.market.numbers.months
    return terms.exit_fee * min(left / max(terms.contract_months, 1.0), 1.0)


def switching_cost(customer: "Customer") -> float:
    """Return what leaving the present firm costs, logits (EQ14)."""
    p, tie = customer.p, customer.ties[customer.provider]
    terms = customer.market.terms[customer.segment][customer.provider]
    learned = 1.0 - math.exp(-customer.tenure() / p.switching_learning_months)
    trouble = (p.switching_procedural + p.switching_learned * learned) * 0.85**customer.n_switches
    trouble *= 1.0 - terms.portability
    lost = customer.price_sensitivity * (exit_fee(customer) + p.point_value * tie.points)
    relation = p.switching_relational * tie.bond / 100.0
    whole = trouble + terms.structural_lock + lost / p.switching_horizon + relation
    return customer.switching_factor * whole


def utility(customer: "Customer", j: int) -> float:
    """Return the utility of a firm before what leaving the present one costs (EQ15)."""
    p, tie, terms = customer.p, customer.ties[j], customer.market.terms[customer.segment][j]
    tried = tie.experiences > 0
    satisfaction = tie.satisfaction if tried else tie.will
    price = terms.price_for_all * (1.0 - customer.own_discount(j))
    above = max(price - tie.reference_price, 0.0)
    below = max(tie.reference_price - price, 0.0)
    dear = price - 1.0 + p.reference_price_weight * (p.reference_price_loss * above - below)
    relief = 1.0 - p.bond_price_relief * tie.bond / 100.0 if dear > 0.0 else 1.0
    v = tie.taste + p.habit_weight * tie.habit + p.convenience_weight * terms.convenience
    v += p.satisfaction_weight * customer.involvement * (satisfaction - 70.0) / 10.0
    v += p.trust_weight * (tie.trust() - 50.0) / 10.0 + p.bond_weight * tie.bond / 10.0
    v -= customer.price_sensitivity * relief * dear
    if tie.engaged:
        v += pull(customer, j)
    if tie.bought:
        v += p.contact_recall * terms.contact_effect * tie.heeded
    if not tried:
        v -= p.inexperience_penalty * (1.0 - 0.5 * (1.0 - math.exp(-tie.messages / 2.0)))
    return v
