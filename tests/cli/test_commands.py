"""The command line as other people's scripts call it: outputs, exit codes, and bad input."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simulation.results import load

ROOT = Path(__file__).parents[2]
TINY = ["--customers", "60", "--steps", "4"]
VARIANTS = ["telecom_contract/price_cut", "telecom_contract/raise_leaving_cost"]


def test_scenarios_are_listed(cli) -> None:
    code, output = cli("scenarios")
    assert code == 0
    assert "telecom_contract" in output
    code, output = cli("scenarios", "--json")
    assert {"grocery", "telecom_contract", "ridehail_entry"} <= {
        row["name"] for row in json.loads(output)
    }


def test_describe_shows_values_units_and_changes(cli) -> None:
    code, output = cli("describe", "telecom_contract/price_cut")
    assert code == 0
    assert "discount" in output
    assert "Changes from telecom_contract" in output


def test_a_variant_of_a_part_that_does_not_stand_alone_is_described(cli, tmp_path: Path) -> None:
    common = "extends: telecom_contract\ntitle: Common\ncustomers: {participation: 0.5}\n"
    (tmp_path / "common.yaml").write_text(common, encoding="utf-8")
    (tmp_path / "plain.yaml").write_text("extends: common.yaml\ntitle: Plain\n", encoding="utf-8")
    assert cli("describe", "common.yaml")[0] == 2
    code, output = cli("describe", "plain.yaml")
    assert code == 0
    assert "What it changes from common.yaml is not listed" in output


def test_a_run_writes_its_tables_and_says_where(cli, tmp_path: Path) -> None:
    code, output = cli(
        "run", "telecom_contract", *TINY, "--seed", "5", "--snapshot", "1", "--out", "there"
    )
    assert code == 0
    assert "Wrote there/" in output
    result = load(tmp_path / "there")
    assert result.seed == 5
    assert result.scenario.market.customers == 60
    assert sorted(result.customers["step"].unique()) == [-1, 1, 3]


def test_a_market_of_one_firm_runs_and_has_a_portrait(cli, tmp_path: Path) -> None:
    (tmp_path / "alone.yaml").write_text(
        "title: one firm\nfocal_firm: Solo\n"
        "market: {mode: contract, step_days: 30, customers: 60, burn_in_steps: 2, steps: 4,"
        " activity_window_steps: 1}\n"
        "customers: {outside_utility: -1}\nfirms: {Solo: {share: 1.0}}\n"
    )
    assert cli("run", "alone.yaml", "--out", "there")[0] == 0
    code, output = cli("portrait", "there", "--out", "page")
    assert code == 0, output


def test_two_runs_of_one_seed_are_the_same_files(cli, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert cli("run", "grocery", *TINY, "--seed", "9", "--out", folder, "--quiet")[0] == 0
    for path in (tmp_path / "one").iterdir():
        if path.name != "timing.json":
            assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


@pytest.mark.usefixtures("cli")
def test_json_is_nothing_but_json() -> None:
    result = subprocess.run(
        [sys.executable, ROOT / "run.py", "run", "telecom_contract", *TINY, "--json", "--out", "o"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    document = json.loads(result.stdout)
    assert set(document["firms"]) == {"Alpha", "Beta", "Delta", "Gamma"}
    assert 0.0 <= document["firms"]["Alpha"]["retention_rate"] <= 1.0


def test_json_has_null_where_a_number_is_undefined(cli) -> None:
    code, output = cli(
        "run", "telecom_contract", "--customers", "1", "--steps", "3", "--json", "--out", "o"
    )
    assert code == 0
    assert "NaN" not in output
    assert "null" in output


def test_set_changes_a_value_by_its_path(cli, tmp_path: Path) -> None:
    assert (
        cli("run", "telecom_contract", *TINY, "--set", "firms.Alpha.price=1.5", "--out", "x")[0]
        == 0
    )
    assert load(tmp_path / "x").scenario.firms["Alpha"].price == 1.5


def test_compare_writes_a_report_and_ranks_the_strategies(cli, tmp_path: Path) -> None:
    code, output = cli(
        "compare", "telecom_contract", *VARIANTS, *TINY, "--replications", "3", "--workers", "1",
        "--out", "study", "--set", "market.burn_in_steps=12",
    )  # fmt: skip
    assert code == 0
    assert "Wrote study/" in output
    for name in ("report.html", "comparison.csv", "manifest.json"):
        assert (tmp_path / "study" / name).is_file()


def test_what_is_redirected_is_utf8_where_the_code_page_has_no_minus_sign(tmp_path: Path) -> None:
    described = tmp_path / "described.yaml"
    old = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}  # as on Windows
    with described.open("wb") as file:
        subprocess.run(
            [sys.executable, ROOT / "run.py", "describe", "telecom_contract/price_cut"],
            stdout=file, env=old, check=True,
        )  # fmt: skip
    assert "\N{GREEK SMALL LETTER BETA}" in described.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_reader_who_leaves_before_the_end_does_not_lose_the_result(
    tmp_path: Path, form: list[str]
) -> None:
    command = [
        sys.executable, ROOT / "run.py", "compare", "telecom_contract", VARIANTS[0], *TINY,
        "--replications", "2", "--workers", "1", "--out", "study", *form,
    ]  # fmt: skip
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as done:
        done.stdout.close()  # as `| head` does when it has seen enough
        said = done.stderr.read()
    assert done.returncode == 0, said
    assert "roken pipe" not in said
    assert (tmp_path / "study" / "report.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "telecom_contrat"], "telecom_contract"),
        (["run", "telecom_contract", "--set", "firms.Alpha.pric=1"], "firms.Alpha.price"),
        (["run", "telecom_contract", "--set", "nonsense"], "nonsense"),
        (["run", "telecom_contract", "--customers", "0"], "--customers: market.customers"),
        (["run", "telecom_contract", "--steps", "0"], "--steps: market.steps"),
        (["run", "telecom_contract", "--out", "a" * 300], "File name too long"),
        (["run", "telecom_contract", "--snapshot", "36"], "-60 to 35"),
        (["run", "telecom_contract", "--set", "firms.Alpha.failure_prob=-0.1"], "between 0 and 1"),
        (["run", "telecom_contract", "--set", "firms.Alpha.failure_prob=.nan"], "failure_prob"),
        (["run", "telecom_contract", "--seed", "-1"], "seed"),
        (["compare", "telecom_contract", "grocery"], "market differs"),
        (["compare", "telecom_contract", VARIANTS[0], "--metric", "happiness"], "profit"),
        (["compare", "telecom_contract", "telecom_contract/nothing"], "nothing"),
        (["compare", "telecom_contract", "telecom_contract"], "named twice"),
        (["compare", "telecom_contract", VARIANTS[0], VARIANTS[0]], "named twice"),
        (["compare", "telecom_contract", VARIANTS[0], "--precision", "0"], "above 0"),
        (["compare", "telecom_contract", VARIANTS[0], "--precision", "inf"], "above 0"),
        (["compare", "telecom_contract", VARIANTS[0], "--workers", "0"], "workers"),
        (["compare", "telecom_contract", VARIANTS[0], "--workers", "1000000"], "1024"),
        (["compare", "telecom_contract", VARIANTS[0], "--replications", "9" * 12], "100000"),
        (["compare", "telecom_contract", VARIANTS[0], "--uncertain", "9" * 12], "100000"),
        (["compare", "telecom_contract", VARIANTS[0], "--uncertain-customers", "9"], "Got no"),
        (["calibrate", "--scenario", "x.yaml"], "EVENTS.csv or --panel"),
        (["calibrate", "none.csv", "--scenario", "x.yaml"], "none.csv"),
        (["calibrate", "--panel", "ketchup", "--scenario", "x.yaml"], "ketchup"),
    ],
)
def test_bad_input_exits_2_with_a_sentence_and_writes_nothing(
    cli, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    code, output = cli(*arguments)
    assert code == 2
    assert sentence in output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_not_overwritten(cli, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("precious")
    code, output = cli("run", "telecom_contract", *TINY, "--out", "thesis")
    assert code == 2
    assert "no result of this laboratory" in output
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]


def test_an_output_folder_that_cannot_be_written_is_said(cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    code, output = cli("run", "telecom_contract", *TINY, "--out", "file/inside")
    assert code == 2
    assert "cannot be written" in output


def test_a_scenario_file_with_mistakes_shows_them_all(cli, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "extends: telecom_contract\nfirms:\n  Alpha: {pric: 2, failure_prob: 7}\n", encoding="utf-8"
    )
    code, output = cli("describe", "mine.yaml")
    assert code == 2
    assert "pric" in output
    assert "failure_prob" in output


def test_a_log_is_calibrated_and_compared(cli, tmp_path: Path) -> None:
    draws = np.random.default_rng(3)
    rows = ["customer_id,date,firm"]
    for customer in range(40):
        firm = "A"
        for week in range(15):
            firm = firm if draws.random() < 0.8 else str(draws.choice(["A", "B", "C"]))
            rows.append(f"c{customer},{week},{firm}")
    (tmp_path / "events.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    code, output = cli("calibrate", "events.csv", "--scenario", "mine.yaml")
    assert code == 0, output
    assert (tmp_path / "mine.yaml").is_file()
    assert cli("describe", "mine.yaml")[0] == 0


@pytest.mark.slow
def test_an_interrupted_study_exits_130_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    program = (
        "import sys, run, analysis.comparison.compare as c\n"
        "def interrupted(*a, **k): raise KeyboardInterrupt\n"
        "c.replicated = interrupted\n"
        "sys.argv = ['run.py', 'compare', 'telecom_contract', 'telecom_contract/price_cut', "
        "'--out', 'study']\n"
        "run.app()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**__import__("os").environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 130, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_other_people_wrote_is_never_markup_or_a_picture(cli, tmp_path: Path) -> None:
    title = "[bold]50 % [/] :x: off"
    (tmp_path / "mine.yaml").write_text(
        f"extends: telecom_contract\ntitle: '{title}'\n", encoding="utf-8"
    )
    code, output = cli("run", "mine.yaml", *TINY)
    assert code == 0
    assert title in output
    (tmp_path / "broken.yaml").write_text("root:x:0", encoding="utf-8")
    assert "root:x:0" in cli("describe", "broken.yaml")[1]


def test_a_run_of_a_file_is_named_after_the_file_and_not_after_its_folders(
    cli, tmp_path: Path
) -> None:
    (tmp_path / "ünder").mkdir()
    (tmp_path / "ünder" / "m\u00e4rkt.yaml").write_text(
        "extends: telecom_contract\n", encoding="utf-8"
    )
    path = tmp_path / "ünder" / "m\u00e4rkt.yaml"
    assert "Wrote results/m\u00e4rkt/" in cli("run", str(path), *TINY, "--quiet")[1]
    output = cli("run", "telecom_contract/price_cut", *TINY, "--quiet")[1]
    assert "Wrote results/telecom_contract-price_cut/" in output


def test_a_run_shows_retention_in_percent_of_a_month(cli) -> None:
    code, output = cli("run", "telecom_contract", *TINY)
    assert code == 0
    assert "Retention: % per month of 30 days" in output


def test_too_little_memory_is_a_sentence_and_no_traceback(cli, monkeypatch):
    def greedy(*_):
        msg = "Unable to allocate 44.4 TiB"
        raise MemoryError(msg)

    monkeypatch.setattr("analysis.terminal.running.run_answer", greedy)
    code, said = cli("run", "telecom_contract", "--quiet")
    assert code == 1
    assert said.startswith("Failed: the memory does not suffice (Unable to allocate 44.4 TiB).")
    assert "Choose fewer customers" in said


def test_an_interrupt_that_stops_a_compiled_module_is_an_interrupt(cli, monkeypatch):
    def starting(*_):
        msg = "initialization failed"
        raise ImportError(msg) from KeyboardInterrupt()

    monkeypatch.setattr("analysis.terminal.running.run_answer", starting)
    code, said = cli("run", "telecom_contract", "--quiet")
    assert (code, said.strip()) == (130, "Interrupted; nothing half-finished was written.")


def test_a_module_that_is_missing_is_no_interrupt(cli, monkeypatch):
    def starting(*_):
        msg = "no such module"
        raise ImportError(msg)

    monkeypatch.setattr("analysis.terminal.running.run_answer", starting)
    with pytest.raises(ImportError, match="no such module"):
        cli("run", "telecom_contract", "--quiet")
