"""Choosing a firm: multinomial logit by maximum utility with aligned Gumbel errors (EQ13, 15, 16).

McFadden 1974. Each customer has one error for each firm and occasion, so that improving one firm
can move customers to that firm only.
"""

import numpy as np

from simulation.compiled import rule
from simulation.elementary import exp, log


@rule
def attitude_utility(
    satisfaction, trust, bond, involvement, satisfaction_weight, trust_weight, bond_weight
):
    """Return the utility of satisfaction, trust and belonging in logits (EQ15).

    Satisfaction counts from 70, trust from 50 and belonging from 0, each per 10 points;
    involvement (mean 1) scales the weight of satisfaction.
    """
    return 0.1 * (
        satisfaction_weight * involvement * (satisfaction - 70.0)
        + trust_weight * (trust - 50.0)
        + bond_weight * bond
    )


@rule
def inexperience_utility(penalty, n_experiences, messages):
    """Return the discount on a firm never tried; hearsay removes up to half of it (EQ15, EQ21)."""
    doubt = penalty * (1.0 - min(np.float64(n_experiences), 1.0))  # who tried is not foreseeable
    if (n_experiences == 0) & (messages > 0):
        certainty = 1.0 - exp(-0.5 * messages)  # a count has no sign: -messages would wrap around
        doubt *= 1.0 - 0.5 * certainty
    return 0.0 - doubt  # not -0


@rule
def systematic_utility(
    taste, attitude, habit, convenience, price, program, promotion, inexperience, switching
):
    """Return V, the sum of its terms in logits (EQ15); price, risk and switching are negative."""
    lasting = (taste + attitude) + (habit + convenience)
    offered = (price + program) + (promotion + inexperience)
    return lasting + offered + switching


@rule
def race_time(utility, u):
    """Return the arrival time -ln(u) e**-V of an alternative; the earliest is chosen (EQ16).

    Choosing the smallest exponential time with rate e**V is choosing the largest V plus Gumbel
    error, with one logarithm less. `u` is uniform in (0, 1).
    """
    return -log(u) * exp(-utility)


@rule
def advertising_reach(advertising):
    """Return how far advertising brings a firm to mind, ln(1 + advertising) (EQ13)."""
    return log(1.0 + advertising)


@rule
def consideration_score(taste, satisfaction, satisfaction_weight, reach, advertising_weight):
    """Return what ranks firms for a place in a limited consideration set (EQ13).

    taste + beta_S S/10 + kappa_a `advertising_reach`; Hauser & Wernerfelt 1990 (M).
    """
    return taste + 0.1 * satisfaction_weight * satisfaction + advertising_weight * reach
