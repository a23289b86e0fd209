"""The adapters against the real packages: what they need of each other, not how they look."""

import importlib
import inspect
import sys

import mesa
import numpy as np
import optuna
import pytest
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import sobol as sobol_sample
from SALib.test_functions import Sobol_G

from analysis.adapters.mesa import batch_run_parameters
from analysis.adapters.optuna import optuna_objective
from analysis.adapters.salib import salib_problem, values_of
from analysis.experiments.design import design_points
from analysis.experiments.experiment import VARIANT, Design, Factor
from analysis.exploration.packages import optional_package
from analysis.exploration.runs import PairedRuns
from analysis.search.plan import Limit, Objective, SearchPlan
from simulation.errors import RunError
from simulation.market import LoyaltyMarket

SMALL = {"market.customers": 60, "market.burn_in_steps": 2, "market.steps": 3}


def test_salib_samples_and_analyzes_factors_with_any_scale():
    # Sobol-G of x = log10(a) in 0..1 and b / 10: its analytic indices must come back.
    factors = [
        Factor("a", "uncertainty", 1.0, 10.0, scale="log"),
        Factor("b", "uncertainty", 0.0, 10.0),
    ]
    weights = np.array([0.0, 1.0])
    problem = salib_problem(factors)
    points = values_of(sobol_sample.sample(problem, 1024, calc_second_order=False, seed=1), factors)
    inputs = np.column_stack([np.log10(points["a"]), points["b"] / 10.0])
    found = sobol_analysis.analyze(
        problem, Sobol_G.evaluate(inputs, weights), calc_second_order=False, seed=1
    )
    assert found["S1"] == pytest.approx(Sobol_G.sensitivity_index(weights), abs=0.03)
    assert problem["names"] == ["a", "b"]


class Parabola:
    """Profit of a price that is best at 3, a share that falls with it."""

    def run(self, values, seed):
        price = values["price"]
        return {"profit": 9.0 - (price - 3.0) ** 2 + seed % 7, "share": 1.0 - price / 10.0}


def test_optuna_optimizes_an_experiments_levers_under_a_limit():
    lever = Factor("price", "lever", 0.0, 10.0, base=1.0)
    plan = SearchPlan((lever,), (Objective("profit"),), (Limit("share", at_least=0.8),))
    study = optuna.create_study(
        direction="maximize", sampler=optuna.samplers.TPESampler(seed=2, constant_liar=False)
    )
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study.optimize(optuna_objective(plan, PairedRuns(Parabola(), 1, range(2))), n_trials=40)
    assert study.best_params["price"] == pytest.approx(2.0, abs=0.1)
    assert study.best_params["price"] <= 2.0


def test_optuna_gets_one_value_for_each_objective():
    lever = Factor("price", "lever", 0.0, 10.0, base=1.0)
    plan = SearchPlan((lever,), (Objective("profit"), Objective("share")))
    study = optuna.create_study(directions=["maximize", "maximize"])
    study.optimize(optuna_objective(plan, PairedRuns(Parabola(), 1, range(2))), n_trials=8)
    assert all(1.0 - trial.values[1] == pytest.approx(trial.params["price"] / 10.0) for trial in study.trials)  # fmt: skip


@pytest.mark.mesa
def test_mesa_runs_every_point_of_a_design_once():
    factors = (
        Factor("firms.Alpha.discount", "lever", 0.0, 0.1, base=0.0),
        Factor(
            VARIANT,
            "lever",
            values=("telecom_contract", "telecom_contract/price_cut"),
            base="telecom_contract",
        ),
    )
    points = design_points(Design("grid", levels=3), factors, 1)
    sets = batch_run_parameters("telecom_contract", points, SMALL)
    assert [parameters["scenario"] for parameters in sets] == [
        ["telecom_contract"],
        ["telecom_contract/price_cut"],
    ]
    takes_seeds = "rng" in inspect.signature(mesa.batch_run).parameters
    rows = []
    for parameters in sets:
        seeds = {"rng": [4]}
        if takes_seeds:
            found = mesa.batch_run(LoyaltyMarket, parameters, **seeds, display_progress=False)
        else:
            found = mesa.batch_run(LoyaltyMarket, {**parameters, **seeds}, display_progress=False)
        rows += found
    assert len(rows) == len(points) == 6
    assert [row["overrides"]["firms.Alpha.discount"] for row in rows] == [0.0, 0.05, 0.1] * 2
    assert all(row["overrides"]["market.customers"] == 60 for row in rows)


def test_a_package_that_is_missing_is_named_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(
        RunError, match=r'SALib is needed for this .* -m pip install -e "\.\[analysis\]"'
    ):
        optional_package("SALib", "SALib")


def test_a_package_that_is_there_is_returned():
    assert optional_package("SALib.sample.sobol", "SALib") is importlib.import_module("SALib.sample.sobol")  # fmt: skip
