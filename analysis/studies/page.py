"""`docs/explanation/industries.md`: the industries, what is known of them, and the studies."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from analysis.evidence.words import estimate_text
from analysis.markdown import code, number, table
from analysis.studies.industries import Judged, baselines, without_range
from analysis.studies.presets import PRESETS
from analysis.studies.study import Study
from simulation.compiled import CODE_VERSION
from simulation.results import versions
from simulation.scenario.loader import load_scenario

if TYPE_CHECKING:
    import pandas as pd

COMMAND = "python -m analysis.studies"
NOTICE = (
    f"<!-- Made by `{COMMAND}`. Change the scenarios, the ranges or the studies, not this page. -->"
)
INTRODUCTION = """\
Each folder of [`scenarios/`](../../scenarios/README.md) is an industry: a baseline, the market as it is, and variants. A
baseline is only worth comparing with if it keeps its customers about as well as the industry does. So here is what is
known beside what is simulated."""
GRADES = """\
A range graded `V` was read in a retrieved source, and a release must meet it: `tests/scenarios/test_industries.py` fails
otherwise. `V2` (read in a secondary page) and `M` (from memory) are reported only. Where a parameter was set to meet a
range, its file says *calibrated*: the number is then no evidence for the model, and what the strategies do to it may be."""
STRATEGIES = """\
The seven strategies of loyalty management (source documents S064) are presets: `analysis.studies.presets` turns a budget,
a share of the focal firm's revenue, into the levers of any scenario. What money buys is an assumption: quality saturates
as in EQ1 (12 points at most, half the way at about 3.5 % of revenue), failures are halved by 1.5 %, lock-in by tools and
formats of one's own adds a logit at most. Programs for staff cost what [their levers](firms.md#staff) cost; 63 % of a
full community costs 3 % of revenue."""
NO_DATA = "none"


def industries_page(
    found: Sequence[Judged],
    studies: Mapping[str, "pd.DataFrame"],
    by_letter: Mapping[str, Study],
    date: str,
) -> str:
    """Return the page.

    Parameters
    ----------
    found : Sequence[Judged]
        Known and simulated.
    studies : Mapping[str, DataFrame]
        Tables of the studies by letter.
    by_letter : Mapping[str, Study]
        The studies.
    date : str
        The day they were run.
    """
    parts = [
        NOTICE,
        "# Industries",
        INTRODUCTION,
        _made(found, date),
        "## Known and simulated",
        known_table(found),
        GRADES,
        *_remarks(found),
        "## The baselines",
        *[_baseline(name) for name in baselines()],
        "## Seven strategies for any industry",
        STRATEGIES,
        _preset_table(),
        "## Studies",
        _run_them(),
        *[_study(by_letter[letter], rows) for letter, rows in studies.items()],
    ]
    return "\n\n".join(parts) + "\n"


def known_table(found: Sequence[Judged]) -> str:
    """Return known and simulated numbers as a table; industries without a range close it."""
    rows = [
        (
            code(row.known.scenario),
            f"{row.known.metric}: {row.known.definition}",
            f"{number(row.known.low)} to {number(row.known.high)}",
            row.known.grade,
            row.known.source,
            estimate_text(row.simulated),
            row.verdict,
        )
        for row in found
    ]
    rows += [
        (code(name), "", NO_DATA, "", "no published range was found", "", "not judged")
        for name in without_range()
    ]
    return table(("scenario", "number", "known", "grade", "source", "simulated", "verdict"), rows)


def _made(found: Sequence[Judged], date: str) -> str:
    said = ", ".join(f"{name} {version}" for name, version in versions().items())
    return (
        f"Made on {date} by `{COMMAND}`, {found[0].simulated.n} seeds from 1 on at the size of each file, code version "
        f"`{CODE_VERSION}` ({said}). Intervals are 95 % t-intervals over seeds: simulation noise only."
    )


def _remarks(found: Sequence[Judged]) -> list[str]:
    outside = [row for row in found if not row.known.is_met(row.simulated.mean)]
    return [
        f"Outside: {code(row.known.scenario)}, {row.known.metric}. {row.known.remark}".rstrip()
        for row in outside
    ]


def _baseline(name: str) -> str:
    scenario = load_scenario(name)
    sources = "; ".join(scenario.provenance.sources)
    firms = f"{len(scenario.firms)} firms, focal firm {scenario.focal_firm}"
    return f"**{scenario.title}** ({code(name)}; {firms}). {scenario.provenance.note} Sources: {sources}."


def _preset_table() -> str:
    rows = [(str(p.number), p.title, p.question, p.missing or "nothing") for p in PRESETS]
    return table(("", "strategy", "question", "what it leaves out"), rows)


def _run_them() -> str:
    return (
        "Each is one function and one experiment; table, picture and manifest go into a folder of their own under "
        "`results/studies/`."
    )


def _study(study: Study, rows: "pd.DataFrame") -> str:
    plan = study.size
    size = f"{plan.customers:,} customers, seeds {plan.seeds[0]} to {plan.seeds[-1]}"
    findings = "\n".join(f"* {sentence}" for sentence in study.sentences(rows))
    parts = [
        f"### {study.id}. {study.title}",
        f"*{study.question}* {study.experiment} ({size}.)",
        findings,
        study.tabulated(rows),
    ]
    return "\n\n".join(part for part in parts if part)
