"""Belonging to a firm, to its staff and to its values (EQ11)."""

from simulation.compiled import rule
from simulation.elementary import clip, exp

STAFF_SHARE = 0.4  # EQ11: how much of what is missing to full belonging a bond with staff can fill
VALUES_SHARE = 0.2  # EQ11: likewise a bond with the firm's values


@rule
def strengthened_bond(bond, satisfaction, gain, amplifier):
    """Return belonging after an experience, 0-100 points (EQ11, settled 35).

    It grows with satisfaction above 65, ever more slowly near 100, and shrinks with satisfaction
    below (by 20 points at the most). `amplifier` (1 without programs) multiplies growth only.
    """
    distance = max(satisfaction - 65.0, -20.0)
    growth = max(distance, 0.0) * (1.0 - 0.01 * bond) * amplifier
    return clip(bond + gain * (growth + min(distance, 0.0)), 0.0, 100.0)


@rule
def bond_amplifier(community, participation, recognition):
    """Return 1 + 2 community participation + recognition, the amplifier of growth (EQ11)."""
    return 1.0 + 2.0 * community * participation + recognition


@rule
def faded_bond(bond, decay):
    """Return belonging after one step without contact, (1 - delta) B (EQ11)."""
    return (1.0 - decay) * bond


@rule
def raised_bond(bond, points):
    """Return belonging after a single event (a gift, a reward, a surprise), 0-100 points (EQ11)."""
    return clip(bond + points, 0.0, 100.0)


@rule
def experienced_empathy(delivered, fit, noise, severity, loading, mean_loading):
    """Return the Empathy experienced, q_E = Q_E + fit + noise - sev f_E / sum w f, 0-100 (EQ4).

    `loading` says how far a failure hits Empathy, `mean_loading` how far it hits the weighted
    whole (settled 26), so that the weighted dimensions lose the severity together.
    """
    share = loading / mean_loading if mean_loading > 0.0 else 0.0
    return clip(delivered + fit + noise - severity * share, 0.0, 100.0)


@rule
def transferred_bond(firm_bond, staff_bond, rate, culture):
    """Return the bond with the firm after staff have passed some of theirs on (EQ11).

    B_f + tr (B_s - B_f)+ culture: a person is met first, the house second (S019).
    """
    return firm_bond + rate * culture * max(staff_bond - firm_bond, 0.0)


@rule
def values_lived(level, responsibility, rate):
    """Return how far a firm's values are known to be lived, v + phi (csr - v), 0 to 1 (EQ11)."""
    return level + rate * (responsibility - level)


@rule
def values_bond(level, then, steps, fit, log_kept):
    """Return the bond with a firm's values after some steps, 100 fit (v - v_0 (1 - phi)**steps) (EQ11).

    Points: what B_v + phi (100 fit csr - B_v), step by step from 0, comes to, since that is linear.
    `then` is the level v_0 at which the person first bought, `level` the one of now, `log_kept`
    ln(1 - phi).
    """
    grown = level
    if then > 0.0:
        grown -= then * exp(steps * log_kept)
    return 100.0 * max(grown, 0.0) * fit


@rule
def image_fit(image_x, image_y, self_x, self_y):
    """Return how well a firm's image suits a self-image, exp(-distance**2 / 2), in (0, 1] (EQ11)."""
    x, y = image_x - self_x, image_y - self_y
    return exp(-0.5 * (x * x + y * y))


@rule
def overall_bond(firm_bond, staff_bond, values):
    """Return belonging over all three bonds, 0-100 points (EQ11, settled 35).

    Bonds with staff and values fill up to 40 % and 20 % of what is missing to 100, so that a bond
    of 0 changes nothing and none that is switched on lowers the whole.
    """
    missing = (1.0 - 0.01 * STAFF_SHARE * staff_bond) * (1.0 - 0.01 * VALUES_SHARE * values)
    return firm_bond + (100.0 - firm_bond) * (1.0 - missing)


@rule
def firm_part(bond, staff_bond, values):
    """Return the bond with the firm alone, given belonging over all three: the inverse."""
    missing = (1.0 - 0.01 * STAFF_SHARE * staff_bond) * (1.0 - 0.01 * VALUES_SHARE * values)
    return clip((bond - 100.0 * (1.0 - missing)) / missing, 0.0, 100.0)
