"""The parameter page: everything a scenario may say, from the declarations that check it."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from analysis.markdown import code, first_paragraph, number, span, table
from analysis.reference.page import page
from analysis.reference.short_names import SHORT_NAMES
from simulation.scenario.customer import BEHAVIORS
from simulation.scenario.firm import FirmParams, PolicyCost
from simulation.scenario.parameter import (
    GRADES,
    PERIOD_DAYS,
    Block,
    Declaration,
    declarations,
    nested_block,
)
from simulation.scenario.schema import MarketParams, Policy, Provenance, Scenario, Segment

COLUMNS = (
    "name", "symbol", "meaning", "default", "may be", "plausible", "unit", "per", "grade", "source",
)  # fmt: skip
CONVERSIONS = {
    "hazard": "compounds: 1 - (1 - x)^(days/period)",
    "linear": "grows with time: x days/period",
    "carry": "is kept: x^(days/period)",
}
INTRODUCTION = """\
Every parameter is declared once, in `simulation/scenario/`. The loader's checks, `run.py describe`, the schema for
editors, the draws of `compare --uncertain` and this page read that declaration. A parameter that would move nothing in
a market is refused there.

*May be* is what a scenario is allowed to say. *Plausible* is where the literature or the authors would look; uncertain
draws come from it, and a parameter without one is never drawn. Money is in units of the category's reference price: 1 is
the usual price of one purchase, or of one month of a contract. Points are on a scale from 0 to 100, except those of a
loyalty program, which are units of money."""


def parameters_page() -> str:
    """Return the page with every parameter, its symbol, unit, default, bounds, grade and source."""
    return page(
        "Parameters",
        INTRODUCTION,
        "## Grades of evidence",
        table(("grade", "what it says of a default"), [(code(g), GRADES[g]) for g in GRADES]),
        "## Rates and time",
        _time_note(),
        "## The file",
        _fields(Scenario),
        "### `market`",
        _described(MarketParams),
        "### `segments`",
        _described(Segment),
        "### `provenance`",
        _described(Provenance),
        "## Customers",
        "Under `customers`, and under `set` of a segment. There is one table for each behavior.",
        *_behaviors(),
        "## Firms",
        _described(FirmParams),
        *_groups(FirmParams),
        "## Policies",
        _described(Policy),
        "### `cost`",
        _described(PolicyCost, "cost."),
        "## Short names in the equations",
        "The equations in [the model description](../explanation/odd.md) use symbols. Notes on the model also used short "
        "names; here is what became of those that differ.",
        table(("short name", "symbol", "name here"), _short_name_rows()),
    )


def _time_note() -> str:
    periods = ", ".join(f"a {name} is {number(days)} days" for name, days in PERIOD_DAYS.items())
    kinds = "\n".join(f"* `{name}`: the value {rule}." for name, rule in CONVERSIONS.items())
    return (
        f"A rate is stated per the period in the column *per* ({periods}) and converted to the step of the scenario in one "
        f"place. How it is converted stands beside the period:\n\n{kinds}\n\nWhat is stated per experience or per purchase is "
        "never converted."
    )


def _behaviors() -> Iterator[str]:
    for block in BEHAVIORS:
        yield f"### {block.__name__.removesuffix('Params')}"
        yield _described(block)
        for name, field in block.model_fields.items():
            nested = nested_block(field)
            if nested is not None:
                yield f"`{name}`: {first_paragraph(nested.__doc__)}"
                yield _fields(nested, f"{name}.")


def _groups(block: type[Block]) -> Iterator[str]:
    """Yield heading and table of every block inside a block."""
    for name, field in block.model_fields.items():
        nested = nested_block(field)
        if nested is not None:
            yield f"### `{name}`"
            yield _described(nested, f"{name}.")


def _described(block: type[Block], prefix: str = "") -> str:
    return f"{first_paragraph(block.__doc__)}\n\n{_fields(block, prefix)}"


def _fields(block: type[Block], prefix: str = "") -> str:
    declared = {d.path: d for d in declarations(block)}
    rows = []
    for name, field in block.model_fields.items():
        if name in declared:
            rows.append(_declared_row(declared[name], field, prefix))
        elif nested_block(field) is None:
            rows.append(_plain_row(name, field, prefix))
    return table(COLUMNS, rows) if rows else ""


def _declared_row(declaration: Declaration, field: FieldInfo, prefix: str) -> tuple[str, ...]:
    per = f"{declaration.per}, {declaration.conversion}" if declaration.per else ""
    is_required = declaration.default is ...
    return (
        code(prefix + (field.alias or declaration.path)),
        declaration.symbol,
        declaration.meaning,
        _default(field),
        span(declaration.bounds),
        span(declaration.plausible),
        declaration.unit,
        per,
        "" if is_required else declaration.grade,
        "" if is_required else declaration.source,
    )


def _plain_row(name: str, field: FieldInfo, prefix: str) -> tuple[str, ...]:
    words = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    allowed = " or ".join(code(str(word)) for word in words)
    meaning = (field.description or "").strip()
    return (code(prefix + (field.alias or name)), "", meaning, _default(field), allowed, *[""] * 5)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value: Any = field.default
    if value is None:
        return "null"
    if isinstance(value, bool | str):
        return code(str(value).lower() if isinstance(value, bool) else value)
    return number(value) if isinstance(value, int | float) else "none"


def _short_name_rows() -> Iterator[tuple[str, str, str]]:
    blocks: dict[str, type[Block]] = {"market": MarketParams, "firm": FirmParams}
    known = {f"customers.{d.path}": d for block in BEHAVIORS for d in declarations(block)}
    for prefix, block in blocks.items():
        known |= {f"{prefix}.{d.path}": d for d in declarations(block)}
    for short, name in SHORT_NAMES.items():
        yield code(short), known[name].symbol, code(name)
