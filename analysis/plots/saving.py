"""Figures become files: SVG inside a page, PNG for everything else, the same bytes every time."""

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, fromstring, tostring

from analysis.plots.style import in_style, shortened

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
DOTS_PER_INCH = 160
"""Of a PNG, and of the cells of a heat map inside an SVG."""
_REFERENCE = re.compile(r"url\(#")


@in_style
def save_png(figure: "Figure", path: Path) -> None:
    """Write a figure as PNG, without a date."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    _settle(figure)
    FigureCanvasAgg(figure).print_png(path, metadata={"Software": None})  # type: ignore[no-untyped-call]


@in_style
def inline_svg(figure: "Figure", name: str, title: str, description: str) -> str:
    """Return a figure as an `<svg>` element for a page, with words for those who do not see it.

    Parameters
    ----------
    figure : Figure
        The picture.
    name : str
        Put before every id in it, because ids must differ between the pictures of a page.
    title, description : str
        What it shows, and what can be seen in it.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    _settle(figure)
    stream = io.StringIO()
    FigureCanvasSVG(figure).print_svg(stream)  # type: ignore[no-untyped-call]
    # Drawn a line above, never read from outside.
    root = fromstring(stream.getvalue())  # noqa: S314
    # They hold the date, and nothing a page needs.
    for metadata in root.findall(f"{{{SVG}}}metadata"):
        root.remove(metadata)
    for element in root.iter():
        _rename(element, name)
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    for size in ("width", "height", "version"):
        root.attrib.pop(size, None)
    root.attrib |= {
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-description",
    }
    for position, (tag, part, text) in enumerate(
        (("title", "title", title), ("desc", "description", description))
    ):
        words = Element(tag, {"id": f"{name}-{part}"})
        words.text = shortened(text, len(text))
        root.insert(position, words)
    return tostring(root, encoding="unicode")


def _settle(figure: "Figure") -> None:
    """Lay a figure out once: doing so for every file again takes longer than drawing it.

    For the same reason the files are printed by their canvas: `savefig` draws twice, the first time
    for a layout.
    """
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine("none")
        figure.set_dpi(DOTS_PER_INCH)


def _rename(element: Element, name: str) -> None:
    for key, value in list(element.attrib.items()):
        if key == "id":
            element.set(key, f"{name}-{value}")
        elif key == XLINK_HREF:
            del element.attrib[key]
            element.set("href", "#" + f"{name}-{value.removeprefix('#')}")
        elif "url(#" in value:
            element.set(key, _REFERENCE.sub(f"url(#{name}-", value))
