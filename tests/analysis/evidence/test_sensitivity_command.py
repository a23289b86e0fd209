"""`run.py validate --sensitivity N`: what it prints, writes, resumes and refuses."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import run
from analysis.evidence.fact import Measured, Setting
from analysis.evidence.registry import FACTS
from analysis.evidence.sensitivity.command import sensitivity_to_folder
from analysis.evidence.sensitivity.written import COMMAND, sensitivity_page
from simulation.compiled import CODE_VERSION
from tests.analysis.evidence.made import Band, made_fact

LOW = Band("height", 0.0, 0.7, "height, meters")


def as_drawn(setting: Setting) -> Measured:
    """Return the place of one parameter; .1 by default, 1 in the control."""
    height = 1.0 if setting.is_control else setting.positions.get("taste_sd", 0.1)
    return Measured({"height": height}, {"growth": {"age": [0.0, 1.0], "height": [0.0, height]}})


@pytest.fixture(autouse=True)
def fact(monkeypatch):
    """Let the registry hold one fact made by hand."""
    for name in list(FACTS):
        monkeypatch.delitem(FACTS, name)
    made = made_fact(LOW, measure=as_drawn)
    monkeypatch.setitem(FACTS, made.id, made)
    return made


@pytest.fixture
def cli(tmp_path, monkeypatch):
    """Return a caller of the command line whose registry holds one fact made by hand."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(run.app, ["validate", "--workers", "1", *arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return call


def test_an_analysis_prints_its_verdicts_and_writes_its_folder(cli, tmp_path):
    code, output = cli("--sensitivity", "20")
    assert code == 0
    said = " ".join(output.split())
    assert "fragile, 70 %" in said
    assert "By direction: 1 robust, 0 fragile, 0 broken." in said
    assert "By all claimed bands at once: 0 robust, 1 fragile, 0 broken." in said
    folder = tmp_path / "results" / "sensitivity"
    assert {path.name for path in folder.iterdir()} == {
        "tasks", "sensitivity.csv", "sensitivity.json", "manifest.json", "timing.json",
    }  # fmt: skip
    (row,) = csv.DictReader((folder / "sensitivity.csv").read_text("utf-8").splitlines())
    assert (row["id"], row["metric"], row["parameters"]) == (
        "SF98", "height", "taste_sd raises it (1.00)",
    )  # fmt: skip
    assert float(row["share_in_band"]) == pytest.approx(0.7)
    assert float(row["share_too_high"]) == pytest.approx(0.3)
    assert float(row["share_in_direction"]) == 1.0


def test_machines_are_told_the_same_and_a_second_run_says_it_again(cli, tmp_path):
    _, first = cli("SF98", "--sensitivity", "20", "--json", "--out", "there")
    document = json.loads(first[first.index("{") :].rpartition("}")[0] + "}")
    (found,) = document["facts"]
    assert (document["draws"], found["bands"], found["direction"]) == (20, "fragile", "robust")
    assert found["metrics"][0]["parameters"] == {"taste_sd": pytest.approx(1.0)}
    kept = json.loads((tmp_path / "there" / "sensitivity.json").read_text("utf-8"))
    assert kept == document
    cli("SF98", "--sensitivity", "20", "--quiet", "--out", "there")
    assert json.loads((tmp_path / "there" / "sensitivity.json").read_text("utf-8")) == document


def test_the_folder_of_a_validation_is_not_overwritten(cli):
    cli("--out", "there")
    code, output = cli("--sensitivity", "5", "--out", "there")
    assert code == 2
    assert "nothing was overwritten" in output
    assert "holds the evidence of `validate`, and a sensitivity analysis needs a folder" in output


def test_the_documentation_page_says_what_made_it(fact, tmp_path: Path):
    found = sensitivity_to_folder([fact], tmp_path / "there", draws=20, first_seed=3, workers=1)
    page = sensitivity_page(found, "2026-01-31")
    assert f"<!-- Made by `{COMMAND}`." in page
    assert f"Measured on 2026-01-31, seeds from 3 on, with code version `{CODE_VERSION}`" in page
    assert "**20 draws of all uncertain parameters" in page
    assert "run.py validate --sensitivity" in page
    row = next(line for line in page.splitlines() if line.startswith("| SF98 | Heights |"))
    assert "| robust, 100 % | fragile, 70 % | 1 of 1 | height (30 % too high) |" in row
    assert "taste_sd raises it (1.00)" in row
    assert "| `taste_sd` | 1 | SF98 height |" in page
