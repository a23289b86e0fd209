"""The catalogue points at what there is: rows, files, headings, tests, settings, measures."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from analysis.measurement.behavior_indicators import INDICATORS
from analysis.metrics.registry import BY_NAME
from simulation.scenario.firm import FirmParams
from simulation.scenario.parameter import declarations
from simulation.scenario.paths import spot_at
from tests.docs.test_links import anchors, broken
from tests.house.tree import ROOT

CATALOGUE = ROOT / "docs" / "catalogue.md"
THEORY = ROOT / "docs" / "explanation" / "theory.md"
IDS = [f"S{number:03d}" for number in range(1, 108)]
HEADER = ["row", "what it is", "where it is", "held by", "status"]
STATUS = re.compile(r"in|(partly|not yet): \S.*")
ITEM = re.compile(r"\(item (\d+)\)")
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`]+)`")
SETTING = re.compile(r"(firms|customers|market|segments|policies)(\.\w+)*")
MEASURES = {*BY_NAME, *(indicator.name for indicator in INDICATORS)}
CHOICES = {"stop_at_satisfied", "worst_dimension"}


@dataclass(frozen=True)
class Row:
    """One row of the catalogue."""

    id: str
    what: str
    where: str
    held_by: str
    status: str

    @property
    def kind(self) -> str:
        """in, partly or not yet."""
        return self.status.partition(":")[0]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows_of(text: str) -> list[Row]:
    """Return the rows of every table of the page, in their order."""
    lines = [cells(line) for line in text.splitlines() if line.startswith("| ")]
    return [Row(*line) for line in lines if line != HEADER]


@cache
def defined_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def unknown_tests(text: str) -> list[str]:
    """Return the tests that a text links to and that are not in the file of the link."""
    found = []
    for words, target in LINK.findall(text):
        name = words.strip("`")
        if name.startswith("test_"):
            file = (CATALOGUE.parent / target).resolve()
            if not file.is_file() or name not in defined_in(file):
                found.append(f"{name} ({target})")
    return found


def unknown_names(text: str) -> list[str]:
    """Return the code spans that are neither a declared setting nor a measure nor a choice."""
    found = []
    for span in CODE.findall(LINK.sub("", text)):
        if SETTING.fullmatch(span):
            if spot_at(tuple(span.split("."))) is None:
                found.append(span)
        elif span not in MEASURES | CHOICES:
            found.append(span)
    return found


def section_of(page: Path, anchor: str) -> str:
    """Return the text from the heading of an anchor to the next heading."""
    parts = re.split(r"^(?=#{1,6} )", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return next((part for part in parts if anchor in anchors(part)), "")


@pytest.fixture(scope="module")
def text() -> str:
    return CATALOGUE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(text) -> list[Row]:
    return rows_of(text)


def test_every_row_of_the_catalogue_stands_there_once_and_in_order(rows):
    assert [row.id for row in rows] == IDS


def test_every_row_says_what_it_is_in_one_short_sentence(rows):
    assert [row.id for row in rows if not (10 < len(row.what) <= 150 and row.what[-1] == ".")] == []


def test_every_row_points_somewhere(rows):
    assert [row.id for row in rows if not (LINK.search(row.where) or CODE.search(row.where))] == []


def test_every_link_leads_to_a_file_and_a_heading():
    assert broken(CATALOGUE) == []
    assert broken(THEORY) == []


def test_every_row_names_a_test_that_there_is(rows, text):
    assert [row.id for row in rows if "[`test_" not in row.held_by] == []
    assert unknown_tests(text) == []


def test_every_setting_and_measure_that_is_named_is_declared(rows):
    wrong = {row.id: unknown_names(f"{row.where} {row.status}") for row in rows}
    assert {row: names for row, names in wrong.items() if names} == {}
    theory = CODE.findall(THEORY.read_text(encoding="utf-8").replace("```", ""))
    settings = [span for span in theory if SETTING.fullmatch(span)]
    assert len(settings) > 10
    assert [span for span in settings if spot_at(tuple(span.split("."))) is None] == []


def test_every_block_of_levers_has_a_row(rows):
    named = " ".join(row.where for row in rows)
    blocks = {d.path.partition(".")[0] for d in declarations(FirmParams) if "." in d.path}
    # rewards with a deadline are no row of the source documents: they come from published studies
    assert sorted(b for b in blocks - {"deadline"} if f"`firms.NAME.{b}" not in named) == []


def test_a_status_is_of_a_known_kind_and_says_what_is_missing(rows):
    assert {row.id: row.status for row in rows if not STATUS.fullmatch(row.status)} == {}
    items = [int(number) for row in rows for number in ITEM.findall(row.status)]
    assert set(items) <= set(range(1, 11))


def test_the_counts_on_the_page_are_those_of_its_rows(rows, text):
    counts = {kind: sum(row.kind == kind for row in rows) for kind in ("in", "partly", "not yet")}
    said = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    assert f"There are {len(rows)} rows: {said}." in text


def test_the_theory_page_says_what_a_row_sends_the_reader_there_for(rows):
    silent = []
    for row in rows:
        for _, target in LINK.findall(row.where):
            page, _, anchor = target.partition("#")
            if page.endswith("theory.md") and row.id not in section_of(THEORY, anchor):
                silent.append(f"{row.id} {anchor}")
    assert silent == []
    assert sum("theory.md#" in row.where for row in rows) > 30


def test_a_typology_that_names_a_row_is_named_by_it(rows):
    wanted = {}
    for file in sorted((ROOT / "analysis" / "typologies").glob("*.py")):
        docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        wanted |= dict.fromkeys(re.findall(r"S\d{3}", docstring), f"typologies/{file.name}")
    assert len(wanted) > 15
    where = {row.id: row.where for row in rows}
    assert {row: file for row, file in wanted.items() if file not in where[row]} == {}


def test_what_is_not_there_is_found():
    page = "[`test_nothing`](../tests/docs/test_links.py) [`test_x`](../tests/gone.py)"
    assert unknown_tests(page) == [
        "test_nothing (../tests/docs/test_links.py)",
        "test_x (../tests/gone.py)",
    ]
    assert unknown_names("`firms.NAME.staff.wage` `firms.NAME.staff.wages` `profit` `gain`") == [
        "firms.NAME.staff.wages",
        "gain",
    ]
    assert [row.id for row in rows_of("| row | what it is | where it is | held by | status |\n"
                                      "|---|---|---|---|---|\n| S001 | a | b | c | in |\n")] == ["S001"]  # fmt: skip
