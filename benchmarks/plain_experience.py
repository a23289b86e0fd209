"""One experience of a plain Mesa customer and what it leaves behind (EQ4 to EQ11, EQ19 to EQ21)."""

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.plain_mesa import Customer
    from benchmarks.plain_records import Tie


def experience(customer: "Customer", tie: "Tie") -> None:
    """Have one experience with a firm and remember it (EQ4 to EQ11, EQ19 to EQ21)."""
    p, rng, firm, account = customer.model.p, customer.model.random, tie.firm, tie.firm.account
    if tie.n_purchases == 0:
        tie.satisfaction = tie.will
    severity = 0.0
    if rng.random() < firm.failure_prob:
        middle = sorted((rng.random(), rng.random(), rng.random()))[1]
        severity = 2.0 * firm.failure_severity * middle
    failed = severity > 0.0
    quality = min(max(tie.quality + rng.gauss(0.0, p.occasion_sd) - severity, 0.0), 100.0)
    complains = failed and rng.random() < complaint_probability(customer, tie, severity)
    digest(p, tie, quality, severity)
    resolved = complains and recover(customer, tie)
    n = tie.n_purchases
    gain = max(p.expectation_gain / (1.0 + 0.1 * n), p.expectation_gain_min)
    tie.will += gain * (quality - tie.will)
    best = max([tie.will] + [other.will for other in customer.ties if other.n_purchases])
    if best > tie.should:
        tie.should += p.should_gain * (best - tie.should)
    account.experiences += 1
    if failed:
        tie.failures += 1.0
        account.failures += 1
        account.complaints += complains
    if tie.satisfaction >= 80.0:
        if rng.random() < p.message_positive * (2.0 if tie.bond >= 50.0 else 1.0):
            account.praise += 1
            tell(customer, firm.index, is_praise=True)
    elif tie.satisfaction < 55.0:
        unresolved = failed and not resolved
        if rng.random() < p.message_negative * (1.5 if unresolved else 1.0):
            account.warnings += 1
            tell(customer, firm.index, is_praise=False)


def complaint_probability(customer: "Customer", tie: "Tie", severity: float) -> float:
    """Return the chance that a failure is complained about (EQ19)."""
    p = customer.model.p
    trust = 0.4 * tie.ability + 0.4 * tie.integrity + 0.2 * tie.fairness
    return 1.0 / (1.0 + math.exp(-(
        p.complaint_base
        + p.complaint_severity * (severity - 30.0) / 15.0
        + p.complaint_bond * tie.bond / 25.0
        + p.complaint_trust * (trust - 60.0) / 10.0
        + p.complaint_satisfaction * (tie.satisfaction - 70.0) / 10.0
        + p.complaint_ease_weight * tie.firm.complaint_ease
    )))  # fmt: skip


def digest(p: SimpleNamespace, tie: "Tie", quality: float, severity: float) -> None:
    """Update satisfaction, trust and belonging (EQ5 to EQ7, EQ10, EQ11)."""
    perceived = quality + p.assimilation * (tie.will - quality)
    if tie.should > quality:
        perceived -= p.should_contrast * (tie.should - quality)
    gain = max(p.satisfaction_gain_min, 1.0 / (tie.n_purchases + p.satisfaction_prior_n))
    ability_gain = p.ability_gain
    blame = 1.0
    if severity > 0.0:
        blame += p.failure_attribution * min(tie.failures, 3.0)
        gain = min(gain * p.failure_salience, 0.6)
        ability_gain = min(ability_gain * p.ability_fail_factor, 1.0)
        lost = p.failure_trust_loss * severity / 30.0 * blame
        tie.integrity = max(tie.integrity - lost, 0.0)
    else:
        tie.integrity += p.integrity_gain * (80.0 - tie.integrity)
    surprise = perceived - tie.will
    if surprise > 0.0:
        transaction = perceived + p.disconfirmation_gain * surprise
    else:
        transaction = perceived + p.disconfirmation_loss * blame * surprise
    transaction = min(max(transaction, 0.0), 100.0)
    tie.satisfaction += gain * (transaction - tie.satisfaction)
    tie.ability += ability_gain * (quality - tie.ability)
    distance = max(tie.satisfaction - 65.0, -20.0)
    if distance > 0.0:
        distance *= 1.0 - tie.bond / 100.0
    tie.bond = min(max(tie.bond + p.bond_gain * distance, 0.0), 100.0)


def recover(customer: "Customer", tie: "Tie") -> bool:
    """Hear the answer to a complaint; tell whether it was as just as expected (EQ20)."""
    p, rng = customer.model.p, customer.model.random
    mean = min(max(tie.firm.recovery, 0.02), 0.98)
    justice = rng.betavariate(6.0 * mean, 6.0 * (1.0 - mean))
    is_quick = rng.random() < tie.firm.quick_share
    justice += p.quick_bonus if is_quick else -0.5 * p.quick_bonus
    expected = p.justice_expected + p.justice_expected_rise * min(tie.failures, 2.0)
    surprise = min(max(justice, 0.0), 1.0) - min(max(expected, 0.0), 1.0)
    for name, strength in (
        ("satisfaction", p.recovery_gain),
        ("integrity", p.recovery_trust),
        ("fairness", 2.0 * p.recovery_trust),
        ("bond", 3.0),
    ):
        repaired = getattr(tie, name) + strength * surprise
        setattr(tie, name, min(max(repaired, 0.0), 100.0))
    return surprise >= 0.0


def tell(customer: "Customer", index: int, *, is_praise: bool) -> None:
    """Give a message to everybody who listens; they hear it in the next step (EQ21)."""
    for listener in customer.listeners:
        customer.model.messages.append((listener, index, is_praise))
