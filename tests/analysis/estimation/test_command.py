"""`run.py fit`: what it prints, writes and refuses, without a market that takes long."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.estimation import command
from analysis.estimation.free import FreeParameter
from analysis.estimation.history import write_history
from analysis.estimation.market_moments import SimulationPlan
from analysis.estimation.study import plain_moments, study_attitudes
from analysis.terminal import fitting
from simulation.errors import LogError, ResultError, ScenarioError
from tests.analysis.estimation.made import StraightMarket, moments_with, slopes_of
from tests.analysis.terminal.printed import lost, printed

LONG = tuple(
    FreeParameter(f"customers.{name}", 0.0, 1.0, 0.5)
    for name in ("satisfaction_gain_min", "switching_learning_months")
)
NOISE = 0.09 * np.eye(5)
TRUTH = np.array([0.35, 0.6])
SLOPES = np.array([[8.0, 0.0], [6.0, 6.0], [0.0, 9.0], [4.0, -5.0], [1.0, 1.0]])


def studied(strength, truth=TRUTH, free=LONG):
    """Return the study of a history whose moments react by a share of `SLOPES`."""
    slopes = strength * SLOPES
    seen = moments_with(10.0 + slopes @ truth, np.full(5, 0.3))
    return study_attitudes(
        StraightMarket(np.full(5, 10.0), slopes_of(free, slopes), NOISE, free, seen)
    )


@pytest.fixture
def request_and_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    moments = plain_moments([("churn", 0, 6), ("satisfaction", 0, 6)])
    write_history([replace(m, value=0.1, n=50.0) for m in moments], tmp_path / "history.csv")
    return command.FitRequest(
        tmp_path / "history.csv", "telecom_contract", ("customers.review_base",),
        {"market.customers": 50, "market.burn_in_steps": 1}, SimulationPlan(1, 2), 1,
        tmp_path / "fit",
    )  # fmt: skip


def answer_of(request, study, monkeypatch):
    """Return the answer of the command if its study were this one."""
    whole = command.checked_market(request)

    def simulated(market):
        assert market.scenario == whole.scenario
        return replace(study, market=replace(whole, asked=study.market.asked, parameters=LONG))

    monkeypatch.setattr(command, "study_attitudes", simulated)
    monkeypatch.setattr(command, "replace", keep_market)
    return fitting.fit_answer(request, fitting.Desk(lambda *_: None, None))


def keep_market(value, **changes):
    """Stand in for `dataclasses.replace`: the study keeps the market that it was made with."""
    return value if "market" in changes else replace(value, **changes)


def test_no_number_of_the_report_is_lost_at_eighty_columns():
    study = studied(strength=1.0)
    parts = command.report_parts(study)
    assert [part.title for part in parts] == [
        "What the history can tell apart", "Observed and simulated moments", "Estimates",
    ]  # fmt: skip
    assert [part.title for part in parts if lost(part.frame)] == []


def test_a_history_that_tells_nothing_leaves_no_fitted_scenario_and_that_is_said(
    request_and_file, tmp_path, monkeypatch
):
    study = studied(strength=0.01)
    assert study.fit is None
    answer = answer_of(request_and_file, study, monkeypatch)
    assert sorted(path.name for path in (tmp_path / "fit").iterdir()) == [
        "fit.json",
        "manifest.json",
    ]
    assert "no fitted.yaml, for nothing was estimated" in answer.wrote
    assert "telecom_contract stays as it is" in answer.wrote
    assert "Estimates" not in "".join(printed(view) for view in answer.views)


def test_the_rules_are_compiled_for_what_a_free_parameter_switches_on(request_and_file):
    free = replace(request_and_file, free=("customers.review_base", "customers.trust_weight"))
    market = command.checked_market(replace(free, free=("customers.trust_weight=0.1:0.3",)))
    as_it_is, inside = command.kinds_of_market(market)
    assert as_it_is == market.scenario
    assert inside.customers.trust_weight == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (
            "churn,0,99,0.1,50\nsatisfaction,0,6,70,50\n",
            r"history\.csv, line 2: churn, steps 0 to 98",
        ),
        ("churn,0,6,0.1,50\n", r"history\.csv: there must be more moments than free .* Got 1"),
    ],
)
def test_what_is_wrong_with_a_history_is_said_before_anything_is_compiled(
    request_and_file, tmp_path, text, seen
):
    (tmp_path / "history.csv").write_text("measure,start,end,value,n\n" + text, encoding="utf-8")

    def compiled(*_):
        pytest.fail("nothing may be compiled for a history that is refused")

    with pytest.raises(LogError, match=seen):
        fitting.fit_answer(request_and_file, fitting.Desk(compiled, None))


def test_a_fitted_scenario_that_somebody_edited_is_not_overwritten(
    request_and_file, tmp_path, monkeypatch
):
    study = studied(strength=0.01)
    answer_of(request_and_file, study, monkeypatch)
    answer_of(request_and_file, study, monkeypatch)  # an untouched fit may be replaced
    report = tmp_path / "fit" / "fit.json"
    report.write_text(report.read_text("utf-8") + "\n", encoding="utf-8")
    before = report.read_bytes()
    with pytest.raises(ResultError, match=r"fit: fit\.json was edited after it was written"):
        command.checked_market(request_and_file)
    assert report.read_bytes() == before


def test_an_edit_made_while_the_fit_ran_is_kept(request_and_file, tmp_path, monkeypatch):
    study = studied(strength=0.01)
    answer_of(request_and_file, study, monkeypatch)
    report = tmp_path / "fit" / "fit.json"

    class Editing:
        def compile_rules(self, *_):
            report.write_text("mine", encoding="utf-8")

        on_progress = None

    with pytest.raises(ResultError, match="was edited after it was written"):
        fitting.fit_answer(request_and_file, Editing())
    assert report.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        (
            "telecom_contrat",
            r"--scenario telecom_contrat: there is no .* Nearest: telecom_contract",
        ),
        ("nope", r"there is no scenario of that name\. `run\.py scenarios` lists all"),
        (".", r"--scenario \.: must be .* Got a folder\. Name a file in it, such as mine\.yaml"),
    ],
)
def test_a_market_that_is_none_is_named_with_what_to_do(request_and_file, tmp_path, name, seen):
    (tmp_path / "mine.yaml").write_text("title: mine\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=seen) as refused:
        command.checked_market(replace(request_and_file, scenario=name))
    assert len(str(refused.value)) < 200  # not the whole list


def test_an_estimate_or_interval_that_the_range_cuts_off_is_noted():
    def noted(of_satisfaction, free=LONG):
        study = studied(1.0, np.array([of_satisfaction, 0.6]), free)
        assert set(command.report_remarks(study)) <= set(command.report_document(study)["remarks"])
        return " ".join(command.report_remarks(study))

    beyond = noted(1.2)
    assert "satisfaction_gain_min (satisfaction) stands at an end of its range (1)" in beyond
    assert "Widen it with --free customers.satisfaction_gain_min=LOW:HIGH" in beyond
    cut = "interval of customers.satisfaction_gain_min (satisfaction) is cut off by its range, at 1"
    assert cut in noted(0.97)
    assert "range" not in noted(0.35)
    bounded = tuple(replace(parameter, most=1.0) for parameter in LONG)
    assert "cut off" not in noted(0.97, bounded)  # nothing beyond is possible
    assert "None beyond is possible: doubt the scenario." in noted(1.2, bounded)
