"""`calibrate` and `fit` as a stranger calls them: what is refused is said before anything is fitted."""

from pathlib import Path

import pytest

import run
from analysis.calibration import command

EVENTS = "customer_id,date,firm\nann,2024-01-01,A\nann,2024-01-08,B\nbob,2024-01-02,B\n"


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
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    code, output = cli(*arguments)
    assert code == 2
    assert sentence in output
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(files)
