"""`run.py portrait`, `strategies` and `study` as other people's scripts call them."""

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import run
from simulation.scenario.loader import load_scenario

TINY = ["--customers", "60", "--steps", "6", "--set", "market.burn_in_steps=6"]


def document_of(*arguments: str) -> Any:
    result = CliRunner().invoke(run.app, [*map(str, arguments), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_portrait_is_of_the_focal_firm_or_of_the_one_that_is_named(cli) -> None:
    assert cli("run", "telecom_contract", *TINY, "--out", "r", "--quiet")[0] == 0
    code, output = cli("portrait", "r", "--sample", "50", "--out", "one")
    assert code == 0
    assert "Wrote one/ (open one/portrait.html)" in output
    manifest = json.loads(Path("one/manifest.json").read_text(encoding="utf-8"))
    assert manifest["firm"] == load_scenario("telecom_contract").focal_firm
    other = document_of("portrait", "r", "--firm", "Beta", "--sample", "50", "--out", "beta")
    assert other["firm"] == "Beta"


def test_strategies_are_files_that_compare_takes_within_one_budget(cli) -> None:
    document = document_of("strategies", "telecom_contract", "--budget", "0.03", "--out", "s")
    files = [Path(name) for name in document["files"].values()]
    files.sort()
    assert files == sorted(Path("s").iterdir())
    price = load_scenario("telecom_contract").firms["Alpha"].price
    stated = [load_scenario(path).policies[0].cost.per_purchase for path in files]
    bought = [cost for cost in stated if cost > 0.0]
    assert max(bought) == pytest.approx(0.03 * price), "no strategy states more than the budget"
    assert len(bought) < len(stated), "the others give the money away themselves"
    assert len(files) + len(document["missing"]) == 7
    code, output = cli("compare", "telecom_contract", *files[:2], *TINY, "--replications", "2", "--workers", "1", "--out", "c")  # fmt: skip
    assert code == 0, output


@pytest.mark.slow
@pytest.mark.usefixtures("cli")
def test_a_study_is_run_in_its_small_form_with_seeds_of_ones_own() -> None:
    document = document_of("study", "f", "--quick", "--workers", "1", "--seed", "9", "--out", "e")
    assert document["study"] == "F"
    assert document["seeds"][0] == 9
    assert len(document["table"]) == len(pd.read_csv("e/table.csv"))
    assert Path("e/picture.png").is_file()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["portrait", "nowhere"], "nowhere"),
        (["portrait", "."], "no result"),
        (["portrait", "r", "--firm", "Alfa"], "Alfa"),
        (["portrait", "r", "--judgements", "none.yaml"], "none.yaml"),
        (["portrait", "r", "--sample", "0"], "--sample"),
        (["strategies", "telecom", "--budget", "0.03", "--out", "s"], "telecom_contract"),
        (["strategies", "telecom_contract", "--budget", "3", "--out", "s"], "share of revenue"),
        (["strategies", "telecom_contract", "--budget", "nan", "--out", "s"], "share of revenue"),
        (["strategies", "telecom_contract", "--out", "s"], "--budget"),
        (["study", "Z"], "there is no study 'Z'. Choose one of: A (strategies)"),
    ],
)
def test_bad_input_is_one_sentence_and_writes_nothing(cli, arguments, sentence) -> None:
    if "r" in arguments:
        assert cli("run", "telecom_contract", *TINY, "--out", "r", "--quiet")[0] == 0
    code, output = cli(*arguments)
    assert code == 2
    assert sentence in " ".join(output.split())
    assert "Traceback" not in output
    assert [path.name for path in Path().iterdir() if path.name != "r"] == []


@pytest.mark.skipif(os.name == "nt", reason="a folder is made read-only in another way there")
@pytest.mark.parametrize(
    "arguments",
    [
        ["strategies", "telecom_contract", "--budget", "0.03"],
        ["portrait", "r", "--sample", "50"],
        ["study", "F", "--quick", "--workers", "1"],
    ],
)
def test_a_target_below_a_file_is_refused_before_anything_is_run(cli, arguments) -> None:
    assert cli("run", "telecom_contract", *TINY, "--out", "r", "--quiet")[0] == 0
    Path("file").write_text("in the way", encoding="utf-8")
    code, output = cli(*arguments, "--out", "file/inside")
    assert code == 2
    assert "file" in output
    assert "Traceback" not in output
