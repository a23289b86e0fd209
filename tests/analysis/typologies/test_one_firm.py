"""A market of one firm and of people who can do without it: a valid market, with all its measures."""

import numpy as np
import pytest

from analysis.metrics.record import FirmRecord
from analysis.metrics.registry import measured
from analysis.typologies.choice import stay_probabilities
from analysis.typologies.lock_in import lock_in
from analysis.typologies.moment import moment_of
from simulation.runner import RunSpec, run_one
from tests.simulation.markets import CONTRACT, changed

LAST = 23


@pytest.fixture(scope="module")
def result():
    settings = (
        ("firms", {"Alpha": {"share": 1.0}}), ("customers.outside_utility", -1.0),
        ("customers.switching_procedural", 2.0), ("customers.switching_learned", 0.0),
        ("customers.switching_relational", 0.0), ("customers.switching_sd", 0.0),
        ("customers.review_base", 0.5),
    )  # fmt: skip
    return run_one(RunSpec("alone", changed(CONTRACT, *settings), seed=2))


def test_leaving_the_only_firm_for_nothing_costs_what_it_says(result):
    found = moment_of(result, LAST)
    held = found.present[:, 0]
    assert 0 < (~held).sum() < held.sum()
    cost = found.get("leaving_cost")[:, 0]
    # nobody changes to another firm, so nobody has learned to change
    assert cost == pytest.approx(np.where(held, 2.0, 0.0))
    terms = [name for name in found.columns if name.startswith("utility_")]
    inside = sum(found.get(name)[:, 0] for name in terms)
    chance = 1.0 / (1.0 + np.exp(-1.0 - cost - inside))
    assert stay_probabilities(found)[:, 0] == pytest.approx(chance, rel=1e-5)


def test_every_measure_of_the_only_firm_has_a_number_or_says_why_not(result):
    numbers = measured(FirmRecord(result, "Alpha"))
    assert np.isfinite(numbers["customer_surplus"])
    assert 0.9 < numbers["retention_rate"] < 1.0


def test_switching_costs_hold_customers_who_could_go_nowhere_else(result):
    found = moment_of(result, LAST)
    held = found.present[:, 0]
    meter = lock_in(found, "Alpha")
    with_it = stay_probabilities(found)[held, 0]
    without = stay_probabilities(found, ("switching",))[held, 0]
    assert (without < with_it).all()
    assert meter.contributions["switching"].mean() > 0.0
    total = sum(part.mean() for part in meter.contributions.values())
    assert total == pytest.approx(with_it.mean())
