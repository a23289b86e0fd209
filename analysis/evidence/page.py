"""The page of the evidence: one file that opens anywhere, a picture and a table for each fact."""

from typing import TYPE_CHECKING, Any

from analysis.evidence.fact import KINDS
from analysis.evidence.validation import Validation
from analysis.evidence.verdict import Finding
from analysis.evidence.words import (
    JUDGED,
    SOURCE_GRADES,
    band_text,
    control_text,
    estimate_text,
    fact_verdict,
    size_text,
    summary_sentence,
)
from analysis.plots.saving import inline_svg
from analysis.plots.style import in_style, new_figure
from analysis.report.environment import page_environment
from simulation.compiled import CODE_VERSION
from simulation.results import versions

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TEMPLATE = "evidence.html.j2"
WIDTH_INCHES, HEIGHT_INCHES = 10.0, 3.6


def evidence_html(validation: Validation) -> str:
    """Return the page of a validation, with the pictures of all facts in it."""
    environment = page_environment("analysis.evidence")
    return environment.get_template(TEMPLATE).render(**_content(validation))


@in_style
def drawn(finding: Finding) -> "Figure":
    """Return the picture of a fact, as its source draws it, beside its control."""
    figure = new_figure(WIDTH_INCHES, HEIGHT_INCHES)
    finding.fact.draw(figure, finding.series, finding.control_series)
    return figure


def measured_days(validation: Validation) -> str:
    """Return on which days the facts were measured: what was kept from earlier runs is older."""
    days = sorted({day for found in validation.findings for day in found.days})
    if not days:
        return "on a day that was not noted"
    return f"on {days[0]}" if len(days) == 1 else f"from {days[0]} to {days[-1]}"


def _content(validation: Validation) -> dict[str, Any]:
    form = "quick" if validation.is_quick else "full"
    return {
        "summary": summary_sentence(validation.findings),
        "form": form,
        "measured": measured_days(validation),
        "kinds": KINDS,
        "grades": SOURCE_GRADES,
        "judged": JUDGED,
        "overview": [
            [f.fact.id, f.fact.kind, f.fact.title, fact_verdict(f)] for f in validation.findings
        ],
        "facts": [_fact(finding) for finding in validation.findings],
        "settings": [
            ("Measured", measured_days(validation)),
            ("Form", f"{form}: see the sizes at each fact"),
            ("First seed", str(validation.first_seed)),
            ("Code version", CODE_VERSION),
            ("Versions", ", ".join(f"{name} {version}" for name, version in versions().items())),
        ],
    }


def _fact(finding: Finding) -> dict[str, Any]:
    from markupsafe import Markup

    fact = finding.fact
    verdict = fact_verdict(finding)
    svg = inline_svg(drawn(finding), fact.id.lower(), fact.title, f"{fact.claim} It {verdict}.")
    return {
        "fact": fact,
        "verdict": verdict,
        "size": size_text(finding),
        "picture": Markup(svg),  # noqa: S704  drawn here
        "rows": [
            [
                found.band.meaning,
                band_text(found.band),
                estimate_text(found.measured),
                found.verdict,
                control_text(found),
            ]
            for found in finding.bands
        ],
    }
