"""What a terminal of a stated width shows, and what it does not."""

import io

from rich.console import Console

from analysis.text_tables import frame_table


def printed(renderable, width=80) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(renderable)
    return console.file.getvalue()


def lost(frame, width=80) -> list[str]:
    """Return the numbers and the parts of headings that a table does not show whole."""
    text = printed(frame_table("A title", frame), width)
    assert max(map(len, text.splitlines())) <= width
    numbers = [f"{cell:,.4g}" for column in frame for cell in frame[column] if type(cell) is float]
    headings = [part for column in frame for part in str(column).replace("_", "_ ").split()]
    words = text.replace("_", "_ ").split()
    gone = [number for number in numbers if number != "nan" and number not in words]
    return gone + [part for part in headings if part not in words]
