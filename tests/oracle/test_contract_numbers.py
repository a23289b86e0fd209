"""The numbers of the plain market of contracts and those of the tables, each worked out apart."""

import ast
from pathlib import Path

import numpy as np
import pytest

from simulation.scenario.loader import load_scenario
from simulation.tables import build_tables
from tests.oracle.plain_contract_numbers import DIMENSIONS, ContractNumbers

STUDY = (
    "better_recovery", "complete_satisfaction", "price_cut", "raise_leaving_cost", "raise_trust",
    "reward_loyalty", "learning_operator", "number_portability", "term_without_fee",
    "winback_offer",
)  # fmt: skip
SCENARIOS = ("telecom_contract", *(f"telecom_contract/{name}" for name in STUDY))
AS_STATED = (
    "exit_fee", "contract_months", "portability", "structural_lock", "unit_cost", "service_cost",
    "service_saving", "service_saving_months", "failure_prob", "failure_severity", "recovery",
    "quick_share", "complaint_ease", "failure_floor", "winback_discount", "newcomer_discount",
    "convenience", "fixed_cost", "program_earn_rate", "program_threshold", "program_endowment",
    "program_breakage", "program_member_cost", "program_promoted", "program_friction",
)  # fmt: skip
PAID = ("once", "per_month", "per_customer_month", "per_purchase", "per_recovery")


@pytest.mark.parametrize("name", SCENARIOS)
def test_both_read_the_same_terms_in_every_step(name):
    scenario = load_scenario(name)
    twin, tables = ContractNumbers(scenario), build_tables(scenario)

    def told(reader):
        of_all = [[[reader(firm) for firm in s] for s in step] for step in twin.terms]
        return np.array(of_all, dtype=float)

    for column in AS_STATED:
        both = told(lambda firm, column=column: getattr(firm, column)), tables.terms[column]
        np.testing.assert_allclose(*both, rtol=1e-12, err_msg=column)
    for what in PAID:
        both = (
            told(lambda firm, what=what: getattr(firm.paid, what)),
            tables.terms[f"policy_{what}"],
        )
        np.testing.assert_allclose(*both, rtol=1e-12, err_msg=what)
    for d, dimension in enumerate(DIMENSIONS):
        both = told(lambda firm, d=d: firm.quality[d]), tables.terms[f"delivered_{dimension}"]
        np.testing.assert_allclose(*both, rtol=1e-12, err_msg=dimension)
    price = tables.terms["price"] * (1.0 - tables.terms["discount"])
    np.testing.assert_allclose(told(lambda firm: firm.price_for_all), price)
    np.testing.assert_allclose(
        told(lambda firm: firm.price_without_policies), tables.terms["untreated_price"]
    )
    np.testing.assert_allclose(
        told(lambda firm: firm.acquisition_money), tables.terms["acquisition_money"]
    )


@pytest.mark.parametrize("name", ["telecom_contract", "telecom_contract/departments_apart"])
def test_both_expect_the_same_of_a_firm_nobody_tried(name):
    scenario = load_scenario(name)
    twin, tables = ContractNumbers(scenario), build_tables(scenario)
    np.testing.assert_allclose(twin.reputations, tables.terms["promise"][0, -1])
    assert twin.mean_reputation == pytest.approx(tables.settings["market_promise"][0])


def test_both_make_the_same_rates_of_a_month():
    scenario = load_scenario("telecom_contract")
    twin, tables = ContractNumbers(scenario), build_tables(scenario)
    for p, behavior in zip(twin.customers, tables.behavior, strict=True):
        assert p.exit_rate == pytest.approx(behavior.exit_rate)
        assert 1.0 - p.bond_kept == pytest.approx(behavior.bond_decay)
        assert p.failures_kept == pytest.approx(behavior.failure_memory_carry)
        assert 1.0 - p.fairness_kept == pytest.approx(tables.settings["fairness_recovery"][0])
        assert p.spend_scale == behavior.spend_scale


def test_the_rates_of_ten_days_are_those_worked_out_by_hand():
    scenario = load_scenario(
        "telecom_contract/reward_loyalty",
        {
            "market.step_days": 10,
            "firms.Alpha.fixed_cost": 0.3,
            "firms.Beta.complaint_learning": 0.3,
        },
    )
    tables = build_tables(scenario)
    alpha, beta = tables.terms[-1, -1, 0], tables.terms[-1, -1, 1]
    behavior, settings = tables.behavior[-1], tables.settings[0]
    assert behavior.exit_rate == pytest.approx(1 - (1 - 0.006) ** (10 / 30))  # 0.6 % of a month
    assert behavior.bond_decay == pytest.approx(1 - (1 - 0.004) ** (10 / 7))  # 0.4 % of a week
    assert behavior.failure_memory_carry == pytest.approx(0.97 ** (10 / 7))  # kept for a week
    assert settings.fairness_recovery == pytest.approx(1 - 0.98 ** (10 / 30))
    assert beta.complaint_learning == pytest.approx(1 - 0.7 ** (10 / 365))  # 30 % of a year
    assert alpha.program_member_cost == pytest.approx(0.002 / 3)
    assert alpha.fixed_cost == pytest.approx(0.1)
    assert alpha.contract_months == 24  # what has no period is not converted
    assert (
        behavior.review_base == 0.04
    )  # a chance of a month, compounded where EQ18 is put together
    # A year of 365/30 payments of (1 - 0.6) a unit, less 0.05 for service; 0.8 of it wins a customer.
    assert alpha.acquisition_money == pytest.approx(0.8 * 365 / 30 * (0.4 - 0.05))
    key = tables.terms[-1, 0, 0]
    assert tables.segment_names[0] == "key accounts"
    assert key.acquisition_money == pytest.approx(0.8 * 365 / 30 * (0.4 * 16.3 - 0.05))


def test_the_twin_takes_nothing_from_the_compiled_market():
    for module in Path(__file__).parent.glob("plain_*.py"):
        imported = {
            node.module
            for node in ast.walk(ast.parse(module.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("simulation")
        }
        assert imported <= {"simulation.scenario.schema"}, module.name
