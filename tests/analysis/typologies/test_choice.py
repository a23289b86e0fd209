"""Choice probabilities with and without a prop, against closed forms."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.typologies.choice import (
    PROP_NAMES,
    PROPS,
    choice_probabilities,
    stay_probabilities,
    utilities,
)
from analysis.typologies.moment import moment_of
from simulation.compiled import plain
from simulation.errors import ResultError
from simulation.rules.choice import systematic_utility
from simulation.runner import RunSpec, run_one
from simulation.snapshot import UTILITY_TERMS
from tests.analysis.typologies.made import moment
from tests.simulation.markets import CONTRACT, changed


def logistic(x):
    return 1.0 / (1.0 + math.exp(-x))


def test_two_firms_split_a_customer_by_the_difference_of_their_utilities():
    people = moment(utility_attitude=(1.5, 0.5), utility_price=(-0.3, 0.2))
    assert choice_probabilities(people)[0] == pytest.approx(
        [logistic(0.5), 1.0 - logistic(0.5), 0.0]
    )


def test_a_prop_taken_out_counts_for_no_firm():
    people = moment(utility_attitude=(1.5, 0.5), utility_price=(-0.3, 0.2))
    assert stay_probabilities(people, ("price",))[0, 0] == pytest.approx(logistic(1.0))
    assert stay_probabilities(people, ("attitude",))[0, 0] == pytest.approx(logistic(-0.5))
    assert stay_probabilities(people, PROP_NAMES)[0, 0] == pytest.approx(0.5)


def test_every_term_of_the_utility_belongs_to_exactly_one_prop():
    terms = [term for prop in PROPS for term in prop.terms]
    assert sorted(terms) == sorted(UTILITY_TERMS)


def test_a_firm_that_is_not_available_is_chosen_only_when_reach_is_no_barrier():
    people = moment(2, available=np.array([[1.0, 0.0], [1.0, 1.0]]))
    assert stay_probabilities(people)[0].tolist() == [1.0, 0.0]
    assert stay_probabilities(people, ("reach",))[0] == pytest.approx([0.5, 0.5])


def test_a_firm_that_nobody_can_choose_is_out_of_the_market_and_stays_out():
    gone = moment(available=(1.0, 0.0))
    assert stay_probabilities(gone, ("reach",))[0].tolist() == [1.0, 0.0]


def test_one_with_no_firm_at_all_chooses_none():
    assert choice_probabilities(moment(available=(0.0, 0.0)))[0].tolist() == [0.0, 0.0, 0.0]


def test_buying_nowhere_costs_the_holder_of_a_contract_what_leaving_costs():
    stated = {
        "behavior": {"outside_utility": 0.0},
        "utility_switching": (0.0, -2.0),
        "leaving_cost": (2.0, 2.0),
    }
    e = math.exp(-2.0)
    assert choice_probabilities(moment(contract=True, **stated))[0] == pytest.approx(
        [1 / (1 + 2 * e), e / (1 + 2 * e), e / (1 + 2 * e)]
    )
    assert choice_probabilities(moment(contract=False, **stated))[0] == pytest.approx(
        [1 / (2 + e), e / (2 + e), 1 / (2 + e)]
    )
    free = choice_probabilities(moment(contract=True, **stated), ("switching",))
    assert free[0] == pytest.approx([1 / 3, 1 / 3, 1 / 3])


def test_only_firms_considered_are_chosen():
    people = moment(available=(1.0, 1.0), considered=(1.0, 0.0))
    assert stay_probabilities(people)[0, 0] == 1.0


@given(st.lists(st.floats(-700, 700), min_size=2, max_size=2))
def test_probabilities_are_finite_and_sum_to_one_for_any_utilities(values):
    chances = choice_probabilities(moment(utility_taste=tuple(values)))
    assert np.isfinite(chances).all()
    assert chances.sum() == pytest.approx(1.0)


def test_a_missing_column_is_named():
    people = moment()
    lacking = {k: v for k, v in people.columns.items() if k != "utility_habit"}
    broken = type(people)(**{**vars_of(people), "columns": lacking})
    with pytest.raises(ResultError, match="no column 'utility_habit'"):
        utilities(broken)


def vars_of(people):
    return {name: getattr(people, name) for name in people.__dataclass_fields__}


@pytest.fixture(scope="module")
def contract_run():
    return run_one(RunSpec("c", changed(CONTRACT), 3, snapshots=(10,)))


def test_the_utility_of_a_snapshot_is_the_one_that_the_market_computes(contract_run):
    people = moment_of(contract_run, 23)
    row = {term: float(people.get(f"utility_{term}")[7, 1]) for term in UTILITY_TERMS}
    assert utilities(people)[7, 1] == pytest.approx(plain(systematic_utility)(**row))


def test_contracts_signed_agree_with_the_probabilities():
    """Everybody reviews in this market, so the next providers are draws from the probabilities."""
    always = changed(CONTRACT, ("customers.review_base", 1.0), ("market.customers", 3000),
                     ("market.steps", 12))  # fmt: skip
    result = run_one(RunSpec("c", always, 5, snapshots=(10,)))
    before, after = moment_of(result, 10), moment_of(result, 11)
    same = before.get("generation")[:, 0] == after.get("generation")[:, 0]
    expected = stay_probabilities(before)[same].sum(axis=0)
    chosen = after.present[same].sum(axis=0)
    spread = np.sqrt(expected)  # more than the sd of a sum of unequal Bernoulli draws
    assert (np.abs(chosen - expected) < 3.0 * spread).all()


def test_a_step_without_snapshot_is_refused_with_advice(contract_run):
    with pytest.raises(ResultError, match="--snapshot 5"):
        moment_of(contract_run, 5)
    with pytest.raises(ResultError, match="there are Alpha, Beta, Gamma"):
        moment_of(contract_run, 10).index("Omega")


def test_rows_in_any_order_make_the_same_moment(contract_run):
    shuffled = contract_run.customers.sample(frac=1.0, random_state=1)
    mixed = replace(contract_run, tables={**contract_run.tables, "customers": shuffled})
    one, other = moment_of(contract_run, 10), moment_of(mixed, 10)
    assert np.array_equal(utilities(one), utilities(other))
    assert np.array_equal(one.segment, other.segment)
