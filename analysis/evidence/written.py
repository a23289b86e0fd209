"""`docs/evidence.md`: what the full form found, with the date, seeds and version that found it."""

import textwrap

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
from analysis.markdown import code, table
from simulation.compiled import CODE_VERSION
from simulation.results import versions

WIDTH = 120  # characters of a line, as elsewhere in the documentation
COMMAND = "python -m analysis.evidence"
NOTICE = (
    f"<!-- Made by `{COMMAND}`. Change the facts in `analysis/evidence/facts/`, not this page. -->"
)
INTRODUCTION = """\
Regularities that marketing science has published, looked for in the simulated market. Each is an experiment with bands
stated beforehand; the mean over seeds must lie in every one of them. Its control switches off the mechanism that should
cause the fact, and must break a band. A fact that misses is said to miss: no band is widened, and no parameter is tuned to
a fact of type E. Intervals are 95 % t-intervals over seeds: simulation noise only, nothing of wrong values or rules."""
REPEAT = """\
```sh
# not run: takes minutes
.venv/bin/python run.py validate          # all facts, with a picture of each: results/evidence/evidence.html
.venv/bin/python run.py validate --quick  # the small form of every change
.venv/bin/python -m analysis.evidence     # the full form, and this page
```

Each task (a fact or its control with one seed) is kept as soon as it is done: after Ctrl-C the same command goes on where it
stopped. `validate SF01` measures one fact; page and table keep the others if they were measured with the same code, seeds and
form, and the command refuses a folder whose other facts it would have to drop."""

ADDING = """\
## Adding a fact

A fact is a file `analysis/evidence/facts/sf<number>_<name>.py` that ends in `FACT = Fact(...)`, and a line in
`analysis/evidence/registry.py`. Its `measure` takes a `Setting` (customers, seed, whether the cause is switched off), runs
what markets it needs and returns every metric that its bands name; its `draw` draws the picture. State the bands before
you look, switch off in the control what you believe to be the cause, and if the fact misses, list the metric in
`known_misses` and say why in `remark`."""


def evidence_page(validation: Validation, date: str) -> str:
    """Return the page of a validation.

    Parameters
    ----------
    validation : Validation
        What was found.
    date : str
        The day it was found.
    """
    kinds = "\n".join(f"* **{kind}** {meaning}" for kind, meaning in KINDS.items())
    grades = "\n".join(f"* **({grade})** {meaning}" for grade, meaning in SOURCE_GRADES.items())
    overview = [
        (f.fact.id, f.fact.kind, f.fact.title, fact_verdict(f)) for f in validation.findings
    ]
    parts = [
        NOTICE,
        "# The evidence",
        INTRODUCTION,
        "\n".join(textwrap.wrap(JUDGED, WIDTH)),
        kinds,
        "The letters behind a source:",
        grades,
        f"**{summary_sentence(validation.findings)}** {_made(validation, date)}",
        REPEAT,
        "## All facts",
        table(("fact", "type", "title", "verdict"), overview),
        *[_section(finding) for finding in validation.findings],
        ADDING,
    ]
    return "\n\n".join(parts) + "\n"


def _made(validation: Validation, date: str) -> str:
    form = "quick" if validation.is_quick else "full"
    said = ", ".join(f"{name} {version}" for name, version in versions().items())
    return (
        f"Measured on {date} in the {form} form, seeds from {validation.first_seed} on, with code version "
        f"`{CODE_VERSION}` ({said})."
    )


def _section(finding: Finding) -> str:
    fact = finding.fact
    rows = [
        (
            code(found.band.metric),
            found.band.meaning,
            band_text(found.band),
            estimate_text(found.measured),
            found.verdict,
            control_text(found),
        )
        for found in finding.bands
    ]
    parts = [
        f"## {fact.id} {fact.title}",
        f"*{fact.claim}* Source: {fact.source}.",
        f"Experiment ({size_text(finding)}): {fact.experiment}",
        f"Control: {fact.control}",
        table(("metric", "meaning", "band", "measured", "verdict", "control"), rows),
        *([fact.remark] if fact.remark else []),
    ]
    return "\n\n".join(parts)
