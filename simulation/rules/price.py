"""The price a customer is offered, and how it feels (EQ15, price and reference-price terms)."""

from simulation.compiled import rule


@rule
def offered_price(list_price, discount, own_discount):
    """Return the price of a unit after everybody's discount and this customer's own (money)."""
    return list_price * (1.0 - discount) * (1.0 - own_discount)


@rule
def own_discount(is_newcomer, is_former, newcomer_discount, winback_discount):
    """Return the share taken off for one who never bought, or who left (the win-back offer, EQ26)."""
    if is_newcomer:
        return newcomer_discount
    return winback_discount if is_former else 0.0


@rule
def both_discounts(first, second):
    """Return the share taken off by two discounts, the second of what the first leaves."""
    return 1.0 - (1.0 - first) * (1.0 - second)


@rule
def price_disadvantage(price, reference_price, reference_weight, loss):
    """Return p - 1 + r_b (l (p - RP)+ - (RP - p)+), the felt price relative to the usual one (EQ15).

    A price above the expected one weighs `loss` times as much as one below (reference price of
    Kalyanaram & Winer type; loss aversion).
    """
    above = max(price - reference_price, 0.0)
    below = max(reference_price - price, 0.0)
    return price - 1.0 + reference_weight * (loss * above - below)


@rule
def price_utility(disadvantage, price_sensitivity, bond, bond_relief):
    """Return the price term of utility in logits; belonging softens a disadvantage only (EQ15)."""
    relief = 1.0 - 0.01 * bond_relief * bond if disadvantage > 0.0 else 1.0
    return -price_sensitivity * relief * disadvantage


@rule
def updated_reference_price(reference_price, price_paid, adaptation):
    """Return RP + alpha_r (p_paid - RP), in money (EQ15)."""
    return reference_price + adaptation * (price_paid - reference_price)
