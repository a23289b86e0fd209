"""The files of the project, as a fresh clone would hold them."""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("simulation", "analysis")


def ignored_names() -> list[str]:
    """Return the patterns of .gitignore: plain names, so that one match on a name decides."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    patterns = [line.strip().rstrip("/") for line in lines if line.strip() and line[0] != "#"]
    compound = [pattern for pattern in patterns if "/" in pattern or pattern[0] == "!"]
    if compound:
        message = f".gitignore: patterns must be plain names, got {compound}"
        raise ValueError(message)
    return [".git", *patterns]


def entries(folder: Path) -> list[Path]:
    """Return what a folder holds, sorted, without what .gitignore names."""
    patterns = ignored_names()
    return [
        path
        for path in sorted(folder.iterdir())
        if not any(fnmatch(path.name, pattern) for pattern in patterns)
    ]


def project_files(folder: Path = ROOT) -> Iterator[Path]:
    """Yield every file below a folder, without what .gitignore names."""
    for path in entries(folder):
        if path.is_dir():
            yield from project_files(path)
        else:
            yield path


def package_modules() -> list[Path]:
    """Return every Python file of the packages."""
    modules = [
        path
        for package in PACKAGES
        for path in project_files(ROOT / package)
        if path.suffix == ".py"
    ]
    if not modules:
        message = f"no module was found below {ROOT}: the checks would pass without checking"
        raise ValueError(message)
    return modules


def shown(path: Path) -> str:
    """Return a path as it is written in messages: from the top of the project."""
    return path.relative_to(ROOT).as_posix()
