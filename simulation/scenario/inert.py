"""Which parameters move nothing in which market, so that none is silently ignored (invariant 5)."""

from simulation.scenario.schema import Scenario
from simulation.scenario.waking import behavior_values, ever

REPERTOIRE = "a repertoire market, where nobody holds a contract"
CONTRACT = "a contract market, where everybody buys in every reference period"
DIRICHLET = "a market with taste: dirichlet"
NORMAL = "a market with taste: normal"
ALIKE = "a market where customers.involvement_sd is 0 for everybody"
NO_RESPONSIBILITY = "a market where belonging.responsibility of every firm is 0 throughout"
REASONS: dict[str, tuple[str, ...]] = {
    REPERTOIRE: ("market", "mode"),
    CONTRACT: ("market", "mode"),
    DIRICHLET: ("customers", "taste"),
    NORMAL: ("customers", "taste"),
    ALIKE: ("customers", "involvement_sd"),
    NO_RESPONSIBILITY: ("firms",),
}
"""The setting behind each reason, for the line that a message names."""

ONLY_CONTRACT_BEHAVIOR = (
    "review_base",
    "review_dissatisfaction",
    "review_failure",
    "review_promotion",
    "review_contract_end",
    "locked_review_share",
)
ONLY_CONTRACT_LEVERS = ("contract_months", "exit_fee")
ONLY_REPERTOIRE_LEVERS = ("newcomer_purchases",)
ONLY_REPERTOIRE_BEHAVIOR = ("need_rate", "need_shape", "program_lift")

NEEDED_LEVERS: dict[str, str] = {
    "program.threshold": "program.earn_rate",
    "program.endowment": "program.earn_rate",
    "program.expiry_months": "program.earn_rate",
    "program.breakage": "program.earn_rate",
    "exit_fee": "contract_months",
    "promotion_depth": "promotion_prob",
    "tiers.earn_bonus": "tiers.first",
    "tiers.quality": "tiers.first",
    "tiers.cost": "tiers.first",
    "deadline.reward": "deadline.purchases",
    "deadline.purchases": "deadline.months",
    "deadline.months": "deadline.reward",
    "coupons.depth": "coupons.reach",
    "coupons.reach": "coupons.depth",
    "key_service.quality": "key_service.spend",
    "key_service.recovery": "key_service.spend",
    "key_service.cost": "key_service.spend",
    "key_service.visibility": "key_service.spend",
}
"""Levers that move nothing while another one of the same firm is 0 throughout."""

NEEDED_TOO: dict[str, str] = {"tiers.earn_bonus": "program.earn_rate"}
"""A second lever that such a one needs."""

NEEDED_IF_CHANGED: dict[str, str] = {
    "failure_floor": "complaint_learning",
    "newcomer_purchases": "newcomer_discount",
    "troubles.delivery_severity": "troubles.delivery",
    "troubles.product_severity": "troubles.product",
    "troubles.disappointment_severity": "troubles.disappointment",
}
"""The same for levers whose value at rest is not 0: they are refused where they were changed."""

NEEDED_BEHAVIOR: dict[str, tuple[str, ...]] = {
    "belonging.culture": ("bond_gain_staff",),
    "portability": ("switching_procedural", "switching_learned"),
}
"""Levers that move nothing while all of these customer parameters are 0 for everybody."""

MEMBERS_ONLY = (
    "program.friction", "program.promoted", "program.fee", "program.birthday_gift",
    "deadline.reward",
    "tiers.first",
)  # fmt: skip
"""Levers that reach members, and move nothing where there is nothing to join."""


def inert_behavior(scenario: Scenario) -> dict[str, str]:
    """Return the customer parameters that move nothing here, each with the reason."""
    is_contract = scenario.market.mode == "contract"
    reason = CONTRACT if is_contract else REPERTOIRE
    names = ONLY_REPERTOIRE_BEHAVIOR if is_contract else ONLY_CONTRACT_BEHAVIOR
    inert = dict.fromkeys(names, reason)
    if scenario.customers.taste == "dirichlet":
        inert["taste_sd"] = DIRICHLET
    else:
        inert["taste_concentration"] = NORMAL
    if not any(value > 0.0 for value in behavior_values(scenario, "involvement_sd")):
        inert["involvement_forgiveness"] = ALIKE
    if not any(ever(scenario, name, "belonging.responsibility") for name in scenario.firms):
        inert["responsibility_trust"] = NO_RESPONSIBILITY
    return inert


def inert_levers(scenario: Scenario) -> dict[str, str]:
    """Return the firm parameters that move nothing here, each with the reason."""
    if scenario.market.mode == "contract":
        return dict.fromkeys(ONLY_REPERTOIRE_LEVERS, CONTRACT)
    return dict.fromkeys(ONLY_CONTRACT_LEVERS, REPERTOIRE)
