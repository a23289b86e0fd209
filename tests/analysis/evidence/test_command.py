"""`run.py validate`: exit codes, files, and what it refuses."""

import csv
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import run
from analysis.evidence import command, written
from analysis.evidence.registry import FACTS, chosen_facts
from simulation.errors import ScenarioError
from tests.analysis.evidence.made import WITHIN, Band, made_fact


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a caller of the command line whose registry holds one fact made by hand."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, fact=None) -> tuple[int, str]:
        for name in list(FACTS):
            monkeypatch.delitem(FACTS, name)
        monkeypatch.setitem(FACTS, "SF98", fact or made_fact())
        result = CliRunner().invoke(run.app, ["validate", *arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return call


def test_a_validation_prints_its_verdicts_and_writes_its_folder(cli, tmp_path):
    code, output = cli("--workers", "1")
    assert code == 0
    assert "SF98 E Heights: holds; the control breaks it" in output
    assert "1 of 1 facts hold; 1 of 1 controls break every band" in output
    folder = tmp_path / "results" / "evidence"
    assert {path.name for path in folder.iterdir()} == {
        "tasks", "evidence.html", "table.csv", "table.json", "manifest.json", "timing.json",
    }  # fmt: skip
    table = (folder / "table.csv").read_text(encoding="utf-8")
    (row,) = csv.DictReader(table.splitlines())
    assert (row["id"], row["metric"], row["verdict"]) == ("SF98", "height", "holds")
    assert float(row["mean"]) == pytest.approx(1.5)
    assert float(row["control_mean"]) == pytest.approx(15.0)


def test_machines_are_told_the_same(cli):
    code, output = cli("SF98", "--json", "--workers", "1", "--out", "there")
    document = json.loads(output[output.index("{") :])
    assert code == 0
    assert document["is_as_claimed"] is True
    assert document["facts"][0]["bands"][0]["measured"]["mean"] == pytest.approx(1.5)


def test_a_fact_that_misses_ends_in_exit_1_and_is_still_written(cli, tmp_path):
    tall = Band("height", 3.0, 4.0, "height, meters")
    code, output = cli("--workers", "1", "--out", "there", fact=made_fact(tall))
    assert code == 1
    assert "misses (height)" in output
    assert (tmp_path / "there" / "evidence.html").is_file()


def test_a_fact_that_is_said_to_miss_ends_in_exit_0(cli):
    tall = Band("height", 3.0, 4.0, "height, meters")
    code, output = cli("--workers", "1", fact=made_fact(tall, known_misses=("height",)))
    assert code == 0
    assert "(known)" in output


def test_a_control_that_does_not_break_its_fact_ends_in_exit_1(cli):
    wide = Band("height", 1.0, 100.0, "height, meters")
    code, output = cli("--workers", "1", fact=made_fact(wide))
    assert code == 1
    assert "the control does not break it" in output


def test_an_unknown_fact_is_bad_input_and_the_known_ones_are_named(cli):
    code, output = cli("SF99")
    assert code == 2
    assert output == "validate: there is no fact SF99. There are: SF98.\n"


def test_a_folder_with_other_files_is_refused(cli, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    code, output = cli("--out", "mine")
    assert code == 2
    assert "letter.txt" in output
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "dear"


def test_ids_are_taken_in_any_case_and_given_back_sorted():
    assert [fact.id for fact in chosen_facts(["sf05", "SF01"])] == ["SF01", "SF05"]
    assert [fact.id for fact in chosen_facts([])] == sorted(FACTS)
    with pytest.raises(ScenarioError, match="no fact SF99"):
        chosen_facts(["SF01", "SF99"])


def test_the_page_stands_alone_and_says_what_was_found(cli, tmp_path):
    cli("--workers", "1", "--out", "there")
    page = (tmp_path / "there" / "evidence.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 1
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', page) == []
    for text in (
        "People are between one and two meters tall.",
        "made by hand",
        "Giants.",
        "A remark.",
    ):
        assert text in page
    assert "1.5 ± 1.2" in page


def test_the_documentation_page_says_date_seeds_version_and_every_band(monkeypatch, tmp_path):
    fact = made_fact(WITHIN)
    monkeypatch.setitem(FACTS, fact.id, fact)  # its tasks find it by its id
    validation = command.validate_to_folder([fact], tmp_path / "there", workers=1)
    page = written.evidence_page(validation, "2026-01-31")
    assert "Measured on 2026-01-31 in the full form, seeds from 1 on, with code version" in page
    assert "| SF98 | E | Heights | holds; the control breaks it |" in page
    assert "| `height` | height, meters | 1 to 2 | 1.5 ± 1.2 | holds | 15 ± 12: breaks |" in page
    assert "Experiment (10 customers, 3 seeds)" in page
