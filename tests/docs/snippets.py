"""The snippets of the documentation: what a fence holds, and how it is run.

The convention, the same for README.md and every page below docs/ (CONTRIBUTING.md tells it to
writers):

* ``python`` fences run in the order of the page and share their names.
* ``sh`` fences run as they stand. Of a ``console`` fence the lines after ``$ `` run; the others are
  what it printed once and are not compared.
* A fence whose first line is ``# not run: REASON`` is left out and listed with its reason.
* A fence of any language whose first line is ``# file: NAME`` is written to that file before the
  fences after it run.
* Lines that set up the environment (``... -m pip install -e ...``) are recognized and left out:
  ``.ci/run`` runs them. ``bat`` fences are the Windows form and are listed as not run.
"""

import re
import subprocess
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.house.tree import ROOT, shown

RUN = {"python", "sh", "console"}
NEVER_RUN = {"", "bat", "bibtex", "csv", "html", "json", "mermaid", "text", "toml", "yaml"}
FENCE = re.compile(r"^(?P<indent>\s*)(?P<marks>`{3,}|~{3,})\s*(?P<language>[^\s`]*)[^`]*$")
NOT_RUN = re.compile(r"^# not run:(?P<reason>.*)$")
FILE = re.compile(r"^# file: (?P<name>\S+)$")
SET_UP = re.compile(r"^(python3 -m venv \.venv && )?\.venv/bin/python -m pip install -e ")
LONGEST_SECONDS = 900


@dataclass(frozen=True)
class Snippet:
    """One fence: the page, the line of its first line, its language and its text."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        """Where the snippet stands, as a reader finds it."""
        return f"{shown(self.page)}:{self.line}"

    @property
    def first_line(self) -> str:
        """The line that may hold a mark of the convention."""
        return self.text.partition("\n")[0].strip()

    @property
    def file_name(self) -> str | None:
        """The file that the snippet is, or None."""
        found = FILE.match(self.first_line)
        return found["name"] if found else None

    @property
    def reason_not_run(self) -> str | None:
        """Why the snippet is left out, or None for one that runs (or is no program at all)."""
        if found := NOT_RUN.match(self.first_line):
            return found["reason"].strip()
        if self.language == "bat":
            return "the Windows form"
        if self.language in {"sh", "console"} and not self.script.strip():
            return "set-up, run by .ci/run"
        return None

    @property
    def is_run(self) -> bool:
        """Whether the snippet is a program that the tests run."""
        return self.language in RUN and self.reason_not_run is None and self.file_name is None

    @property
    def script(self) -> str:
        """The shell commands of the snippet, without set-up."""
        lines = self.text.splitlines()
        if self.language == "console":
            lines = list(typed_lines(lines))
        return "\n".join(line for line in lines if not SET_UP.match(line))


def typed_lines(lines: list[str]) -> Iterator[str]:
    """Yield what was typed in a console: lines after ``$ ``, and their continuations."""
    continued = False
    for line in lines:
        typed = line[2:] if line.startswith("$ ") else line if continued else None
        continued = typed is not None and typed.endswith("\\")
        if typed is not None:
            yield typed


def snippets_of(page: Path) -> list[Snippet]:
    """Return the fences of a Markdown page in their order."""
    found: list[Snippet] = []
    opening: re.Match[str] | None = None
    held: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if opening is None:
            opening = FENCE.match(line)
            held = []
        elif line.strip().startswith(opening["marks"]) and not line.strip().strip("`~"):
            text = textwrap.dedent("\n".join(held))
            found.append(Snippet(page, number - len(held), opening["language"], text))
            opening = None
        else:
            held.append(line)
    if opening is not None:
        message = f"{shown(page)}: the last fence is never closed"
        raise ValueError(message)
    return found


def pages() -> list[Path]:
    """Return the pages whose snippets are run."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def run_python(snippet: Snippet, names: dict[str, object]) -> None:
    """Run a Python snippet among the names of those before it; tracebacks show the page's lines."""
    padded = "\n" * (snippet.line - 1) + snippet.text
    exec(compile(padded, str(snippet.page), "exec"), names)  # noqa: S102 (our own page)


def run_shell(snippet: Snippet, folder: Path, environment: dict[str, str]) -> None:
    """Run the commands of a shell snippet; the first that fails ends it with what was printed."""
    done = subprocess.run(
        ["sh", "-e", "-c", snippet.script],  # noqa: S607 (the reader's own shell)
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        message = f"{snippet.place} ended with exit {done.returncode}:\n{done.stdout[-4000:]}"
        raise AssertionError(message)
