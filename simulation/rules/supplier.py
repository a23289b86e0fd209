"""A supplier that delivers well or badly, sometimes fails, and is loyal or not (EQ3)."""

from simulation.compiled import rule
from simulation.elementary import clip, exp

HAZARD_REFERENCE = 70.0  # EQ3: points of supplier quality at which the stated hazard holds
HAZARD_SCALE = 15.0  # EQ3: points that divide the hazard by e
LOYALTY_RELIEF = 0.5  # EQ3: share of a disruption's length that a fully loyal supplier saves
NEUTRAL_LOYALTY = 50.0  # EQ3: where usual terms lead
MONTH_OF_DEMAND = 30.0  # days: a lot that covers them saves 63 % of what lots can (assumption)


@rule
def disruption_hazard(base, quality, dual_sourcing, dual_relief):
    """Return the chance that supply breaks down in a step, at most 1 (EQ3).

    d0 exp(-(Z - 70) / 15) (1 - relief dual): good suppliers fail rarely, a second one stands in.
    """
    if base <= 0.0:
        return 0.0
    hazard = base * exp((HAZARD_REFERENCE - quality) / HAZARD_SCALE)
    return min(1.0, hazard * (1.0 - dual_relief * dual_sourcing))


@rule
def repair_chance(mean_months, loyalty, step_months):
    """Return the chance that a disruption ends in a step, at most 1 (EQ3).

    Its length is geometric with mean D0 (1 - 0.5 Y / 100) months, never less than one step: a
    loyal supplier does more to deliver again.
    """
    mean_steps = mean_months * (1.0 - LOYALTY_RELIEF * loyalty / 100.0) / step_months
    return min(1.0, 1.0 / max(mean_steps, 1.0e-9))


@rule
def is_disrupted_next(is_disrupted, u_start, u_end, hazard, repair):
    """Tell whether supply is disrupted in a step, given the step before and two uniform draws (EQ3).

    A new disruption may follow an old one at once; so with the same draws a lower hazard or a
    quicker repair only ever takes disruptions away.
    """
    return (is_disrupted and u_end >= repair) or u_start < hazard


@rule
def supplier_target(promptness, value_share, order_stability, squeeze):
    """Return the supplier loyalty to which the terms lead, Y*, points (EQ3; S101).

    clip(50 + promptness + value share + order stability - squeeze), each a strength times its
    effect, points: a supplier whose gain exceeds its cost stays in rough times.
    """
    return clip(NEUTRAL_LOYALTY + promptness + value_share + order_stability - squeeze, 0.0, 100.0)


@rule
def waiting_days(lead_days, lot_days):
    """Return how long an order waits, lead + lot / 2, days (S091): half a lot's time until its turn."""
    return lead_days + 0.5 * lot_days


@rule
def waiting_loss(lead_days, lot_days, loss):
    """Return Responsiveness lost to waiting, points, at `loss` points a week (S091; assumption)."""
    return loss * waiting_days(lead_days, lot_days) / 7.0


@rule
def lot_saving(lot_days, most):
    """Return the share of unit cost that large lots save, most (1 - e^(-lot / 30)) (assumption)."""
    if lot_days <= 0.0:
        return 0.0
    return most * (1.0 - exp(-lot_days / MONTH_OF_DEMAND))


@rule
def supplied_quality(quality, reference, effect, supplied_part):
    """Return the quality that the supplier adds to a dimension, kappa z_d (Z - Z_ref), points (EQ1)."""
    return effect * supplied_part * (quality - reference)
