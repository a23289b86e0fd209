"""A sensitivity analysis becomes a folder: its tables, and one small file a task."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.evidence.saving import TASKS
from analysis.evidence.sensitivity.design import UNCERTAIN
from analysis.evidence.sensitivity.judging import BandSensitivity, FactSensitivity, verdict
from analysis.evidence.sensitivity.measuring import Sensitivity
from analysis.evidence.sensitivity.words import drivers_text, summary_sentence
from simulation.compiled import CODE_VERSION
from simulation.errors import ResultError
from simulation.results import timing, versions, write_json
from simulation.storage import MANIFEST, TIMING, document_text, rewrite_files

if TYPE_CHECKING:
    import pandas as pd

FORMAT = "sensitivity 1"
TABLE, DOCUMENT = "sensitivity.csv", "sensitivity.json"
KNOWN = frozenset({TASKS, TABLE, DOCUMENT, MANIFEST, TIMING})


def save_sensitivity(found: Sensitivity, folder: Path, seconds: float) -> Path:
    """Write the tables of a sensitivity analysis; each file is replaced whole.

    Parameters
    ----------
    found : Sensitivity
        What was found.
    folder : Path
        Where its tasks are kept already.
    seconds : float
        How long it took.

    Raises
    ------
    ResultError
        If the folder cannot be written, or a table of it was edited meanwhile.
    """
    table = sensitivity_table(found).to_csv(index=False, lineterminator="\n")
    try:
        texts = {TABLE: table, DOCUMENT: document_text(sensitivity_document(found))}
        rewrite_files(folder, texts, {"format": FORMAT, "code_version": CODE_VERSION})
        write_json(folder / TIMING, timing(seconds))
    except OSError as error:
        msg = f"{folder}: the table could not be written ({error.strerror or error})."
        raise ResultError(msg) from error
    return folder


def sensitivity_table(found: Sensitivity) -> "pd.DataFrame":
    """Return one row for each band of each fact."""
    import pandas as pd

    rows = [
        {"id": fact.fact.id, "fact": fact.fact.title, **_band(band)}
        for fact in found.facts
        for band in fact.bands
    ]
    return pd.DataFrame(rows)


def sensitivity_document(found: Sensitivity) -> dict[str, Any]:
    """Return what was found as values that JSON can hold; what is not finite is None."""
    return {
        "format": FORMAT,
        "draws": found.draws,
        "first_seed": found.first_seed,
        "code_version": CODE_VERSION,
        "versions": versions(),
        "parameters": list(UNCERTAIN),
        "summary": summary_sentence(found),
        "facts": [_fact(fact) for fact in found.facts],
    }


def _fact(found: FactSensitivity) -> dict[str, Any]:
    direction = found.same_direction
    return {
        "id": found.fact.id,
        "title": found.fact.title,
        "customers": found.fact.quick.customers,
        "held": list(found.fact.held),
        "share_in_direction": direction,
        "direction": None if direction is None else verdict(direction),
        "share_in_bands": found.holding,
        "bands": verdict(found.holding),
        "default_seeds_in_bands": found.seeds_holding,
        "default_seeds": found.seeds,
        "weakest": found.weakest.band.metric,
        "metrics": [_metric(band) for band in found.bands],
    }


def _metric(found: BandSensitivity) -> dict[str, Any]:
    correlations = {driver.parameter: driver.correlation for driver in found.drivers}
    row = {name: _finite(value) for name, value in _band(found).items()}
    return {**row, "parameters": correlations}


def _band(found: BandSensitivity) -> dict[str, Any]:
    return {
        "metric": found.band.metric,
        "is_claimed": found.is_claimed,
        "low": found.band.low,
        "high": found.band.high,
        "default": found.default,
        "control": found.control,
        "draws_5_percent": found.quantile(0.05),
        "draws_median": found.quantile(0.5),
        "draws_95_percent": found.quantile(0.95),
        "share_in_band": found.holding,
        "share_too_low": found.too_low,
        "share_too_high": found.too_high,
        "share_in_direction": found.same_direction,
        "parameters": drivers_text(found) if found.drivers else "",
        "meaning": found.band.meaning,
    }


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
