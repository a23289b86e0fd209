"""One experience with the toolbox on (EQ4 to EQ11, EQ19 to EQ21, EQ27)."""

from typing import TYPE_CHECKING

from benchmarks.full_bonds import grow
from benchmarks.plain_experience import complaint_probability, tell

if TYPE_CHECKING:
    from benchmarks.full_mesa import FullCustomer
    from benchmarks.full_records import FullTie


def experience(customer: "FullCustomer", tie: "FullTie") -> None:
    """Have one experience with a firm and remember it."""
    p, rng, firm, account = customer.model.p, customer.model.random, tie.firm, tie.firm.account
    if tie.n_purchases == 0:
        tie.satisfaction = tie.will
    severity = 0.0
    if rng.random() < firm.failure_prob:
        middle = sorted((rng.random(), rng.random(), rng.random()))[1]
        severity = 2.0 * firm.failure_severity * middle
    failed = severity > 0.0
    noise = rng.gauss(0.0, p.occasion_sd)
    fit = personalized(firm, tie.fit)
    bonus = service_bonus(tie)
    w, delivered = customer.weights, firm.delivered
    quality = (
        w[0] * delivered[0]
        + w[1] * delivered[1]
        + w[2] * delivered[2]
        + w[3] * (delivered[3] + bonus)
        + w[4] * (delivered[4] + bonus)
        + fit
        + noise
        - severity
    )
    quality = min(max(quality, 0.0), 100.0)
    complains = failed and rng.random() < complaint_probability(customer, tie, severity)
    pleasure, surprise = features_met(customer, firm) if customer.model.has_features else (0.0, 0.0)
    transaction = digest(customer, tie, quality, severity, pleasure)
    grow(customer, tie, delivered[3] + bonus + fit + noise, severity)
    if surprise > 0.0:
        tie.bond = min(tie.bond + surprise, 100.0)
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
    speak(customer, tie, unresolved=failed and not resolved)
    if p.rating_rate > 0.0:
        rate(customer, tie, transaction)


def personalized(firm, fit: float) -> float:
    """Return the person-firm match after menu and co-design (EQ4)."""
    if fit < 0.0:
        fit -= 0.5 * firm.personalization_menu * fit
    return fit + firm.personalization_co_design * (max(fit, 0.0) + 1.0 - fit)


def service_bonus(tie: "FullTie") -> float:
    """Return Empathy and Responsiveness added by a level and for key customers (EQ22d, EQ27)."""
    firm = tie.firm
    bonus = firm.tiers_quality * tie.level
    return bonus + firm.key_service_quality if tie.key else bonus


def features_met(customer: "FullCustomer", firm) -> tuple[float, float]:
    """Return what features add to satisfaction and to belonging, points (EQ8)."""
    p = customer.model.p
    pleasure = surprise = 0.0
    for present, expected, voiced, weight in zip(
        firm.features,
        customer.expected,
        customer.voiced,
        customer.model.feature_weights,
        strict=True,
    ):
        pleasure += weight * (
            p.feature_delight * present * (1.0 - expected)
            - p.feature_basic_loss * (1.0 - present) * expected
        )
        if present > 0.5 and expected < 0.3 and not voiced:
            surprise += weight * p.surprise_bond * present * (1.0 - expected)
    return pleasure, surprise


def digest(
    customer: "FullCustomer", tie: "FullTie", quality: float, severity: float, pleasure: float
) -> float:
    """Update trust and satisfaction; return satisfaction with this experience (EQ5 to EQ10)."""
    p, firm = customer.model.p, tie.firm
    perceived = quality + p.assimilation * (tie.will - quality)
    if tie.should > quality:
        perceived -= p.should_contrast * (tie.should - quality)
    gain = max(p.satisfaction_gain_min, 1.0 / (tie.n_purchases + p.satisfaction_prior_n))
    ability_gain = p.ability_gain
    blame = 1.0
    if severity > 0.0:
        blame += p.failure_attribution * min(tie.failures, 3.0)
        blame *= customer.involvement**-p.involvement_forgiveness
        gain = min(gain * p.failure_salience, 0.6)
        ability_gain *= p.ability_fail_factor
        lost = p.failure_trust_loss * severity / 30.0 * blame
        tie.integrity = max(tie.integrity - lost, 0.0)
    else:
        known = 1.0 + p.responsibility_trust * firm.belonging_responsibility
        tie.integrity += p.integrity_gain * known * (80.0 - tie.integrity)
    surprise = perceived - tie.will
    if surprise > 0.0:
        transaction = perceived + p.disconfirmation_gain * surprise
    else:
        transaction = perceived + p.disconfirmation_loss * blame * surprise
    transaction = min(max(transaction, 0.0), 100.0)
    if pleasure:
        transaction = min(max(transaction + pleasure, 0.0), 100.0)
    tie.satisfaction += gain * (transaction - tie.satisfaction)
    gap = firm.promise - tie.satisfaction - p.promise_tolerance
    if gap > 0.0 and p.promise_trust_loss > 0.0:
        tie.integrity = max(tie.integrity - p.promise_trust_loss * gap / 10.0, 0.0)
    tie.ability += ability_gain * (quality - tie.ability)
    return transaction


def recover(customer: "FullCustomer", tie: "FullTie") -> bool:
    """Hear the answer to a complaint; tell whether it was as just as expected (EQ20, EQ27)."""
    p, rng, firm = customer.model.p, customer.model.random, tie.firm
    mean = firm.recovery + (firm.key_service_recovery if tie.key else 0.0)
    mean = min(max(mean, 0.02), 0.98)
    justice = rng.betavariate(6.0 * mean, 6.0 * (1.0 - mean))
    is_quick = rng.random() < firm.quick_share
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


def speak(customer: "FullCustomer", tie: "FullTie", *, unresolved: bool) -> None:
    """Perhaps tell acquaintances (EQ21)."""
    p, rng, account = customer.model.p, customer.model.random, tie.firm.account
    if tie.satisfaction >= 80.0:
        if rng.random() < p.message_positive * (2.0 if tie.bond >= 50.0 else 1.0):
            account.praise += 1
            tell(customer, tie.firm.index, is_praise=True)
    elif tie.satisfaction < 55.0 and rng.random() < p.message_negative * (
        1.5 if unresolved else 1.0
    ):
        account.warnings += 1
        tell(customer, tie.firm.index, is_praise=False)


def rate(customer: "FullCustomer", tie: "FullTie", transaction: float) -> None:
    """Perhaps give public stars; strong feelings speak more readily (EQ21)."""
    p, account = customer.model.p, tie.firm.account
    strength = min(abs(transaction - 60.0) / 50.0, 1.0) ** 2
    chance = p.rating_rate * (1.0 - p.rating_extremity + p.rating_extremity * strength)
    if customer.model.random.random() >= chance:
        return
    stars = 1 + sum(transaction >= cut for cut in (35.0, 50.0, 65.0, 80.0))
    name = f"stars_{stars}"
    setattr(account, name, getattr(account, name) + 1)
