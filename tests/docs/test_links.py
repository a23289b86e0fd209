"""Links between the project's Markdown files lead somewhere."""

import re
from pathlib import Path

from tests.house.tree import ROOT, project_files, shown

FENCED = re.compile(r"^(\s*)(`{3,}|~{3,}).*?^\s*\2[`~]*\s*$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
INLINE_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
DEFINED_LINK = re.compile(r"^\s{0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s+\"[^\"]*\")?\s*$", re.MULTILINE)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
EXPLICIT_ANCHOR = re.compile(r"<a\s+(?:id|name)=\"([^\"]+)\"")


def markdown_files() -> list[Path]:
    return [path for path in project_files() if path.suffix == ".md"]


def targets(text: str) -> list[str]:
    prose = CODE.sub("", FENCED.sub("", text))
    return INLINE_LINK.findall(prose) + DEFINED_LINK.findall(prose)


def anchors(text: str) -> set[str]:
    """Return the anchors that a page offers: one for each heading, numbered where they repeat."""
    offered = set(EXPLICIT_ANCHOR.findall(text))
    seen: dict[str, int] = {}
    for heading in HEADING.findall(FENCED.sub("", text)):
        shown_text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", shown_text.lower()).replace(" ", "-")
        offered.add(f"{slug}-{seen[slug]}" if slug in seen else slug)
        seen[slug] = seen.get(slug, 0) + 1
    return offered


def broken(page: Path) -> list[str]:
    """Return the links of a page that lead nowhere, or out of the project."""
    wrong = []
    for target in targets(page.read_text(encoding="utf-8")):
        if ELSEWHERE.match(target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or not file.is_relative_to(ROOT):
            wrong.append(f"{target} (no such file)")
        elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text("utf-8")):
            wrong.append(f"{target} (no such heading)")
    return wrong


def test_every_relative_link_leads_to_a_file_and_a_heading():
    pages = markdown_files()
    assert ROOT / "README.md" in pages
    assert {shown(page): wrong for page in pages if (wrong := broken(page))} == {}


def test_links_are_found_outside_code_only():
    text = '[a](x.md) `[b](y.md)` ![p](p.svg "t")\n\n```text\n[c](z.md)\n```\n\n[d]: w.md\n'
    assert targets(text) == ["x.md", "p.svg", "w.md"]


def test_a_heading_offers_the_anchor_that_a_reader_clicks():
    text = "# Draws: what for?\n\n## A `rule`\n\n## A rule\n\n```sh\n# no heading\n```\n"
    assert anchors(text) == {"draws-what-for", "a-rule", "a-rule-1"}


def test_a_link_to_nothing_is_reported(monkeypatch, tmp_path):
    monkeypatch.setattr("tests.docs.test_links.ROOT", tmp_path)
    (tmp_path / "there.md").write_text("# Here\n")
    page = tmp_path / "page.md"
    page.write_text("[a](there.md#here) [b](there.md#gone) [c](gone.md) [d](https://example.org)\n")
    assert broken(page) == ["there.md#gone (no such heading)", "gone.md (no such file)"]
