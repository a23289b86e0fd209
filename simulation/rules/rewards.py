"""Rewards beside points: coupons, cash-back, gifts, paid membership, deadlines (EQ22a, c, e)."""

from simulation.compiled import rule
from simulation.elementary import exp, logistic

MONTHS_A_YEAR = 365.0 / 30.0  # a month is 30 days wherever the model says month
GIFT_HABITUATION = 0.7  # assumption (EQ11): each birthday gift moves less than the one before


@rule
def coupon_use_probability(price_sensitivity, mean_sensitivity, base, proneness_weight):
    """Return the chance to use a coupon held (EQ22e): logistic in proneness to deals.

    Proneness is the person's price sensitivity against the mean one, less 1 (assumption).
    """
    if mean_sensitivity <= 0.0:
        return logistic(base)
    return logistic(base + proneness_weight * (price_sensitivity / mean_sensitivity - 1.0))


@rule
def cash_back_utility(price_sensitivity, cash_back, attention):
    """Return the pull of money given back, logits: worth its face value, no goal ahead (EQ22e)."""
    return price_sensitivity * cash_back * attention


@rule
def fee_deterrence(price_sensitivity, fee, purchases_a_year):
    """Return what a monthly fee takes from the wish to enroll, logits.

    The fee counts as a price rise spread over the purchases of a month, so that the frequent mind
    it less (assumption); fewer than a tenth of one in a month count as a tenth.
    """
    if fee <= 0.0:
        return 0.0
    return price_sensitivity * fee / max(purchases_a_year / MONTHS_A_YEAR, 0.1)


@rule
def gift_effect(effect, earlier):
    """Return the belonging a birthday gift adds, points: b 0.7**(gifts had before) (EQ11)."""
    left = effect
    for _ in range(int(earlier)):
        left *= GIFT_HABITUATION
    return left


@rule
def poisson_probability(count, mean):
    """Return the Poisson probability of exactly `count` events; 0 for a negative count."""
    if count < 0:
        return 0.0
    term = exp(-mean)
    for k in range(count):
        term *= mean / (k + 1.0)
    return term


@rule
def deadline_utility(
    price_sensitivity, reward, point_value, needed, made, purchases_to_come, attention
):
    """Return the pull of a reward for `needed` purchases within a period, logits (EQ22c).

    beta_p R psi P(this purchase is pivotal): exactly needed - made - 1 more are expected to follow
    (Poisson with mean `purchases_to_come`). Heavy buyers get there anyway and light ones never, so
    the pull is largest in between (Liu 2007; Lal & Bell 2003).
    """
    pivotal = poisson_probability(needed - made - 1, purchases_to_come)
    return price_sensitivity * reward * point_value * pivotal * attention
