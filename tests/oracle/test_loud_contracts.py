"""Where every mechanism speaks up, the plain market of contracts and the compiled one agree too.

In the telecom study most mechanisms move a figure by less than chance does in a few small markets;
here a change of a quarter in one of them is noticed.
"""

from functools import cache

import pytest

from simulation.scenario.loader import load_scenario
from tests.agreement import disagreements
from tests.oracle.contract_figures import compiled_markets, plain_markets
from tests.oracle.loud_markets import FOND, UNHAPPY
from tests.oracle.plain_contract_numbers import ContractNumbers
from tests.simulation.markets import changed

MARKETS = {"unhappy": UNHAPPY, "fond": FOND}
AGES = {  # months, the end of each term by itself
    "unhappy": ((1, 5), (6, 6), (7, 11), (12, 12), (13, 40)),
    "fond": ((1, 11), (12, 12), (13, 17), (18, 18), (19, 40)),
    "unhappy in thirds of a month": ((0, 5), (6, 6), (7, 11), (12, 12), (13, 40)),
    "care": ((1, 12), (13, 23), (24, 24), (25, 47), (48, 120)),
}
COMPILED_SEEDS = range(60)
FEW_SEEDS = range(30)
TWIN_SEEDS = range(500, 510)


# Half of the market are key accounts, and their manager calls often: irritation, recall, standing.
CARE = {
    "market.customers": 1_000, "segments.key accounts.share": 0.4,
    "policies.2.set.contacts.manager": 3.0, "customers.contact_bond": 0.5,
    "customers.contact_recall": 0.5, "firms.Beta.staff.wage": 1.15, "firms.Beta.staff.load": 1.1,
    "firms.Beta.staff.turnover": 0.08,
}  # fmt: skip


def scenario_of(name):
    if name == "care":
        return load_scenario("telecom_contract/key_account_care", CARE)
    if name == "unhappy in thirds of a month":
        months = UNHAPPY["market"]["burn_in_steps"], UNHAPPY["market"]["steps"]
        steps = zip(("market.burn_in_steps", "market.steps"), (3 * n for n in months), strict=True)
        return changed(UNHAPPY, ("market.step_days", 10), *steps)
    return changed(MARKETS[name])


@cache
def twin(name):
    return plain_markets(ContractNumbers(scenario_of(name)), TWIN_SEEDS, AGES[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", AGES)
def test_the_twin_agrees_with_the_compiled_market(name):
    compiled = compiled_markets(scenario_of(name), COMPILED_SEEDS, AGES[name])
    assert disagreements(compiled, twin(name)) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("unhappy", "customers.switching_learned", 2.25),
        ("unhappy", "customers.switching_procedural", 0.5),
        ("unhappy", "customers.review_contract_end", 0.6),
        ("unhappy", "customers.review_failure", 0.35),
        ("unhappy", "customers.locked_review_share", 0.22),
        ("unhappy", "customers.reference_price_loss", 1.9),
        ("unhappy", "customers.inexperience_penalty", 0.6),
        ("unhappy", "customers.habit_weight", 1.1),
        ("unhappy", "customers.message_gain", 0.19),
        ("unhappy", "firms.Gamma.promise", 88),
        ("unhappy", "firms.Alpha.contract_months", 10),
        ("unhappy", "firms.Beta.portability", 0.5),
        ("unhappy", "firms.Beta.newcomer_discount", 0.1),
        ("unhappy", "firms.Gamma.winback_discount", 0.15),
        ("fond", "customers.bond_weight", 0.45),
        ("fond", "customers.trust_weight", 0.9),
        ("fond", "customers.switching_horizon", 9),
        ("fond", "customers.justice_expected_rise", 0.33),
        ("fond", "customers.recovery_gain", 30),
        ("fond", "customers.quick_bonus", 0.22),
        ("fond", "customers.point_value", 1.5),
        ("fond", "customers.satisfaction_prior_n", 3),
        ("fond", "customers.expectation_gain", 0.3),
        ("fond", "firms.Alpha.exit_fee", 5),
        ("fond", "firms.Alpha.recovery", 0.7),
        ("fond", "firms.Alpha.program.threshold", 1.0),
    ],
)
def test_a_mechanism_that_is_a_little_different_would_be_noticed(name, path, value):
    other = changed(MARKETS[name], (path, value))
    assert disagreements(compiled_markets(other, FEW_SEEDS, AGES[name]), twin(name)) != []
