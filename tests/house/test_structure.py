"""The structure that keeps the house easy to walk through."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, entries, package_modules, project_files, shown

MODULE_LINES = 350
FUNCTION_LINES = 60
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "analysis",
    "benchmarks",
    "docs",
    "pyproject.toml",
    "run.py",
    "scenarios",
    "simulation",
    "tests",
}
VAGUE_NAMES = {"common", "helper", "helpers", "misc", "tools", "util", "utils"}
# A folder that exists on one machine only: a home, a workplace, a Windows profile.
MACHINE_PATH = re.compile(
    r"(?<![\w./~$}-])(?:/(?:home|root|Users|work|tmp)/|[A-Za-z]:\\Users\\)\w",
)
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def public_definitions(scope: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    """Yield the public classes, functions and methods, each setter counted with its property."""
    for node in scope.body:
        if not isinstance(node, Definition) or node.name.startswith("_"):
            continue
        decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
        if "overload" in decorators or f"{node.name}.setter" in decorators:
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from public_definitions(node)


def undocumented(path: Path) -> list[str]:
    """Return each public definition of a module, and the module itself, that has no docstring."""
    module = parsed(path)
    missing = [] if ast.get_docstring(module) else [f"{shown(path)}: the module"]
    return missing + [
        f"{shown(path)}:{node.lineno} {node.name}"
        for node in public_definitions(module)
        if not ast.get_docstring(node)
    ]


def long_functions(module: ast.Module, limit: int) -> list[tuple[str, int, int]]:
    """Return name, line and length of the functions that are longer than the limit."""
    return [
        (node.name, node.lineno, length)
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > limit
    ]


def test_the_top_level_holds_only_what_the_design_names():
    present = {path.name for path in entries(ROOT)}
    assert present - TOP_LEVEL == set(), "not one of the entries that the top level may hold"
    assert TOP_LEVEL - present == set(), "an entry that the top level must hold"


def test_no_module_is_longer_than_the_limit():
    lengths = {shown(path): len(path.read_text("utf-8").splitlines()) for path in package_modules()}
    too_long = {name: lines for name, lines in lengths.items() if lines > MODULE_LINES}
    assert too_long == {}, f"split them: a module has at most {MODULE_LINES} lines"


def test_no_function_is_longer_than_the_limit():
    too_long = [
        f"{shown(path)}:{line} {name} has {length} lines"
        for path in package_modules()
        for name, line, length in long_functions(parsed(path), FUNCTION_LINES)
    ]
    assert too_long == [], f"split them: a function has at most {FUNCTION_LINES} lines"


def test_the_length_of_a_function_runs_from_its_def_to_its_last_line():
    module = ast.parse(
        "@cached\ndef short():\n    return 1\n\n\ndef long():\n    a = 1\n    return a\n"
    )
    assert long_functions(module, limit=2) == [("long", 6, 3)]


def test_every_public_module_class_and_function_has_a_docstring():
    missing = [
        line for path in [*package_modules(), ROOT / "run.py"] for line in undocumented(path)
    ]
    assert missing == [], "without a docstring"


def test_no_module_has_a_name_that_says_nothing():
    parts = {shown(path): {path.stem, *path.relative_to(ROOT).parts} for path in package_modules()}
    assert {name for name, words in parts.items() if words & VAGUE_NAMES} == set()


def test_every_folder_of_the_packages_is_a_package():
    folders = {path.parent for path in package_modules()} | {ROOT / name for name in PACKAGES}
    without = [shown(folder) for folder in folders if not (folder / "__init__.py").exists()]
    assert without == [], "without __init__.py: an installed copy would miss them"


def test_no_file_names_a_folder_of_somebodys_machine():
    found = []
    for path in project_files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture
        found += [
            f"{shown(path)}:{number} {line.strip()[:100]}"
            for number, line in enumerate(lines, start=1)
            if MACHINE_PATH.search(line)
        ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "is_of_a_machine"),
    [
        (f"cd {'/home'}/ada/laboratory", True),
        (f'open("{"/Users"}/ada/log.csv")', True),
        (f"{'C:'}\\Users\\ada", True),
        ("see docs/home/notes.md", False),
        ("$HOME/laboratory or ~/laboratory", False),
    ],
)
def test_a_folder_of_a_machine_is_told_from_a_relative_one(line, is_of_a_machine):
    assert bool(MACHINE_PATH.search(line)) is is_of_a_machine
