"""Scenarios become files again: rows of a file, their spelling, and an atomic write."""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from simulation.scenario.customer import BEHAVIORS
from simulation.scenario.firm import PolicyCost
from simulation.scenario.inert import inert_behavior, inert_levers
from simulation.scenario.parameter import Block, Declaration, declarations
from simulation.scenario.paths import BEHAVIOR, LEVERS
from simulation.scenario.problems import Place, Problem, ScenarioProblemsError
from simulation.scenario.reading import plain_scalar
from simulation.scenario.schema import MarketParams, Policy, Scenario
from simulation.scenario.tree import Keys
from simulation.scenario.waking import says_off, unread_behavior

INDENT = "  "
COMMENT_COLUMN = 40
_OLD_YAML_WORDS = {"y", "n", "yes", "no", "on", "off"}
"""Text here, but not for readers of YAML 1.1."""

_PLAIN_TEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.&'+/()-]*")
_MARKET = {d.path: d for d in declarations(MarketParams)}
_BEHAVIOR_ORDER: list[str | int] = [name for block in BEHAVIORS for name in block.model_fields]
_COSTS = {d.path: d for d in declarations(PolicyCost)}


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a scenario and where it stands in a file.

    Attributes
    ----------
    keys : tuple[str | int, ...]
        Its path; a number counts the items of a list.
    value : Any
        A scalar, or an empty mapping.
    is_default : bool
        Whether a file may leave it out.
    declaration : Declaration | None
        What is declared about it; None for names, texts and times.
    """

    keys: Keys
    value: Any
    is_default: bool
    declaration: Declaration | None = None


def rows_of(scenario: Scenario) -> list[Row]:
    """Return every value of a scenario in the order of a file, without those that move nothing."""
    rows = [
        Row(("title",), scenario.title, is_default=False),
        Row(("question",), scenario.question, is_default=not scenario.question),
    ]
    rows += _block_rows(scenario.provenance, ("provenance",), {})
    rows.append(Row(("focal_firm",), scenario.focal_firm, is_default=False))
    rows += _block_rows(scenario.market, ("market",), _MARKET)
    is_left_out = _left_out(scenario)
    behavior = _block_rows(scenario.customers, ("customers",), BEHAVIOR)
    behavior.sort(key=lambda row: _BEHAVIOR_ORDER.index(row.keys[1]))
    rows += [
        row
        for row in behavior
        if not is_left_out(".".join(map(str, row.keys[1:])), row.value, row.is_default)
    ]
    for name, segment in scenario.segments.items():
        rows.append(Row(("segments", name, "share"), segment.share, is_default=False))
        for path, value in segment.set.items():
            if is_left_out(path, value, False):
                continue
            keys = ("segments", name, "set", path)
            rows.append(Row(keys, value, is_default=False, declaration=BEHAVIOR[path]))
    levers = inert_levers(scenario)
    for name, firm in scenario.firms.items():
        own = _block_rows(firm, ("firms", name), LEVERS)
        rows += [row for row in own if row.keys[2] not in levers]
    for index, policy in enumerate(scenario.policies):
        rows += _policy_rows(policy, ("policies", index))
    return rows


def _left_out(scenario: Scenario) -> Callable[[str, Any, bool], bool]:
    """Return what tells whether a customer parameter stays out of a file: it moves nothing here.

    One that says that a sleeping mechanism is off stays in: it holds for variants that wake it.
    """
    inert, unread = inert_behavior(scenario), unread_behavior(scenario)

    def is_left_out(path: str, value: Any, is_default: bool) -> bool:
        return path in inert or (path in unread and (is_default or not says_off(path, value)))

    return is_left_out


def _policy_rows(policy: Policy, keys: Keys) -> Iterator[Row]:
    yield Row((*keys, "firm"), policy.firm, is_default=False)
    for path, value in policy.set.items():
        yield Row((*keys, "set", path), value, is_default=False, declaration=LEVERS[path])
    yield Row((*keys, "from"), policy.start, is_default=policy.start == 0)
    yield Row((*keys, "until"), policy.until, is_default=policy.until is None)
    yield Row((*keys, "ramp_steps"), policy.ramp_steps, is_default=policy.ramp_steps == 0)
    yield Row((*keys, "segment"), policy.segment, is_default=policy.segment is None)
    if policy.cost is None:
        yield Row((*keys, "cost"), None, is_default=True)
    else:
        costs = list(_block_rows(policy.cost, (*keys, "cost"), _COSTS))
        says_nothing = all(row.is_default for row in costs)
        yield from [Row((*keys, "cost"), {}, is_default=False)] if says_nothing else costs
    yield Row((*keys, "grade"), policy.grade, is_default=policy.grade == "D")


def _block_rows(block: Block, keys: Keys, known: dict[str, Declaration]) -> list[Row]:
    rows = []
    for name, field in type(block).model_fields.items():
        value = getattr(block, name)
        if isinstance(value, Block):
            inner = {p.partition(".")[2]: d for p, d in known.items() if p.startswith(f"{name}.")}
            rows += _block_rows(value, (*keys, name), inner)
        elif isinstance(value, tuple):
            rows += [Row((*keys, name, i), item, is_default=False) for i, item in enumerate(value)]
        else:
            is_default = not field.is_required() and value == field.default
            rows.append(Row((*keys, name), value, is_default, known.get(name)))
    return rows


def rendered(rows: Iterable[Row], comment: Callable[[Row], str]) -> str:
    """Return rows as YAML, each with its comment where there is one.

    Parameters
    ----------
    rows : Iterable[Row]
        In the order of the file.
    comment : Callable[[Row], str]
        What stands behind a row's value; empty for nothing.
    """
    lines: list[str] = []
    before: Keys = ()
    for row in rows:
        shared = 0
        while shared < min(len(before), len(row.keys) - 1) and before[shared] == row.keys[shared]:
            shared += 1
        lines += _row_lines(row, shared, comment(row))
        before = row.keys
    return "\n".join(lines) + "\n"


def _row_lines(row: Row, shared: int, said: str) -> list[str]:
    """Return the lines of one row; its first `shared` keys already stand above it."""
    lines = []
    start = ""
    last = len(row.keys) - 1
    for depth in range(shared, len(row.keys)):
        key = row.keys[depth]
        start = start or INDENT * depth
        if isinstance(key, int):
            start += "- "
        elif depth < last:
            lines.append(f"{start}{scalar_text(key)}:")
            start = ""
        else:
            start += f"{scalar_text(key)}: "
    line = start + scalar_text(row.value)
    lines.append(f"{line:<{COMMENT_COLUMN}}  # {said}" if said else line)
    return lines


def scalar_text(value: Any) -> str:
    """Return a scalar as YAML 1.2, quoted wherever plain text would be read as something else."""
    if isinstance(value, float):
        text = repr(value)
        return text if "." in text or "e" not in text else text.replace("e", ".0e")
    if not isinstance(value, str):
        return json.dumps(value)  # null, true, false, whole numbers and {} are the same in JSON
    is_plain = _PLAIN_TEXT.fullmatch(value) and not value.endswith(" ")
    if is_plain and plain_scalar(value) == value and value.lower() not in _OLD_YAML_WORDS:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in quoted)


def scenario_text(scenario: Scenario, header: str) -> str:
    """Return the text of a scenario's file: what differs from the defaults, with units.

    Parameters
    ----------
    scenario : Scenario
        What to write; loading the text gives it back.
    header : str
        Lines for the top of the file (provenance), without comment signs.
    """
    top = "".join(f"# {line}".rstrip() + "\n" for line in header.splitlines())
    rows = [row for row in rows_of(scenario) if not row.is_default]
    return top + ("\n" if top else "") + rendered(rows, _unit)


def write_scenario(scenario: Scenario, path: str | Path, header: str) -> None:
    """Write a scenario to a YAML file: what differs from the defaults, with units.

    The file is complete when it appears: an interrupted write leaves what was there before.

    Parameters
    ----------
    scenario : Scenario
        What to write; loading the file gives it back.
    path : str | Path
        File to write or replace.
    header : str
        Lines for the top of the file (provenance), without comment signs.

    Raises
    ------
    ScenarioProblemsError
        If the file cannot be written.
    """
    path = Path(path)
    try:
        _write_whole(path, scenario_text(scenario, header))
    except OSError as error:
        sentence = f"The file cannot be written: {error.strerror or error}."
        raise ScenarioProblemsError([Problem(Place(path.as_posix()), (), sentence)]) from error


def _unit(row: Row) -> str:
    if row.declaration is None:
        return ""
    per = f" per {row.declaration.per}" if row.declaration.per else ""
    return row.declaration.unit + per


def _write_whole(path: Path, text: str) -> None:
    with NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as stream:
        partial = Path(stream.name)
        try:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        except BaseException:
            with suppress(OSError):
                partial.unlink()
            raise
    try:
        partial.chmod(0o644)
        partial.replace(path)
    except OSError:
        partial.unlink()
        raise
