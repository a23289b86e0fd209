"""Findings in words and numbers: the same in the terminal, the page and the documentation."""

import math

from analysis.comparison.intervals import Difference
from analysis.evidence.fact import Band
from analysis.evidence.verdict import BandFinding, Finding
from analysis.report.numbers import MINUS, decimals_for, plain
from simulation.scenario.parameter import GRADES

SOURCE_GRADES = {grade: GRADES[grade] for grade in ("V", "V2", "M", "D")}
"""What the letters behind a source say."""

JUDGED = (
    "A control breaks a band if its mean over seeds lies outside of the band, lies in the range that the"
    " fact states for its control, or is undefined; intervals play no part, and the quick form is judged"
    " in the same way, on fewer seeds and smaller markets."
)
"""How "breaks" is judged."""

SMALLEST = 1.0e-6  # an end of a band closer to zero than this means "above zero"


def estimate_text(estimate: Difference) -> str:
    """Return `mean ± half-width`, as many decimals as the interval allows; `n/a` if undefined."""
    if not math.isfinite(estimate.mean):
        return "n/a"
    if not math.isfinite(estimate.half_width) or estimate.half_width == 0.0:
        return plain(estimate.mean, 3)
    decimals = decimals_for(estimate.half_width)
    return f"{plain(estimate.mean, decimals)} ± {plain(estimate.half_width, decimals)}"


def mean_text(estimate: Difference) -> str:
    """Return the mean alone, with three decimals."""
    return plain(estimate.mean, 3)


def band_text(band: Band) -> str:
    """Return a band as a reader says it."""
    low, high = band.low, band.high
    is_open_low, is_open_high = math.isinf(low), math.isinf(high)
    if 0.0 < low < SMALLEST:
        return "above 0" if is_open_high else f"above 0, to {_number(high)}"
    if is_open_high:
        return f"from {_number(low)}"
    return f"to {_number(high)}" if is_open_low else f"{_number(low)} to {_number(high)}"


def control_text(found: BandFinding) -> str:
    """Return the control's estimate and what it means."""
    return f"{estimate_text(found.control)}: {found.control_verdict}"


def fact_verdict(finding: Finding) -> str:
    """Return the verdict on a fact and its control, in a sentence without its full stop."""
    missed = [found.band.metric for found in finding.bands if not found.holds]
    verdict = f"misses ({', '.join(missed)})" if missed else "holds"
    if all(not found.band.is_control_judged for found in finding.bands):
        return f"{verdict}; no control is judged"
    control = "breaks" if finding.is_control_broken else "does not break"
    return f"{verdict}; the control {control} it"


def summary_sentence(findings: tuple[Finding, ...]) -> str:
    """Return how many facts hold, and how many controls break what they are judged on."""
    bands = [found.band for finding in findings for found in finding.bands]
    judged = [f for f in findings if any(found.band.is_control_judged for found in f.bands)]
    holding = sum(finding.holds for finding in findings)
    broken = sum(finding.is_control_broken for finding in judged)
    return (
        f"{holding} of {len(findings)} facts hold; {broken} of {len(judged)} controls break every band "
        f"that they are judged on ({sum(band.is_control_judged for band in bands)} of {len(bands)} bands)."
    )


def size_text(finding: Finding) -> str:
    """Return the size of an experiment."""
    return f"{finding.customers:,} customers, {finding.seeds} seeds"


def _number(value: float) -> str:
    rounded = round(value, 6)
    text = f"{abs(rounded):g}"
    return MINUS + text if rounded < 0.0 else text
