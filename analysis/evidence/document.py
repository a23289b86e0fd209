"""A validation as plain values and as a table: what files hold and `--json` prints."""

import math
from typing import TYPE_CHECKING, Any

from analysis.comparison.intervals import Difference
from analysis.evidence.validation import Validation
from analysis.evidence.verdict import BandFinding, Finding
from analysis.evidence.words import summary_sentence
from simulation.compiled import CODE_VERSION
from simulation.results import versions

if TYPE_CHECKING:
    import pandas as pd

FORMAT = "evidence 1"


def validation_document(validation: Validation) -> dict[str, Any]:
    """Return the findings as values that JSON can hold; what is not finite is None."""
    return {
        "format": FORMAT,
        "form": "quick" if validation.is_quick else "full",
        "first_seed": validation.first_seed,
        "code_version": CODE_VERSION,
        "versions": versions(),
        "summary": summary_sentence(validation.findings),
        "is_as_claimed": validation.is_as_claimed,
        "facts": [_fact(finding) for finding in validation.findings],
    }


def validation_table(validation: Validation) -> "pd.DataFrame":
    """Return one row for each band of each fact."""
    import pandas as pd

    rows = [
        {
            "id": finding.fact.id,
            "type": finding.fact.kind,
            "fact": finding.fact.title,
            "metric": found.band.metric,
            "mean": found.measured.mean,
            "half_width": found.measured.half_width,
            "low": found.band.low,
            "high": found.band.high,
            "verdict": found.verdict,
            "control_mean": found.control.mean,
            "control_half_width": found.control.half_width,
            "control_verdict": found.control_verdict,
            "customers": finding.customers,
            "seeds": finding.seeds,
            "seconds": round(finding.seconds, 1),
            "meaning": found.band.meaning,
        }
        for finding in validation.findings
        for found in finding.bands
    ]
    return pd.DataFrame(rows)


def _fact(finding: Finding) -> dict[str, Any]:
    fact = finding.fact
    return {
        "id": fact.id,
        "type": fact.kind,
        "title": fact.title,
        "claim": fact.claim,
        "source": fact.source,
        "experiment": fact.experiment,
        "control": fact.control,
        "remark": fact.remark,
        "holds": finding.holds,
        "is_control_broken": finding.is_control_broken,
        "is_as_claimed": finding.is_as_claimed,
        "customers": finding.customers,
        "seeds": finding.seeds,
        "seconds": round(finding.seconds, 1),
        "bands": [_band(found) for found in finding.bands],
    }


def _band(found: BandFinding) -> dict[str, Any]:
    return {
        "metric": found.band.metric,
        "meaning": found.band.meaning,
        "low": _finite(found.band.low),
        "high": _finite(found.band.high),
        "measured": _estimate(found.measured),
        "verdict": found.verdict,
        "control": _estimate(found.control),
        "control_verdict": found.control_verdict,
    }


def _estimate(estimate: Difference) -> dict[str, float | None]:
    return {"mean": _finite(estimate.mean), "half_width": _finite(estimate.half_width)}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
