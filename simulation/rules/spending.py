"""How often and how much is bought, and what serving it costs (EQ17, EQ25)."""

from simulation.compiled import rule
from simulation.elementary import exp


@rule
def purchase_rate(need_rate, program_pull, lift):
    """Return the mean number of purchases in a step (EQ17 as settled 14).

    lambda min(1.5, exp(eps_lp sum_j H_j U_LP_j)).
    """
    return need_rate * min(1.5, exp(lift * program_pull))


@rule
def maturity(tenure_months, time_constant):
    """Return how far a relation has matured, 1 - e**(-tenure / tau), in [0, 1)."""
    return 1.0 - exp(-tenure_months / time_constant)


@rule
def spend(scale, growth, relation_maturity, satisfaction):
    """Return the units bought at once (EQ17): satisfied customers (above 65) come to buy more."""
    if satisfaction <= 65.0:
        return scale
    return scale * (1.0 + growth * relation_maturity)


@rule
def cost_to_serve(service_cost, saving, relation_maturity):
    """Return the cost of serving one purchase or month, money (EQ25): lower with a long relation."""
    return service_cost * (1.0 - saving * relation_maturity)
