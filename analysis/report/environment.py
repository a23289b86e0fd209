"""How templates of pages are read: those of a page's own package, and what all pages share."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

SHARED = "analysis.report"
LONG_WORD = 24
"""Letters after which a word may be broken: a longer one would push columns of its table off the page."""


def breakable(text: str) -> "Markup":
    """Return text, escaped, in which long words may be broken; nothing is seen of it elsewhere."""
    from markupsafe import Markup, escape

    pieces = (
        Markup("<wbr/>").join(map(escape, re.findall(f".{{1,{LONG_WORD}}}", word)))
        for word in re.split(r"(\s+)", str(text))
    )
    return Markup("").join(pieces)


def page_environment(package: str = SHARED) -> "Environment":
    """Return what renders the templates of a package; the style and the macros of all are beside them.

    A name that a template uses and nobody gives is an error, and what is given is escaped.
    """
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    packages = dict.fromkeys((package, SHARED))
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["breakable"] = breakable
    return environment
