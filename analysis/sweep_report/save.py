"""A sweep's folder gets its page. Nothing is run: the page says what the runs there say."""

from pathlib import Path

from analysis.experiments.store import keep_report
from analysis.exploration.exploring import Exploration, explored
from analysis.plots.saving import inline_svg
from analysis.sweep_report.page import sweep_html
from analysis.sweep_report.pictures import pictures


def save_sweep_report(folder: Path) -> Path:
    """Write `report.html` into a sweep's folder and return its path.

    Parameters
    ----------
    folder : Path
        A folder that `run.py sweep` wrote, finished or not.

    Raises
    ------
    ResultError
        If there is no sweep, no run is finished, a file there was edited, or the page cannot be
        written.
    """
    return keep_report(folder, sweep_page(explored(folder)))


def sweep_page(found: Exploration) -> str:
    """Return the page of a sweep as text: the same bytes for the same runs."""
    drawn, captions = {}, {}
    for picture in pictures(found):
        drawn[picture.name] = inline_svg(
            picture.draw(), picture.name, picture.title, picture.description
        )
        captions[picture.name] = picture.description
    return sweep_html(found, drawn, captions)
