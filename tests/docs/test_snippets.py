"""Every snippet of README.md and docs/ runs, in the order a reader would run it."""

import os
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.docs.snippets import (
    NEVER_RUN,
    RUN,
    Snippet,
    pages,
    run_python,
    run_shell,
    snippets_of,
)
from tests.house.tree import ROOT, shown

COPIED = ("scenarios", "docs", "benchmarks", "pyproject.toml", "README.md")


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Return a folder that looks like the checkout, where a snippet may write what it likes.

    The command line is a link: it imports the packages of the real checkout, whose rules are
    compiled already. Everything else is a copy. `.venv/bin/python` and `python` are this Python.
    """
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "run.py").symlink_to(ROOT / "run.py")
    for name in COPIED:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    binaries = folder / ".venv" / "bin"
    binaries.mkdir(parents=True)
    for name in ("python", "python3"):
        (binaries / name).write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
        (binaries / name).chmod(0o755)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def environment(checkout):
    return os.environ | {
        "PATH": f"{checkout / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("sh") is None, reason="the snippets are written for sh")
@pytest.mark.parametrize("page", pages(), ids=shown)
def test_the_snippets_of_this_page_run(page, checkout, environment):
    names: dict[str, object] = {"__name__": "__main__"}
    for snippet in snippets_of(page):
        if snippet.file_name is not None:
            (checkout / snippet.file_name).parent.mkdir(parents=True, exist_ok=True)
            (checkout / snippet.file_name).write_text(snippet.text + "\n", encoding="utf-8")
        elif snippet.is_run and snippet.language == "python":
            run_python(snippet, names)
        elif snippet.is_run:
            run_shell(snippet, checkout, environment)


def test_every_fence_says_a_language_that_is_either_run_or_known_not_to_be():
    unknown = [
        f"{snippet.place} {snippet.language!r}"
        for page in pages()
        for snippet in snippets_of(page)
        if snippet.language not in RUN | NEVER_RUN
    ]
    assert unknown == [], f"use one of {sorted(RUN)} or {sorted(NEVER_RUN)}"


def test_a_snippet_that_is_left_out_says_why():
    silent = [
        snippet.place
        for page in pages()
        for snippet in snippets_of(page)
        if snippet.reason_not_run == ""
    ]
    assert silent == [], "write the reason after '# not run:'"


def written(folder: Path, text: str) -> list[Snippet]:
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    return snippets_of(page)


def test_a_fence_is_found_with_its_line_inside_lists_and_longer_fences(tmp_path):
    text = "# T\n\n* item\n  ```python\n  a = 1\n  b = 2\n  ```\n\n````text\n```sh\nls\n```\n````\n"
    first, second = written(tmp_path, text)
    assert (first.language, first.line, first.text) == ("python", 5, "a = 1\nb = 2")
    assert (second.language, second.text) == ("text", "```sh\nls\n```")


def test_only_what_follows_the_prompt_of_a_console_is_typed(tmp_path):
    (snippet,) = written(tmp_path, "```console\n$ echo a \\\n  b\na b\n$ echo c\nc\n```\n")
    assert snippet.script == "echo a \\\n  b\necho c"


def test_set_up_is_recognized_and_a_block_of_nothing_else_is_listed(tmp_path):
    set_up = (
        "python3 -m venv .venv && .venv/bin/python -m pip install -e . && .venv/bin/python run.py"
    )
    alone, mixed = written(
        tmp_path,
        f"```sh\n{set_up}\n```\n```sh\n.venv/bin/python -m pip install -e '.[ui]'\nls\n```\n",
    )
    assert not alone.is_run
    assert alone.reason_not_run == "set-up, run by .ci/run"
    assert mixed.is_run
    assert mixed.script == "ls"


def test_a_mark_on_the_first_line_leaves_a_snippet_out_or_names_its_file(tmp_path):
    left_out, file, plain = written(
        tmp_path,
        "```sh\n# not run: needs a cluster\nls\n```\n```yaml\n# file: my.yaml\na: 1\n```\n"
        "```python\nx = 1\n# not run: only a comment here\n```\n",
    )
    assert (left_out.is_run, left_out.reason_not_run) == (False, "needs a cluster")
    assert (file.is_run, file.file_name) == (False, "my.yaml")
    assert plain.is_run


def test_an_open_fence_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.docs.snippets.shown", str)
    with pytest.raises(ValueError, match="never closed"):
        written(tmp_path, "```sh\nls\n")


def test_a_failing_command_fails_its_snippet_even_if_the_next_succeeds(tmp_path):
    page = ROOT / "README.md"
    with pytest.raises(AssertionError, match=r"README\.md:7 ended with exit 3:\nseen"):
        run_shell(Snippet(page, 7, "sh", "echo seen\n(exit 3)\ntrue"), tmp_path, dict(os.environ))


def test_python_snippets_share_their_names_and_fail_at_the_line_of_the_page():
    page = ROOT / "README.md"
    names: dict[str, object] = {}
    run_python(Snippet(page, 4, "python", "a = 1"), names)
    run_python(Snippet(page, 9, "python", "b = a + 1"), names)
    assert names["b"] == 2
    with pytest.raises(ZeroDivisionError) as raised:
        run_python(Snippet(page, 20, "python", "a = 1\na / 0"), names)
    assert raised.traceback[-1].lineno + 1 == 21
