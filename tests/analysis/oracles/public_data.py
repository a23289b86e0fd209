"""Files of public data that ship inside installed packages; nothing of those packages is run."""

import importlib.util
from pathlib import Path

import pytest


def shipped_file(package: str, *parts: str) -> Path:
    """Return the path of a data file of an installed package; skip the test where it is absent."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        pytest.skip(
            f"the package {package} with {parts[-1]} is not installed: the extra `test` brings "
            "most of them, and a test says where to find another"
        )
    path = Path(found.origin).parent.joinpath(*parts)
    if not path.is_file():
        pytest.skip(f"the installed {package} has no {parts[-1]}")
    return path
