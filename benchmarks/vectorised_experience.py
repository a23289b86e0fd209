"""One experience of many customers at once, and what it leaves behind (EQ4 to EQ11, EQ19 to EQ21)."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from benchmarks.vectorised_numpy import VectorisedMarket

Floats = NDArray[np.float32]
Places = NDArray[np.intp]


def experience(
    market: "VectorisedMarket",
    chosen: Places,
    ties: Places,
    count: NDArray[np.int32],
    tried: NDArray[np.bool_],
    wills: Floats,
) -> None:
    """Let everybody have one experience with the firm chosen (EQ4 to EQ11, EQ19 to EQ21)."""
    p, n = market.p, ties.size
    first = np.flatnonzero(count == 0)
    market.satisfaction.reshape(-1)[ties[first]] = wills[chosen[first], first]
    draws = market.rng.random(n, dtype=np.float32)
    failed = np.flatnonzero(draws < market.terms["failure_prob"][chosen])
    quality = market.rng.standard_normal(n, dtype=np.float32)
    quality *= p.occasion_sd
    quality += market.quality.reshape(-1)[ties]
    where = ties[failed]
    severity = np.sort(market.rng.random((3, failed.size), dtype=np.float32), axis=0)[1]
    severity *= 2 * market.terms["failure_severity"][chosen[failed]]
    quality[failed] -= severity
    np.clip(quality, 0, 100, out=quality)
    voiced = complaints(market, where, chosen[failed], severity)
    digest(market, ties, quality, count, failed, severity)
    resolved = np.zeros(failed.size, dtype=bool)
    resolved[voiced] = recover(market, where[voiced], chosen[failed[voiced]])
    will = wills[chosen, np.arange(n)]
    gain = np.maximum(p.expectation_gain / (1 + np.float32(0.1) * count), p.expectation_gain_min)
    will += gain * (quality - will)
    market.will.reshape(-1)[ties] = will
    wills[~tried] = -1
    wills[chosen, np.arange(n)] = will
    should = market.should.reshape(-1)[ties]
    should += p.should_gain * np.maximum(wills.max(axis=0) - should, 0)
    market.should.reshape(-1)[ties] = should
    market.failures.reshape(-1)[where] += 1
    market.note("experiences", chosen)
    market.note("failures", chosen[failed])
    market.note("complaints", chosen[failed[voiced]])
    unresolved = np.zeros(n, dtype=bool)
    unresolved[failed] = ~resolved
    speak(market, ties, chosen, unresolved)


def complaints(
    market: "VectorisedMarket", where: Places, firms: Places, severity: Floats
) -> Places:
    """Return which failures are complained about, in the state before them (EQ19)."""
    p = market.p
    trust = 0.4 * (market.ability.reshape(-1)[where] + market.integrity.reshape(-1)[where])
    trust += 0.2 * market.fairness.reshape(-1)[where]
    utility = (
        p.complaint_base
        + p.complaint_severity / 15 * (severity - 30)
        + p.complaint_bond / 25 * market.bond.reshape(-1)[where]
        + p.complaint_trust / 10 * (trust - 60)
        + p.complaint_satisfaction / 10 * (market.satisfaction.reshape(-1)[where] - 70)
        + p.complaint_ease_weight * market.terms["complaint_ease"][firms]
    )
    chance = 1 / (1 + np.exp(-utility))
    return np.flatnonzero(market.rng.random(where.size, dtype=np.float32) < chance)


def digest(
    market: "VectorisedMarket",
    ties: Places,
    quality: Floats,
    count: NDArray[np.int32],
    failed: Places,
    severity: Floats,
) -> None:
    """Update satisfaction, trust and belonging (EQ5 to EQ7, EQ10, EQ11)."""
    p = market.p
    where = ties[failed]
    blame = 1 + p.failure_attribution * np.minimum(market.failures.reshape(-1)[where], 3)
    gain = np.maximum(p.satisfaction_gain_min, 1 / (count + np.float32(p.satisfaction_prior_n)))
    gain[failed] = np.minimum(gain[failed] * p.failure_salience, 0.6)
    integrity = market.integrity.reshape(-1)[ties]
    broken = integrity[failed] - p.failure_trust_loss / 30 * severity * blame
    integrity += p.integrity_gain * (80 - integrity)
    integrity[failed] = np.maximum(broken, 0)
    market.integrity.reshape(-1)[ties] = integrity
    will = market.will.reshape(-1)[ties]
    perceived = quality + p.assimilation * (will - quality)
    shortfall = market.should.reshape(-1)[ties] - quality
    perceived -= p.should_contrast * np.maximum(shortfall, 0)
    surprise = perceived - will
    slope = np.where(surprise > 0, p.disconfirmation_gain, p.disconfirmation_loss)
    slope = slope.astype(np.float32)
    slope[failed] *= np.where(surprise[failed] > 0, 1, blame)
    perceived += slope * surprise
    np.clip(perceived, 0, 100, out=perceived)
    satisfaction = market.satisfaction.reshape(-1)[ties]
    satisfaction += gain * (perceived - satisfaction)
    market.satisfaction.reshape(-1)[ties] = satisfaction
    ability = market.ability.reshape(-1)[ties]
    ability_gain = np.full(ties.size, p.ability_gain, dtype=np.float32)
    ability_gain[failed] = min(p.ability_gain * p.ability_fail_factor, 1)
    ability += ability_gain * (quality - ability)
    market.ability.reshape(-1)[ties] = ability
    bond = market.bond.reshape(-1)[ties]
    distance = np.maximum(satisfaction - 65, -20)
    distance *= np.where(distance > 0, 1 - bond / 100, 1)
    bond += p.bond_gain * distance
    market.bond.reshape(-1)[ties] = np.clip(bond, 0, 100)


def recover(market: "VectorisedMarket", where: Places, firms: Places) -> NDArray[np.bool_]:
    """Answer complaints; tell which answers were as just as expected (EQ20)."""
    p, rng = market.p, market.rng
    mean = np.clip(market.terms["recovery"][firms], 0.02, 0.98)
    substance = rng.beta(6 * mean, 6 * (1 - mean)).astype(np.float32)
    quick = rng.random(where.size, dtype=np.float32) < market.terms["quick_share"][firms]
    justice = np.clip(substance + np.where(quick, p.quick_bonus, -0.5 * p.quick_bonus), 0, 1)
    remembered = np.minimum(market.failures.reshape(-1)[where], 2)
    expected = np.clip(p.justice_expected + p.justice_expected_rise * remembered, 0, 1)
    surprise = justice - expected
    for state, gain in (
        (market.satisfaction, p.recovery_gain),
        (market.integrity, p.recovery_trust),
        (market.fairness, 2 * p.recovery_trust),
        (market.bond, 3.0),
    ):
        values = state.reshape(-1)
        values[where] = np.clip(values[where] + gain * surprise, 0, 100)
    return surprise >= 0


def speak(
    market: "VectorisedMarket", ties: Places, chosen: Places, unresolved: NDArray[np.bool_]
) -> None:
    """Recommend or warn; it is delivered in the next step (EQ21)."""
    p = market.p
    satisfaction = market.satisfaction.reshape(-1)[ties]
    u = market.rng.random(ties.size, dtype=np.float32)
    happy = np.flatnonzero((u < 2 * p.message_positive) & (satisfaction >= 80))
    rate = np.where(market.bond.reshape(-1)[ties[happy]] >= 50, 2, 1) * p.message_positive
    praise = happy[u[happy] < rate]
    unhappy = np.flatnonzero((u < 1.5 * p.message_negative) & (satisfaction < 55))
    rate = np.where(unresolved[unhappy], 1.5, 1) * p.message_negative
    warnings = unhappy[u[unhappy] < rate]
    market.note("praise", chosen[praise])
    market.note("warnings", chosen[warnings])
    market.senders += [ties[praise], ties[warnings]]
