"""`run.py sweep` and `run.py verify` as other people's scripts call them."""

import hashlib
import json
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

import run
from analysis.comparison.compare import compare
from analysis.comparison.outcome import Request
from analysis.experiments.form import MOST_SEED
from analysis.experiments.tables import load_base, load_sweep
from analysis.terminal import options

EXPERIMENT = """\
title: Depth of a price cut
base: telecom_contract/price_cut
steps: 4
customers: 60
constants: {market.burn_in_steps: 3}
levers:
  policies.0.set.discount: [0.02, 0.05, 0.1]
design: grid
replications: 2
outcomes: [profit, retention_rate, policy_cost, {metric: market_share, firm: Beta}]
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Return the folder of one call, and what it said; only copies of the result are used."""
    folder = tmp_path_factory.mktemp("swept")
    (folder / "cuts.yaml").write_text(EXPERIMENT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return folder, CliRunner().invoke(run.app, ["sweep", "cuts.yaml", "--workers", "1"])


@pytest.fixture
def copied(swept: tuple[Path, Result], tmp_path: Path) -> None:
    """Put a finished sweep into the folder of the test, as `s`."""
    shutil.copytree(swept[0] / "results/sweep-cuts", tmp_path / "s")


@pytest.fixture(autouse=True)
def experiment_file(tmp_path: Path) -> None:
    (tmp_path / "cuts.yaml").write_text(EXPERIMENT, encoding="utf-8")


@pytest.mark.parametrize("command", ["sweep", "optimize"])
def test_a_seed_that_no_store_can_keep_is_refused_as_in_a_file(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert options.MOST_KEPT_SEED == MOST_SEED
    said = CliRunner().invoke(run.app, [command, "cuts.yaml", "--seed", str(MOST_SEED + 1)])
    assert said.exit_code == 2
    assert "Invalid value for '--seed'" in said.output
    assert not Path("results").exists()


def test_a_sweep_says_what_it_ran_and_where_it_is(swept: tuple[Path, Result]) -> None:
    folder, said = swept
    output = said.output
    assert said.exit_code == 0
    assert "3 points and the base; 6 runs made" in output, "the base is one of the points"
    assert "Wrote results/sweep-cuts/" in output
    frame = load_sweep(folder / "results/sweep-cuts")
    assert list(frame) == [
        "point", "replication", "seed", "policies.0.set.discount", "profit", "retention_rate",
        "policy_cost", "market_share.Beta",
    ]  # fmt: skip
    assert frame["policies.0.set.discount"].unique().tolist() == [0.02, 0.05, 0.1]


@pytest.mark.usefixtures("copied")
def test_a_point_has_the_numbers_that_a_comparison_has(tmp_path: Path) -> None:
    overrides = {"market.steps": 4, "market.customers": 60, "market.burn_in_steps": 3}
    request = Request(
        "telecom_contract", ("telecom_contract/price_cut",), overrides, replications=2
    )
    compared = compare(request).outcomes[0].runs
    base = load_base(tmp_path / "s")
    for metric in ("profit", "retention_rate", "policy_cost"):
        assert base[metric].tolist() == [run.metrics[metric] for run in compared]


def test_a_stated_policy_cost_is_charged_at_every_point(cli, tmp_path: Path) -> None:
    text = EXPERIMENT.replace("price_cut", "reward_loyalty").replace("set.discount", "cost.once")
    text = text.replace("[0.02, 0.05, 0.1]", "[0.0, 0.5]").replace(
        "replications: 2", "replications: 1"
    )
    (tmp_path / "costs.yaml").write_text(text, encoding="utf-8")
    assert cli("sweep", "costs.yaml", "--workers", "1", "--out", "s", "--quiet")[0] == 0
    free, dear = load_sweep(Path("s")).itertuples(index=False)
    assert free.profit - dear.profit == pytest.approx(dear.policy_cost - free.policy_cost)
    assert dear.policy_cost > free.policy_cost


@pytest.mark.usefixtures("cli", "copied")
def test_json_tells_what_was_made_and_a_second_call_makes_nothing() -> None:
    arguments = ("sweep", "cuts.yaml", "--workers", "1", "--out", "s", "--json")
    document = json.loads(CliRunner().invoke(run.app, arguments).stdout)
    assert (document["n_made"], document["n_kept"]) == (0, 6)


@pytest.mark.usefixtures("copied")
def test_replications_are_added_to_a_sweep_that_is_there(cli) -> None:
    code, output = cli("sweep", "cuts.yaml", "--workers", "1", "--out", "s", "--replications", "3")
    assert code == 0
    assert "3 runs made" in output
    assert "6 were there already" in output
    assert len(load_sweep(Path("s"))) == 9


@pytest.mark.usefixtures("copied")
@pytest.mark.parametrize("name", ["report.html", "experiment.yaml"])
def test_what_somebody_edited_in_a_sweep_is_kept_and_the_sweep_goes_on_once_it_is_moved(
    cli, name: str
) -> None:
    call = ("sweep", "cuts.yaml", "--workers", "1", "--out", "s", "--replications", "3", "--quiet")
    Path("s", name).write_text("my own words", encoding="utf-8")
    code, output = cli(*call)
    assert code == 2
    assert f"s: {name} was edited after it was written" in output
    assert Path("s", name).read_text("utf-8") == "my own words"
    assert len(load_sweep(Path("s"))) == 6
    Path("s", name).rename("mine")
    assert cli(*call)[0] == 0
    assert len(load_sweep(Path("s"))) == 9


@pytest.mark.usefixtures("copied")
def test_verify_ends_with_success_or_with_what_differs(cli) -> None:
    code, output = cli("verify", "s", "--rows", "2")
    assert code == 0
    assert "2 of 8 rows were run again: the same to the last bit." in output
    (part,) = Path("s/parts").iterdir()
    table = pq.read_table(part)
    place = table.schema.get_field_index("profit")
    raised = np.nextafter(table["profit"].to_numpy(), np.inf)
    pq.write_table(table.set_column(place, table.schema.field(place), [raised]), part)
    with sqlite3.connect("s/ledger.sqlite") as ledger:
        sha256 = hashlib.sha256(part.read_bytes()).hexdigest()
        ledger.execute("UPDATE parts SET sha256 = ?", (sha256,))
    ledger.close()
    code, output = cli("verify", "s", "--rows", "1")
    assert code == 1
    assert "1 numbers differ" in output
    assert "profit" in output


def test_a_combination_that_is_no_scenario_fails_alone_with_its_sentence(cli) -> None:
    text = EXPERIMENT.replace("base: telecom_contract/price_cut", "base: telecom_contract")
    text = text.replace(
        "policies.0.set.discount: [0.02, 0.05, 0.1]",
        "firms.Alpha.program.earn_rate: [0.0, 0.05]\n  firms.Alpha.program.threshold: [0.0, 0.3]",
    )
    Path("program.yaml").write_text(text, encoding="utf-8")
    code, output = cli("sweep", "program.yaml", "--workers", "1", "--out", "s")
    assert code == 1
    assert "2 runs failed" in output
    assert "moves nothing while program.earn_rate" in " ".join(output.split())
    assert load_sweep(Path("s"))["point"].unique().tolist() == [0, 2, 3]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["sweep", "nothing.yaml"], 2, "nothing.yaml: There is no such file."),
        (
            ["sweep", "cuts.yaml", "--scheduler", "tcp://127.0.0.1:9"],
            1,
            "no Dask scheduler answers",
        ),
        (["sweep", "cuts.yaml", "--out", "."], 2, "files that are no sweep's (cuts.yaml)"),
        (["sweep", "cuts.yaml", "--replications", "0"], 2, "--replications"),
        (["verify", "nowhere"], 2, "no sweep here"),
    ],
)
def test_bad_input_is_one_sentence(cli, arguments, code, sentence) -> None:
    got, output = cli(*arguments)
    assert got == code
    assert sentence in output
    assert "Traceback" not in output
    assert not Path("results").exists()
