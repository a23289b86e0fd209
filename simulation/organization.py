"""The inside of the firms, step by step: what investment, staff and supplier do to their terms.

A firm's staff and supplier depend on its own levers and on draws of (seed, firm, step), never on a
customer. So the whole path is worked out in one compiled pass before the run begins, and again from
the present step on whenever a firm changes its mind; between decisions the pass over customers runs
on undisturbed. A firm with all levers at rest is not touched at all.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import kernel, phase, rule
from simulation.draws import Purpose, draw_key, hashed, step_key, uniform_of
from simulation.elementary import clip
from simulation.records import DIMENSIONS
from simulation.rules.experience import delivered_quality
from simulation.rules.investment import invested_quality
from simulation.rules.reaction import reacted_price
from simulation.rules.staff import (
    approached,
    coordinated,
    overload_loss,
    skill_factor,
    staff_quality,
    staff_target,
    staff_turnover,
    updated_skill_gap,
    usual_skill,
)
from simulation.rules.supplier import (
    NEUTRAL_LOYALTY,
    disruption_hazard,
    is_disrupted_next,
    lot_saving,
    repair_chance,
    supplied_quality,
    supplier_target,
    waiting_loss,
)

HUMAN_R, HUMAN_A, HUMAN_T, HUMAN_E, HUMAN_RE = 0.3, 1.0, 0.0, 1.0, 1.0  # EQ1: h, carried by staff
SUPPLIED_R, SUPPLIED_T, SUPPLIED_RE = (
    1.0,
    0.7,
    0.3,
)  # EQ1: z, carried by the supplier; A and E are 0
CONDUCT_FIELDS = (
    ("staff_loyalty", "loyalty of staff", "points"),
    ("staff_skill", "skill of staff", "0 to 1"),
    ("staff_turnover", "staff who left in the step", "share"),
    ("supplier_loyalty", "loyalty of the supplier", "points"),
    ("supplier_disrupted", "supply was disrupted", "0 or 1"),
    ("quality_delivered", "quality delivered, weighted by the importance of dimensions", "points"),
    ("price_in_force", "list price less what everybody gets off", "money"),
    ("reaction_effort", "what the reaction to rivals may cost", "share of revenue"),
    (
        "lever_spend",
        "spent on investment, staff and supplier, in `policy_cost`",
        "share of revenue",
    ),
)
"""What is recorded of a firm's inside at each step: name, meaning, unit."""
CONDUCT = np.dtype([*((name, "f8") for name, _, _ in CONDUCT_FIELDS), ("skill_gap", "f8")])
MOVES = np.dtype(
    [("paused", "f8"), ("mixed", "f8"), ("effort", "f8"), ("price_cut", "f8"), ("discount", "f8")]
    + [("earn_rate", "f8"), ("recovery", "f8"), ("recovery_cost", "f8")]
    + [(f"mix_{d}", "f8") for d in DIMENSIONS]
    + [(f"spend_{d}", "f8") for d in DIMENSIONS]
)
"""What a firm decided beside its timed policies, by step: all 0 where it decided nothing."""


class Organization(NamedTuple):
    """The inside of all firms of a run; T steps, S segments, J firms.

    Attributes
    ----------
    plan : record array of shape (T, S, J)
        Terms as the timed policies (and learning from complaints) have them.
    levers : record array of shape (T, J)
        Levers of investment, staff, supplier and reaction.
    moves : record array of shape (T, J)
        `MOVES`: decisions taken while the market runs, from the next step on.
    luck : ndarray of shape (T, J, 2)
        Uniform draws: whether supply breaks down, whether it is repaired.
    terms : record array of shape (T, S, J)
        What customers meet.
    conduct : record array of shape (T, J)
        `CONDUCT`: what is recorded.
    weights : ndarray of shape (5,)
        Importance of the dimensions to `everyone else`.
    step_months : float
        Length of a step, months.
    """

    plan: NDArray[np.void]
    levers: NDArray[np.void]
    moves: NDArray[np.void]
    luck: NDArray[np.float64]
    terms: NDArray[np.void]
    conduct: NDArray[np.void]
    weights: NDArray[np.float64]
    step_months: float


def supplier_luck(
    seed: int, firm_keys: NDArray[np.uint64], n_steps: int, firms: list[int]
) -> NDArray[np.float64]:
    """Return the draws about the suppliers of some firms, shape (T, J, 2); 1 (nothing) elsewhere.

    Each is a function of (seed, purpose, firm, step) alone.
    """
    luck = np.ones((n_steps, firm_keys.size, 2))
    key = np.uint64(hashed("firms", seed))
    for t in range(n_steps if firms else 0):
        in_step = np.uint64(step_key(key, t))
        for j in firms:
            for k, purpose in enumerate((Purpose.DISRUPTION, Purpose.REPAIR)):
                drawn = np.uint64(draw_key(in_step, int(purpose), firm_keys[j], 0))
                luck[t, j, k] = uniform_of(drawn)
    return luck


@rule
def planned_spend(paused, mixed, stated, total, mix, reaction):
    """Return what is spent on one dimension: by plan or by review, and in reaction to rivals."""
    if paused > 0.0:
        return reaction
    return (total * mix if mixed > 0.0 else stated) + reaction


@rule
def stated_spend(lever):
    """Return the whole spending on quality that a scenario states for a step, share of revenue."""
    return (
        lever.investment_R + lever.investment_A + lever.investment_T
        + lever.investment_E + lever.investment_Re
    )  # fmt: skip


@phase
def quality_spend(lever, move):
    """Return the spending on R, A, T, E and Re in a step, shares of revenue."""
    total = stated_spend(lever)
    return (
        planned_spend(move.paused, move.mixed, lever.investment_R, total, move.mix_R, move.spend_R),
        planned_spend(move.paused, move.mixed, lever.investment_A, total, move.mix_A, move.spend_A),
        planned_spend(move.paused, move.mixed, lever.investment_T, total, move.mix_T, move.spend_T),
        planned_spend(move.paused, move.mixed, lever.investment_E, total, move.mix_E, move.spend_E),
        planned_spend(
            move.paused, move.mixed, lever.investment_Re, total, move.mix_Re, move.spend_Re
        ),
    )


@phase
def employ(lever, before, now):
    """Let staff come, go and learn for one step (EQ2)."""
    target = staff_target(
        lever.staff_reference, lever.staff_wage, lever.staff_wage_effect,
        lever.staff_training * lever.staff_training_effect,
        lever.staff_empowerment * lever.staff_empowerment_effect,
        lever.staff_culture * lever.staff_culture_effect,
        lever.staff_load, lever.staff_load_effect,
    )  # fmt: skip
    now.staff_loyalty = approached(before.staff_loyalty, target, lever.staff_adaptation)
    now.staff_turnover = staff_turnover(
        lever.staff_turnover, now.staff_loyalty, lever.staff_reference
    )
    now.skill_gap = updated_skill_gap(
        before.skill_gap, now.staff_turnover, lever.staff_turnover, lever.staff_skill_learning
    )
    now.staff_skill = usual_skill(lever.staff_turnover, lever.staff_skill_learning) + now.skill_gap


@phase
def supply(lever, before, now, u_start, u_end, step_months):
    """Let the supplier's loyalty move, and supply break down or be repaired (EQ3)."""
    target = supplier_target(
        lever.supplier_promptness * lever.supplier_promptness_effect,
        lever.supplier_value_share * lever.supplier_value_effect,
        lever.supplier_order_stability * lever.supplier_stability_effect,
        lever.supplier_price_squeeze * lever.supplier_squeeze_effect,
    )
    now.supplier_loyalty = approached(before.supplier_loyalty, target, lever.supplier_adaptation)
    hazard = disruption_hazard(
        lever.supplier_disruption_rate, lever.supplier_quality, lever.supplier_dual_sourcing,
        lever.supplier_dual_relief,
    )  # fmt: skip
    repair = repair_chance(lever.supplier_disruption_months, now.supplier_loyalty, step_months)
    disrupted = is_disrupted_next(before.supplier_disrupted > 0.0, u_start, u_end, hazard, repair)
    now.supplier_disrupted = 1.0 if disrupted else 0.0


@phase
def lever_share(lever, spent):
    """Return what the levers of a step cost, share of revenue (settled 4)."""
    staff = (lever.staff_wage - 1.0) * lever.staff_payroll + lever.staff_development_cost * (
        lever.staff_training + lever.staff_empowerment + lever.staff_culture
    )
    terms = lever.supplier_terms_cost * (
        lever.supplier_promptness + lever.supplier_value_share + lever.supplier_order_stability
    )
    return spent + staff + terms + lever.supplier_dual_sourcing * lever.supplier_dual_cost


@phase
def dimension(design, row, lever, now, human, supplied, lost):
    """Return the quality delivered on one dimension, 0-100 points (EQ1 to EQ3).

    `human` and `supplied` say how far staff and supplier carry it; `lost` are points lost at once.
    """
    staff = staff_quality(
        now.staff_loyalty, lever.staff_reference, lever.staff_quality_effect, human
    )
    bought = supplied_quality(
        lever.supplier_quality, lever.supplier_reference, lever.supplier_quality_effect, supplied
    )
    quality = delivered_quality(
        design, row.gap_understanding, row.gap_standards, row.gap_delivery - staff - bought + lost
    )
    usual = usual_skill(lever.staff_turnover, lever.staff_skill_learning)
    return clip(quality * skill_factor(now.skill_gap, usual, human), 0.0, 100.0)


@phase
def serve(plan, lever, now, gains, row):
    """Fill in the quality that customers meet in one step (EQ1)."""
    busy = overload_loss(lever.staff_load, lever.staff_overload_loss)
    drop = busy + now.supplier_disrupted * lever.supplier_quality_drop
    together = coordinated(lever.staff_coordination, lever.staff_coordination_loss)
    row.delivered_R = dimension(
        plan.quality_R + gains[0], plan, lever, now, HUMAN_R, SUPPLIED_R, drop
    )
    row.delivered_A = dimension(plan.quality_A + gains[1], plan, lever, now, HUMAN_A, 0.0, busy)
    row.delivered_T = dimension(
        plan.quality_T + gains[2], plan, lever, now, HUMAN_T, SUPPLIED_T, busy
    )
    row.delivered_E = dimension(plan.quality_E + gains[3], plan, lever, now, HUMAN_E, 0.0, busy)
    waited = waiting_loss(
        lever.supplier_lead_days, lever.supplier_lot_days, lever.supplier_waiting_loss
    )
    row.delivered_Re = together * dimension(
        plan.quality_Re + gains[4], plan, lever, now, HUMAN_RE, SUPPLIED_RE, busy + waited
    )


@phase
def offer(plan, lever, move, now, row):
    """Fill in failures, answers to complaints, costs and prices of one step (EQ2, EQ3, EQ24)."""
    failing = plan.failure_prob + now.supplier_disrupted * lever.supplier_failure_rise
    row.failure_prob = min(1.0, failing)
    better = lever.staff_recovery_effect * (now.staff_loyalty - lever.staff_reference)
    row.recovery = clip(plan.recovery + move.recovery + better, 0.0, 1.0)
    row.quick_share = plan.quick_share * lever.staff_coordination
    pressed = 1.0 - lever.supplier_squeeze_saving * lever.supplier_price_squeeze
    risen = 1.0 + lever.supplier_cost_rise * now.supplier_disrupted
    in_lots = 1.0 - lot_saving(lever.supplier_lot_days, lever.supplier_lot_saving)
    row.unit_cost = plan.unit_cost * pressed * risen * in_lots
    row.discount = max(plan.discount, move.discount)
    row.price = reacted_price(
        plan.price, move.price_cut, row.unit_cost / max(1.0 - plan.discount, 1.0e-9),
        lever.reaction_min_margin,
    )  # fmt: skip
    row.program_earn_rate = min(1.0, plan.program_earn_rate + move.earn_rate)
    row.program_open = 1.0 if row.program_earn_rate + row.program_cash_back > 0.0 else 0.0
    row.policy_per_recovery = plan.policy_per_recovery + move.recovery_cost
    row.staff_turnover = now.staff_turnover


@phase
def note(now, row, weights):
    """Record what customers of `everyone else` are offered."""
    now.quality_delivered = (
        weights[0] * row.delivered_R + weights[1] * row.delivered_A
        + weights[2] * row.delivered_T + weights[3] * row.delivered_E
        + weights[4] * row.delivered_Re
    )  # fmt: skip
    now.price_in_force = row.price * (1.0 - row.discount)


@phase
def dimension_gains(organization, t, j):
    """Return what the spending of some months ago brings on each dimension now, points (EQ1)."""
    lever = organization.levers[t, j]
    lag = int(lever.investment_lag_months / organization.step_months + 0.5)
    if t < lag:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    then = quality_spend(organization.levers[t - lag, j], organization.moves[t - lag, j])
    most, scale = lever.investment_gain_max, lever.investment_saturation_spend
    return (
        invested_quality(then[0], most, scale),
        invested_quality(then[1], most, scale),
        invested_quality(then[2], most, scale),
        invested_quality(then[3], most, scale),
        invested_quality(then[4], most, scale),
    )


@kernel
def put_in_force(organization, j, start):
    """Work out firm j's terms and conduct from step `start` on, from its levers and decisions."""
    n_steps, n_segments = organization.terms.shape[0], organization.terms.shape[1]
    for t in range(start, n_steps):
        lever, move = organization.levers[t, j], organization.moves[t, j]
        now = organization.conduct[t, j]
        if t > 0:  # at step 0 everything is at rest, whatever the levers say (settled 33)
            before, luck = organization.conduct[t - 1, j], organization.luck[t, j]
            employ(lever, before, now)
            supply(lever, before, now, luck[0], luck[1], organization.step_months)
        spent = quality_spend(lever, move)
        now.lever_spend = lever_share(lever, spent[0] + spent[1] + spent[2] + spent[3] + spent[4])
        now.reaction_effort = move.effort
        gains = dimension_gains(organization, t, j)
        for s in range(n_segments):
            plan, row = organization.plan[t, s, j], organization.terms[t, s, j]
            serve(plan, lever, now, gains, row)
            offer(plan, lever, move, now, row)
            note(now, row, organization.weights)


def at_rest(
    levers: NDArray[np.void], terms: NDArray[np.void], weights: NDArray[np.float64]
) -> NDArray[np.void]:
    """Return the conduct of firms whose levers rest, shape (T, J): what every firm starts from."""
    conduct = np.zeros(levers.shape, dtype=CONDUCT)
    levers, terms = np.asarray(levers), np.asarray(terms)  # fields are reached faster
    conduct["staff_loyalty"] = levers["staff_reference"]
    conduct["staff_turnover"] = levers["staff_turnover"]
    total = levers["staff_turnover"] + levers["staff_skill_learning"]
    usual = levers["staff_skill_learning"] / np.where(total > 0.0, total, 1.0)
    conduct["staff_skill"] = np.where(total > 0.0, usual, 1.0)
    conduct["supplier_loyalty"] = NEUTRAL_LOYALTY
    for weight, d in zip(weights, DIMENSIONS, strict=True):
        conduct["quality_delivered"] += weight * terms[f"delivered_{d}"][:, -1]
    conduct["price_in_force"] = (terms["price"] * (1.0 - terms["discount"]))[:, -1]
    return conduct.view(np.recarray)
