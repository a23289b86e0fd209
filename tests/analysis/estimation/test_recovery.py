"""Known truths found again from simulated histories, and what no history of this kind can tell."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import run
from analysis.estimation.free import free_parameters, with_values
from analysis.estimation.history import write_history
from analysis.estimation.market_moments import MarketMoments, SimulationPlan
from analysis.estimation.study import plain_moments, simulated_history, study_attitudes
from simulation.runner import available_workers, worker_pool
from simulation.scenario.loader import load_scenario

STEPS = 18
SETTINGS = {
    "market.customers": 1_200, "market.burn_in_steps": 24, "market.steps": STEPS,
    "firms.Alpha.failure_prob": 0.06,
}  # fmt: skip
ASKED = plain_moments(
    [
        ("churn_by_tenure", 1, 6),
        ("churn_by_tenure", 6, 24),
        *(
            (measure, 0, STEPS)
            for measure in (
                "churn",
                "satisfaction",
                "promoters",
                "detractors",
                "complaints_per_failure",
                "satisfaction_after_failure",
            )
        ),
        *(
            (measure, 0, STEPS - 3)
            for measure in ("churn_after_failure", "churn_of_satisfied", "churn_of_dissatisfied")
        ),
    ]
)
TOLD = ("customers.satisfaction_weight", "customers.review_base", "customers.complaint_base")
# Each adds to what keeps a customer, at all times and for everybody.
GLUE = ("customers.trust_weight", "customers.bond_weight", "customers.habit_weight")


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("telecom_contract", SETTINGS)


@pytest.fixture(scope="module")
def pool():
    with worker_pool(min(2, available_workers())) as processes:
        yield processes


def history_under(scenario, paths, values, pool):
    """Return what a firm has on file in a market where the parameters stand at `values`."""
    parameters = free_parameters(scenario, paths)
    truth = with_values(scenario, parameters, np.array(values))
    return simulated_history(
        MarketMoments(truth, ASKED, parameters, SimulationPlan(seed=9), pool), n_runs=30
    )


@pytest.mark.slow
def test_what_a_history_can_tell_is_found_again(scenario, pool):
    truth = (1.2, 0.09, -2.2)
    history = history_under(scenario, TOLD, truth, pool)
    market = MarketMoments(
        scenario, history, free_parameters(scenario, TOLD), SimulationPlan(1, 4), pool
    )
    study = study_attitudes(market)
    assert study.held == ()
    errors = (study.fit.values - truth) / study.fit.standard_errors
    assert (np.abs(errors) < 3.0).all(), "three intervals at 99.7 %"
    assert study.fit.p_value > 0.001
    # The scenario's own values, where the search begins, are not the answer.
    starts = np.array([parameter.start for parameter in study.estimated])
    assert (np.abs(starts - truth) > 2.0 * study.fit.standard_errors).sum() >= 2


@pytest.mark.slow
def test_trust_belonging_and_habit_are_not_told_apart_by_churn_and_surveys(scenario, pool):
    history = history_under(scenario, GLUE, (0.2, 0.25, 0.5), pool)
    market = MarketMoments(
        scenario, history, free_parameters(scenario, GLUE), SimulationPlan(1, 6), pool
    )
    study = study_attitudes(market)
    identified = [verdict.is_identified for verdict in study.identifiability.verdicts]
    assert identified[0] is False
    assert identified[1] is False
    assert len(study.kept) <= 1


@pytest.mark.slow
def test_the_command_says_first_what_can_be_told_and_writes_a_scenario(
    scenario, pool, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    history = history_under(scenario, TOLD[2:], (-2.0,), pool)
    write_history(history, tmp_path / "history.csv")
    settings = [f"--set={path}={value}" for path, value in SETTINGS.items()]
    arguments = [
        "fit", "history.csv", "--scenario", "telecom_contract", *settings, "--free", TOLD[2],
        "--free", GLUE[1], "--replications", "3", "--workers", "1", "--out", "fitted",
    ]  # fmt: skip
    result = CliRunner().invoke(run.app, arguments)
    assert result.exit_code == 0, result.output
    told = result.output.index("What the history can tell apart")
    assert told < result.output.index("this history can tell customers.complaint_base (voice).")
    weak = result.output.index("It says too little of belonging;")
    assert weak < result.output.index("Estimates")
    report = json.loads((tmp_path / "fitted" / "fit.json").read_text(encoding="utf-8"))
    estimate = report["estimates"][0]
    assert estimate["parameter"] == TOLD[2]
    assert estimate["low"] < -2.0 < estimate["high"]
    fitted = load_scenario(tmp_path / "fitted" / "fitted.yaml")
    assert fitted.customers.complaint_base == pytest.approx(estimate["estimate"])
    assert fitted.customers.bond_weight == scenario.customers.bond_weight


def test_a_bad_history_ends_with_one_sentence_and_code_two(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "history.csv").write_text("measure,start,end,value,n\nchurn,0,99,0.1,50\n")
    arguments = [
        "fit",
        "history.csv",
        "--scenario",
        "telecom_contract",
        "--free",
        TOLD[0],
        "--workers",
        "1",
    ]
    result = CliRunner().invoke(run.app, arguments)
    assert result.exit_code == 2
    assert "churn, steps 0 to 98 must lie within 36 steps" in result.output
    assert not (tmp_path / "results").exists()
