"""Behavioral indicators and the manager's view, by hand and on a small run."""

import math

import numpy as np
import pytest

from analysis.measurement.ahp import global_weights
from analysis.measurement.behavior_indicators import (
    INDICATORS,
    Asked,
    behavior_table,
    heavy_buyers_share,
    price_elasticity,
    products_used,
    sole_buyers_share,
    surplus_from_firm,
)
from analysis.measurement.default_judgements import LOYALTY
from analysis.measurement.manager_view import loyalty_card, manager_view, view_table
from analysis.metrics.attitude import net_promoter_score
from analysis.metrics.record import FirmRecord
from analysis.typologies.moment import moment_of
from simulation.runner import RunSpec, run_one
from tests.analysis.typologies.made import OWN, moment
from tests.simulation.markets import CONTRACT, REPERTOIRE, changed

WEIGHTS = global_weights(LOYALTY)


@pytest.fixture(scope="module", params=["contract", "repertoire"])
def ran(request):
    document = {"contract": CONTRACT, "repertoire": REPERTOIRE}[request.param]
    result = run_one(RunSpec("r", changed(document, ("market.customers", 1500)), 3))
    return FirmRecord(result, "Alpha"), moment_of(result, 23)


class Books:
    """Stands for the record of a firm whose books a test does not need."""

    firm = OWN


def asked(people):
    return Asked(Books(), people)


def test_the_heaviest_fifth_of_ten_buyers_is_two_of_them():
    bought = np.array([50.0, 30.0, *[2.5] * 8, 0.0, 0.0])
    people = moment(12, n_purchases=bought)
    assert heavy_buyers_share(asked(people)) == pytest.approx(0.8)


def test_the_last_buyer_of_a_fifth_counts_in_part():
    people = moment(7, n_purchases=np.array([10.0, 5.0, 1, 1, 1, 1, 1]))
    assert heavy_buyers_share(asked(people)) == pytest.approx((10.0 + 0.4 * 5.0) / 20.0)


def test_products_used_are_one_more_than_the_further_ones():
    people = moment(4, breadth=np.array([0.0, 1.0, 4.0, 9.0]), present=np.array([1, 1, 1, 0]))
    assert products_used(asked(people)) == pytest.approx(1.0 + 5.0 / 3.0)


def test_sole_buyers_buy_from_nobody_else():
    people = moment(4, n_purchases=np.array([[1.0, 0], [3, 0], [2, 2], [0, 5]]))
    assert sole_buyers_share(asked(people)) == pytest.approx(2 / 3)


def test_the_elasticity_of_one_customer_is_that_of_the_logit():
    people = moment(utility_taste=(1.0, 0.0))
    before, after = (1.0 / (1.0 + math.exp(-v)) for v in (1.0, 1.0 - 3.0 * 0.01))
    found = price_elasticity(asked(people))
    assert found == pytest.approx(math.log(after / before) / math.log(1.01))
    assert found == pytest.approx(-3.0 * (1.0 - before), rel=0.02)  # d ln P / d ln p = -b p (1 - P)


def test_the_surplus_is_the_fall_of_the_log_sum_over_the_sensitivity():
    alone = np.array([[1.0, 1.0], [1.0, 0.0]])  # the second has no other firm: not counted
    people = moment(2, utility_taste=np.array([[1.0, 0.0], [1.0, 0.0]]), available=alone)
    assert surplus_from_firm(asked(people)) == pytest.approx(math.log(math.e + 1.0) / 3.0)


def test_every_indicator_of_a_run_is_in_its_range(ran):
    table = behavior_table(*ran).set_index("indicator")["value"]
    assert len(table) == len(INDICATORS)
    for name in ("Purchases of the heaviest fifth", "Sole buyers", "Won back", "Complaints",
                 "Left the category", "Lost to a quarter off", "Stays at the next choice"):  # fmt: skip
        assert 0.0 <= table[name] <= 1.0
    assert table["Price elasticity"] < 0.0
    assert table["Stays after a failure"] < table["Stays at the next choice"]
    assert table["Surplus from the firm"] > 0.0


def test_the_truth_of_the_view_is_that_of_the_snapshot(ran):
    record, people = ran
    survey, rows = manager_view(record, people, WEIGHTS)
    seen = {row.measure: row for row in rows}
    j = people.index("Alpha")
    mine = people.present[:, j]
    satisfaction = people.get("satisfaction")[mine, j]
    assert seen["Satisfaction"].truth == pytest.approx(satisfaction.mean())
    assert seen["Top box (very satisfied)"].truth == pytest.approx((satisfaction >= 80.0).mean())
    failures = record.total("failures") / record.total("experiences")
    assert seen["Failures in 1,000 experiences"].truth == pytest.approx(1000.0 * failures)
    last = FirmRecord(record.result, "Alpha").series
    step = {name: float(last(name)[-1]) for name in ("promoters", "detractors", "customers")}
    recorded = 100.0 * (step["promoters"] - step["detractors"]) / step["customers"]
    assert seen["Net promoter score"].truth == pytest.approx(recorded, abs=0.2)
    assert math.isfinite(net_promoter_score(record))
    assert set(survey.rows) <= set(np.flatnonzero(mine))


def test_a_bias_is_what_is_seen_less_what_is_true_and_has_a_reason(ran):
    _, rows = manager_view(*ran, WEIGHTS)
    table = view_table(rows)
    difference = table["manager sees"] - table["truth"]
    assert table["bias"].to_numpy() == pytest.approx(difference.to_numpy())
    assert table["why they differ"].str.len().min() > 10
    by_name = table.set_index("measure")["bias"]
    assert by_name["Failures in 1,000 experiences"] < 0.0  # most failures are silent
    assert by_name["Stars"] > 0.0  # satisfied extremes are more numerous here


def test_the_view_is_the_same_for_the_same_seed_and_moves_with_another(ran):
    first = view_table(manager_view(*ran, WEIGHTS, seed=4)[1])
    again = view_table(manager_view(*ran, WEIGHTS, seed=4)[1])
    other = view_table(manager_view(*ran, WEIGHTS, seed=5)[1])
    assert first.equals(again)
    assert not first["manager sees"].equals(other["manager sees"])
    assert first["truth"].drop(4).equals(other["truth"].drop(4))  # 4: stars have luck of their own


def test_the_shares_of_each_question_of_the_card_sum_to_one(ran):
    record, people = ran
    survey, _ = manager_view(record, people, WEIGHTS)
    card = loyalty_card(people, "Alpha", survey)
    for column in ("manager sees", "truth"):
        sums = card.groupby("question")[column].sum()
        assert sums.tolist() == pytest.approx([1.0, 1.0, 1.0])
