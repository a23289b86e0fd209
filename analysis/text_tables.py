"""Tables of words and numbers for a terminal, made here and printed by run.py alone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

if TYPE_CHECKING:
    import pandas as pd

LONGEST_WORD = 14
"""Characters of a word that is kept in one piece."""
NUMBER_BEGINS = "-+\N{MINUS SIGN}0123456789n"  # n/a and none stand among numbers


def text_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table of words and numbers that is never cut, only wrapped.

    A column of numbers is set to the right; a name without spaces stays in one piece, so that it
    can be copied. A heading of several words takes two lines.
    """
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for number, column in enumerate(columns):
        cells = [row[number] for row in rows]
        is_number = number > 0 and bool(cells) and all(cell[:1] in NUMBER_BEGINS for cell in cells)
        words = [word for text in (column, *cells) for word in text.split()]
        table.add_column(
            "\n".join(column.rsplit(" ", 1)),
            justify="right" if is_number else "left",
            overflow="fold",
            no_wrap=number == 0 and not any(" " in cell for cell in cells),
            min_width=min(max(map(len, words), default=0), LONGEST_WORD),
        )
    for row in rows:
        table.add_row(*row)
    return table


def frame_table(title: str, frame: "pd.DataFrame") -> Table:
    """Return a data frame as a table, numbers with four digits."""
    shown = frame.map(lambda value: f"{value:,.4g}" if isinstance(value, float) else str(value))
    return text_table(title, [str(column) for column in shown.columns], shown.to_numpy().tolist())
