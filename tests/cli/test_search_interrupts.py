"""A search that is killed from outside, where nobody can catch it, goes on with the same trials."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.stopping import stopped

SEARCH = """\
title: Many trials
base: telecom_contract/price_cut
steps: 4
customers: 100
constants: {market.burn_in_steps: 3}
levers:
  policies.0.set.discount: {low: 0.0, high: 0.2}
objectives: [profit]
trials: 12
replications: 2
fresh_replications: 2
"""
OUTCOMES = b'"outcomes"'
"""Stands once in the journal for every trial that has run."""

pytestmark = pytest.mark.slow


def n_run(folder: Path) -> int:
    journal = folder / "study.journal"
    return journal.read_bytes().count(OUTCOMES) if journal.exists() else 0


def test_a_killed_search_goes_on_with_the_trials_of_an_undisturbed_one(
    cli: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    Path("many.yaml").write_text(SEARCH, encoding="utf-8")
    call = ["optimize", "many.yaml", "--workers", "1", "--quiet", "--out"]
    code = stopped([*call, "cut"], tmp_path, signal.SIGKILL, lambda: n_run(Path("cut")) >= 2)
    assert code == -9
    kept = n_run(Path("cut"))
    assert 2 <= kept < 12
    assert not Path("cut/trials.csv").exists()
    for folder in ("cut", "whole"):
        assert cli(*call, folder)[0] == 0
    assert n_run(Path("cut")) >= 12
    for name in ("trials.csv", "finalists.csv", "optimum.json", "best.yaml", "report.html"):
        assert Path("cut", name).read_bytes() == Path("whole", name).read_bytes()
