"""`calibrate` and `fit` as a stranger calls them: what is refused is said before anything is fitted."""

import os
from pathlib import Path

import pytest

import run
from analysis.calibration import command
from analysis.terminal.answer import Answer
from simulation.storage import stamped

EVENTS = "customer_id,date,firm\nann,2024-01-01,A\nann,2024-01-08,B\nbob,2024-01-02,B\n"
OFFERS = "occasion,firm,price\n1,A,1\n1,B,2\n2,A,2\n2,B,2\n3,A,1\n3,B,1\n"


@pytest.fixture(autouse=True)
def nothing_is_fitted_or_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_early(*_, **__):
        pytest.fail("the input is not checked yet")

    monkeypatch.setattr(command, "calibrate", too_early)
    monkeypatch.setattr(run, "_compile", too_early)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["calibrate", "events.csv", "--scenario", "nowhere/mine.yaml"],
            "nowhere/mine.yaml: there is no folder nowhere. Create it, or choose another --scenario.",
        ),
        (["calibrate", "events.csv", "--scenario", "mine.txt"], "Name it mine.yaml"),
        (
            ["calibrate", "events.csv", "--scenario", "folder"],
            "folder: stands there already and is a folder. Name a file, such as folder/market.yaml.",
        ),
        (
            ["calibrate", "events.csv", "--scenario", "edited.yaml"],
            "edited.yaml: stands there already and is not as `calibrate` writes it; nothing was written",
        ),
        (
            ["calibrate", "events.csv", "--scenario", "other.yaml"],
            "other.yaml: stands there already and comes from another log; nothing was written.",
        ),
        (
            ["calibrate", "events.csv", "--offers", "offers.csv", "--scenario", "new.yaml"],
            "new_points.yaml: stands there already and differs from what this log gives",
        ),
        (["calibrate", "--panel", "crackers", "--scenario", "mine.yaml"], "Nearest: 'cracker'."),
        (
            ["calibrate", "semicolons.csv", "--scenario", "mine.yaml"],
            "semicolons.csv, line 1: columns must be separated by commas",
        ),
        (
            ["fit", "semicolons.csv", "--scenario", "telecom_contract", "--free", "customers.review_base"],
            "semicolons.csv, line 1: columns must be separated by commas",
        ),
        (
            [
                "fit", "history.csv", "--scenario", "telecom_contract", "--free",
                "customers.review_base=0.2:0.1",
            ],
            "Turn it round: --free customers.review_base=0.1:0.2.",
        ),
        (
            ["fit", "history.csv", "--scenario", "telecom_contract", "--free", "customers.review_base"],
            "history.csv, line 3: churn, steps 36 to 39 must lie within 36 steps of the study",
        ),
    ],
)  # fmt: skip
def test_bad_input_is_said_before_anything_is_fitted(
    cli, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    files = {
        "events.csv": EVENTS,
        "semicolons.csv": "measure;start;end;value;n\nchurn;0;6;0,1;50\n",
        "history.csv": "measure,start,end,value,n\nchurn,0,6,0.1,50\nchurn,36,40,0.1,50\n",
    }
    files |= {
        "offers.csv": OFFERS,
        "edited.yaml": stamped("title: written\n").replace("written", "edited"),
        "other.yaml": stamped("title: of another log\n"),
        "new_points.yaml": "title: my own\n",
    }
    (tmp_path / "folder").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    code, output = cli(*arguments)
    assert code == 2
    assert sentence in output
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*files, "folder"])


@pytest.mark.parametrize(("options", "is_shown"), [([], True), (["--quiet"], False)])
def test_a_note_is_heard_whether_quiet_or_not(options, is_shown, capsys) -> None:
    answer = Answer({}, ("a table",), ("prices are blank",))
    run._tell(lambda _: answer, quiet=bool(options), as_json=False)
    heard = capsys.readouterr()
    assert heard.err == "Note: prices are blank\n"
    assert ("a table" in heard.out) is is_shown


def test_a_closed_folder_is_said_before_anything_is_fitted(
    cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The superuser, who may run this, can write anywhere.
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "closed")
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    (tmp_path / "closed").mkdir()
    code, output = cli("calibrate", "events.csv", "--scenario", "closed/mine.yaml")
    assert code == 2
    assert "the folder closed may not be written to" in output
