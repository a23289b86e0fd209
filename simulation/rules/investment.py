"""What spending on service quality brings, and where it should go (EQ1)."""

from simulation.compiled import rule
from simulation.elementary import exp


@rule
def invested_quality(spend, ceiling, saturation_spend):
    """Return the quality that spending on one dimension brings, points (EQ1; assumption).

    q_max (1 - exp(-spend / q_half)): the first money brings most, and none of it beyond q_max.

    Parameters
    ----------
    spend : float
        Spent on the dimension, share of revenue.
    ceiling : float
        q_max, points.
    saturation_spend : float
        q_half, share of revenue: the spending that brings 63 % of the ceiling.
    """
    if spend <= 0.0:
        return 0.0
    return ceiling * (1.0 - exp(-spend / saturation_spend))


@rule
def shifted_share(share, is_worst, shift):
    """Return a dimension's share of the spending after a review that favors the worst one (S055).

    Every dimension gives up `shift` of its share, and the worst one gets all of that: plan, do,
    check, act in small steps. Shares keep their sum.
    """
    return share + shift * ((1.0 if is_worst else 0.0) - share)


@rule
def importance_gap(importance, delivered):
    """Return how much a dimension leaves to be wished, w_d (100 - Q_d), points (S055).

    Importance-performance analysis (Martilla & James 1977, from memory): what matters and is weak
    comes first.
    """
    return importance * (100.0 - delivered)
