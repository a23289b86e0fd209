"""`docs/sensitivity.md`: which facts survive other parameters, with what produced the answer."""

from analysis.evidence.sensitivity.judging import BandSensitivity, FactSensitivity
from analysis.evidence.sensitivity.measuring import Sensitivity
from analysis.evidence.sensitivity.words import (
    drivers_text,
    judged_text,
    missing_text,
    parameters_that_matter,
    summary_sentence,
    weakest_drivers_text,
    weakest_text,
)
from analysis.evidence.words import band_text
from analysis.markdown import code, table
from analysis.report.numbers import percent, plain
from simulation.compiled import CODE_VERSION
from simulation.results import versions

DRAWS = 50
OVERVIEW_COLUMNS = (
    "fact", "title", "direction", "bands", "at the defaults", "weakest band", "by which parameter",
)  # fmt: skip
METRIC_COLUMNS = (
    "fact", "metric", "band", "default", "control", "draws", "direction", "in the band", "outside",
    "by which parameter",
)  # fmt: skip
COMMAND = "python -m analysis.evidence.sensitivity"
NOTICE = f"<!-- Made by `{COMMAND}`. Change `analysis/evidence/sensitivity/`, not this page. -->"
INTRODUCTION = """\
A fact that appears only at the values somebody chose is not much of a fact. Here every uncertain parameter of customers'
behavior is drawn over its range, all at once, and each published fact is looked for again. Which of them survive?"""
READING = """\
## How to read it

* **Direction**: the share of draws in which every claimed metric lies on the same side of its control as it does at the
  defaults, and has the sign that its band asks for if the band ends at zero (a bend, a difference). The control is the
  mean, at the defaults, of the same market with the cause switched off; one that leaves nearly nothing makes the direction
  easy to keep. A metric without a control and without such a zero has no sides.
* **Bands**: the share of draws in which *every* claimed band holds. That asks more, the more bands a fact has.
* **Robust** from 90 % of draws, **fragile** from 50 %, **broken** below; the protocol judges by the direction.
* **At the defaults**: single seeds, as small as a draw, in which every claimed band holds. What fails here fails by chance.
* **By which parameter**: those that the metric of the weakest band follows, with its rank correlation in brackets:
  Spearman's for the first, and for the next ones that with what the first leave unexplained. Named while it differs from
  zero at the 1 % level after Bonferroni over all parameters: chance names one for one metric in a hundred. Where none
  stands out, many have a part; more draws of that fact name more.
* Metrics that are known to miss at the defaults are shown below and left out above."""
METHOD = """\
## How it is done

A Latin hypercube over all customer parameters that are numbers. A parameter moves in its plausible range
([the table](reference/parameters.md) has them), narrowed by its evidence grade as in `compare --uncertain`, and by half of
its value on either side where no range is declared. The range lies around the value that the fact's own market has: the
middle of a draw is that value, half of the draws lie below it (where the value is itself an end of its range, the draw
covers the range evenly), and of two markets the one with more of something keeps more. So what a fact contrasts stays a
contrast.

Not drawn: what a fact is about (named in its `held`), what it switches off or sets outside the plausible range on purpose,
how often and how much people buy, the values of segments, and everything about firms. Each draw is one market of the small
form with a seed of its own. A draw from which a metric cannot be computed holds no band and lies on no side.

Parameters are drawn independently, and no draw is asked whether its market looks like a real one; so a broken band says
that the number depends on values which have to be measured, not that the regularity is wrong. The control is that of the
defaults, not of each draw."""
REPEAT = """\
```sh
# not run: takes a quarter of an hour
.venv/bin/python run.py validate --sensitivity 50         # all facts: results/sensitivity/sensitivity.csv
.venv/bin/python run.py validate SF05 --sensitivity 200   # one fact, more draws
.venv/bin/python -m analysis.evidence.sensitivity         # all facts, and this page
```"""


def sensitivity_page(found: Sensitivity, date: str) -> str:
    """Return the page of a sensitivity analysis.

    Parameters
    ----------
    found : Sensitivity
        What was found.
    date : str
        The day it was found.
    """
    parts = [
        NOTICE,
        "# Which facts survive other parameters",
        INTRODUCTION,
        f"**{summary_sentence(found)}** {_made(found, date)}",
        table(
            OVERVIEW_COLUMNS,
            [_overview(fact) for fact in found.facts],
        ),
        READING,
        "## Which parameters matter",
        _parameters(found),
        METHOD,
        REPEAT,
        "## Every metric",
        table(
            METRIC_COLUMNS,
            [_metric(fact, band) for fact in found.facts for band in fact.bands],
        ),
        "Draws: median, with the range of the middle 90 % of draws.",
    ]
    return "\n\n".join(parts) + "\n"


def _made(found: Sensitivity, date: str) -> str:
    said = ", ".join(f"{name} {version}" for name, version in versions().items())
    error = (0.9 * 0.1 / found.draws) ** 0.5
    return (
        f"Measured on {date}, seeds from {found.first_seed} on, with code version `{CODE_VERSION}` ({said}). "
        f"With {found.draws} draws a share near 90 % has a standard error of {percent(error)}."
    )


def _overview(found: FactSensitivity) -> tuple[str, ...]:
    return (
        found.fact.id,
        found.fact.title,
        judged_text(found.same_direction),
        judged_text(found.holding),
        f"{found.seeds_holding} of {found.seeds}",
        weakest_text(found),
        weakest_drivers_text(found),
    )


def _metric(fact: FactSensitivity, found: BandSensitivity) -> tuple[str, ...]:
    return (
        fact.fact.id,
        code(found.band.metric) + ("" if found.is_claimed else " (known to miss)"),
        band_text(found.band),
        plain(found.default, 3),
        plain(found.control, 3) if found.band.is_control_judged else "not judged",
        _spread(found),
        judged_text(found.same_direction),
        judged_text(found.holding),
        missing_text(found),
        drivers_text(found),
    )


def _spread(found: BandSensitivity) -> str:
    middle = found.quantile(0.5)
    return (
        f"{plain(middle, 3)} ({plain(found.quantile(0.05), 3)} to {plain(found.quantile(0.95), 3)})"
    )


def _parameters(found: Sensitivity) -> str:
    rows = [
        (code(name), str(len(metrics)), ", ".join(metrics))
        for name, metrics in parameters_that_matter(found)
    ]
    if not rows:
        return "No metric follows any parameter significantly."
    return table(("parameter", "metrics that follow it", "which"), rows)
