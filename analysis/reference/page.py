"""What every generated page begins with."""

REGENERATE = "python -m analysis.reference"
NOTICE = f"<!-- Made by `{REGENERATE}`. Change the declarations, not this page. -->"


def page(title: str, *parts: str) -> str:
    """Return a whole page: the notice, the title, and its parts with a blank line between."""
    return "\n\n".join([NOTICE, f"# {title}", *parts]) + "\n"
