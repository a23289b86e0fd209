"""What a terminal shows of a validation."""

from rich.console import Group
from rich.table import Table
from rich.text import Text

from analysis.evidence.validation import Validation
from analysis.evidence.verdict import BandFinding, Finding
from analysis.evidence.words import (
    band_text,
    estimate_text,
    fact_verdict,
    mean_text,
    summary_sentence,
)

WIDTHS = {"metric": 24, "measured": 15, "band": 12, "verdict": 7, "control": 17}
"""Columns of a terminal of 80; what is longer is wrapped at words."""
LEGEND = (
    "Measured: mean over seeds with its 95 % t-interval (simulation noise only). Control: the mean "
    "with the cause switched off, which should break the band. Type E emergent, C calibrated, I "
    "identity. Seconds: of one core, all seeds and the control together."
)


def validation_view(validation: Validation) -> Group:
    """Return each fact with its bands, the summary and a legend."""
    form = "quick" if validation.is_quick else "full"
    parts: list[Text | Table] = [Text(f"The evidence, {form} form", style="italic")]
    for finding in validation.findings:
        parts += [_headline(finding), _bands(finding)]
    parts += [
        Text(f"\n{summary_sentence(validation.findings)}", style="bold"),
        Text(LEGEND, style="dim"),
    ]
    return Group(*parts)


def _headline(finding: Finding) -> Text:
    fact = finding.fact
    text = Text(f"\n{fact.id} {fact.kind} {fact.title}", style="bold")
    text.append(f": {fact_verdict(finding)} ({finding.seconds:.0f} s)", style="not bold")
    return text


def _bands(finding: Finding) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    for column, width in WIDTHS.items():
        table.add_column(column, width=width)
    for found in finding.bands:
        table.add_row(*_cells(found))
    return table


def _cells(found: BandFinding) -> list[str]:
    return [
        found.band.metric.replace("_", " "),
        estimate_text(found.measured),
        band_text(found.band),
        found.verdict,
        f"{mean_text(found.control)} {found.control_verdict}",
    ]
