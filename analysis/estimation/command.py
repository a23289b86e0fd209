"""What `run.py fit` does: a history in, what it can tell apart, then the estimates of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.estimation.free import at_shares, free_parameters, with_values
from analysis.estimation.history import read_history
from analysis.estimation.market_moments import MarketMoments, Progress, SimulationPlan
from analysis.estimation.market_name import named_market
from analysis.estimation.study import AttitudeStudy, require_enough, study_attitudes
from analysis.estimation.wording import (
    fit_answers,
    fit_sentences,
    fit_warnings,
    identifiability_sentences,
)
from simulation.results import manifest, write_json
from simulation.runner import available_workers, worker_pool
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import write_scenario
from simulation.storage import MANIFEST, all_hashes, refuse_target, replace_folder

if TYPE_CHECKING:
    import pandas as pd

KIND = "fit"
FORMAT = f"{KIND} 1"
FITTED = "fitted.yaml"
REPORT = "fit.json"


@dataclass(frozen=True)
class FitRequest:
    """What is asked for.

    Attributes
    ----------
    history : Path
        `history.csv`; see `analysis.estimation.history`.
    scenario : str
        A scenario's name or file: the market, and the values of what is not free.
    free : tuple of str
        `PATH` or `PATH=LOW:HIGH`.
    overrides : mapping
        Values by dotted path, as with `--set`.
    plan : SimulationPlan
    workers : int | None
        Processes; None takes all cores.
    out : Path | None
        Folder for the result; None writes nothing.
    """

    history: Path
    scenario: str
    free: tuple[str, ...]
    overrides: Mapping[str, object]
    plan: SimulationPlan
    workers: int | None = None
    out: Path | None = None


def checked_market(request: FitRequest) -> MarketMoments:
    """Return what shall be simulated, after all checks that need no simulation.

    Raises
    ------
    LogError
        If the history cannot be used.
    ScenarioError
        If the scenario or a free parameter cannot.
    ResultError
        If the folder holds something that is no result or was edited, or cannot be written.
    """
    if request.out is not None:
        refuse_target(request.out, KIND)
    scenario = named_market(request.scenario, request.overrides)
    parameters = free_parameters(scenario, request.free)
    market = MarketMoments(scenario, read_history(request.history), parameters, request.plan)
    require_enough(market)
    return market


def kinds_of_market(market: MarketMoments) -> tuple[Scenario, Scenario]:
    """Return the scenario as it is and inside the free ranges, which may switch on what it leaves off."""
    middle = at_shares(market.parameters, np.full(len(market.parameters), 0.5))
    return market.scenario, with_values(market.scenario, market.parameters, middle)


def fit_history(
    request: FitRequest, market: MarketMoments, on_progress: Progress | None = None
) -> AttitudeStudy:
    """Say what a history can tell apart, estimate that, and write the result.

    Parameters
    ----------
    request : FitRequest
    market : MarketMoments
        From `checked_market`.
    on_progress : Progress | None
        Told (stage, runs done, runs planned).

    Raises
    ------
    RunError
        If a moment cannot be simulated.
    ResultError
        If the folder holds by now something that is no result, or was edited.
    """
    with worker_pool(request.workers or available_workers()) as pool:
        study = study_attitudes(replace(market, pool=pool, on_progress=on_progress))
    study = replace(study, market=market)
    if request.out is not None:
        replace_folder(request.out, KIND, lambda folder: _write(folder, study, request))
    return study


@dataclass(frozen=True, eq=False)
class ReportPart:
    """A table for a reader and the sentences that belong under it."""

    title: str
    frame: "pd.DataFrame"
    sentences: tuple[str, ...]


def report_parts(study: AttitudeStudy) -> tuple[ReportPart, ...]:
    """Return the parts of the report in the order of reading: what can be told comes first."""
    told = ReportPart(
        "What the history can tell apart",
        identifiability_frame(study),
        tuple(identifiability_sentences(study)),
    )
    if study.fit is None:
        return (told,)
    moments = ReportPart("Observed and simulated moments", moments_frame(study), ())
    estimates = ReportPart("Estimates", estimates_frame(study), tuple(fit_answers(study)))
    return (told, moments, estimates)


def report_remarks(study: AttitudeStudy) -> tuple[str, ...]:
    """Return what a reader must know before using the estimates."""
    return tuple(fit_warnings(study))


def identifiability_frame(study: AttitudeStudy) -> "pd.DataFrame":
    """Return one row a parameter: what it does to the moments, and what they say of it.

    `reaction` is how many sampling errors the moments move over its range; the 95 % intervals, the
    others known and all of them free, are shares of the range.
    """
    import pandas as pd

    rows = [
        {
            "parameter": verdict.parameter.path,
            "stands for": verdict.parameter.concept,
            "low": verdict.parameter.low,
            "high": verdict.parameter.high,
            "reaction": round(verdict.reach, 1),
            "interval alone": min(verdict.interval_alone, 1.0),
            "interval together": min(verdict.interval_together, 1.0),
            "told": "yes" if k in study.kept else "held",
        }
        for k, verdict in enumerate(study.identifiability.verdicts)
    ]
    return pd.DataFrame(rows)


def estimates_frame(study: AttitudeStudy) -> "pd.DataFrame":
    """Return one row an estimated parameter."""
    import pandas as pd

    fit = study.fit
    if fit is None:
        return pd.DataFrame()
    intervals = fit.intervals
    return pd.DataFrame(
        {
            "parameter": [parameter.path for parameter in study.estimated],
            "estimate": fit.values,
            "standard error": fit.standard_errors,
            "low": intervals[:, 0],
            "high": intervals[:, 1],
            "scenario": [parameter.start for parameter in study.estimated],
        }
    )


def moments_frame(study: AttitudeStudy) -> "pd.DataFrame":
    """Return one row a moment; the gap is in sampling errors, the simulation's included."""
    import pandas as pd

    fit = study.fit
    if fit is None:
        return pd.DataFrame()
    return pd.DataFrame(
        {
            "moment": [moment.label for moment in study.market.asked],
            "observed": [moment.value for moment in study.market.asked],
            "simulated": fit.simulated,
            "gap": fit.standardized,
        }
    )


def report_document(study: AttitudeStudy) -> dict[str, Any]:
    """Return the report for machines."""
    fit = study.fit
    return {
        "identifiability": {
            "sentences": identifiability_sentences(study),
            "parameters": identifiability_frame(study).to_dict(orient="records"),
            "singular_values": study.identifiability.singular_values.tolist(),
            "directions": study.identifiability.directions.tolist(),
        },
        "estimates": estimates_frame(study).to_dict(orient="records"),
        "covariance": [] if fit is None else _covariance(study),
        "moments": moments_frame(study).to_dict(orient="records"),
        "j_statistic": None if fit is None else fit.distance,
        "degrees_of_freedom": None if fit is None else fit.degrees_of_freedom,
        "p_value": None if fit is None else fit.p_value,
        "remarks": fit_sentences(study),
    }


def _covariance(study: AttitudeStudy) -> list[list[float]]:
    """Return the covariance of the estimates in the units of the scenario."""
    if study.fit is None:
        return []
    widths = [parameter.width for parameter in study.estimated]
    return [
        [float(value) * row * column for value, column in zip(values, widths, strict=True)]
        for values, row in zip(study.fit.covariance, widths, strict=True)
    ]


def _write(folder: Path, study: AttitudeStudy, request: FitRequest) -> None:
    """Write the report, the fitted scenario if anything was fitted, and what identifies them."""
    write_json(folder / REPORT, report_document(study))
    if study.fit is not None:
        write_scenario(study.fitted_scenario, folder / FITTED, "\n".join(_header(study, request)))
    described = manifest(study.market.scenario, request.plan.seed, request.scenario)
    write_json(folder / MANIFEST, {**described, "format": FORMAT, "files": all_hashes(folder)})


def _header(study: AttitudeStudy, request: FitRequest) -> Sequence[str]:
    """Return the provenance that stands on top of the fitted scenario."""
    lines = [
        f"Fitted to {request.history.name} by `run.py fit` ({len(study.market.asked)} moments)."
    ]
    if study.fit is not None:
        lines += [
            f"{parameter.path}: {value:.4g}, standard error {error:.2g}"
            for parameter, value, error in zip(
                study.estimated, study.fit.values, study.fit.standard_errors, strict=True
            )
        ]
    return [*lines, *identifiability_sentences(study)]
