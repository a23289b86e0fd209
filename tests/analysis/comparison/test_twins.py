"""The four cells and the flows, by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.summary import customer_outcomes, most_bought
from analysis.comparison.twins import CELL_LABELS, CELLS, flows_between, twin_account
from simulation.results import RunResult
from simulation.scenario.loader import scenario_from_document
from simulation.snapshot import UTILITY_TERMS
from tests.analysis.comparison.made import outcomes, summary
from tests.simulation.markets import BOTH

# cohort, exited, stayed, main firm, profit, given
BASE = [
    (1, 0, 1, 0, 5.0, 0.0),  # 0 stays in both
    (1, 0, 0, 1, 2.0, 0.0),  # 1 leaves without the policy
    (1, 0, 1, 0, 6.0, 1.0),  # 2 stays without it only
    (1, 0, 0, 2, 1.0, 0.0),  # 3 leaves in both
    (1, 1, 0, -1, 3.0, 0.0),  # 4 leaves the category
    (0, 0, 0, 1, 0.0, 0.0),  # 5 was never a customer
    (0, 1, 0, 1, 0.0, 0.0),  # 6 neither, and leaves the category
]
VARIANT = [
    (1, 0, 1, 0, 4.5, 0.5),
    (1, 0, 1, 0, 7.0, 0.75),
    (1, 0, 0, 2, 4.0, 1.25),
    (1, 0, 0, 1, 0.5, 0.25),
    (1, 1, 0, -1, 9.0, 9.0),
    (0, 0, 1, 0, 8.0, 8.0),
    (0, 1, 0, 1, 0.0, 0.0),
]
STILL = [(1, 0, 1, 0, 1.0, 0.0)] * 2  # a second replication in which nothing happens


def account():
    base = [summary(outcomes(BASE)), summary(outcomes(STILL))]
    variant = [summary(outcomes(VARIANT)), summary(outcomes(STILL))]
    return twin_account(base, variant)


def test_customers_of_each_cell_by_hand():
    assert account().customers == {
        "saved": 1, "stayed_anyway": 1 + 2, "lost_by_policy": 1, "left_anyway": 1,
    }  # fmt: skip


def test_exits_from_the_category_stand_apart():
    assert account().exits == 1  # person 4; person 6 was no customer


def test_cells_and_exits_sum_to_the_customers_at_the_start():
    made = account()
    assert sum(made.customers.values()) == made.cohort == 6
    assert made.cohort + made.exits == sum(row[0] for row in BASE + STILL)


def test_who_was_no_customer_at_the_start_of_one_world_is_neither_kept_nor_lost():
    """Of the five customers of the start the variant, another world since the burn-in, has one.

    Persons 0 (stayed without), 2 (stayed without only), 3 and 4 (left the category) were never its
    customers; person 5 is one under the variant only.
    """
    other = [(0, *row[1:]) if k in {0, 2, 3, 4} else row for k, row in enumerate(VARIANT)]
    other[5] = (1, *other[5][1:])
    made = twin_account([summary(outcomes(BASE))], [summary(outcomes(other))])
    assert made.customers == {
        "saved": 1, "stayed_anyway": 0, "lost_by_policy": 0, "left_anyway": 0,
    }  # fmt: skip
    assert (made.cohort, made.exits, made.elsewhere) == (1, 0, 4)
    assert made.profit["saved"] == pytest.approx(5.0)


def test_what_each_cell_was_given_and_brought_by_hand():
    assert account().given == pytest.approx(
        {"saved": 0.75, "stayed_anyway": 0.5, "lost_by_policy": 0.25, "left_anyway": 0.25}
    )
    assert account().profit == pytest.approx(
        {"saved": 5.0, "stayed_anyway": -0.5, "lost_by_policy": -2.0, "left_anyway": -0.5}
    )


def test_the_account_of_a_run_with_itself_moves_nobody():
    base = [summary(outcomes(BASE))]
    made = twin_account(base, base)
    assert made.customers["saved"] == made.customers["lost_by_policy"] == 0
    assert set(made.profit.values()) == set(made.given.values()) == {0.0}


def test_runs_of_different_numbers_of_replications_are_refused():
    with pytest.raises(ValueError, match="zip"):
        twin_account([summary(outcomes(BASE))], [])


def test_every_cell_has_words_for_a_reader():
    assert tuple(CELL_LABELS) == CELLS


def test_flows_by_hand():
    table = flows_between(
        [summary(outcomes(BASE)), summary(outcomes(STILL))],
        [summary(outcomes(VARIANT)), summary(outcomes(STILL))],
        3,
    )
    expected = np.array(
        [
            [3, 0, 1, 0],  # from firm 0: persons 0 and the two still ones stay, 2 goes to firm 2
            [2, 1, 0, 0],  # 1 and 5 go to firm 0, 6 stays
            [0, 1, 0, 0],  # 3
            [0, 0, 0, 1],  # 4 holds nobody in both
        ]
    )
    assert table.tolist() == expected.tolist()
    assert table.sum() == len(BASE) + len(STILL)


# Two firms, five people, by the two snapshots around a policy. Rows go by person and firm.
GENERATIONS = [(0, 0), (0, 0), (0, 1), (2, 2), (0, 0)]  # person 2 is somebody else at the end
PRESENT = {"before": [1, 0, 1, 1, 0], "after": [1, 1, 1, 0, 0]}  # at Alpha
PURCHASES = [(3, 1), (1, 4), (5, 0), (0, 2), (0, 0)]  # in the study, at Alpha and at Beta
PROVIDERS = [0, 0, 0, 1, -1]

FELT = {"segment": "everyone else", "satisfaction": 70.0, "will": 70.0, "trust": 50.0, "bond": 0.0, "n_experiences": 1.0, "involvement": 1.0, **{f"utility_{term}": 0.0 for term in UTILITY_TERMS}}  # fmt: skip
"""What holds customers is nothing here; tests/analysis/comparison/test_pull.py has numbers."""


def two_snapshots(mode: str) -> RunResult:
    def frame(step: int, k: int) -> pd.DataFrame:
        present = PRESENT["after" if k else "before"]
        return pd.DataFrame(
            [
                {
                    "step": step,
                    "customer": person,
                    "firm": firm,
                    "generation": GENERATIONS[person][k],
                    "provider": PROVIDERS[person],
                    "n_purchases": PURCHASES[person][j],
                    "present": bool(present[person]) and firm == "Alpha",
                    # Alpha's own: 10 paid and 4 cost before; 10 + person paid, 5 cost after
                    "paid": (10.0 + k * person) if firm == "Alpha" else 500.0 * k,
                    "cost": np.float32(4.0 + k),
                    "given": np.float32(0.25 * k * person),
                    **FELT,
                }
                for person in range(5)
                for j, firm in enumerate(("Alpha", "Beta"))
            ]
        )

    document = {**BOTH[mode], "firms": {"Beta": {"share": 0.5}, "Alpha": {"share": 0.5}}}
    scenario = scenario_from_document(document)
    frames = [frame(-9, 1), frame(-1, 0), frame(23, 1)]  # an earlier one is not to be read
    customers = pd.concat(frames, ignore_index=True)
    return RunResult("by hand", scenario, 1, {"customers": customers}, 0.0)


@pytest.mark.parametrize("mode", BOTH)
def test_what_became_of_each_customer_by_hand(mode):
    found = customer_outcomes(two_snapshots(mode))
    assert found.cohort.tolist() == [True, False, True, True, False]
    assert found.exited.tolist() == [False, False, True, False, False]
    assert found.stayed.tolist() == [True, True, False, False, False]
    # Paid more by `person`, cost more by 1; whoever came into the slot of person 2 counts for nil.
    assert found.profit.tolist() == [-1.0, 0.0, 0.0, 2.0, 3.0]
    assert found.given.tolist() == [0.0, 0.25, 0.0, 0.75, 1.0]


def test_the_main_firm_is_the_contract_held_or_the_one_bought_from_most():
    assert customer_outcomes(two_snapshots("contract")).main_firm.tolist() == PROVIDERS
    held = customer_outcomes(two_snapshots("repertoire")).main_firm.tolist()
    assert held == [0, 1, 0, 1, -1]


def test_of_firms_bought_from_equally_often_the_last_one_is_the_main_firm():
    # two purchases each: the last at Alpha, at Beta, and (before the study) at nobody known;
    # then one each at Alpha and Beta and none at Gamma, whence the last came before the study
    bought = np.array([[2, 2, 0], [2, 2, 0], [2, 2, 1], [1, 1, 0], [0, 0, 0]])
    last = np.array([0, 1, -1, 2, 1])
    assert most_bought(bought, last).tolist() == [0, 1, 0, 0, -1]
