"""The two commands that set everything up stand in README.md, word for word."""

import pytest

from tests.docs.snippets import snippets_of
from tests.house.tree import ROOT

STUDY = "python3 -m venv .venv && .venv/bin/python -m pip install -e . && .venv/bin/python run.py"
TESTS = (
    'python3 -m venv .venv && .venv/bin/python -m pip install -e ".[test]"'
    " && .venv/bin/python -m pytest"
)


@pytest.mark.parametrize("command", [STUDY, TESTS], ids=["study", "tests"])
def test_the_readme_has_the_command_once_as_a_line_to_copy(command):
    lines = [
        line
        for snippet in snippets_of(ROOT / "README.md")
        if snippet.language == "sh"
        for line in snippet.text.splitlines()
    ]
    assert lines.count(command) == 1


def test_the_study_comes_before_the_tests_and_nothing_else_begins_like_them():
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("python3 -m venv .venv && ")] == [
        STUDY,
        TESTS,
    ]


def test_the_readme_has_the_windows_form_of_both():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert r".venv\Scripts\python -m pip install -e . " in text
    assert r'.venv\Scripts\python -m pip install -e ".[test]" ' in text
