"""Paying of many customers at once: money, points, enrollment (EQ15, EQ17, EQ22, EQ25)."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from benchmarks.vectorised_numpy import VectorisedMarket

Floats = NDArray[np.float32]
Places = NDArray[np.intp]


def pay(
    market: "VectorisedMarket",
    people: Places,
    chosen: Places,
    ties: Places,
    count: NDArray[np.int32],
) -> None:
    """Pay for one purchase; points are redeemed and earned (EQ15, EQ17, EQ22, EQ25)."""
    p, terms, t = market.p, market.terms, market.clock
    new = np.flatnonzero(count == 0)
    first_step = market.first_step.reshape(-1)
    first_step[ties[new]] = t
    tenure = (t - first_step[ties]) * np.float32(market.numbers.step_months)
    grown = p.spend_growth * (1 - np.exp(tenure * (-1 / p.spend_growth_months)))
    units = p.spend_scale * (1 + grown * (market.satisfaction.reshape(-1)[ties] > 65))
    price = market.price[chosen]
    due = price * units
    used = use_program(market, people, chosen, ties, count, due)
    service = terms["service_cost"][chosen] * (
        1 - terms["service_saving"][chosen]
        * (1 - np.exp(-tenure / terms["service_saving_months"][chosen]))
    )  # fmt: skip
    variable = terms["unit_cost"][chosen] * units
    cost = variable + service
    cost[new] += terms["acquisition_money"][chosen[new]]
    market.note("acquisition_cost", chosen[new], terms["acquisition_money"][chosen[new]])
    market.note("purchases", chosen)
    market.note("units", chosen, units)
    market.note("revenue", chosen, due - used)
    market.note("variable_cost", chosen, variable)
    market.note("service_cost", chosen, service)
    reference = market.reference_price.reshape(-1)[ties]
    reference += p.reference_price_adaptation * (price - reference)
    market.reference_price.reshape(-1)[ties] = reference
    market.n_purchases.reshape(-1)[ties] = count + 1
    market.last_step.reshape(-1)[ties] = t
    market.paid.reshape(-1)[ties] += due - used
    market.cost.reshape(-1)[ties] += cost
    market.given.reshape(-1)[ties] += used


def use_program(
    market: "VectorisedMarket",
    people: Places,
    chosen: Places,
    ties: Places,
    count: NDArray[np.int32],
    due: Floats,
) -> Floats:
    """Let customers of firms with a program join it, redeem and earn; return what is redeemed."""
    terms = market.terms
    used = np.zeros(ties.size, dtype=np.float32)
    at = np.flatnonzero((terms["program_earn_rate"] > 0)[chosen])
    outside = at[market.member.reshape(-1)[ties[at]] == 0]
    enroll(market, people[outside], chosen[outside], ties[outside], count[outside])
    at = at[market.member.reshape(-1)[ties[at]] > 0]
    firm, where = chosen[at], ties[at]
    points = market.points.reshape(-1)[where]
    engaged = market.member.reshape(-1)[where] == 2
    enough = engaged & (points > 0) & (points >= terms["program_threshold"][firm])
    redeemed = np.where(enough, np.minimum(points, due[at]), 0)
    earned = terms["program_earn_rate"][firm] * due[at]
    earned *= engaged
    market.points.reshape(-1)[where] = points - redeemed + earned
    market.note("points_redeemed", firm, redeemed)
    market.note("points_earned", firm, earned)
    kept = 1 - terms["program_breakage"][firm]
    market.note("reward_cost", firm, kept * (earned - redeemed))
    used[at] = redeemed
    return used


def enroll(
    market: "VectorisedMarket",
    people: Places,
    chosen: Places,
    ties: Places,
    count: NDArray[np.int32],
) -> None:
    """Let some join the program; the frequent join more readily (EQ22a)."""
    p, terms = market.p, market.terms
    age = market.clock - market.first_step.reshape(-1)[ties] + 1
    years = np.maximum(age * market.numbers.step_years, 1)
    utility = (
        p.enroll_base
        + p.enroll_frequency * (count + 1) / years
        + p.enroll_promotion * terms["program_promoted"][chosen]
        - p.enroll_friction * terms["program_friction"][chosen]
        - p.enroll_other_cards * market.n_cards[people]
    )
    joins = np.flatnonzero(market.rng.random(ties.size) < 1 / (1 + np.exp(-utility)))
    firm, where = chosen[joins], ties[joins]
    endowment, threshold = terms["program_endowment"][firm], terms["program_threshold"][firm]
    started = np.where(threshold > 0, np.minimum(endowment / np.maximum(threshold, 1e-9), 1), 0)
    uses = 1 / (1 + np.exp(-p.engagement_base - p.engagement_progress * started))
    market.member.reshape(-1)[where] = 1 + (market.rng.random(joins.size) < uses)
    market.n_cards[people[joins]] += 1
    market.points.reshape(-1)[where] += endowment
    market.note("enrolled", firm)
    market.note("points_earned", firm, endowment)
    market.note("reward_cost", firm, (1 - terms["program_breakage"][firm]) * endowment)
