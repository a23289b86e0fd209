"""Points programs: enrollment, the pull of points, and redemption (EQ22a, b, f)."""

from simulation.compiled import rule
from simulation.elementary import logistic, power_of


@rule
def enrollment_probability(
    purchases_a_year, promoted, friction, n_other_cards,
    base, frequency_weight, promotion_weight, friction_weight, other_cards_weight,
):  # fmt: skip
    """Return the chance to enroll at a purchase (EQ22a): frequent buyers select themselves."""
    return logistic(
        base
        + frequency_weight * purchases_a_year
        + promotion_weight * promoted
        - friction_weight * friction
        - other_cards_weight * n_other_cards
    )


@rule
def engagement_probability(endowed_progress, base, progress_weight):
    """Return the chance that a new member uses the program (EQ22a; Nunes & Drèze 2006)."""
    return logistic(base + progress_weight * endowed_progress)


@rule
def progress(points, threshold):
    """Return how near the reward is, in [0, 1]; 0 where there is no threshold (settled 39)."""
    if threshold <= 0.0:
        return 0.0
    return min(points / threshold, 1.0)


@rule
def card_attention(n_cards):
    """Return the share of attention one of several cards gets, 1 / (1 + 0.3 (cards - 1)) (EQ22f)."""
    return 1.0 / (1.0 + 0.3 * max(n_cards - 1.0, 0.0))


@rule
def program_utility(
    price_sensitivity, earn_rate, point_value, progress_made, gradient, power, attention
):
    """Return the pull of a program on an engaged member, logits (EQ22b).

    beta_p rate psi (1 + G progress**k) attention: the nearer the reward the stronger (Kivetz,
    Urminsky & Zheng 2006).
    """
    pull = price_sensitivity * earn_rate * point_value * attention
    if progress_made > 0.0:
        pull *= 1.0 + gradient * power_of(progress_made, power)
    return pull


@rule
def redeemable_points(points, threshold, amount_due):
    """Return the points that pay part of a purchase: none below the threshold, else all that fit.

    Fixed-point integers of the same unit (a point is one unit of money).
    """
    if points <= 0 or points < threshold:
        return points - points
    return min(points, amount_due)
