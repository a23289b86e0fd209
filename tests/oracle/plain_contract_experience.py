"""One experience with a contract and what it leaves behind (ODD 7.3 to 7.7, 7.11, 7.14)."""

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tests.oracle.plain_contract_records import Tie

if TYPE_CHECKING:
    from tests.oracle.plain_contract import Customer


def experience(customer: "Customer", j: int) -> None:
    """Meet the firm once: fail or not, complain or not, remember, speak (EQ4 to EQ11, EQ19 to EQ21)."""
    market, p, tie = customer.market, customer.p, customer.ties[j]
    rng, books = market.random, market.books[j]
    terms = market.terms[customer.segment][j]
    if tie.experiences == 0:
        tie.satisfaction = tie.will  # by now hearsay has moved what is expected
    severity = 0.0
    if rng.random() < market.failure_prob(j, terms):
        severity = 2.0 * terms.failure_severity * rng.betavariate(2.0, 2.0)
    failed = severity > 0.0
    quality = sum(w * q for w, q in zip(customer.weights, terms.quality, strict=True))
    if tie.is_key:  # better Empathy and Responsiveness
        quality += (customer.weights[3] + customer.weights[4]) * terms.key_service_quality
    q = clip(quality + tie.fit + rng.gauss(0.0, p.occasion_sd) - severity)
    complains = failed and rng.random() < voice(p, tie, severity, terms.complaint_ease)
    remember(p, tie, q, severity)
    resolved = complains and answered(rng, p, tie, terms)
    expect(p, tie, q, customer.ties)
    tie.experiences += 1
    books.experiences += 1
    customer.failed_last = failed
    if failed:
        tie.failures += 1.0
        books.failures += 1
    if complains:
        books.complaints += 1
        books.policy_cost += terms.paid.per_recovery
    speak(customer, j, is_unresolved=failed and not resolved)


def voice(p: SimpleNamespace, tie: Tie, severity: float, ease: float) -> float:
    """Return the chance that a failure is complained about (EQ19)."""
    return logistic(
        p.complaint_base
        + p.complaint_severity * (severity - 30.0) / 15.0
        + p.complaint_bond * tie.bond / 25.0
        + p.complaint_trust * (tie.trust() - 60.0) / 10.0
        + p.complaint_satisfaction * (tie.satisfaction - 70.0) / 10.0
        + p.complaint_ease_weight * ease
    )


def remember(p: SimpleNamespace, tie: Tie, q: float, severity: float) -> None:
    """Move integrity, satisfaction, ability and belonging (EQ5 to EQ7, EQ10, EQ11)."""
    gain = max(p.satisfaction_gain_min, 1.0 / (tie.experiences + p.satisfaction_prior_n))
    ability_gain, blame = p.ability_gain, 1.0
    if severity > 0.0:
        blame = 1.0 + p.failure_attribution * min(tie.failures, 3.0)
        gain = min(gain * p.failure_salience, 0.6)
        ability_gain *= p.ability_fail_factor
        tie.integrity = clip(tie.integrity - p.failure_trust_loss * severity / 30.0 * blame)
    else:
        tie.integrity = clip(tie.integrity + p.integrity_gain * (80.0 - tie.integrity))
    perceived = q + p.assimilation * (tie.will - q) - p.should_contrast * max(tie.should - q, 0.0)
    gap = perceived - tie.will
    surplus = p.disconfirmation_gain * max(gap, 0.0)
    shortfall = p.disconfirmation_loss * blame * max(-gap, 0.0)
    transaction = clip(perceived + surplus - shortfall)
    tie.satisfaction = clip(tie.satisfaction + gain * (transaction - tie.satisfaction))
    tie.ability = clip(tie.ability + ability_gain * (q - tie.ability))
    x = max(tie.satisfaction - 65.0, -20.0)
    moved = x * (1.0 - tie.bond / 100.0) if x > 0.0 else x
    tie.bond = clip(tie.bond + p.bond_gain * moved)


def answered(rng, p: SimpleNamespace, tie: Tie, terms: SimpleNamespace) -> bool:
    """Take the answer to a complaint; tell whether it was as just as expected (EQ20)."""
    better = terms.key_service_recovery if tie.is_key else 0.0
    mean = min(max(terms.recovery + better, 0.02), 0.98)
    justice = rng.betavariate(6.0 * mean, 6.0 * (1.0 - mean))
    is_quick = rng.random() < terms.quick_share
    justice = min(max(justice + (p.quick_bonus if is_quick else -0.5 * p.quick_bonus), 0.0), 1.0)
    expected = p.justice_expected + p.justice_expected_rise * min(tie.failures, 2.0)
    surprise = justice - min(max(expected, 0.0), 1.0)
    tie.satisfaction = clip(tie.satisfaction + p.recovery_gain * surprise)
    tie.integrity = clip(tie.integrity + p.recovery_trust * surprise)
    tie.fairness = clip(tie.fairness + 2.0 * p.recovery_trust * surprise)
    tie.bond = clip(tie.bond + 3.0 * surprise)
    return surprise >= 0.0


def expect(p: SimpleNamespace, tie: Tie, q: float, ties: list[Tie]) -> None:
    """Move what is expected to happen, and what should (EQ9); this firm now counts as tried."""
    gain = max(p.expectation_gain / (1.0 + 0.1 * tie.experiences), p.expectation_gain_min)
    tie.will += gain * (q - tie.will)
    best = tie.will
    for other in ties:
        if other.will > best and other.experiences > 0:
            best = other.will
    if best > tie.should:
        tie.should += p.should_gain * (best - tie.should)


def speak(customer: "Customer", j: int, *, is_unresolved: bool) -> None:
    """Perhaps recommend the firm or warn of it; who listens hears it in the next step (EQ21)."""
    p, tie, market = customer.p, customer.ties[j], customer.market
    praise = warning = 0.0
    if tie.satisfaction >= 80.0:
        praise = p.message_positive * (2.0 if tie.bond >= 50.0 else 1.0)
    elif tie.satisfaction < 55.0:
        warning = p.message_negative * (1.5 if is_unresolved else 1.0)
    spoken = market.random.random()
    if spoken < praise:
        market.books[j].praise += 1
        market.tell(customer, j, 0)
    elif spoken < warning:
        market.books[j].warnings += 1
        market.tell(customer, j, 1)


def clip(x: float) -> float:
    """Hold x between 0 and 100."""
    return 0.0 if x < 0.0 else 100.0 if x > 100.0 else x


def logistic(x: float) -> float:
    """Return 1 / (1 + e^-x)."""
    return 1.0 / (1.0 + math.exp(-x))
