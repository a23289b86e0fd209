"""What holds customers: construct by construct on paper, and against the utility of real runs."""

import math
from dataclasses import replace

import numpy as np
import pytest

from analysis.comparison.pull import CONSTRUCTS, pulls
from analysis.comparison.twins import TOGETHER, pull_account
from analysis.typologies.choice import utilities
from analysis.typologies.moment import Moment, moment_of, snapshot_steps
from simulation.runner import RunSpec, run_one
from tests.analysis.comparison.made import outcomes, summary
from tests.simulation.markets import BOTH, changed

# One person, Alpha's customer, and two rivals: Beta never tried, Gamma tried once.
BY_HAND = {
    "satisfaction": [80.0, 0.0, 60.0],
    "will": [90.0, 75.0, 50.0],
    "n_experiences": [4.0, 0.0, 1.0],
    "involvement": [1.5, 1.5, 1.5],
    "trust": [60.0, 50.0, 40.0],
    "bond": [20.0, 0.0, 10.0],
    # 0.1 (2 x 1.5 (S - 70) + 1 (T - 50) + 0.5 B): 3 + 1 + 1, 1.5 + 0 + 0, -3 - 1 + 0.5; image 0.25
    "utility_attitude": [5.25, 1.5, -3.5],
    "utility_habit": [0.5, 0.0, 0.1],
    "utility_switching": [0.0, -2.0, -2.0],
    "utility_price": [-0.3, -0.1, 0.1],
    "utility_program": [0.4, 0.0, 0.0],
    "utility_promotion": [0.0, 0.2, 0.0],
    "utility_convenience": [0.1, 0.0, 0.0],
    "utility_inexperience": [0.0, -0.6, 0.0],
}
WEIGHTS = {"satisfaction_weight": [2.0], "trust_weight": [1.0], "bond_weight": [0.5]}


def by_hand(columns=BY_HAND):
    return Moment(
        step=0,
        firms=("Alpha", "Beta", "Gamma")[: len(columns["will"])],
        contract=True,
        step_months=1.0,
        burn_in_steps=0,
        columns={name: np.array([row]) for name, row in columns.items()},
        segment=np.zeros(1, dtype=np.int64),
        behavior_table={name: np.array(values) for name, values in WEIGHTS.items()},
    )


def test_the_pull_of_each_construct_by_hand():
    found = dict(zip(CONSTRUCTS, pulls(by_hand(), 0)[0].tolist(), strict=True))
    assert found == pytest.approx(
        {
            "satisfaction": 3.0 - (1.5 - 3.0) / 2,
            "trust": 1.0 - (0.0 - 1.0) / 2,
            "belonging": 1.0 - (0.0 + 0.5) / 2,
            "habit": 0.5 - 0.1 / 2,
            "leaving": 2.0,
            "price": -0.3,
            "rewards": 0.4 - 0.2 / 2,
            "rest": 0.25 + 0.1 + 0.6 / 2,
        }
    )


def test_where_there_is_no_other_firm_nothing_pulls():
    alone = {name: row[:1] for name, row in BY_HAND.items()}
    assert np.isnan(pulls(by_hand(alone), 0)).all()


@pytest.mark.parametrize("mode", BOTH)
def test_all_constructs_and_taste_are_the_mean_log_odds_to_choose_the_firm(mode):
    toolbox = ("firms.Alpha.belonging.image_x", 0.8), ("customers.image_weight", 0.5)
    scenario = changed(BOTH[mode], ("market.customers", 120), *toolbox)
    result = run_one(RunSpec("market", scenario, seed=3))
    moment = moment_of(result, snapshot_steps(result)[-1])
    values, taste = utilities(moment), moment.get("utility_taste")
    values = values - taste
    for j in range(3):
        rivals = [k for k in range(3) if k != j]
        expected = np.mean([values[:, j] - values[:, k] for k in rivals], axis=0)
        found = pulls(moment, j)
        assert found.sum(axis=1) == pytest.approx(expected, abs=1e-4)
    assert np.ptp(found, axis=0)[list(CONSTRUCTS).index("satisfaction")] > 0.1


# cohort, exited, stayed, main firm, profit, given; persons 0 and 3 stay in both worlds
BASE = [(1, 0, 1, 0, 0.0, 0.0), (1, 0, 1, 0, 0.0, 0.0), (1, 0, 0, 1, 0.0, 0.0), (1, 0, 1, 0, 0.0, 0.0), (0, 0, 1, 0, 0.0, 0.0)]  # fmt: skip
VARIANT = [(1, 0, 1, 0, 0.0, 0.0), (1, 0, 0, 1, 0.0, 0.0), (1, 0, 1, 0, 0.0, 0.0), (1, 0, 1, 0, 0.0, 0.0), (0, 0, 1, 0, 0.0, 0.0)]  # fmt: skip


def with_pulls(rows, satisfaction, habit):
    """Return a run whose stayers, in the order of their slots, are pulled so much by two constructs."""
    made = outcomes(rows)
    table = np.zeros(made.pulls.shape, dtype=np.float32)
    table[:, list(CONSTRUCTS).index("satisfaction")] = satisfaction
    table[:, list(CONSTRUCTS).index("habit")] = habit
    return summary(replace(made, pulls=table))


def test_changes_are_those_of_who_stays_in_both_worlds_and_levels_of_who_stays_without():
    base = [with_pulls(BASE, [1.0, 9.0, 2.0, 50.0], [0.0, 2.0, 1.0, 50.0])] * 2
    variant = [
        with_pulls(VARIANT, [1.5, 70.0, 3.0, 70.0], [0.0, 70.0, 0.5, 70.0]),
        with_pulls(VARIANT, [2.5, 70.0, 4.0, 70.0], [0.0, 70.0, 0.5, 70.0]),
    ]
    account = pull_account(base, variant)
    assert account.base["satisfaction"] == pytest.approx(
        (1 + 9 + 2) / 3
    )  # person 4 was no customer
    assert account.base[TOGETHER] == pytest.approx(12 / 3 + 3 / 3)
    # (0.5 + 1) / 2 in one world, (1.5 + 2) / 2 in the other
    change = account.change["satisfaction"]
    assert change.mean == pytest.approx((0.75 + 1.75) / 2)
    assert change.half_width == pytest.approx(12.706204736432095 * math.sqrt(0.5 / 2))
    assert account.change["habit"].mean == pytest.approx(-0.25)
    assert account.change[TOGETHER].mean == pytest.approx(1.25 - 0.25)
    assert account.is_told


def test_a_strategy_that_changes_nothing_changes_no_pull():
    base = [with_pulls(BASE, [1.0, 9.0, 2.0, 50.0], 0.3)] * 2
    account = pull_account(base, base)
    assert {change.mean for change in account.change.values()} == {0.0}


def test_where_nobody_stays_in_both_worlds_there_is_nothing_to_tell():
    gone = [(1, 0, 0, 1, 0.0, 0.0)] * 5
    account = pull_account([with_pulls(BASE, 1.0, 0.0)], [with_pulls(gone, [], [])])
    assert not account.is_told
    assert account.base["satisfaction"] == pytest.approx(1.0)
