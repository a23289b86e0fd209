"""Trust in ability, integrity and fairness (EQ10; Morgan & Hunt 1994)."""

from simulation.compiled import rule
from simulation.elementary import clip

INTEGRITY_CEILING = 80.0  # assumption (EQ10): where integrity settles if nothing ever fails
NEUTRAL = 50.0  # fairness is neither given nor denied


@rule
def overall_trust(ability, integrity, fairness):
    """Return T = 0.4 TA + 0.4 TI + 0.2 TF, points."""
    return 0.4 * ability + 0.4 * integrity + 0.2 * fairness


@rule
def updated_ability(ability, quality, gain):
    """Return TA + t_ab (q - TA), points; `gain` is already scaled after a failure (EQ10)."""
    return clip(ability + gain * (quality - ability), 0.0, 100.0)


@rule
def kept_integrity(integrity, gain):
    """Return TI + t_int (80 - TI), points, after an experience in which nothing failed (EQ10)."""
    return clip(integrity + gain * (INTEGRITY_CEILING - integrity), 0.0, 100.0)


@rule
def known_conduct(responsibility, effect):
    """Return how much faster integrity grows toward a firm known for its conduct, 1 + r csr (S078).

    Times the integrity gain of EQ10; 1 where it does nothing for others, or nobody minds.
    """
    return 1.0 + effect * responsibility


@rule
def broken_integrity(integrity, severity, loss, blame):
    """Return TI - t_fail (severity / 30) blame, points, after a failure (EQ10)."""
    return clip(integrity - loss * severity / 30.0 * blame, 0.0, 100.0)


@rule
def updated_fairness(fairness, recovery_share, loss):
    """Return TF drawn back toward 50 by `recovery_share`, less the loss of this step (EQ10)."""
    return clip(fairness + recovery_share * (NEUTRAL - fairness) - loss, 0.0, 100.0)


@rule
def unfair_price_loss(price, newcomer_price, loss_per_percent, visibility):
    """Return fairness lost in a month because newcomers visibly pay less, points (EQ10)."""
    if price <= 0.0:
        return 0.0
    gap_percent = max(0.0, (price - newcomer_price) / price) * 100.0
    return loss_per_percent * gap_percent * visibility


@rule
def breach_loss(before, now, loss):
    """Return fairness lost when a breach happens or grows, points (EQ10): once per event.

    A breach of privacy or a one-sided change of terms is stated as a level; only its rise counts.
    """
    return loss * max(now - before, 0.0)


@rule
def promise_loss(promise, satisfaction, tolerance, loss):
    """Return integrity lost because a promise is not kept, points (EQ9b as settled 36).

    t_prom (promise - S - tolerance)+ / 10: judged on satisfaction, not on one noisy visit.
    """
    return loss * max(promise - satisfaction - tolerance, 0.0) / 10.0
