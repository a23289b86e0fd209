"""Lists, after a run, the snippets that were left out and why."""

import pytest

from tests.docs.snippets import pages, snippets_of


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many snippets the documentation has and which of them are not run."""
    found = [snippet for page in pages() if page.exists() for snippet in snippets_of(page)]
    n_run = sum(snippet.is_run for snippet in found)
    terminalreporter.section("snippets of the documentation")
    terminalreporter.write_line(f"{n_run} are run by tests/docs/test_snippets.py; not run:")
    for snippet in found:
        if snippet.reason_not_run is not None:
            terminalreporter.write_line(f"  {snippet.place}  {snippet.reason_not_run}")
