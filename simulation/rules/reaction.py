"""What a firm does about lost share, and how far it goes (EQ24)."""

from simulation.compiled import rule
from simulation.elementary import clip


@rule
def share_gap(target, recent):
    """Return the part of its own share that a firm has lost, (target - recent) / target (EQ24)."""
    return (target - recent) / target


@rule
def complaint_gap(usual, recent):
    """Return how much complaints per customer have risen, (recent - usual) / usual, at most 1 (S023).

    Stands for the lost part of the share with a firm that looks at its complaints: who leaves in
    silence raises it by nothing. A firm that never had any takes the first ones for a doubling.
    """
    if usual <= 0.0:
        return 1.0 if recent > 0.0 else 0.0
    return min((recent - usual) / usual, 1.0)


@rule
def updated_effort(effort, gap, tolerance, strength, relaxation, budget):
    """Return the effort after a look at the share, as a share of revenue (EQ24).

    Beyond the tolerance it grows by strength (gap - tolerance), never above the budget; well above
    its target the firm gives up `relaxation` of it; in between it stays as it is.

    Parameters
    ----------
    effort, budget : float
        Shares of revenue, money given away included.
    gap : float
        Part of its share that the firm has lost; negative if it has gained.
    """
    moved = effort
    if gap > tolerance:
        moved = effort + strength * (gap - tolerance)
    elif gap < -tolerance:
        moved = effort * (1.0 - relaxation)
    return min(moved, budget)


@rule
def reacted_price(price, cut, unit_cost, min_margin):
    """Return the price after a cut (a share of it), never below unit cost (1 + m_min) (EQ24).

    A price that was below that before is left alone.
    """
    return max(price * (1.0 - cut), min(price, unit_cost * (1.0 + min_margin)))


@rule
def bettered_recovery(recovery, effort, complaints_per_revenue, cost):
    """Return how much better answers become for an effort, in justice (EQ24; assumption).

    What a better answer costs is paid for each complaint: effort / (complaints per money x cost),
    no more than is missing to perfect justice. A firm without complaints betters them all.
    """
    price = complaints_per_revenue * cost
    if effort <= 0.0:
        return 0.0
    if price <= 0.0:
        return clip(1.0 - recovery, 0.0, 1.0)
    return clip(min(effort / price, 1.0 - recovery), 0.0, 1.0)
