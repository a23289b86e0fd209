"""Whatever customers can differ in, and every lever, moves a recorded outcome of a shipped market."""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import pytest

import tests.simulation.test_every_parameter_counts as made
from simulation.scenario.customer import CustomerParams
from simulation.scenario.firm import FirmParams
from simulation.scenario.firm_organization import InvestmentRule, ReactionPolicy
from simulation.scenario.loader import load_scenario, scenario_names
from simulation.scenario.parameter import Declaration, declarations
from simulation.scenario.schema import Scenario
from tests.simulation.markets import history, ran

FEW = 150
MANY = {
    "hotel/harder_levels": 1_500,  # few people have a level to lose
    "ecommerce/true_pictures": 1_500,  # one order in twenty goes to the focal firm
}
LONG = {
    # a disruption is rare: years of few customers show what many customers in a year do not
    name: {"market.customers": 50, "market.steps": 520}
    for name in ("airline/loyal_handler", "airline/squeezed_handler", "airline/second_handler")
}
OWN_VALUE = {"outside_utility": 0.0}  # the far end of its range is an option that nobody takes
AT_WORK = (
    # markets in which much is at work are asked first, then whichever is left
    "telecom_contract/term_without_fee", "grocery/new_branch", "telecom_prepaid/four_features",
    "hotel/harder_levels", "car_dealership/after_sales_training", "airline/rival_offer",
    "bank_main_account/cross_selling", "grocery/brand_of_values", "ridehail_entry/vouchers",
    "credit_card/birthday_gift", "telecom_prepaid/promotions", "ecommerce/public_rating",
    "ecommerce/loud_promise", "airline/devaluation_breach", "bank_main_account/vip_tier",
    "credit_card/era_loyalty", "credit_card/era_image", "airline/better_recovery",
    "bank_main_account/a_bank_that_matters",
)  # fmt: skip


SEEDS = {"supplier": (7, 8, 9, 10, 11, 12, 13, 14), "reaction": (7, 8, 9)}  # rare events
HOME = {
    # where the levers of a family are at work
    "program": ("hotel/unclaimed_points", "telecom_prepaid/loyalty_gifts", "credit_card/fee_free_year"),
    "tiers": ("airline/tiers",),
    "deadline": ("hotel/three_stays",),
    "coupons": ("ridehail_entry/vouchers", "telecom_prepaid/data_coupon"),
    "belonging": ("credit_card/era_image", "grocery/brand_of_values", "credit_card/era_loyalty"),
    "personalization": ("tourism_ota/travelers_club", "car_dealership/quick_response"),
    "features": ("telecom_prepaid/four_features",),
    "contacts": ("ecommerce/chat_messages", "ecommerce/after_the_sale"),
    "key_service": ("bank_main_account/vip_tier", "telecom_contract/key_account_care"),
    "breach": ("bank_main_account/trust_event", "airline/devaluation_breach"),
    "investment": ("bank_main_account/improve_the_worst", "bank_main_account/satisfied_is_enough"),
    "staff": (
        "bank_main_account/thin_staff", "car_dealership/after_sales_training",
        "telecom_contract/departments_apart", "bank_main_account/branch_staff",
    ),
    "supplier": (
        "airline/loyal_handler", "airline/squeezed_handler", "airline/second_handler",
    ),
    "supplier.quality_effect": ("hotel/ota_dependence",),
    **{
        f"supplier.{lever}": ("car_dealership/built_in_lots",)
        for lever in ("lead_days", "lot_days", "waiting_loss", "lot_saving")
    },
    "newcomer_purchases": ("ridehail_entry/vouchers",),
    "troubles": ("ecommerce/true_pictures",),
    "reaction": ("credit_card/every_answer",),
}  # fmt: skip
ANYWHERE = (
    "telecom_contract", "telecom_contract/learning_operator", "ridehail_entry", "airline/open_hub", "telecom_prepaid/promotions", "ecommerce/advertising",
)  # fmt: skip


def size(name: str) -> dict[str, Any]:
    return LONG.get(name, {"market.customers": MANY.get(name, FEW)})


@cache
def loaded(name: str) -> Scenario:
    return load_scenario(name, size(name))


@cache
def base_history(name: str, seed: int = 7) -> bytes:
    return history(ran(loaded(name), seed))


def moves_something(name: str, declaration: Declaration) -> bool:
    now: Any = loaded(name).customers
    for key in declaration.path.split("."):
        now = getattr(now, key)
    if isinstance(now, str):
        return False
    value = OWN_VALUE.get(declaration.path, made.another_value(declaration, now))
    try:
        scenario = load_scenario(name, {**size(name), f"customers.{declaration.path}": value})
    except ValueError:
        return False  # refused in this kind of market, with a sentence
    return history(ran(scenario)) != base_history(name)


@pytest.mark.slow
@pytest.mark.parametrize("declaration", list(declarations(CustomerParams)), ids=lambda d: d.path)
def test_every_customer_parameter_moves_something_in_a_shipped_market(
    declaration: Declaration,
) -> None:
    names = dict.fromkeys((*AT_WORK, *scenario_names()))
    assert any(moves_something(name, declaration) for name in names)


def settings(name: str, lever: str) -> Iterator[tuple[str, Any]]:
    """Yield where a scenario sets a lever, and its value there: by a timed policy, or at a firm."""
    scenario = loaded(name)
    for index, policy in enumerate(scenario.policies):
        if lever in policy.set:
            yield f"policies.{index}.set.{lever}", policy.set[lever]
    for firm in dict.fromkeys((scenario.focal_firm, *scenario.firms)):
        now: Any = scenario.firms[firm]
        for key in lever.split("."):
            now = getattr(now, key)
        yield f"firms.{firm}.{lever}", now


def other_values(declaration: Declaration, now: Any) -> set[float | int]:
    """Return a far value, the ends of what is plausible, and half of the present one."""
    values: set[float | int] = {made.another_value(declaration, now)}
    if declaration.plausible is not None:
        values.update(declaration.plausible)
    return (values | {now / 2.0}) - {now} if now else values


def lever_moves_something(name: str, declaration: Declaration) -> bool:
    seeds = SEEDS.get(declaration.path.partition(".")[0], (7,))
    for path, now in settings(name, declaration.path):
        for value in sorted(other_values(declaration, now)):
            try:
                scenario = load_scenario(name, {**size(name), path: value})
            except ValueError:
                continue  # refused here, with a sentence
            if any(history(ran(scenario, seed)) != base_history(name, seed) for seed in seeds):
                return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize("declaration", list(declarations(FirmParams)), ids=lambda d: d.path)
def test_every_lever_moves_something_in_a_shipped_market(declaration: Declaration) -> None:
    family = declaration.path.partition(".")[0]
    names = HOME.get(declaration.path, HOME.get(family, ANYWHERE))
    assert any(lever_moves_something(name, declaration) for name in names)


@pytest.mark.slow
def test_every_rule_of_investment_and_every_answer_to_rivals_is_in_a_shipped_market() -> None:
    firms = [firm for name in scenario_names() for firm in load_scenario(name).firms.values()]
    assert {firm.investment.rule for firm in firms} == set(get_args(InvestmentRule))
    assert {firm.reaction.policy for firm in firms} == set(get_args(ReactionPolicy))
