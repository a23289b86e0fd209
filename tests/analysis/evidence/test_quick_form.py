"""The quick form of every registered fact, and what the documentation says of them."""

import dataclasses
import re

import pytest

from analysis.evidence.command import validate_to_folder
from analysis.evidence.fact import KINDS
from analysis.evidence.page import drawn
from analysis.evidence.registry import ALL, FACTS
from analysis.evidence.tasks import run_task, tasks_of
from analysis.evidence.verdict import Finding
from simulation.runner import available_workers
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "evidence.md"
ENOUGH = 16


@pytest.fixture(scope="module")
def findings(tmp_path_factory) -> dict[str, Finding]:
    """Return the findings of the quick form, as `run.py validate --quick` makes them."""
    folder = tmp_path_factory.mktemp("evidence")
    validation = validate_to_folder(ALL, folder, is_quick=True, workers=available_workers())
    return {finding.fact.id: finding for finding in validation.findings}


@pytest.mark.slow
@pytest.mark.parametrize("fact_id", sorted(FACTS))
def test_a_fact_is_as_the_documentation_says_and_its_control_breaks_it(findings, fact_id):
    finding = findings[fact_id]
    said = {
        found.band.metric: (found.measured.mean, found.verdict, found.control.mean, found.control_verdict)
        for found in finding.bands
    }  # fmt: skip
    assert finding.is_as_claimed, said


@pytest.mark.slow
def test_every_fact_can_be_drawn_with_something_in_its_picture(findings):
    for finding in findings.values():
        assert any(axes.has_data() for axes in drawn(finding).axes), finding.fact.id


@pytest.mark.slow
def test_a_task_finds_the_same_in_any_process_and_at_any_time(findings):
    del findings  # by now every rule is compiled
    task = tasks_of(FACTS["SF28"], 1, is_quick=True)[0]
    first, second = (dataclasses.replace(run_task(task), seconds=0.0, day="") for _ in range(2))
    assert first == second


def test_there_are_enough_facts_and_no_id_twice():
    assert len(FACTS) == len(ALL) >= ENOUGH


@pytest.mark.parametrize("fact", ALL, ids=lambda fact: fact.id)
def test_a_fact_says_what_a_reader_needs(fact):
    assert re.fullmatch(r"SF\d\d", fact.id)
    assert fact.kind in KINDS
    for text in (fact.title, fact.claim, fact.source, fact.experiment, fact.control):
        assert text.strip()
    metrics = [band.metric for band in fact.bands]
    assert len(set(metrics)) == len(metrics) > 0
    assert set(fact.known_misses) <= set(metrics)
    assert all(band.low < band.high for band in fact.bands)
    assert fact.full.seeds >= 5
    assert fact.quick.seeds >= 2


@pytest.mark.parametrize("fact", [f for f in ALL if f.kind == "E"], ids=lambda fact: fact.id)
def test_an_emergent_fact_has_a_control_that_must_break_it(fact):
    assert any(band.is_control_judged for band in fact.bands)


@pytest.mark.parametrize(
    "fact",
    [f for f in ALL if f.known_misses or not all(b.is_control_judged for b in f.bands)],
    ids=lambda fact: fact.id,
)
def test_what_misses_or_is_not_judged_is_explained(fact):
    assert fact.remark


def said_on_the_page() -> dict[str, dict[str, str]]:
    """Return the verdict that the documentation gives each band, by fact and metric."""
    said: dict[str, dict[str, str]] = {}
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        rows = re.findall(r"^\| `(\w+)` \|.*?\|.*?\|.*?\| (.*?) \|", section, flags=re.MULTILINE)
        said[section.split()[0]] = dict(rows)
    return said


def test_the_documentation_holds_every_fact_and_claims_what_the_code_claims():
    said = said_on_the_page()
    assert [name for name in FACTS if name not in said] == []
    for name, fact in FACTS.items():
        misses = {metric for metric, verdict in said[name].items() if verdict.startswith("misses")}
        assert set(said[name]) == {band.metric for band in fact.bands}, name
        assert misses == set(fact.known_misses), name
