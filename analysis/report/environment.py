"""How templates of pages are read: those of a page's own package, and what all pages share."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

SHARED = "analysis.report"


def page_environment(package: str = SHARED) -> "Environment":
    """Return what renders the templates of a package; the style and the macros of all are beside them.

    A name that a template uses and nobody gives is an error, and what is given is escaped.
    """
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    packages = dict.fromkeys((package, SHARED))
    return Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
