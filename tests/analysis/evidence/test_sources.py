"""A kept result counts as long as nothing it was measured with has changed."""

from pathlib import Path

import pytest

from analysis.evidence import sources
from analysis.evidence.sources import content_hash, source_files


@pytest.fixture
def package(tmp_path: Path, monkeypatch):
    """Return a package whose module `one` imports `two`, which imports `deep.three`, not `four`."""
    folder = tmp_path / "analysis"
    (folder / "deep").mkdir(parents=True)
    for name, text in {
        "__init__.py": "",
        "one.py": "import numpy\nfrom analysis.two import x\n",
        "two.py": "def x():\n    from analysis.deep import three\n    return three\n",
        "four.py": "",
        "deep/__init__.py": "",
        "deep/three.py": "import analysis.one\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    return folder


def test_files_are_followed_through_imports_and_no_further(package):
    names = {path.relative_to(package).as_posix() for path in source_files(package / "one.py")}
    assert names == {"one.py", "two.py", "deep/__init__.py", "deep/three.py", "__init__.py"} - {
        "__init__.py"
    }


def test_a_hash_tells_contents_and_names_apart(tmp_path):
    a, b, c = (tmp_path / name for name in "abc")
    a.write_text("x", encoding="utf-8")
    b.write_text("x", encoding="utf-8")
    c.write_text("y", encoding="utf-8")
    assert (
        len({content_hash((a,)), content_hash((b,)), content_hash((c,)), content_hash((a, b))}) == 4
    )
