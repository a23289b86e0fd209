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

    from analysis.estimation.study import AttitudeStudy


@dataclass(frozen=True)
class LogFiles:
    """Where a purchase log is: files, or the name of a real panel."""

    events: Path | None
    offers: Path | None
    panel: str | None


def calibration_answer(log: LogFiles, scenario: Path, desk: Desk) -> Answer:
    """Fit the choice part of the model to a purchase log and write a calibrated scenario."""
    purchases = calibration.checked_log(log.events, log.offers, log.panel, scenario)
    report = calibration.calibrate_to_files(purchases, scenario, desk.compile_rules)
    return Answer(
        calibration.report_document(report),
        tuple(frame_table(title, frame) for title, frame in calibration.report_tables(report)),
        tuple(calibration.report_remarks(report)),
        wrote=", ".join(str(path) for path in report.paths),
    )


def fit_answer(request: estimation.FitRequest, desk: Desk) -> Answer:
    """Fit attitudes to what a firm has on file."""
    market = estimation.checked_market(request)
    desk.compile_rules(*estimation.kinds_of_market(market))
    found = estimation.fit_history(request, market, desk.on_progress)
    views: list[RenderableType] = []
    for part in estimation.report_parts(found):
        views += [frame_table(part.title, part.frame), *part.sentences]
    return Answer(
        estimation.report_document(found),
        tuple(views),
        estimation.report_remarks(found),
        wrote=_wrote(request, found),
    )


def _wrote(request: estimation.FitRequest, found: "AttitudeStudy") -> str:
    """Say what was written; a scenario only if something was fitted."""
    folder = request.out
    if folder is None:
        return ""
    if found.fit is None:
        return (
            f"{folder}/ (the report; no {estimation.FITTED}, for nothing was estimated and"
            f" {request.scenario} stays as it is)"
        )
    return f"{folder}/ (the scenario is {folder / estimation.FITTED})"
