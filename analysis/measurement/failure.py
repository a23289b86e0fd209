"""P(stay | failure): the chance to stay after one more failure that nobody answers (S051)."""

import numpy as np

from analysis.typologies.choice import alternatives, probabilities
from analysis.typologies.moment import Floats, Moment

LARGEST_GAIN = 0.6  # EQ7: the most that one failure moves satisfaction


def attitude_after_failure(moment: Moment, firm: str) -> tuple[Floats, Floats]:
    """Return satisfaction and trust after one failure of mean severity, points, each (N,).

    The experience that fails is the one that was expected (EQ5 to EQ7, EQ10), without recovery.
    """
    j = moment.index(firm)
    severity = moment.terms("failure_severity")[:, j]
    will, should = moment.get("will")[:, j], moment.get("should")[:, j]
    remembered = np.minimum(moment.get("failures")[:, j], 3.0)

    def behavior(name: str) -> Floats:
        return moment.behavior(name)[:, 0]

    quality = np.clip(will - severity, 0.0, 100.0)
    contrast = behavior("should_contrast") * np.maximum(should - quality, 0.0)
    perceived = quality + behavior("assimilation") * (will - quality) - contrast
    gap = perceived - will
    forgiven = moment.get("involvement")[:, j] ** -behavior("involvement_forgiveness")
    blame = forgiven * (1.0 + behavior("failure_attribution") * remembered)
    surplus = behavior("disconfirmation_gain") * np.maximum(gap, 0.0)
    shortfall = behavior("disconfirmation_loss") * blame * np.maximum(-gap, 0.0)
    transaction = np.clip(perceived + surplus - shortfall, 0.0, 100.0)
    seen = moment.get("n_experiences")[:, j] + behavior("satisfaction_prior_n")
    gain = np.maximum(behavior("satisfaction_gain_min"), 1.0 / np.maximum(seen, 1.0e-12))
    gain = np.minimum(gain * behavior("failure_salience"), LARGEST_GAIN)
    satisfaction = moment.get("satisfaction")[:, j]
    satisfaction = np.clip(satisfaction + gain * (transaction - satisfaction), 0.0, 100.0)
    loss = behavior("failure_trust_loss") * severity / 30.0 * blame
    integrity = np.clip(moment.get("integrity")[:, j] - loss, 0.0, 100.0)
    ability = moment.get("ability")[:, j]
    learned = np.minimum(behavior("ability_gain") * behavior("ability_fail_factor"), 1.0)
    ability = np.clip(ability + learned * (quality - ability), 0.0, 100.0)
    trust = 0.4 * ability + 0.4 * integrity + 0.2 * moment.get("fairness")[:, j]
    return satisfaction, trust


def stay_after_failure(moment: Moment, firm: str) -> Floats:
    """Return the chance that each customer stays if a choice follows such a failure, shape (N,).

    Missing for those who are no customers of the firm.
    """
    j = moment.index(firm)
    satisfaction, trust = attitude_after_failure(moment, firm)
    change = 0.1 * (
        moment.behavior("satisfaction_weight")[:, 0]
        * moment.get("involvement")[:, 0]
        * (satisfaction - moment.get("satisfaction")[:, j])
        + moment.behavior("trust_weight")[:, 0] * (trust - moment.get("trust")[:, j])
    )
    values = alternatives(moment).copy()
    values[:, j] += change
    stay: Floats = np.where(moment.present[:, j], probabilities(values)[:, j], np.nan)
    return stay
