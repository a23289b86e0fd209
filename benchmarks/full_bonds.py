"""Bonds with a firm, its staff and its values (EQ11)."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.full_firm import FullFirm
    from benchmarks.full_mesa import FullCustomer
    from benchmarks.full_records import FullTie

LOADINGS = (0.5, 0.1, 0.1, 0.1, 0.2)  # which dimension a failure hits: R, A, T, E, Re
FULL_PART = 0.01  # of a point of a bond


def image_of(firm: "FullFirm", self_image: tuple[float, float]) -> float:
    """Return how well a brand's image suits a self-image, 0 to 1 (EQ11)."""
    x, y = firm.belonging_image_x - self_image[0], firm.belonging_image_y - self_image[1]
    return math.exp(-0.5 * (x * x + y * y))


def missing_part(tie: "FullTie") -> float:
    """Return what bonds with staff and values leave missing to full belonging, a share (EQ11)."""
    return (1.0 - 0.4 * FULL_PART * tie.staff) * (1.0 - 0.2 * FULL_PART * tie.values)


def own_part(tie: "FullTie", missing: float) -> float:
    """Return the bond with the firm alone, given belonging over all three (EQ11)."""
    own = 100.0 - (100.0 - tie.bond) / missing
    return min(max(own, 0.0), 100.0)


def grown(bond: float, points: float, gain: float, amplifier: float) -> float:
    """Return a bond after an experience that was worth so many points (EQ11)."""
    distance = max(points - 65.0, -20.0)
    if distance > 0.0:
        distance *= (1.0 - bond / 100.0) * amplifier
    return min(max(bond + gain * distance, 0.0), 100.0)


def grow(customer: "FullCustomer", tie: "FullTie", empathy: float, severity: float) -> None:
    """Let one experience move the bonds with the firm and with its staff (EQ11).

    `empathy` is what was met before the failure took its part of it.
    """
    p, firm = customer.model.p, tie.firm
    amplifier = 1.0 + firm.belonging_recognition
    amplifier += 2.0 * firm.belonging_community * customer.participation
    if not (tie.staff or tie.values or p.bond_gain_staff):
        tie.bond = grown(tie.bond, tie.satisfaction, p.bond_gain, amplifier)
        return
    own = own_part(tie, missing_part(tie))
    own = grown(own, tie.satisfaction, p.bond_gain, amplifier)
    if p.bond_gain_staff > 0.0:
        if severity > 0.0:
            hit = sum(w * part for w, part in zip(customer.weights, LOADINGS, strict=True))
            empathy -= severity * LOADINGS[3] / hit
        empathy = min(max(empathy, 0.0), 100.0)
        tie.staff = grown(tie.staff, empathy, p.bond_gain_staff, 1.0)
    tie.bond = 100.0 - (100.0 - own) * missing_part(tie)


def fade(customer: "FullCustomer", tie: "FullTie") -> None:
    """Let the bonds fade; staff pass some of theirs on, or leave with it (EQ2, EQ11)."""
    p, firm = customer.model.p, tie.firm
    kept = 1.0 - p.bond_decay
    if not (tie.staff or firm.belonging_responsibility):
        tie.bond *= kept
        return
    own = kept * own_part(tie, missing_part(tie))
    tie.staff *= kept * (1.0 - firm.staff_turnover)
    if tie.staff > own:
        own += p.bond_transfer * firm.belonging_culture * (tie.staff - own)
    target = 100.0 * tie.image * firm.belonging_responsibility
    tie.values += p.bond_values_rate * (target - tie.values)
    tie.bond = 100.0 - (100.0 - own) * missing_part(tie)
