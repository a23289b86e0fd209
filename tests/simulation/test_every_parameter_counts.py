"""Invariant 5: no parameter is silently ignored; each one moves something that is recorded."""

from typing import Any

import pytest

from simulation.scenario.customer import CustomerParams
from simulation.scenario.firm import FirmParams, PolicyCost
from simulation.scenario.parameter import Declaration, declarations
from tests.simulation.markets import CONTRACT, REPERTOIRE, changed, history, ran

SIZE = {"customers": 300, "burn_in_steps": 6, "steps": 14}
LIVELY: dict[str, Any] = {
    # a market in which every mechanism of the core is at work
    "program": {
        "earn_rate": 0.05, "threshold": 0.2, "endowment": 0.05, "friction": 0.2, "promoted": 0.3,
    },
    "failure_prob": 0.25, "promotion_prob": 0.4, "promotion_depth": 0.2, "newcomer_discount": 0.1,
    "winback_discount": 0.1, "convenience": 0.3, "advertising": 1.0, "complaint_ease": 0.3,
    "awareness": 0.7, "complaint_learning": 0.3, "fixed_cost": 0.01,
}  # fmt: skip
TOOLBOX: dict[str, Any] = {
    # and one in which every mechanism of the toolbox is
    "program": {
        "earn_rate": 0.05, "threshold": 0.2, "cash_back": 0.02, "fee": 0.02, "birthday_gift": 0.1,
    },
    "tiers": {"first": 1.0, "second": 3.0, "earn_bonus": 0.2, "quality": 2.0},
    "deadline": {"purchases": 3.0, "months": 3.0, "reward": 0.2},
    "coupons": {"reach": 0.3, "depth": 0.1},
    "belonging": {
        "recognition": 0.2, "community": 0.3, "culture": 0.5, "responsibility": 0.5,
        "image_x": 0.5, "image_y": -0.3,
    },
    "personalization": {"menu": 0.4, "co_design": 0.2},
    "features": {"first": 1.0, "second": 0.7, "third": 0.9, "fourth": 0.8},
    "contacts": {"text": 1.0, "email": 2.0, "chat": 0.5, "phone": 0.2, "app": 1.0, "manager": 0.1},
    "key_service": {"spend": 2.0, "quality": 5.0, "recovery": 0.2, "visibility": 0.5},
    "portability": 0.2,
    "troubles": {"delivery": 0.1, "product": 0.05, "disappointment": 0.1},
}  # fmt: skip
BROAD = {
    "bond_gain_staff": 0.03, "image_weight": 0.3, "breadth_max": 3.0, "cross_buying": 0.3,
    "promise_trust_loss": 2.0, "redemption_bond": 1.0, "enroll_base": 1.0, "rating_rate": 0.2,
    "feature_expectation": {"first": 0.2, "second": 0.1}, "switching_procedural": 0.4,
    "feature_voiced": {"first": 0.3, "second": 0.3, "third": 0.5, "fourth": 0.5},
}  # fmt: skip
LOCKED = {"contract_months": 6.0, "exit_fee": 1.0}
SWITCHING = {"switching_procedural": 0.4, "switching_learned": 0.4, "switching_relational": 0.5}
PEOPLE = {
    "involvement_sd": 0.4, "price_visibility": 0.5, "promotion_salience": 0.3, "consider_max": 2,
    "outside_utility": -1.0, "message_positive": 0.3, "message_negative": 0.3,
    "engagement_base": -1.0,
}  # fmt: skip


def lively(
    document: dict[str, Any], firm: dict[str, Any], people: dict[str, Any]
) -> dict[str, Any]:
    firms = {name: {**own, **LIVELY, **firm} for name, own in document["firms"].items()}
    firms["Alpha"] = {**firms["Alpha"], "advertising": 8.0}
    return {
        **document,
        "market": {**document["market"], **SIZE},
        "customers": {**document["customers"], **PEOPLE, **people},
        "firms": firms,
    }


def inside(
    document: dict[str, Any],
    policies: tuple[dict[str, Any], ...] = (),
    size: dict[str, Any] | None = None,
    **beta: Any,
) -> dict[str, Any]:
    """Return a lively market in which Beta's inside is at work."""
    made = lively(document, {}, {})
    firms = {**made["firms"], "Beta": {**made["firms"]["Beta"], **beta}}
    return {
        **made,
        "firms": firms,
        "policies": list(policies),
        "market": {**made["market"], **(size or {})},
    }


def reacting(policy: str, **reaction: Any) -> dict[str, Any]:
    """Return a lively market in which Beta first misses its share and then has more than that."""
    later = {"firm": "Beta", "set": {"reaction.share_target": 0.01}, "from": 8, "cost": {}}
    target = {
        "policy": policy,
        "budget": 0.5,
        "share_target": 0.95,
        "interval_months": 0.25,
        **reaction,
    }
    return inside(REPERTOIRE, (later,), price=1.2, reaction=target)


AT_WORK: dict[str, Any] = {
    "investment": {"R": 0.02, "E": 0.03, "lag_months": 1.0, "rule": "worst_dimension"},
    "staff": {
        "wage": 1.2, "training": 0.5, "empowerment": 0.5, "culture": 0.5, "load": 1.2,
        "coordination": 0.5,
    },
    "supplier": {
        "quality": 70.0, "disruption_rate": 0.3, "dual_sourcing": 0.5, "promptness": 1.0,
        "value_share": 1.0, "order_stability": 1.0, "price_squeeze": 0.9, "adaptation": 0.15,
        "lead_days": 5.0, "lot_days": 10.0,
    },
}  # fmt: skip
MARKETS = {
    "repertoire": lively(REPERTOIRE, {}, {}),
    "normal tastes": lively(REPERTOIRE, {}, {"taste": "normal", "taste_sd": 0.5}),
    "close relations": lively(REPERTOIRE, {"price": 1.3}, {"bond_gain": 0.5}),
    "expiring points": lively(
        REPERTOIRE,
        {"program": {"earn_rate": 0.05, "threshold": 1.0, "expiry_months": 0.5}},
        {"need_rate": 0.3},
    ),
    "a year of programs": {
        **lively(
            REPERTOIRE,
            {
                **TOOLBOX,
                "promise": 95.0,
                "tiers": {**TOOLBOX["tiers"], "second": 30.0, "third": 80.0},
            },
            {**BROAD, "outside_utility": 0.0},
        ),
        "policies": [
            {
                "firm": "Beta",
                "set": {"breach.privacy": 0.7, "breach.terms": 0.8},
                "from": 2,
                "until": 10,
            },
            {"firm": "Beta", "set": {"tiers.first": 20.0}, "from": 4},
        ],
        "market": {**REPERTOIRE["market"], "customers": 200, "burn_in_steps": 6, "steps": 64},
    },
    "open contracts": lively(CONTRACT, {}, SWITCHING),
    "relations": lively(CONTRACT, TOOLBOX, {**SWITCHING, **BROAD}),
    "locked contracts": lively(CONTRACT, LOCKED, SWITCHING),
    "terms without a fee": lively(CONTRACT, {"contract_months": 6.0}, SWITCHING),
    "firms at work": inside(CONTRACT, **AT_WORK),
    "overworked staff": inside(CONTRACT, staff={"load": 4.0}),
    "years of supply": inside(CONTRACT, (), {"customers": 60, "steps": 90}, **AT_WORK),
    "satisfied is enough": inside(
        CONTRACT,
        investment={
            "E": 0.03,
            "lag_months": 0.0,
            "rule": "stop_at_satisfied",
            "satisfied_share": 0.4,
        },
    ),
    "price cutters": reacting("price", strength=1.0),
    "coupon matchers": reacting("promo"),
    "investors": reacting("quality"),
    "card givers": reacting("program"),
    "better answers": reacting("recovery", budget=0.01),
    "imitators": reacting("imitate", imitation=0.4),
}
HISTORIES: dict[str, bytes] = {}


def base_history(market: str) -> bytes:
    if market not in HISTORIES:
        HISTORIES[market] = history(ran(changed(MARKETS[market])))
    return HISTORIES[market]


def another_value(declaration: Declaration, now: Any) -> float | int:
    """Return a value far from the present one and within what a scenario may state."""
    low, high = declaration.plausible or declaration.bounds
    bound_low, bound_high = declaration.bounds
    if declaration.path == "consider_max":
        return 3
    if declaration.path == "active":
        return 0.0
    low = 0.0 if low is None else float(low)
    high = low + 2.0 if high is None else float(high)
    now = 0.0 if now is None else float(now)
    candidates = [value for value in (low, high, (low + high) / 2.0) if abs(value - now) > 1e-9]
    far = max(candidates, key=lambda value: min(abs(value - now), 5.0))
    far = min(far, now + 20.0) if declaration.unit != "points" else far
    if bound_high is not None:
        far = min(far, float(bound_high))
    return far if bound_low is None else max(far, float(bound_low))


def value_at(document: dict[str, Any], block: str, path: str, default: Any) -> Any:
    value: Any = document["customers"] if block == "customers" else document["firms"]["Beta"]
    for key in path.split("."):
        value = value.get(key, {}) if isinstance(value, dict) else {}
    return default if value in ({}, None) else value


def moves_something(block: str, declaration: Declaration) -> bool:
    for name, document in MARKETS.items():
        before = base_history(name)
        now = value_at(document, block, declaration.path, declaration.default)
        now = None if now is ... else now
        value = another_value(declaration, now)
        prefix = "customers" if block == "customers" else "firms.Beta"
        try:
            scenario = changed(document, (f"{prefix}.{declaration.path}", value))
        except ValueError:
            continue  # refused in this kind of market, with a sentence: not silent
        if history(ran(scenario)) != before:
            return True
    return False


MUTE = "moves nothing in any of these markets: use it, or add to them one with what it needs"


@pytest.mark.slow
@pytest.mark.parametrize("declaration", list(declarations(CustomerParams)), ids=lambda d: d.path)
def test_every_customer_parameter_moves_something(declaration: Declaration) -> None:
    assert moves_something("customers", declaration), MUTE


@pytest.mark.slow
@pytest.mark.parametrize("declaration", list(declarations(FirmParams)), ids=lambda d: d.path)
def test_every_lever_moves_something(declaration: Declaration) -> None:
    assert moves_something("firms", declaration), MUTE


@pytest.mark.parametrize("declaration", list(declarations(PolicyCost)), ids=lambda d: d.path)
def test_every_stated_cost_is_charged(declaration: Declaration) -> None:
    def cost(amount: float) -> bytes:
        policy = {
            "firm": "Beta", "set": {"failure_prob": 0.5}, "cost": {declaration.path: amount},
        }  # fmt: skip
        return history(ran(changed({**CONTRACT, "policies": [policy]})))

    assert cost(1.0) != cost(0.0)
