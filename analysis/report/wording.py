"""How a comparison was made, in plain words: what strategies change, and the command to repeat it."""

import json
import shlex
from dataclasses import dataclass

from analysis.comparison.outcome import Comparison, Request
from analysis.report.reading import Clock, clock
from simulation.scenario.difference import differences
from simulation.scenario.firm import FirmParams, PolicyCost
from simulation.scenario.parameter import GRADES, Declaration, declarations
from simulation.scenario.paths import BEHAVIOR, LEVERS
from simulation.scenario.problems import number_text
from simulation.scenario.schema import Policy, Scenario


@dataclass(frozen=True)
class Change:
    """One thing a strategy does.

    Attributes
    ----------
    headline : str
        Who does it, when and for whom; or one setting that differs.
    levers : tuple[str, ...]
        What is set, one line each.
    cost : str
        The stated cost and its evidence; empty where it is no policy.
    """

    headline: str
    levers: tuple[str, ...] = ()
    cost: str = ""


@dataclass(frozen=True)
class DrawnParameter:
    """One uncertain parameter: its value in the baseline, its range, and the evidence for it."""

    path: str
    meaning: str
    value: str
    low: str
    high: str
    unit: str
    grade: str
    source: str


def changes_from_base(comparison: Comparison, variant: Scenario) -> list[Change]:
    """Return what a strategy does that the baseline does not, in the order of its file."""
    base = comparison.base
    found = []
    for difference in differences(base, variant):
        group, _, rest = difference.path.partition(".")
        if group == "policies" and difference.base is None and rest.isdigit():
            found.append(_policy_in_words(base, variant.policies[int(rest)], clock(comparison)))
        else:
            found.append(Change(str(difference)))
    return found


def _policy_in_words(base: Scenario, policy: Policy, time: Clock) -> Change:
    start = "the start of the study" if policy.start == 0 else f"{_point(policy.start, time)}"
    headline = f"{policy.firm}, from {start}"
    if policy.until is not None:
        headline += f" until {_point(policy.until, time)}"
    if policy.ramp_steps:
        headline += f", building up over {time.length(policy.ramp_steps)}"
    headline += f", for {policy.segment or 'everybody'}"
    firm = base.firms.get(policy.firm)
    levers = tuple(_lever_in_words(firm, path, value) for path, value in policy.set.items())
    return Change(headline, levers, _cost_in_words(policy))


def _point(step: int, time: Clock) -> str:
    if step < 0:
        return f"{time.length(-step)} before the study"
    return f"{time.unit.removesuffix('s')} {time.length(step).split()[0]}"


def _lever_in_words(firm: FirmParams | None, path: str, value: float) -> str:
    declaration = LEVERS[path]
    before: object = firm
    for part in path.split("."):
        before = getattr(before, part, None)
    old = "" if before is None else f"{_value(before)} → "
    unit = _unit(declaration)
    return f"{_without_stop(declaration.meaning)} ({path}, {unit}): {old}{_value(value)}"


def _cost_in_words(policy: Policy) -> str:
    evidence = f"evidence {policy.grade}: {GRADES[policy.grade]}"
    if policy.cost is None:
        return "no cost is stated"
    parts = [
        f"{_without_stop(declaration.meaning).lower()}: {_value(amount)} {_unit(declaration)}"
        for declaration in declarations(PolicyCost)
        if (amount := getattr(policy.cost, declaration.path))
    ]
    stated = "; ".join(parts) or "nothing but what the lever itself gives away"
    return f"Stated cost: {stated} [{evidence}]"


def drawn_parameters(comparison: Comparison) -> list[DrawnParameter]:
    """Return the parameters that were drawn, with the range and the grade of each."""
    found = []
    for path, (low, high) in comparison.uncertain.items():
        declaration = BEHAVIOR[path]
        value = getattr(comparison.base.customers, path)
        found.append(
            DrawnParameter(
                path=path,
                meaning=_without_stop(declaration.meaning),
                value=_value(value),
                low=_value(low),
                high=_value(high),
                unit=_unit(declaration),
                grade=declaration.grade,
                source=declaration.source,
            )
        )
    return found


def grade_legend() -> dict[str, str]:
    """Return what each grade of evidence means."""
    return dict(GRADES)


def command_line(request: Request) -> str:
    """Return the command that makes the same comparison; how many workers do it changes nothing."""
    words = ["python", "run.py", "compare", request.base, *request.variants]
    for path, value in sorted(request.overrides.items()):
        words += ["--set", f"{path}={value if isinstance(value, str) else json.dumps(value)}"]
    words += ["--metric", request.metric, "--replications", str(request.replications)]
    if request.precision is not None:
        words += ["--precision", number_text(request.precision)]
    if request.uncertain:
        words += ["--uncertain", str(request.uncertain)]
        if request.uncertain_customers is not None:
            words += ["--uncertain-customers", str(request.uncertain_customers)]
    return shlex.join([*words, "--seed", str(request.seed)])


def _unit(declaration: Declaration) -> str:
    return (
        declaration.unit if declaration.per is None else f"{declaration.unit} per {declaration.per}"
    )


def _value(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _without_stop(text: str) -> str:
    return text.removesuffix(".")
