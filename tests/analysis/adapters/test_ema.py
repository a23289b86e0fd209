"""EMA workbench: what it is told of an experiment, what it runs, and what its PRIM finds."""

import sys

import numpy as np
import pandas as pd
import pytest

from analysis.adapters.ema import ema_model, ema_name, prim_rules
from analysis.experiments.experiment import Factor
from simulation.draws import replication_seed
from simulation.errors import RunError

FACTORS = (
    Factor("firms.Alpha.discount", "lever", 0.0, 0.2, base=0.0),
    Factor("offer", "lever", values=("none", "points"), base="none"),
    Factor("customers.trust", "uncertainty", 1.0, 3.0, base=2.0),
    Factor("market.steps", "uncertainty", 4, 9, is_whole=True, base=6),
    Factor("market.wealth", "uncertainty", 0.1, 10.0, scale="log", base=1.0),
)


class Study:
    """Profit that is known from the factors; keeps what it was asked."""

    def __init__(self):
        self.asked = []

    def run(self, values, seed):
        self.asked.append((values, seed))
        bonus = 1.0 if values["offer"] == "points" else 0.0
        return {"profit.Beta": 10.0 * values["firms.Alpha.discount"] + bonus + values["customers.trust"] * values["market.steps"]}  # fmt: skip


class Echo:
    """What was asked is what comes out."""

    def run(self, values, _seed):
        return values


def test_the_model_has_a_parameter_for_every_factor_and_runs_points_with_common_seeds():
    study = Study()
    model = ema_model("market", study, FACTORS, ["profit.Beta"], seed=5, replications=2)
    levers = {lever.name: lever for lever in model.levers}
    uncertainties = {uncertainty.name: uncertainty for uncertainty in model.uncertainties}
    assert [category.value for category in levers.pop("offer").categories] == ["none", "points"]
    assert {
        name: (type(p).__name__, p.dist.dist.name, p.lower_bound, p.upper_bound)
        for name, p in (levers | uncertainties).items()
    } == {
        "firms__Alpha__discount": ("RealParameter", "uniform", 0.0, 0.2),
        "customers__trust": ("RealParameter", "uniform", 1.0, 3.0),
        "market__steps": ("IntegerParameter", "randint", 4, 9),
        "market__wealth": ("RealParameter", "loguniform", 0.1, 10.0),
    }
    found = model.function(
        firms__Alpha__discount=np.float64(0.1),
        offer="points",
        customers__trust=2.0,
        market__steps=np.int64(5),
    )
    assert found == {"profit__Beta": 12.0}
    assert [seed for _, seed in study.asked] == [replication_seed(5, 0), replication_seed(5, 1)]
    point = study.asked[0][0]
    assert point["market.steps"] == 5
    assert type(point["market.steps"]) is int
    assert type(point["firms.Alpha.discount"]) is float


def test_where_the_package_is_missing_it_is_said_which_version_needs_which_python(monkeypatch):
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    with pytest.raises(RunError, match=r"EMA workbench is needed .*version 3 needs Python 3\.12"):
        ema_model("market", Study(), FACTORS, ["profit.Beta"])


def test_the_workbench_runs_the_model():
    from ema_workbench import SequentialEvaluator

    model = ema_model("market", Study(), FACTORS, ["profit.Beta"])
    with SequentialEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=4, policies=3)
    assert len(experiments) == 12
    bonus = (experiments["offer"].astype(str) == "points").to_numpy(dtype=float)
    expected = (
        10.0 * experiments[ema_name("firms.Alpha.discount")].to_numpy(dtype=float)
        + bonus
        + experiments["customers__trust"].to_numpy(dtype=float)
        * experiments["market__steps"].to_numpy(dtype=float)
    )
    assert outcomes["profit__Beta"] == pytest.approx(expected)


def test_the_workbench_covers_a_logarithmic_range_by_orders_of_magnitude():
    from ema_workbench import SequentialEvaluator

    factor = Factor("offer", "uncertainty", 0.01, 100.0, scale="log")
    model = ema_model("market", Echo(), [factor], ["offer"])
    with SequentialEvaluator(model) as evaluator:
        _, outcomes = evaluator.perform_experiments(scenarios=400)
    assert np.mean(outcomes["offer"] < 1.0) == pytest.approx(0.5, abs=0.01)  # a stratified sample


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # version 2.5's use of pandas
def test_prim_finds_the_box_that_is_there():
    rng = np.random.default_rng(4)
    points = pd.DataFrame({"a": rng.uniform(0.0, 10.0, 600), "b": rng.uniform(size=600)})
    factors = (Factor("a", "uncertainty", 0.0, 10.0), Factor("b", "uncertainty", 0.0, 1.0))
    cases = (points["a"] > 6.0) & (points["b"] < 0.5)
    rule = prim_rules(points, factors, cases, threshold=0.95)[0]
    limits = {limit.factor: limit for limit in rule.limits}
    assert limits["a"].low == pytest.approx(6.0, abs=0.8)
    assert limits["b"].high == pytest.approx(0.5, abs=0.08)
    assert limits["a"].high == np.inf
    assert rule.density.value > 0.9
    assert rule.coverage > 0.7
