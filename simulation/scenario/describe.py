"""A scenario in the form of its file, with the unit and the grade of every value (settled 5)."""

from collections import defaultdict
from typing import TYPE_CHECKING

from simulation.scenario.inert import inert_behavior
from simulation.scenario.parameter import GRADES, Declaration, per_step
from simulation.scenario.problems import number_text
from simulation.scenario.schema import Scenario
from simulation.scenario.waking import unread_behavior
from simulation.scenario.writing import Row, rendered, rows_of, scalar_text

if TYPE_CHECKING:
    from simulation.scenario.tree import Keys

POLICY_TIMES: dict[str, str] = {
    "from": "first step, counted after the burn-in",
    "until": "first step without it; null: never ends",
    "ramp_steps": "steps until it has its full strength",
    "segment": "whom it reaches; null: everybody",
    "grade": "evidence for the cost",
}


def describe(scenario: Scenario) -> str:
    """Return a whole scenario as a file that can be loaded, values explained in comments.

    Every value stands there, defaults included; what all firms leave at its default stands once,
    in a comment at the end. Parameters that move nothing in this market are left out; those that a
    lever of a firm or another parameter would wake are named at the end. Rates are given as stated
    and per step.
    """
    rows = rows_of(scenario)
    at_default: defaultdict[Keys, list[Row]] = defaultdict(list)
    for row in rows:
        if row.keys[0] == "firms":
            at_default[row.keys[2:]].append(row)
    common = {keys for keys, firms in at_default.items() if all(row.is_default for row in firms)}
    shown = [row for row in rows if row.keys[0] != "firms" or row.keys[2:] not in common]
    step_days = scenario.market.step_days

    def comment(row: Row) -> str:
        return evidence(row, step_days)

    legend = "\n".join(f"#   {grade:<3}{meaning}" for grade, meaning in GRADES.items())
    text = f"# Grades of evidence:\n{legend}\n\n{rendered(shown, comment)}"
    if common:
        alike = [
            Row(keys, at_default[keys][0].value, True, at_default[keys][0].declaration)
            for keys in at_default
            if keys in common
        ]
        lines = rendered(alike, comment).splitlines()
        text += "\n# Every firm has the default of the rest:\n"
        text += "\n".join(f"#   {line}" for line in lines) + "\n"
    return text + _asleep(scenario)


def _asleep(scenario: Scenario) -> str:
    """Return comments that name the customer parameters which nothing in this market reads."""
    asleep: defaultdict[str, list[str]] = defaultdict(list)
    kind = inert_behavior(scenario)
    for name, waker in unread_behavior(scenario).items():
        if name not in kind:
            asleep[waker.where].append(name)
    if not asleep:
        return ""
    lines = [f"#   in {where}:\n#     {', '.join(names)}" for where, names in asleep.items()]
    return "\n# Parameters of customers that nothing reads here:\n" + "\n".join(lines) + "\n"


def evidence(row: Row, step_days: float) -> str:
    """Return what is known about a row: symbol, unit, value per step, grade and source."""
    declaration = row.declaration
    if declaration is None:
        return POLICY_TIMES.get(str(row.keys[-1]), "") if row.keys[0] == "policies" else ""
    parts = [declaration.symbol, _unit(row.value, declaration, step_days)]
    if row.is_default or declaration.default is ...:
        parts.append(_grade(declaration))
    else:
        parts.append(f"set here (default {_plain(declaration.default)}: {_grade(declaration)})")
    return " · ".join(part for part in parts if part)


def _unit(value: object, declaration: Declaration, step_days: float) -> str:
    if declaration.per is None:
        return declaration.unit
    stated = f"{declaration.unit} per {declaration.per}"
    if not isinstance(value, int | float):
        return stated
    converted = per_step(float(value), declaration, step_days)
    days = "a day" if step_days == 1 else f"{number_text(step_days)} days"
    return f"{stated} = {converted:.4g} per step of {days}"


def _grade(declaration: Declaration) -> str:
    if declaration.default is ...:
        return "required"
    return f"grade {declaration.grade}, {declaration.source}"


def _plain(value: object) -> str:
    return number_text(value) if isinstance(value, int | float) else scalar_text(value)
