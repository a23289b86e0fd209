"""Staff behind the service, service for key customers, and contact (EQ2, EQ23, EQ27)."""

import copy
import math
from types import SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.plain_contract import Customer
    from tests.oracle.plain_contract_records import Tie

HUMAN = (0.3, 1.0, 0.0, 1.0, 1.0)  # how far staff carry R, A, T, E and Re
RESPONSIVENESS = 4
CHANNELS = {  # effect, intrusion, cost in hundredths of money
    "text": (0.3, 0.3, 0.05),
    "email": (0.2, 0.2, 0.01),
    "chat": (0.4, 0.1, 0.02),
    "phone": (1.0, 0.8, 1.0),
    "app": (0.6, 0.1, 0.1),
    "manager": (2.0, 0.3, 5.0),
}


class Staff:
    """The staff of one firm: loyalty L and skill as a deviation g from the usual one (EQ2)."""

    def __init__(self, terms: SimpleNamespace) -> None:
        self.loyalty, self.gap = terms.staff_reference, 0.0

    def live(self, p: SimpleNamespace) -> None:
        """Go one step on toward where the levers lead."""
        target = (
            p.staff_reference
            + 100.0 * p.staff_wage_effect * (p.staff_wage - 1.0)
            + p.staff_training_effect * p.staff_training
            + p.staff_empowerment_effect * p.staff_empowerment
            + p.staff_culture_effect * p.staff_culture
            - 100.0 * p.staff_load_effect * max(p.staff_load - 1.0, 0.0)
        )
        self.loyalty += p.staff_adaptation * (min(max(target, 0.0), 100.0) - self.loyalty)
        away = math.exp(-(self.loyalty - p.staff_reference) / 20.0)
        leaving = min(1.0, p.staff_turnover * away)
        self.gap *= 1.0 - leaving - p.staff_skill_learning
        self.gap -= usual_skill(p) * (leaving - p.staff_turnover)

    def serve(self, terms: SimpleNamespace) -> SimpleNamespace:
        """Return a firm's terms as these staff deliver them."""
        served = copy.copy(terms)
        more = self.loyalty - terms.staff_reference
        busy = terms.staff_overload_loss * max(terms.staff_load - 1.0, 0.0)
        skilled = 0.15 * self.gap / (0.85 + 0.15 * usual_skill(terms))
        served.quality = [
            clipped(clipped(q + terms.staff_quality_effect * h * more - busy) * (1.0 + h * skilled))
            for q, h in zip(terms.designed, HUMAN, strict=True)
        ]
        apart = 1.0 - terms.staff_coordination
        served.quality[RESPONSIVENESS] *= 1.0 - terms.staff_coordination_loss * apart
        served.quick_share *= terms.staff_coordination
        served.recovery += terms.staff_recovery_effect * more
        served.share_spent = terms.staff_payroll * (terms.staff_wage - 1.0)
        served.share_spent += terms.staff_development_cost * (
            terms.staff_training + terms.staff_empowerment + terms.staff_culture
        )
        return served


def usual_skill(p: SimpleNamespace) -> float:
    """Return u = phi / (phi + tau0)."""
    return p.staff_skill_learning / (p.staff_skill_learning + p.staff_turnover)


def clipped(x: float) -> float:
    """Hold x between 0 and 100."""
    return min(max(x, 0.0), 100.0)


def sum_of_contacts(terms: SimpleNamespace) -> None:
    """Note effect, intrusion and cost of a month's contacts."""
    months = {name: getattr(terms, f"contacts_{name}") for name in CHANNELS}
    terms.contact_effect = sum(months[name] * CHANNELS[name][0] for name in CHANNELS)
    terms.contact_intrusion = sum(months[name] * CHANNELS[name][1] for name in CHANNELS)
    terms.contact_cost = 0.01 * sum(months[name] * CHANNELS[name][2] for name in CHANNELS)


def contact(customer: "Customer", j: int) -> None:
    """Let the firm's contacts of a step do their work on one who bought there before (EQ23)."""
    p, tie, terms = customer.p, customer.ties[j], customer.terms(j)
    months = customer.market.numbers.months
    monthly = -math.log(p.irritation_carry) * 30.0 / 7.0
    rate = monthly * months
    kept = (1.0 - math.exp(-rate)) / rate
    settled = terms.contact_intrusion / monthly
    mean = settled + (tie.irritation - settled) * kept
    tie.irritation = settled + (tie.irritation - settled) * math.exp(-rate)
    tie.heeded = max(-0.5, 1.0 - mean / p.contact_tolerance)
    tie.bond = clipped(tie.bond + p.contact_bond * terms.contact_effect * months * tie.heeded)
    customer.market.books[j].service_cost += terms.contact_cost * months


def count_spend(tie: "Tie", terms: SimpleNamespace, due: float) -> None:
    """Count a payment; who reaches the threshold is a key customer at once (EQ27)."""
    tie.year_spend += due
    if 0.0 < terms.key_service_spend <= tie.year_spend:
        tie.is_key = True


def serve_key_customer(customer: "Customer", j: int) -> None:
    """On the anniversary of the first purchase judge by the year; book what key service costs."""
    tie, terms = customer.ties[j], customer.terms(j)
    age, days = customer.market.clock - tie.first_step, customer.market.numbers.step_days
    if tie.bought and int(age * days / 365) > int((age - 1) * days / 365):
        tie.is_key = 0.0 < terms.key_service_spend <= tie.year_spend
        tie.year_spend = 0.0
    if tie.is_key and j == customer.provider:
        customer.market.books[j].service_cost += terms.key_service_cost
