"""Calibration and estimation on a terminal: what was fitted, in tables."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.calibration import command as calibration
from analysis.estimation import command as estimation
from analysis.terminal.answer import Answer, Desk
from analysis.text_tables import frame_table

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(frozen=True)
class LogFiles:
    """Where a purchase log is: files, or the name of a real panel."""

    events: Path | None
    offers: Path | None
    panel: str | None


def calibration_answer(log: LogFiles, scenario: Path, desk: Desk) -> Answer:
    """Fit the choice part of the model to a purchase log and write a calibrated scenario."""
    desk.compile_rules()
    report = calibration.calibrate_to_files(log.events, log.offers, log.panel, scenario)
    return Answer(
        calibration.report_document(report),
        tuple(frame_table(title, frame) for title, frame in calibration.report_tables(report)),
        tuple(calibration.report_remarks(report)),
        wrote=", ".join(str(path) for path in report.paths),
    )


def fit_answer(request: estimation.FitRequest, desk: Desk) -> Answer:
    """Fit attitudes to what a firm has on file."""
    desk.compile_rules()
    found = estimation.fit_history(request, desk.on_progress)
    views: list[RenderableType] = []
    for part in estimation.report_parts(found):
        views += [frame_table(part.title, part.frame), *part.sentences]
    folder = request.out
    wrote = "" if folder is None else f"{folder}/ (the scenario is {folder / estimation.FITTED})"
    return Answer(
        estimation.report_document(found),
        tuple(views),
        wrote=wrote,
    )
