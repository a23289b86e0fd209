"""`run.py validate`: exit codes, files, and what it refuses."""

import csv
import dataclasses
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import run
from analysis.evidence import command, written
from analysis.evidence.registry import FACTS, chosen_facts
from simulation.errors import ScenarioError
from tests.analysis.evidence import made
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
    document, _end = json.JSONDecoder().raw_decode(output[output.index("{") :])  # and then messages
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
    assert output == "validate: there is no fact SF99. Nearest: SF98. There are: SF98.\n"


def test_an_empty_name_is_no_fact_and_all_facts_are_offered(cli, tmp_path):
    code, output = cli("")
    assert code == 2
    assert output.startswith("validate: there is no fact without a name. Leave IDs out for all")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_refused(cli, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    code, output = cli("--out", "mine")
    assert code == 2
    assert "letter.txt" in output
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "dear"


def test_a_table_that_somebody_edited_is_kept_and_measuring_goes_on_once_it_is_moved(cli, tmp_path):
    assert cli("--workers", "1", "--out", "there")[0] == 0
    table = tmp_path / "there" / "table.csv"
    written = table.read_bytes()
    table.write_bytes(written + b"my,own,row")
    code, output = cli("--workers", "1", "--out", "there")
    assert code == 2
    assert "there: table.csv was edited after it was written" in output
    assert table.read_bytes() == written + b"my,own,row"
    table.rename(tmp_path / "mine.csv")
    assert cli("--workers", "1", "--out", "there")[0] == 0
    assert table.read_bytes() == written


@pytest.fixture
def two_facts(tmp_path, monkeypatch):
    """Return a caller whose registry holds two facts, and what its table holds."""
    monkeypatch.chdir(tmp_path)
    both = [made_fact(), dataclasses.replace(made_fact(), id="SF97", title="Widths")]
    for name in list(FACTS):
        monkeypatch.delitem(FACTS, name)
    for fact in both:
        monkeypatch.setitem(FACTS, fact.id, fact)

    def call(*arguments: str) -> tuple[int, str, list[str]]:
        result = CliRunner().invoke(
            run.app, ["validate", "--workers", "1", "--out", "there", *arguments]
        )
        table = tmp_path / "there" / "table.csv"
        rows = csv.DictReader(table.read_text("utf-8").splitlines()) if table.exists() else []
        return result.exit_code, result.output, [row["id"] for row in rows]

    return call


def test_one_fact_measured_again_leaves_the_others_in_table_and_page(two_facts, tmp_path):
    two_facts()
    before = (tmp_path / "there" / "table.csv").read_text("utf-8")
    code, output, ids = two_facts("SF98")
    assert (code, ids) == (0, ["SF97", "SF98"])
    assert (tmp_path / "there" / "table.csv").read_text("utf-8") == before
    assert "SF97 E Widths" not in output, "only what was asked for is printed"
    assert "Page and table also hold SF97, measured before" in output
    page = (tmp_path / "there" / "evidence.html").read_text("utf-8")
    assert page.count("<svg") == 2
    document = json.loads((tmp_path / "there" / "table.json").read_text("utf-8"))
    assert [fact["id"] for fact in document["facts"]] == ["SF97", "SF98"]


@pytest.mark.parametrize("other", [("--quick",), ("--seed", "7")])
def test_facts_that_cannot_stay_are_not_dropped_in_silence(two_facts, tmp_path, other):
    two_facts()
    files = {p: p.read_bytes() for p in (tmp_path / "there").rglob("*") if p.is_file()}
    code, output, _ = two_facts("SF98", *other)
    assert code == 2
    assert "its table holds 1 fact (SF97) that this call would drop" in output
    assert "full form, seeds from 1 on" in output
    assert {p: p.read_bytes() for p in (tmp_path / "there").rglob("*") if p.is_file()} == files
    assert "seeds from" not in two_facts(*other)[1], "all facts may be measured anew"
    document = json.loads((tmp_path / "there" / "table.json").read_text("utf-8"))
    assert (document["form"], document["first_seed"]) != ("full", 1)


def test_facts_of_other_code_are_not_dropped_in_silence(two_facts, monkeypatch):
    two_facts()
    monkeypatch.setattr("analysis.evidence.tasks.CODE_VERSION", "another")
    code, output, ids = two_facts("SF98")
    assert (code, ids) == (2, ["SF97", "SF98"])
    assert "would drop" in output


def test_the_folder_of_a_sensitivity_analysis_is_called_by_its_name(cli, tmp_path):
    (tmp_path / "there").mkdir()
    for name in ("sensitivity.csv", "sensitivity.json"):
        (tmp_path / "there" / name).write_text("{}", encoding="utf-8")
    code, output = cli("--out", "there")
    assert code == 2
    assert "holds a sensitivity analysis, and evidence needs a folder of its own" in output


@pytest.mark.parametrize("arguments", [(), ("--sensitivity", "2")])
def test_an_interruption_says_what_is_kept_and_that_the_same_command_goes_on(
    cli, tmp_path, arguments
):
    calls = []

    def interrupted(setting):
        calls.append(setting)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return made.height_of(setting)

    fact = made_fact(measure=interrupted)
    code, output = cli("--workers", "1", "--out", "there", *arguments, fact=fact)
    assert code == 130
    assert output == (
        "Interrupted; what is finished is kept in there/tasks/, and the same command goes on from"
        " there.\n"
    )
    assert len(list((tmp_path / "there" / "tasks").iterdir())) == 1
    assert cli("--workers", "1", "--out", "there", *arguments, fact=fact)[0] in {0, 1}


def test_nothing_is_compiled_for_a_call_that_is_refused(cli, monkeypatch):
    def compiled(*_, **__):
        pytest.fail("nothing may be compiled")

    monkeypatch.setattr(run, "_compile", compiled)
    assert cli("SF99")[0] == 2


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
        "(V2) number read only in a secondary page; ",
        "A control breaks a band if its mean over seeds lies outside of the band",
    ):
        assert text in page
    assert "1.5 ± 1.2" in page


def test_the_page_says_when_its_facts_were_measured_also_those_that_were_kept(cli, tmp_path):
    cli("--workers", "1", "--out", "there")
    kept = next((tmp_path / "there" / "tasks").iterdir())
    document = json.loads(kept.read_text("utf-8"))
    today = document["day"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", today)
    page = tmp_path / "there" / "evidence.html"
    assert f"full form · measured on {today}</p>" in page.read_text("utf-8")
    kept.write_text(json.dumps({**document, "day": "2025-12-31"}), encoding="utf-8")
    cli("--workers", "1", "--out", "there")
    assert f"measured from 2025-12-31 to {today}</p>" in page.read_text("utf-8")
    assert f"<dt>Measured</dt><dd>from 2025-12-31 to {today}</dd>" in page.read_text("utf-8")


def test_the_documentation_page_says_date_seeds_version_and_every_band(monkeypatch, tmp_path):
    fact = made_fact(WITHIN)
    monkeypatch.setitem(FACTS, fact.id, fact)  # its tasks find it by its id
    validation = command.validate_to_folder([fact], tmp_path / "there", workers=1)
    page = written.evidence_page(validation, "2026-01-31")
    assert "Measured on 2026-01-31 in the full form, seeds from 1 on, with code version" in page
    assert "| SF98 | E | Heights | holds; the control breaks it |" in page
    assert "| `height` | height, meters | 1 to 2 | 1.5 ± 1.2 | holds | 15 ± 12: breaks |" in page
    assert "Experiment (10 customers, 3 seeds)" in page
    shipped = (Path(run.__file__).parent / "docs" / "evidence.md").read_text(encoding="utf-8")
    own = page[: page.index("**1 of 1 facts")]  # the part that no measurement changes
    assert "* **(V2)** number read only in a secondary page" in own
    assert "the quick form is judged" in own
    assert shipped.startswith(own)
