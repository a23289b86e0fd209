"""The message before a long wait: for the pass that is compiled, when it is, and not otherwise."""

from types import SimpleNamespace

import pytest
from numba.core import event

from analysis.terminal import compiling
from analysis.terminal.answer import Desk
from analysis.terminal.searching import SearchRequest, search_answer
from analysis.terminal.sweeping import SweepRequest, sweep_answer
from simulation.runner import SMALLEST
from simulation.tables import build_tables
from tests.simulation.markets import CONTRACT, changed

PLAIN = changed(CONTRACT)
EQUIPPED = changed(CONTRACT, ("customers.image_weight", 0.5))


@pytest.fixture
def runs(monkeypatch):
    """Note which of the smallest markets were run, each as if it had to be compiled."""
    noted = []

    def run_the_smallest(spec):
        noted.append(build_tables(spec.scenario).is_equipped)
        for module in ("simulation.draws", "simulation.step.advance", "simulation.step.entering"):
            dispatcher = SimpleNamespace(py_func=SimpleNamespace(__module__=module))
            event.start_event("numba:compile", {"dispatcher": dispatcher})
            event.end_event("numba:compile", {"dispatcher": dispatcher})

    monkeypatch.setattr("simulation.runner.run_one", run_the_smallest)
    return noted


@pytest.mark.parametrize(
    ("scenarios", "passes", "said"),
    [
        ([], [False], [compiling.FIRST]),
        ([PLAIN, PLAIN], [False], [compiling.FIRST]),
        ([EQUIPPED], [True], [compiling.SECOND]),
        ([EQUIPPED, PLAIN], [False, True], [compiling.FIRST, compiling.SECOND]),
    ],
)
def test_each_pass_that_is_needed_is_announced_once(runs, scenarios, passes, said):
    told = []
    compiling.compile_for(scenarios, told.append)
    assert runs == passes
    assert told == said


def test_what_was_compiled_before_is_not_announced():
    compiling.compile_for([PLAIN, EQUIPPED], lambda _: None)
    told = []
    compiling.compile_for([PLAIN, EQUIPPED], told.append)
    assert told == []


def test_the_toolbox_is_what_the_second_pass_is_compiled_for():
    assert not build_tables(SMALLEST).is_equipped
    assert not build_tables(PLAIN).is_equipped
    assert build_tables(EQUIPPED).is_equipped


class AskedToCompileError(Exception):
    """Carries the markets that a command wants the rules compiled for."""


def ask(*scenarios):
    raise AskedToCompileError(*scenarios)


EXPERIMENT = """
title: How sensitive to price
base: telecom_contract
constants: {customers.image_weight: 0.5}
"""
SWEPT = """
uncertainties:
  customers.price_sensitivity: [3.0, 5.0]
design: grid
outcomes: [profit]
"""
SEARCHED = """
levers:
  firms.Alpha.discount: {low: 0.0, high: 0.2}
objectives: [profit]
trials: 3
"""


@pytest.mark.parametrize(
    ("answer", "request_of", "rest"),
    [(sweep_answer, SweepRequest, SWEPT), (search_answer, SearchRequest, SEARCHED)],
)
def test_the_rules_are_compiled_for_the_markets_of_the_file(tmp_path, answer, request_of, rest):
    file = tmp_path / "file.yaml"
    file.write_text(EXPERIMENT + rest, encoding="utf-8")
    with pytest.raises(AskedToCompileError) as asked:
        answer(request_of(file, tmp_path / "out", workers=1), Desk(ask, None))
    assert [build_tables(scenario).is_equipped for scenario in asked.value.args] == [True]
