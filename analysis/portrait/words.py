"""What the portrait says in sentences."""

import math
from typing import Any

from analysis.portrait.portrait import Portrait
from analysis.report.numbers import percent, plain
from analysis.report.reading import MONTHLY_FROM_DAYS, WEEK_DAYS, Clock
from analysis.typologies.choice import PROPS
from analysis.typologies.lock_in import CHANCE
from analysis.typologies.occupancy import falling_steps
from simulation.tables import YEAR_DAYS

LEAST = 0.005
"""Half a percentage point: smaller parts of retention are not worth words (assumption)."""
LASTING = "taste"
PARTS = {
    "attitude": "because of what they think of it",
    "habit": "by habit",
    "price": "for the price",
    "program": "for the program",
    "switching": "because leaving costs something",
    "convenience": "for convenience",
    "taste": "by taste",
    "reach": "because no other firm is in reach",
    CHANCE: "by mere chance",
}


def answer(portrait: Portrait) -> str:
    """Return what holds the customers, largest part first, in one sentence."""
    parts = {name: portrait.meter.mean(name) for name in (*(p.name for p in PROPS), CHANCE)}
    said = sorted((n for n in parts if parts[n] >= LEAST), key=lambda n: -parts[n])
    words = [f"{plain(100.0 * parts[name], 0)} {PARTS[name]}" for name in said]
    stay = plain(100.0 * portrait.meter.retention, 0)
    against = [
        f"{prop.label} takes {plain(-100.0 * parts[prop.name], 0)} away"
        for prop in PROPS
        if parts[prop.name] <= -LEAST
    ]
    return (
        f"Of 100 customers of {portrait.firm}, {stay} would stay if they chose today: "
        f"{_joined(words)}{'; ' if against else ''}{_joined(against)}."
    )


def findings(portrait: Portrait) -> list[str]:
    """Return what is worth knowing first, a sentence each."""
    found = [_worst_fall(portrait), _largest_bias(portrait)]
    said = (*found, *_rungs(portrait))
    return [sentence for sentence in said if sentence]


def _worst_fall(portrait: Portrait) -> str:
    rows: list[dict[Any, Any]] = portrait.stress.to_dict("records")
    # a lasting taste is no barrier: nobody can take it down
    taste = next(row for row, prop in zip(rows, PROPS, strict=True) if prop.name == LASTING)
    standing = [row for row, prop in zip(rows, PROPS, strict=True) if prop.name != LASTING]
    worst = max(standing, key=lambda row: float(row["leave_per_1000"]))
    if worst["leave_per_1000"] < 1.0:
        return "No single barrier would send more than one customer of 1,000 away if it fell."
    to = [str(column) for column in worst if str(column).startswith("to ")]
    first = max(to, key=lambda column: float(worst[column]))
    beside = "Taste aside, most" if taste["leave_per_1000"] > worst["leave_per_1000"] else "Most"
    return (
        f"{beside} hangs on {worst['what falls']}: without it "
        f"{plain(worst['leave_per_1000'], 0)} more of 1,000 customers would leave, "
        f"{plain(worst[first], 0)} of them {first}; those who would leave have a satisfaction of "
        f"{plain(worst['satisfaction_of_leavers'], 0)}."
    )


def _largest_bias(portrait: Portrait) -> str:
    scores = [row for row in portrait.seen if row.unit == "0 to 100" and math.isfinite(row.bias)]
    row = max(scores, key=lambda one: abs(one.bias))
    return (
        f"A survey answered by {percent(portrait.survey.response_rate)} of those asked puts "
        f"“{row.measure.lower()}” at {plain(row.seen, 0)} of 100, and the truth is "
        f"{plain(row.truth, 0)}: {row.reason}."
    )


def _rungs(portrait: Portrait) -> list[str]:
    said = []
    for one in portrait.typologies:
        steps = falling_steps(one.occupancy) if one.typology.rises else []
        said += [
            f"{one.typology.title}: the chance to buy should rise and falls from "
            f"{step.lower} ({plain(step.lower_probability, 2)}) to {step.upper} "
            f"({plain(step.upper_probability, 2)})."
            for step in steps
        ]
    return said


def when(portrait: Portrait) -> str:
    """Return the time of the snapshot, counted from the start of the study."""
    market = portrait.result.scenario.market
    months = (portrait.moment.step + 1) * portrait.moment.step_months
    years = (portrait.moment.step + 1) * market.step_days / YEAR_DAYS
    if portrait.moment.step < 0:
        return "at the end of the burn-in"
    if months < 2.0:
        is_monthly = market.step_days >= MONTHLY_FROM_DAYS
        time = (
            Clock("months", portrait.moment.step_months)
            if is_monthly
            else Clock("weeks", market.step_days / WEEK_DAYS)
        )
        return f"after {time.length(portrait.moment.step + 1)}"
    if years < 2.0:
        return f"after {plain(months, 0)} months"
    return f"after {plain(years, 0 if abs(years - round(years)) < 0.05 else 1)} years"


def _joined(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
