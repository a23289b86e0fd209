"""What one scenario changes in another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulation.scenario.loader import scenario_document
from simulation.scenario.problems import dotted, number_text
from simulation.scenario.schema import Scenario

FOR_THE_READER = ("title", "question", "provenance")
"""Texts that change no run: not part of a difference."""
NAMED = ("firms", "segments")
"""Mappings of which a whole entry may be new."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs.

    Attributes
    ----------
    path : str
        Dotted path, as in the file.
    base, variant : Any
        The two values; None where one scenario has no such firm, segment, policy or setting.
    """

    path: str
    base: Any
    variant: Any

    def __str__(self) -> str:
        """Return `path: base → variant`, or what is new or gone."""
        if self.base is None and isinstance(self.variant, Mapping):
            return f"{self.path}: new {_shown(self.variant)}"
        if self.variant is None and isinstance(self.base, Mapping):
            return f"{self.path}: gone {_shown(self.base)}"
        return f"{self.path}: {_shown(self.base)} → {_shown(self.variant)}"


def differences(base: Scenario, variant: Scenario) -> list[Difference]:
    """Return every value of a variant that differs from its base, in the order of the file.

    A new firm, segment or policy is one difference, given by what it sets beside the defaults.
    Titles, questions and provenance are left out: they change no run.
    """
    found: list[Difference] = []
    before, after = scenario_document(base), scenario_document(variant)
    short_before = base.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    short_after = variant.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for key in before:
        if key in FOR_THE_READER:
            continue
        if key in NAMED or key == "policies":
            old, new = _numbered(before[key]), _numbered(after[key])
            briefs = (_numbered(short_before.get(key, {})), _numbered(short_after.get(key, {})))
            for name in dict.fromkeys([*old, *new]):
                if name in old and name in new:
                    found += _below(old[name], new[name], (key, name))
                else:
                    brief = briefs[0].get(name), briefs[1].get(name)
                    found.append(Difference(dotted((key, name)), *brief))
        else:
            found += _below(before[key], after[key], (key,))
    return found


def _numbered(entries: Any) -> dict[str, Any]:
    if isinstance(entries, list):
        return {str(index): entry for index, entry in enumerate(entries)}
    return dict(entries)


def _below(old: Any, new: Any, keys: tuple[str, ...]) -> list[Difference]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found = []
        for key in dict.fromkeys([*old, *new]):
            found += _below(old.get(key), new.get(key), (*keys, key))
        return found
    return [] if old == new else [Difference(dotted(keys), old, new)]


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key}: {_shown(item)}" for key, item in value.items())
        return f"{{{inner}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(_shown(item) for item in value)}]"
    return str(value)
