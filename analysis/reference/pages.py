"""Which generated pages there are, and which of them no longer say what the code says."""

from pathlib import Path

from analysis.reference.columns import columns_page
from analysis.reference.commands import command_line, commands_page, errors_page
from analysis.reference.metrics import metrics_page
from analysis.reference.parameters import parameters_page

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"


def reference_pages() -> dict[str, str]:
    """Return the text of every page below docs/reference by its file name."""
    module = command_line()
    return {
        "columns.md": columns_page(),
        "commands.md": commands_page(module),
        "errors.md": errors_page(module),
        "metrics.md": metrics_page(),
        "parameters.md": parameters_page(),
    }


def stale_pages(folder: Path = FOLDER) -> list[str]:
    """Return the names of pages that are missing, differ from what the code says, or are unknown."""
    pages = reference_pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in {*pages, *there} if pages.get(name) != there.get(name))


def write_pages(folder: Path = FOLDER) -> list[Path]:
    """Write every page and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in reference_pages().items():
        path = folder / name
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written
