"""Whatever customers can differ in moves a recorded outcome of a market that is shipped."""

from functools import cache
from typing import Any

import pytest

import tests.simulation.test_every_parameter_counts as made
from simulation.scenario.customer import CustomerParams
from simulation.scenario.loader import load_scenario, scenario_names
from simulation.scenario.parameter import Declaration, declarations
from tests.simulation.markets import history, ran

FEW = 150
MANY = {"hotel/harder_levels": 1_500}  # few people have a level to lose
OWN_VALUE = {"outside_utility": 0.0}  # the far end of its range is an option that nobody takes
AT_WORK = (
    # markets in which much is at work are asked first, then whichever is left
    "telecom_contract/term_without_fee", "grocery/new_branch", "telecom_prepaid/four_features",
    "hotel/harder_levels", "car_dealership/after_sales_training", "airline/rival_offer",
    "bank_main_account/cross_selling", "grocery/brand_of_values", "ridehail_entry/vouchers",
    "credit_card/birthday_gift", "telecom_prepaid/promotions", "ecommerce/public_rating",
    "ecommerce/loud_promise", "airline/devaluation_breach", "bank_main_account/vip_tier",
    "credit_card/era_loyalty", "credit_card/era_image", "airline/better_recovery",
)  # fmt: skip


def size(name: str) -> dict[str, Any]:
    return {"market.customers": MANY.get(name, FEW)}


@cache
def base_history(name: str) -> bytes:
    return history(ran(load_scenario(name, size(name))))


def moves_something(name: str, declaration: Declaration) -> bool:
    now: Any = load_scenario(name).customers
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
