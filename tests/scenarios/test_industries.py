"""The shipped industries: every file runs, and baselines lie where the industry is known to be."""

from functools import cache, lru_cache

import numpy as np
import pytest

from analysis.acceptance import TABLE, Acceptance
from analysis.comparison.comparable import policy_start
from analysis.metrics.record import FirmRecord
from analysis.metrics.retention import churn_by_tenure
from simulation.market import LoyaltyMarket
from simulation.results import RunResult
from simulation.runner import RunSpec, run_one
from simulation.scenario.loader import load_scenario, parent_name, scenario_names
from simulation.scenario.schema import Scenario


@lru_cache(maxsize=4)  # the seeds of one scenario: a result holds all customers
def result_of(name: str, seed: int = 1) -> RunResult:
    return run_one(RunSpec(name, loaded(name), seed))


@cache
def loaded(name: str) -> Scenario:
    """Return a scenario as it is shipped: reading one takes longer than running it small."""
    return load_scenario(name)


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_runs(name: str) -> None:
    scenario = loaded(name)
    few = scenario.market.model_copy(update={"customers": 60})
    market = LoyaltyMarket(scenario.model_copy(update={"market": few}), rng=1)
    market.run_model()
    assert not market.running
    assert market.ledger.firms["purchases"].sum() > 0


@pytest.mark.parametrize("name", [name for name in scenario_names() if "/" in name])
def test_every_variant_can_be_compared_with_its_parent(name: str) -> None:
    base, variant = loaded(parent_name(name) or ""), loaded(name)
    if variant.policies:  # without any it is a baseline of its own, for variants that extend it
        assert variant.market == base.market
    assert all(policy.cost is not None for policy in variant.policies)
    assert policy_start([base, variant]) >= 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "known", [k for k in TABLE if k.is_gating], ids=lambda k: f"{k.scenario}: {k.metric}"
)
def test_a_baseline_lies_where_its_industry_is_known_to_lie(known: Acceptance) -> None:
    values = [known.measure(result_of(known.scenario, seed)) for seed in (1, 2, 3)]
    assert known.is_met(float(np.mean(values)))


def test_telecom_churn_falls_with_tenure() -> None:
    result = result_of("telecom_contract")
    by_year = churn_by_tenure(FirmRecord(result, "Alpha"))
    assert by_year[0] > by_year[2] > by_year[5]
