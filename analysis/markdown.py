"""Small pieces of Markdown."""

from collections.abc import Iterable, Sequence


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; bars and line breaks inside a cell are made harmless."""
    lines = [_line(columns), "|" + "---|" * len(columns)]
    lines += [_line(row) for row in rows]
    return "\n".join(lines)


def code(text: str) -> str:
    """Return text as code; nothing for nothing."""
    return f"`{text}`" if text else ""


def number(value: float) -> str:
    """Return a number as a reader writes it."""
    return f"{value:.10g}"


def span(bounds: tuple[float | None, float | None] | None) -> str:
    """Return `0 to 1`, or `from 0`, or nothing where both sides are open."""
    low, high = bounds or (None, None)
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)}"
    if low is not None:
        return f"from {number(low)}"
    return f"to {number(high)}" if high is not None else ""


def first_paragraph(docstring: str | None) -> str:
    """Return the first paragraph of a docstring on one line."""
    return " ".join((docstring or "").strip().partition("\n\n")[0].split())


def _line(cells: Sequence[str]) -> str:
    flat = (" ".join(cell.split()).replace("|", r"\|") for cell in cells)
    return "| " + " | ".join(flat) + " |"
