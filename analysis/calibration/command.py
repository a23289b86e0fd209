"""What `run.py calibrate` does: a log in, a scenario with two strategies and a report out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.calibration import calibrate, load_panel, read_log
from analysis.calibration.calibration import Calibration
from analysis.calibration.files import CalibratedFiles, write_calibrated
from analysis.calibration.forward import ForwardCheck, run_forward
from analysis.calibration.frames import (
    coefficients_frame,
    firms_frame,
    holdout_frame,
    models_frame,
    statistics_frame,
)
from analysis.calibration.offers_of import offers_of
from analysis.calibration.scenario_of import money_sentence
from simulation.errors import LogError
from simulation.scenario.loader import load_scenario

FITTED_MODEL = "mix_loyalty"
FIRM_COLUMNS = ("firm", "share", "penetration", "mean_price", "own_price_elasticity")
TRUSTED_ERRORS = 2.0  # standard errors within which a simulated repeat rate counts as met


@dataclass(frozen=True, eq=False)
class CalibrationReport:
    """A calibrated log, the files written from it, and the market run forward beside it."""

    calibration: Calibration
    files: CalibratedFiles
    forward: ForwardCheck

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files written: the scenario and its variants."""
        return (self.files.scenario, *self.files.variants)


def calibrate_to_files(
    events: Path | None, offers: Path | None, panel: str | None, scenario: Path
) -> CalibrationReport:
    """Fit a log, write its scenario and two strategies, and run the market forward.

    Parameters
    ----------
    events, offers : Path | None
        The log's files; or
    panel : str | None
        the name of a real panel instead.
    scenario : Path
        Where the scenario is to stand.

    Raises
    ------
    LogError
        If neither or both of a log and a panel are given, or the log cannot be used.
    ScenarioError
        If a file cannot be written, or a different one stands there.
    """
    if (events is None) == (panel is None):
        msg = "calibrate: give either EVENTS.csv or --panel NAME, and not both."
        raise LogError(msg)
    if panel is not None and offers is not None:
        msg = "calibrate: --offers belongs to EVENTS.csv; a panel has offers of its own. Leave it out."
        raise LogError(msg)
    log = load_panel(panel) if panel is not None else read_log(events or Path(), offers)
    calibration = calibrate(log)
    files = write_calibrated(calibration, scenario)
    return CalibrationReport(
        calibration, files, run_forward(calibration, load_scenario(files.scenario))
    )


def report_tables(report: CalibrationReport) -> list[tuple[str, pd.DataFrame]]:
    """Return the tables for a reader, each with its title."""
    calibration = report.calibration
    tables = [
        (
            "Coefficients (standard errors clustered by customer)",
            coefficients_frame(calibration.loyalty_model),
        ),
        ("Models on all purchases", models_frame(calibration)),
        ("Hold-out: the last 30 % of each customer's purchases", holdout_frame(calibration)),
        ("Firms", firms_frame(calibration).filter(items=FIRM_COLUMNS)),
        ("Repeat buying", statistics_frame(calibration)),
        ("The market run forward", forward_frame(report.forward)),
    ]
    return [(title, frame) for title, frame in tables if not frame.empty]


def report_remarks(report: CalibrationReport) -> list[str]:
    """Return what a reader must know before using the scenario."""
    offers = offers_of(report.calibration)
    remarks = [
        money_sentence(report.calibration, offers),
        *report.calibration.warnings,
        *offers.remarks,
        *report.files.remarks,
    ]
    holdout = report.calibration.holdout
    if holdout is not None:
        scores = {score.name: score.log_likelihood_per_purchase for score in holdout.scores}
        remarks += _beaten_by(scores)
    forward = report.forward
    gap = forward.simulated_repeat - forward.observed_repeat
    if abs(gap) > TRUSTED_ERRORS * forward.repeat_standard_error:
        remarks.append(
            f"Run forward, customers repeat {forward.simulated_repeat:.3f} of purchases against "
            f"{forward.observed_repeat:.3f} in the log, more than {TRUSTED_ERRORS:g} standard errors "
            "away: use the scenario for differences between strategies, not for levels. The loyalty "
            "model has no lasting tastes, so long histories lock in."
        )
    return remarks


def _beaten_by(scores: dict[str, float]) -> list[str]:
    """Return a remark if a simpler predictor does better than the model that becomes the scenario."""
    own = scores[FITTED_MODEL]
    best = max(scores, key=lambda name: scores[name])
    if scores[best] <= own:
        return []
    return [
        f"On held-out purchases {best} predicts better ({scores[best]:.3f} per purchase) than the "
        f"model that becomes the scenario ({own:.3f}): there is little in this log that loyalty and "
        "prices explain beyond each customer's own history."
    ]


def forward_frame(forward: ForwardCheck) -> pd.DataFrame:
    """Return observed and simulated shares, one row a firm, and the repeat rates in a last row."""
    rows = zip(
        (*forward.firms, "repeat rate"),
        (*forward.observed_shares, forward.observed_repeat),
        (*forward.simulated_shares, forward.simulated_repeat),
        strict=True,
    )
    return pd.DataFrame(rows, columns=["firm", "in the log", "simulated"])


def report_document(report: CalibrationReport) -> dict[str, Any]:
    """Return the report for machines: files, tables as lists of rows, and remarks."""
    return {
        "files": [str(path) for path in report.paths],
        "tables": {
            title: frame.to_dict(orient="records") for title, frame in report_tables(report)
        },
        "remarks": report_remarks(report),
    }
