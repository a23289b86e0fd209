"""What is worked out before a run, so that the pass need not do it for each customer."""

import math
from typing import Any

import numpy as np
import pytest

from simulation.tables import build_tables
from tests.simulation.markets import CONTRACT, REPERTOIRE, changed, ran

FEATURES = ("first", "second", "third", "fourth")


def features_in_use(*pairs: tuple[str, Any]) -> int:
    return int(build_tables(changed(CONTRACT, *pairs)).settings[0].n_features)


def test_features_count_up_to_the_last_that_anybody_has_or_expects() -> None:
    later = [{"firm": "Beta", "set": {"features.third": 0.2}, "from": 20}]
    segment = {"few": {"share": 0.1, "set": {"feature_expectation.fourth": 0.3}}}
    assert features_in_use() == 0
    assert features_in_use(("firms.Alpha.features.first", 0.1)) == 1
    assert features_in_use(("customers.feature_expectation.second", 0.4)) == 2
    assert features_in_use(("policies", later)) == 3
    assert features_in_use(("policies", later), ("segments", segment)) == 4


def test_it_does_not_matter_which_of_the_features_a_firm_has() -> None:
    def attitudes(name: str) -> np.ndarray:
        ties = ran(changed(CONTRACT, (f"firms.Alpha.features.{name}", 0.8))).state.ties
        return np.stack([np.asarray(ties[stock]) for stock in ("satisfaction", "bond", "will")])

    with_first = attitudes("first")
    for name in FEATURES[1:]:  # nobody voices any, so that no draw has to do with them
        assert np.array_equal(attitudes(name), with_first)


def test_what_is_kept_of_irritation_and_values_follows_from_the_step() -> None:
    scenario = changed(
        REPERTOIRE,
        ("customers.irritation_carry", 0.8), ("firms.Alpha.contacts.email", 1.0),
        ("customers.bond_values_rate", 0.02), ("firms.Alpha.belonging.responsibility", 0.5),
    )  # fmt: skip
    row = build_tables(scenario).behavior[0]
    # a week: c = .8; of what comes evenly (1 - c)/-ln c = .2/.223144 is left, and on average
    # (1 - .896284)/.223144 = .464795 of it is there
    assert row.irritation_log == pytest.approx(math.log(0.8), abs=1e-10)
    assert row.irritation_kept == pytest.approx(0.8962842, abs=1e-6)
    assert row.irritation_risen == pytest.approx(0.4647949, abs=1e-6)
    assert row.values_log == pytest.approx(math.log(1.0 - row.bond_values_rate), abs=1e-10)


def test_advertising_brings_to_mind_by_its_logarithm() -> None:
    policy = {"firm": "Beta", "set": {"advertising": math.e**2 - 1.0}, "from": 3}
    limited = ("customers.consider_max", 2)
    terms = build_tables(changed(CONTRACT, limited, ("policies", [policy]))).terms
    assert terms[14, 0, 1].advertising_reach == 0.0
    assert terms[15, 0, 1].advertising_reach == pytest.approx(2.0, abs=1e-9)  # 12 of burn-in
    assert terms[15, 0, 0].advertising_reach == 0.0
