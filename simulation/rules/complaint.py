"""Exit, voice or silence after a failure, and the justice of the answer (EQ19, EQ20)."""

from simulation.compiled import rule
from simulation.elementary import clip, exp, log, logistic


@rule
def complaint_probability(
    severity, satisfaction, trust, bond,
    base, severity_weight, bond_weight, trust_weight, satisfaction_weight, ease_utility,
):  # fmt: skip
    """Return the chance that a failure is complained about (EQ19; Hirschman 1970).

    logistic(c0 + c_sev (sev - 30)/15 + c_B B/25 + c_T (T - 60)/10 + c_S (S - 70)/10 + ease).
    """
    return logistic(
        base
        + severity_weight * (severity - 30.0) / 15.0
        + bond_weight * bond / 25.0
        + trust_weight * (trust - 60.0) / 10.0
        + satisfaction_weight * (satisfaction - 70.0) / 10.0
        + ease_utility
    )


@rule
def justice(substance, is_quick, quick_bonus):
    """Return the justice of an answer in [0, 1]: its substance, plus speed, minus half for delay (EQ20)."""
    return clip(substance + (quick_bonus if is_quick else -0.5 * quick_bonus), 0.0, 1.0)


@rule
def expected_justice(failure_memory, first, rise):
    """Return the justice expected, j0 + j1 min(nf, 2), held in [0, 1] (EQ20)."""
    return clip(first + rise * min(failure_memory, 2.0), 0.0, 1.0)


@rule
def repaired(state, surprise, gain):
    """Return a 0-100 state moved by gain (J - J_exp) (EQ20: satisfaction, integrity, fairness, bond)."""
    return clip(state + gain * surprise, 0.0, 100.0)


@rule
def learned_failure_prob(failure_prob, floor, yearly_learning, complaints_per_thousand, days):
    """Return the failure probability after learning from complaints (EQ20 as settled 27).

    max(floor, fail (1 - learn)**((days / 365) c / (c + 50))), c = complaints per 1,000 customers
    and year: a firm learns only from what it hears.
    """
    if yearly_learning <= 0.0:
        return failure_prob
    share = complaints_per_thousand / (complaints_per_thousand + 50.0)
    factor = exp(days / 365.0 * share * log(max(1.0 - yearly_learning, 1.0e-12)))
    return max(min(floor, failure_prob), failure_prob * factor)
