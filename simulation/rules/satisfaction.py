"""Perception, disconfirmation and cumulative satisfaction (EQ5 to EQ7)."""

from simulation.compiled import rule
from simulation.elementary import clip, exp, log


@rule
def perceived_performance(quality, expectation, should, assimilation, contrast):
    """Return PQ = q + a_w (E - q) - a_s (SE - q)+, points (EQ5; Boulding et al. 1993).

    Perception is pulled toward what was expected to happen and falls short of what should.
    """
    return quality + assimilation * (expectation - quality) - contrast * max(should - quality, 0.0)


@rule
def attribution(failure_memory, failure_attribution):
    """Return how much worse a failure is taken, 1 + a_f min(nf, 3) (EQ6)."""
    return 1.0 + failure_attribution * min(failure_memory, 3.0)


@rule
def forbearance(involvement, forgiveness):
    """Return how badly a failure is taken in a relation of that importance, inv^-f (S028).

    Times the attribution of EQ6: where the relation matters people forgive, where it does not they
    do not bother. 1 at mean importance, and for everybody where f is 0.
    """
    if forgiveness <= 0.0:
        return 1.0
    return exp(-forgiveness * log(involvement))


@rule
def transaction_satisfaction(perceived, expectation, gain, loss, blame):
    """Return satisfaction with one experience, 0-100 points (EQ6; Oliver 1980).

    PQ + g+ (D)+ - g- blame (-D)+ with D = PQ - E; losses weigh more than gains (Anderson &
    Sullivan 1993). `blame` is 1 where nothing failed.
    """
    disconfirmation = perceived - expectation
    surplus = gain * max(disconfirmation, 0.0)
    shortfall = loss * blame * max(-disconfirmation, 0.0)
    return clip(perceived + surplus - shortfall, 0.0, 100.0)


@rule
def satisfaction_gain(n_experiences, prior_n, gain_min):
    """Return the weight of the newest experience, max(eta_min, 1 / (n + n0)) (EQ7; Bolton 1998)."""
    return max(gain_min, 1.0 / (n_experiences + prior_n))


@rule
def failure_gain(gain, salience):
    """Return the weight of a failed experience, min(g m_fail, 0.6) (EQ7)."""
    return min(gain * salience, 0.6)


@rule
def updated_satisfaction(satisfaction, transaction, gain):
    """Return S + g (ts - S), 0-100 points (EQ7; Johnson & Fornell 1991)."""
    return clip(satisfaction + gain * (transaction - satisfaction), 0.0, 100.0)
