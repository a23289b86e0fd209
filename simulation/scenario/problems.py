"""What is wrong with a scenario, said in one line for each mistake."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from simulation.errors import ScenarioError

LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was written: a file and a line in it, the command line, or a document.

    Attributes
    ----------
    file : str
        File, option, argument or kind of document.
    line : int | None
        Line in the file.
    is_typed : bool
        Whether somebody typed it as an option; values given from Python may be draws.
    """

    file: str
    line: int | None = None
    is_typed: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        """Return `file:line`, or the file alone where there is no line."""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def seen_from(self, other: "Place") -> str:
        """Return this place as short as a reader at `other` needs it (`line 7`, `base.yaml:7`)."""
        same_file = self.file == other.file and self.line is not None
        return f"line {self.line}" if same_file else str(self)


COMMAND_LINE = Place("--set", is_typed=True)
OVERRIDES = Place("overrides")
DOCUMENT = Place("scenario document")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake.

    Attributes
    ----------
    place : Place
        Where it was written; for an inherited value the file it comes from.
    keys : tuple[str | int, ...]
        Way to the value from the top of the file; empty for the file as a whole.
    sentence : str
        The rule, its unit, what was got and what to do; continues the path.
    rests_on : tuple[tuple[str | int, ...], ...]
        Other values the judgment rests on: it is dropped where one of them is itself wrong.
    """

    place: Place
    keys: tuple[str | int, ...]
    sentence: str
    rests_on: tuple[tuple[str | int, ...], ...] = ()

    @property
    def path(self) -> str:
        """The dotted path, as in the file."""
        return dotted(self.keys)

    def __str__(self) -> str:
        """Return the whole line: place, path, rule, unit, what was got."""
        if not self.keys:
            return f"{self.place}: {self.sentence}"
        return f"{self.place}: {self.path} {self.sentence}"


class ScenarioProblemsError(ScenarioError):
    """All mistakes of a scenario at once; `str` gives a line for each.

    Attributes
    ----------
    problems : tuple[Problem, ...]
        The mistakes, in the order of files and lines.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        unique = dict.fromkeys(problems)
        self.problems = tuple(sorted(unique, key=lambda p: (p.place.file, p.place.line or 0)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return one line for each problem."""
        return "\n".join(str(problem) for problem in self.problems)


def dotted(keys: Iterable[str | int]) -> str:
    """Return a path as it is written on the command line (`firms.Alpha.price`)."""
    return ".".join(str(key) for key in keys)


def number_text(value: float) -> str:
    """Return a number as a reader would write it: no `.0`, no rounding."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def shortened(text: str) -> str:
    """Return text in quotation marks, cut where it is long, with control characters escaped."""
    cut = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    return repr(cut)


def listed(names: Iterable[str]) -> str:
    """Return `a, b and c`."""
    known = list(names)
    if len(known) < 2:
        return "".join(known)
    return ", ".join(known[:-1]) + " and " + known[-1]
