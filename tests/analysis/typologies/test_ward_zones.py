"""Ward's zones of features, and the lasting traits that are drawn again from the seed."""

import numpy as np
import pytest

from analysis.typologies.lasting_traits import FEATURES, drawn_again
from analysis.typologies.moment import moment_of
from analysis.typologies.ward_zones import (
    ZONES,
    effect_by_zone,
    obstacle,
    zone_table,
    zone_transitions,
    zoned,
)
from simulation.draws import NO_FIRM, Purpose, customer_key, hashed, uniform
from simulation.rules.features import zone
from simulation.runner import RunSpec, run_one
from tests.analysis.typologies.made import OWN, moment
from tests.simulation.markets import CONTRACT, changed

FEATURED = (
    ("market.customers", 150), ("customers.exit_rate", 0.03),
    ("firms.Alpha.features.first", 1.0), ("firms.Alpha.features.second", 0.6),
    ("customers.feature_voiced.first", 0.4), ("customers.feature_voiced.third", 0.5),
    ("customers.feature_expectation.third", 0.7), ("customers.participation", 0.3),
    ("firms.Alpha.belonging.community", 1.0),
)  # fmt: skip
SEED = 6
WEIGHTS = {f"feature_weight_{n}": 2.0 for n in ("first", "second", "third", "fourth")}
BEHAVIOR = {**WEIGHTS, "feature_delight": 4.0, "feature_basic_loss": 6.0}
ASKS = {"asks_first": 1.0, "asks_second": 0.0, "asks_third": 1.0, "asks_fourth": 0.0}
EXPECTS = {
    **ASKS, "expects_first": 0.5, "expects_second": 0.5, "expects_third": 0.49, "expects_fourth": 0.49
}  # fmt: skip
THERE = {
    "features_first": (1.0, 0.0), "features_second": (0.0, 0.0), "features_third": (1.0, 0.0),
    "features_fourth": (0.5, 0.0),
}  # fmt: skip


@pytest.fixture(scope="module")
def featured():
    return run_one(RunSpec("featured", changed(CONTRACT, *FEATURED), seed=SEED))


def test_one_customer_has_a_feature_in_every_zone():
    made = moment(behavior=BEHAVIOR, terms=THERE, **EXPECTS)
    found = zoned(made, OWN)
    # asked for and expected, expected only, asked for only, neither
    assert found.zone.tolist() == [[2, 1, 3, 4]]
    # weight x (delight x presence x (1 - e) - loss x (1 - presence) x e)
    by_hand = [2 * 4 * 0.5, -2 * 6 * 0.5, 2 * 4 * 0.51, 2 * (4 * 0.5 * 0.51 - 6 * 0.5 * 0.49)]
    assert found.effect[0] == pytest.approx(by_hand)


def test_the_zones_are_those_of_the_rule(featured):
    now = moment_of(featured, 23)
    found = zoned(now, "Alpha")
    rows = np.flatnonzero(now.present[:, 0])
    for n, i in enumerate(rows):
        for k, name in enumerate(found.names):
            expected, asked = now.get(f"expects_{name}")[i, 0], now.get(f"asks_{name}")[i, 0]
            assert found.zone[n, k] == zone(expected, bool(asked))
    assert found.names == ("first", "second", "third")


def test_shares_sum_to_one_and_zones_sum_to_what_features_add(featured):
    found = zoned(moment_of(featured, 23), "Alpha")
    table = zone_table(found)
    assert table[list(ZONES)].sum(axis=1).to_numpy() == pytest.approx(np.ones(len(table)))
    assert table["feature"].tolist() == ["first", "second", "third", "all features"]
    total = table["adds"].iloc[-1]
    assert table["adds"].iloc[:-1].sum() == pytest.approx(total)
    assert effect_by_zone(found).sum() == pytest.approx(total)


def test_a_feature_moves_on_to_the_zones_of_what_is_expected(featured):
    early, late = (
        zone_table(zoned(moment_of(featured, step), "Alpha")).set_index("feature")
        for step in (-1, 23)
    )
    expected = ["indifference", "satisfaction"]
    assert late.loc["first", expected].sum() > early.loc["first", expected].sum() + 0.1


def test_a_feature_that_came_to_be_expected_moved_from_delight_to_satisfaction():
    unknown = {**EXPECTS, "expects_first": 0.1}
    before = moment(2, behavior=BEHAVIOR, terms=THERE, **unknown)
    after = moment(2, behavior=BEHAVIOR, terms=THERE, earlier=before, **EXPECTS)
    table = zone_transitions(after, OWN)
    assert table.loc["delight", "satisfaction"] == 2  # the first feature of both customers
    assert table.loc["delight", "delight"] == 2  # the third
    assert table.to_numpy().sum() == 8
    assert zone_transitions(before, OWN) is None


def test_without_features_there_are_no_zones():
    plain = run_one(RunSpec("plain", changed(CONTRACT, ("market.customers", 60)), seed=1))
    assert "nobody expects" in obstacle(moment_of(plain, 23))
    assert obstacle(moment(behavior=BEHAVIOR, terms=THERE, **EXPECTS)) is None


def test_a_lasting_trait_is_the_number_that_the_market_draws(featured):
    now = moment_of(featured, 23)
    slots, generations = (now.get(name)[:, 0].astype(int) for name in ("customer", "generation"))
    assert generations.max() > 0
    drawn = drawn_again(SEED, slots, generations, Purpose.VOICED, 2)
    for i in (0, 7, int(generations.argmax())):
        key = customer_key(np.uint64(hashed("run", SEED)), i, generations[i])
        assert drawn[i] == uniform(np.uint64(key), int(Purpose.VOICED), NO_FIRM, 2)
    shares = [now.get(f"asks_{name}")[:, 0].mean() for name in FEATURES]
    # three standard errors of 150 people
    assert shares == pytest.approx([0.4, 0.0, 0.5, 0.0], abs=0.12)


def test_taking_part_has_the_mean_that_is_set_and_needs_a_community(featured):
    part = moment_of(featured, 23).get("participation")
    assert part[:, 0].mean() == pytest.approx(0.3, abs=0.06)  # three standard errors
    assert (part[:, 1:] == 0.0).all()
