"""`run.py optimize` as other people's scripts call it."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import run
from analysis.experiments.folder import first_here

SEARCH = """\
title: How deep a cut
base: telecom_contract/price_cut
steps: 4
customers: 60
constants: {market.burn_in_steps: 3}
levers:
  policies.0.set.discount: {low: 0.0, high: 0.2}
objectives: [profit, retention_rate]
rival:
  - {name: sleeps}
  - {name: follows, set: {firms.Beta.discount: 0.1}}
trials: 3
replications: 2
fresh_replications: 2
"""


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Return the folder of one call, and what it said; only copies of the result are used."""
    folder = tmp_path_factory.mktemp("searched")
    (folder / "cut.yaml").write_text(SEARCH, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return folder, CliRunner().invoke(run.app, ["optimize", "cut.yaml", "--workers", "1"])


@pytest.fixture
def copied(searched: tuple[Path, Result], tmp_path: Path) -> None:
    """Put a finished search into the folder of the test, as `s`."""
    shutil.copytree(searched[0] / "results/search-cut", tmp_path / "s")


@pytest.fixture(autouse=True)
def search_file(tmp_path: Path) -> None:
    (tmp_path / "cut.yaml").write_text(SEARCH, encoding="utf-8")


def test_a_search_says_what_is_best_how_sure_and_where_it_is(cli, searched) -> None:
    folder, answer = searched
    said = " ".join(answer.output.split())
    assert answer.exit_code == 0
    out = folder / "results/search-cut"
    trials = pd.read_csv(out / "trials.csv")
    best = json.loads((out / "optimum.json").read_text())["best"]["policy"]
    assert best["policies.0.set.discount"] in trials["policies.0.set.discount"].tolist()
    assert "best by profit is" in said
    assert "3 policies tried" in said
    assert "Least regret:" in said
    assert "results/search-cut/best.yaml" in said
    assert "open results/search-cut/report.html" in said
    assert "3 policies tried · the best judged on 2 fresh seeds" in (out / "report.html").read_text(
        encoding="utf-8"
    )
    assert cli("describe", out / "best.yaml")[0] == 0


@pytest.mark.usefixtures("cli", "copied")
def test_json_is_the_result_and_more_trials_are_added_to_those_that_are_there() -> None:
    arguments = ["optimize", "cut.yaml", "--workers", "1", "--out", "s", "--json"]
    first = json.loads(Path("s/optimum.json").read_text())
    tried = Path("s/trials.csv").read_text().splitlines()
    more = json.loads(CliRunner().invoke(run.app, [*arguments, "--trials", "4"]).stdout)
    assert (first["trials"], more["trials"]) == (3, 4)
    assert (more["folder"], more["report"]) == ("s", "s/report.html")
    assert Path("s/trials.csv").read_text().splitlines()[:4] == tried


@pytest.mark.usefixtures("copied")
def test_another_seed_is_another_search_and_is_refused_in_the_folder_of_the_first(cli) -> None:
    call = ("optimize", "cut.yaml", "--workers", "1", "--out", "s", "--quiet")
    before = Path("s/optimum.json").read_bytes()
    code, output = cli(*call, "--seed", "7")
    assert code == 2
    assert "another search" in output
    assert Path("s/optimum.json").read_bytes() == before


@pytest.mark.usefixtures("copied")
def test_a_best_policy_that_was_edited_is_kept_and_the_search_goes_on_once_it_is_moved(cli) -> None:
    call = ("optimize", "cut.yaml", "--workers", "1", "--out", "s", "--quiet")
    best = Path("s/best.yaml")
    written = best.read_bytes()
    best.write_bytes(written.replace(b"title: ", b"title: My "))
    mine = best.read_bytes()
    code, output = cli(*call)
    assert code == 2
    assert "s: best.yaml was edited after it was written" in output
    assert best.read_bytes() == mine != written
    best.rename("mine.yaml")
    assert cli(*call)[0] == 0
    assert best.read_bytes() == written


@pytest.mark.parametrize(
    "damaged",
    [
        lambda lines: [b"\xff" + lines[0], *lines[1:]],
        lambda lines: [line.replace(b'"trial_id"', b'"trial-id"') for line in lines],
        lambda lines: [line for line in lines if b'"param_name"' not in line],
    ],
    ids=["no text", "another word", "lines missing"],
)
@pytest.mark.usefixtures("copied")
def test_a_damaged_journal_is_told_and_without_it_the_search_is_as_before(cli, damaged) -> None:
    call = ("optimize", "cut.yaml", "--workers", "1", "--out", "s", "--quiet")
    best, journal = Path("s/best.yaml").read_bytes(), Path("s/study.journal")
    journal.write_bytes(b"".join(damaged(journal.read_bytes().splitlines(keepends=True))))
    code, output = cli(*call)
    assert code == 2
    assert "study.journal: the journal of the trials is damaged" in output
    assert "Move it away" in output
    journal.rename("journal")
    assert cli(*call)[0] == 0
    assert Path("s/best.yaml").read_bytes() == best


def test_a_second_search_on_one_folder_is_refused_while_the_first_is_at_work(cli) -> None:
    Path("s").mkdir()
    with first_here(Path("s")):
        code, output = cli("optimize", "cut.yaml", "--workers", "1", "--out", "s")
    assert code == 2
    assert "another search is at work here" in output


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["optimize", "nothing.yaml"], 2, "nothing.yaml: There is no such file."),
        (["optimize", "cut.yaml", "--scheduler", "tcp://127.0.0.1:9"], 1, "no Dask scheduler"),
        (["optimize", "cut.yaml", "--out", "."], 2, "files that are no search's (cut.yaml)"),
        (["optimize", "cut.yaml", "--out", "cut.yaml"], 2, "this is a file"),
        (["optimize", "cut.yaml", "--out", "cut.yaml/in"], 2, "Not a directory"),
        (["optimize", "cut.yaml", "--trials", "0"], 2, "--trials"),
    ],
)
def test_bad_input_is_one_sentence_and_writes_nothing(cli, arguments, code, sentence) -> None:
    got, output = cli(*arguments)
    assert got == code
    assert sentence in output
    assert "Traceback" not in output
    assert [path.name for path in Path().iterdir()] == ["cut.yaml"]
