"""What `run.py calibrate` does: a log in, a scenario with two strategies and a report out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.calibration import calibrate, load_panel, read_log
from analysis.calibration.calibration import Calibration
from analysis.calibration.files import CalibratedFiles, variant_texts, write_calibrated
from analysis.calibration.forward import ForwardCheck, run_forward
from analysis.calibration.frames import (
    coefficients_frame,
    firms_frame,
    holdout_frame,
    models_frame,
    statistics_frame,
)
from analysis.calibration.habit_by_gap import GapBin, gap_frame, habit_by_gap
from analysis.calibration.log import ChoiceLog
from analysis.calibration.market_memory import market_calibration, memory_remarks
from analysis.calibration.offers_of import market_names, offers_of
from analysis.calibration.place import require_no_conflict, require_place
from analysis.calibration.scenario_of import money_sentence
from analysis.calibration.segments_of import segment_remarks
from analysis.calibration.taste_choice import SCORE_DECIMALS, TasteCalibration, calibrate_tastes
from analysis.calibration.taste_effects import seeks_variety, worth_of_a_purchase
from analysis.calibration.taste_frames import (
    acceptance_frame,
    scores_frame,
    tastes_frame,
    types_frame,
)
from analysis.calibration.tastes import TasteModel
from simulation.errors import LogError
from simulation.scenario.loader import load_scenario

FITTED_MODEL = "mix_loyalty"
SCORE = "log_likelihood_per_purchase"
FIRM_COLUMNS = ("firm", "share", "penetration", "mean_price", "own_price_elasticity")
FOR_DIFFERENCES = "use the scenario for differences between strategies, not for levels."
TRUSTED_ERRORS = 2.0  # standard errors within which a simulated repeat rate counts as met


@dataclass(frozen=True, eq=False)
class CalibrationReport:
    """A calibrated log, the files written from it, and the market run forward beside it."""

    calibration: Calibration
    files: CalibratedFiles
    forward: ForwardCheck
    tastes: TasteCalibration | None
    reason: str
    """Why nothing is known of lasting tastes; empty where they are known."""
    habit: tuple[GapBin, ...]
    """Repeat buying by the gap between purchases; empty in a log without dates."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files written: the scenario, its variants and its acceptance table."""
        return (self.files.scenario, *self.files.variants, *self.files.tables)


def checked_log(
    events: Path | None, offers: Path | None, panel: str | None, scenario: Path
) -> ChoiceLog:
    """Return the log to be fitted, after all checks that need no fit.

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
        If no file can be written there, or one stands there that this log cannot have given.
    """
    if (events is None) == (panel is None):
        msg = "calibrate: give either EVENTS.csv or --panel NAME, and not both."
        raise LogError(msg)
    if panel is not None and offers is not None:
        msg = "calibrate: --offers belongs to EVENTS.csv; a panel has offers of its own. Leave it out."
        raise LogError(msg)
    require_place(scenario)
    log = load_panel(panel) if panel is not None else read_log(events or Path(), offers)
    variants = {}
    if "price" in log.attribute_names:
        focal = market_names(log.firms)[int(np.argmax(log.bought.mean(axis=0)))]
        variants = variant_texts(scenario.name, focal)
    require_no_conflict(scenario, log, variants)
    return log


def calibrate_to_files(
    log: ChoiceLog, scenario: Path, before_runs: Callable[..., object]
) -> CalibrationReport:
    """Fit a log, write its scenario and two strategies, and run the market forward.

    Parameters
    ----------
    log : ChoiceLog
        From `checked_log`.
    scenario : Path
        Where the scenario is to stand.
    before_runs : Callable[..., object]
        Called before any market is run, and with the scenario before that is: the rules may have to be
        compiled.

    Raises
    ------
    LogError
        If the log cannot be fitted.
    ScenarioError
        If a file cannot be written, or a different one stands there.
    """
    calibration = calibrate(log)
    before_runs()
    tastes, reason = _tastes_or_reason(log, calibration)
    files = write_calibrated(calibration, scenario, tastes=tastes)
    market = load_scenario(files.scenario)
    before_runs(market)
    forward = run_forward(calibration, market)
    return CalibrationReport(calibration, files, forward, tastes, reason, habit_by_gap(log))


def _tastes_or_reason(
    log: ChoiceLog, calibration: Calibration
) -> tuple[TasteCalibration | None, str]:
    """Return the lasting tastes, or the sentence that says why they cannot be told."""
    try:
        return calibrate_tastes(log, calibration), ""
    except LogError as error:
        return None, f"Lasting tastes were not fitted. {error}"


def report_tables(report: CalibrationReport) -> list[tuple[str, pd.DataFrame]]:
    """Return the tables for a reader, each with its title."""
    calibration = report.calibration
    tastes = report.tastes
    holdout = holdout_frame(calibration)
    if tastes is not None:
        holdout = pd.concat([holdout, scores_frame(tastes)], ignore_index=True)
    if not holdout.empty:  # scores that look alike here are taken for alike
        holdout[SCORE] = holdout[SCORE].round(SCORE_DECIMALS)
    tables = [
        (
            "Everybody alike: coefficients (standard errors clustered by customer)",
            coefficients_frame(calibration.loyalty_model),
        ),
        ("Models on all purchases", models_frame(calibration)),
        ("Hold-out: the last 30 % of each customer's purchases", holdout),
        ("Firms", firms_frame(calibration).filter(items=FIRM_COLUMNS)),
        ("Repeat buying", statistics_frame(calibration)),
        ("Habit by the gap since the purchase before", gap_frame(report.habit)),
        *([] if tastes is None else _taste_tables(tastes)),
        ("The market run forward", forward_frame(report.forward)),
    ]
    return [(title, frame) for title, frame in tables if not frame.empty]


def _taste_tables(tastes: TasteCalibration) -> list[tuple[str, pd.DataFrame]]:
    found = tastes.acceptance
    return [
        (f"Lasting tastes: {tastes.chosen.name}, {tastes.praise}", tastes_frame(tastes)),
        ("The segments of the market: what each type likes, in logits", types_frame(tastes)),
        (
            f"Acceptance: {found.model} fitted on the first 70 %, the market on the log's own offers",
            acceptance_frame(found),
        ),
    ]


def report_remarks(report: CalibrationReport) -> list[str]:
    """Return what a reader must know before using the scenario."""
    tastes = report.tastes
    offers = offers_of(market_calibration(report.calibration, tastes))
    remarks = [
        money_sentence(report.calibration, offers),
        *report.calibration.warnings,
        *memory_remarks(report.calibration, tastes),
        *offers.remarks,
        *report.files.remarks,
    ]
    if tastes is None:
        remarks.append(report.reason)
    else:
        remarks += [*tastes.warnings, *segment_remarks(tastes, offers)]
        remarks += _taste_remarks(report.calibration, tastes)
    remarks += _beaten_by(report)
    remarks += _forward_remarks(report.forward)
    return remarks


def _forward_remarks(forward: ForwardCheck) -> list[str]:
    """Return in what the market run forward is not the log."""
    remarks = []
    gap = forward.simulated_repeat - forward.observed_repeat
    if abs(gap) > TRUSTED_ERRORS * forward.repeat_standard_error:
        remarks.append(
            f"Run forward, customers repeat {forward.simulated_repeat:.3f} of purchases against "
            f"{forward.observed_repeat:.3f} in the log, more than {TRUSTED_ERRORS:g} standard errors "
            f"away: {FOR_DIFFERENCES}"
        )
    if forward.moved_firms:
        moved = ", ".join(
            f"{forward.firms[j]} has {forward.simulated_shares[j]:.3f} of purchases against "
            f"{forward.observed_shares[j]:.3f} in the log"
            for j in forward.moved_firms
        )
        remarks.append(
            f"Run forward, {moved}: more than chance explains. {FOR_DIFFERENCES.capitalize()}"
        )
    return remarks


def _taste_remarks(calibration: Calibration, tastes: TasteCalibration) -> list[str]:
    """Return what lasting tastes leave of loyalty, and what the acceptance table says."""
    remarks = []
    worth = worth_of_a_purchase(tastes.chosen, calibration)
    naive = calibration.price_effects.last if calibration.price_effects else None
    if worth is not None and naive is not None:
        alike = round(naive.share_of_price, 2) + 0.0  # no minus before a zero
        remarks.append(
            f"Having bought from a firm last time is worth {alike:.0%} of the price if"
            f" everybody is alike, {_left_of_a_purchase(tastes.chosen, worth.share_of_price)}"
        )
    missed = [row for row in tastes.acceptance.rows if row.verdict == "missed"]
    remarks += [
        f"Acceptance: {row.statistic} is missed: {row.simulated:.3f} against "
        f"{row.observed.value:.3f} in the log is {abs(row.distance):.2f} standard errors away, and "
        f"{row.tolerance:g} are allowed."
        for row in missed
    ]
    return remarks


def _left_of_a_purchase(model: TasteModel, left: float) -> str:
    """Return what is left of the worth of a purchase, a share of the price, beside lasting tastes."""
    allowed = f"once lasting tastes are allowed for ({model.name})"
    if round(left, 2) >= 0.0:
        return f"{left:.0%} {allowed}; the rest is liking, which no lock-in makes."
    if seeks_variety(model):
        return (
            f"but {allowed} it costs a firm {-left:.0%} of the price: people like the same firms and"
            " seek variety among them."
        )
    return (
        f"but {allowed} nothing of it is left that differs from zero: it is liking, and no habit."
    )


def _beaten_by(report: CalibrationReport) -> list[str]:
    """Return a remark if another predictor does better than the model that becomes the scenario."""
    holdout = report.calibration.holdout
    if holdout is None:
        return []
    scores = {score.name: score.log_likelihood_per_purchase for score in holdout.scores}
    own_name = market_calibration(report.calibration, report.tastes).market_model
    if report.tastes is not None:
        own = report.tastes.scores[report.tastes.rank]
        scores[own_name] = own.log_likelihood_per_purchase
    elif own_name != FITTED_MODEL:
        return []  # `memory_remarks` says why the market takes a simpler model
    best = max(scores, key=lambda name: scores[name])
    if scores[best] <= scores[own_name]:
        return []
    return [
        f"On held-out purchases {best} predicts better ({scores[best]:.3f} per purchase) than "
        f"{own_name} ({scores[own_name]:.3f}), which becomes the scenario: there is little in this log "
        "that loyalty and prices explain beyond each customer's own history."
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
