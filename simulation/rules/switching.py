"""What leaving the present firm costs, in logits (EQ14; Burnham, Frels & Mahajan 2003)."""

from simulation.compiled import rule
from simulation.elementary import exp

EXPERIENCE_FACTOR = 0.85  # assumption (EQ14): each switch made makes the next one easier


@rule
def procedural_cost(procedural, learned, tenure_months, learning_months, n_switches):
    """Return the trouble of changing and of relearning, logits.

    [sc_proc + sc_learn (1 - e**(-tenure / tau))] 0.85**switches.
    """
    if procedural == 0.0 and learned == 0.0:
        return 0.0
    grown = learned * (1.0 - exp(-tenure_months / learning_months)) if learned > 0.0 else 0.0
    return (procedural + grown) * EXPERIENCE_FACTOR**n_switches


@rule
def remaining_fee(exit_fee, months_left, months):
    """Return the exit fee due with `months_left` of a term to run, money.

    exit_fee months_left / max(months, 1), and never more than the whole fee: a term shortened
    meanwhile must not raise it.
    """
    if exit_fee == 0.0:
        return 0.0
    return exit_fee * min(months_left / max(months, 1.0), 1.0)


@rule
def financial_cost(price_sensitivity, fee, point_value, points, horizon):
    """Return the money lost on leaving, spread over `horizon` periods, logits (settled 31).

    beta_p [fee + psi points] / horizon.
    """
    return price_sensitivity * (fee + point_value * points) / horizon


@rule
def relational_cost(relational, bond):
    """Return the loss of the relation, logits: sc_rel B / 100."""
    return 0.01 * relational * bond
