"""Tables of words and numbers for a terminal, made here and printed by run.py alone."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, ConsoleOptions
from rich.table import Table

if TYPE_CHECKING:
    import pandas as pd

LONGEST_WORD = 14
"""Characters of a word that is kept in one piece."""
LONGEST_NAME = 48
"""Characters of a name in the first column that is kept in one piece."""
NO_NUMBER = "none"
"""What stands where there is no such number."""
NUMBER_BEGINS = "-+\N{MINUS SIGN}0123456789n"  # n/a and none stand among numbers
BESIDE = 2  # characters between two columns


@dataclass(frozen=True)
class _Column:
    """A column as text; numbers and names are never broken."""

    heading: str
    cells: tuple[str, ...]
    is_number: bool
    is_name: bool

    @property
    def least(self) -> int:
        """Characters below which something would break that should not."""
        longest = max((len(word) for cell in self.cells for word in cell.split()), default=0)
        if not (self.is_number or self.is_name):
            longest = min(longest, LONGEST_WORD)
        return max([longest, *map(len, _pieces(self.heading))])

    @property
    def most(self) -> int:
        """Characters beyond which nothing is gained."""
        heading = len(self.heading)
        if self.is_number:  # its heading may take two lines
            heading = 0 if " " in self.heading else min(heading, LONGEST_WORD + 1)
        return max([self.least, heading, *map(len, self.cells)])

    def lines_of_heading(self, width: int) -> str:
        """Return the heading in lines: broken between words, and after an underscore."""
        lines: list[str] = []
        for piece in _pieces(self.heading):
            joined = lines[-1] + piece if lines else ""
            if lines and len(joined.rstrip()) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
        return "\n".join(line.rstrip() for line in lines)


class WholeTable(Table):
    """A table of which nothing is lost where the terminal is narrow.

    Columns that do not fit side by side follow in a further table, which begins with the first
    column again.
    """

    def __init__(self, title: str, columns: Sequence[_Column]) -> None:
        super().__init__(title=title)
        self._given = tuple(columns)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Table]:
        """Yield the table, or the tables that it falls into at this width."""
        del console
        for number, part in enumerate(_parts(self._given, options.max_width)):
            title = f"{self.title} (continued)" if number else str(self.title)
            yield _drawn(title, part, options.max_width)


def text_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table of words and numbers that is never cut, only wrapped or divided.

    A column of numbers is set to the right; a name without spaces in the first one stays in one
    piece, so that it can be copied.
    """
    cells = [tuple(row[place] for row in rows) for place in range(len(columns))]
    return WholeTable(
        title,
        [
            _Column(
                heading,
                own,
                is_number=place > 0
                and bool(own)
                and all(cell[:1] in NUMBER_BEGINS for cell in own),
                is_name=place == 0 and all(" " not in c and len(c) <= LONGEST_NAME for c in own),
            )
            for place, (heading, own) in enumerate(zip(columns, cells, strict=True))
        ],
    )


def frame_table(title: str, frame: "pd.DataFrame") -> Table:
    """Return a data frame as a table, numbers with four digits and a word where there is none."""
    rows = frame.map(_shown).to_numpy().tolist()
    return text_table(title, [str(column) for column in frame.columns], rows)


def _shown(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.4g}" if math.isfinite(value) else NO_NUMBER


def _pieces(heading: str) -> list[str]:
    """Return the parts of a heading between which a line may end."""
    return heading.replace(" ", " \n").replace("_", "_\n").split("\n")


def _parts(columns: Sequence[_Column], width: int) -> list[list[_Column]]:
    """Return which columns stand side by side: the first in every part, the others in order."""
    first, others = columns[0], columns[1:]
    parts = [[first]]
    for column in others:
        if len(parts[-1]) > 1 and _width([*parts[-1], column]) > width:
            parts.append([first])
        parts[-1].append(column)
    return parts


def _width(columns: Sequence[_Column]) -> int:
    return 1 + sum(column.least + BESIDE for column in columns)


def _drawn(title: str, columns: Sequence[_Column], width: int) -> Table:
    """Return a table whose widths are settled: what is left over goes to the words."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column, own in zip(columns, _widths(columns, width), strict=True):
        table.add_column(
            column.lines_of_heading(own),
            justify="right" if column.is_number else "left",
            overflow="fold",
            width=own,
        )
    for row in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*row)
    return table


def _widths(columns: Sequence[_Column], width: int) -> list[int]:
    """Return the width of each column: room that is left goes to numbers first, then to words."""
    widths = [column.least for column in columns]
    left = width - _width(columns)
    for place in sorted(range(len(columns)), key=lambda place: not columns[place].is_number):
        extra = max(min(left, columns[place].most - widths[place]), 0)
        widths[place] += extra
        left -= extra
    return widths
