"""A search's folder gets its page, made from what was found; nothing is run."""

from pathlib import Path

from analysis.plots.saving import inline_svg
from analysis.search.optimizing import Optimum
from analysis.search.reading import Search
from analysis.search.saving import REPORT, keep_files
from analysis.search_report.page import search_html
from analysis.search_report.pictures import pictures


def save_search_report(found: Optimum, search: Search, folder: Path) -> Path:
    """Write `report.html` into a search's folder and return its path.

    Raises
    ------
    ResultError
        If a file there was edited, or the page cannot be written.
    """
    return keep_files(folder, {REPORT: search_page(found, search)}) / REPORT


def search_page(found: Optimum, search: Search) -> str:
    """Return the page of a search as text: the same bytes for the same search."""
    drawn = pictures(found)
    svgs = {one.name: inline_svg(one.draw(), one.name, one.title, one.description) for one in drawn}
    return search_html(found, search, drawn, svgs)
