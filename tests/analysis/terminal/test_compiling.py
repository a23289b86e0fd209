"""The message before a long wait: for the pass that is compiled, when it is, and not otherwise."""

from types import SimpleNamespace

import pytest
from numba.core import event

from analysis.terminal import compiling
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
