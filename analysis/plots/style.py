"""How pictures look: one style, worn only while a picture is drawn or saved.

Colors are those of Petroff (2021, arXiv:2107.02270), which people with any color vision tell apart,
the darkest first; lines and markers differ as well, so that a grey print can be read.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Arguments = ParamSpec("Arguments")
Drawn = TypeVar("Drawn")
Dashes = str | tuple[float, tuple[float, ...]]

INK = "#1f2328"
QUIET = "#59636e"
RULE = "#d1d5da"
PAPER = "#ffffff"
COLORS = (
    "#3f90da", "#bd1f01", "#832db6", "#e76300", "#717581", "#a96b59", "#ffa90e", "#94a4a2",
    "#b9ac70", "#92dadd",
)  # fmt: skip
LINES: tuple[Dashes, ...] = (
    "-", (0, (5, 1.6)), (0, (1.2, 1.2)), (0, (6, 1.6, 1.2, 1.6)), (0, (9, 2)),
    (0, (3, 1.2, 1.2, 1.2, 1.2, 1.2)), (0, (2.5, 2.5)),
)  # fmt: skip
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "---", "|||", "+++", "ooo", "//..")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p")

STYLE: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": QUIET,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": 9,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 8,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.unicode_minus": True,
    "figure.facecolor": PAPER,
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "hatch.color": PAPER,
    "hatch.linewidth": 0.9,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "loyalty",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": QUIET,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 9,
    "ytick.color": QUIET,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 9,
}
"""`text.parse_math` is off because a strategy may be called `$5 off`."""


@dataclass(frozen=True)
class Mark:
    """How one strategy is drawn in every picture: three ways to know it again."""

    color: str
    line: Dashes
    marker: str


def marks(count: int) -> list[Mark]:
    """Return the marks of so many strategies in their order; beyond ten colors they repeat."""
    return [
        Mark(COLORS[i % len(COLORS)], LINES[i % len(LINES)], MARKERS[i % len(MARKERS)])
        for i in range(count)
    ]


def in_style(draw: Callable[Arguments, Drawn]) -> Callable[Arguments, Drawn]:
    """Let a function draw in the house style and leave Matplotlib's settings as they were.

    It starts from Matplotlib's defaults, so that nobody's own settings change a picture. A letter
    that the font lacks is no warning: the page holds it as text, and a PNG shows a box.
    """

    @wraps(draw)
    def drawn(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Drawn:
        from matplotlib import style

        with style.context(["default", STYLE]), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
            return draw(*args, **kwargs)

    return drawn


def new_figure(width: float, height: float) -> "Figure":
    """Return an empty figure of a size in inches that belongs to nobody but the caller."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def without_frame(axes: "Axes") -> None:
    """Take the left edge and the ticks of an axis of names away."""
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def shortened(text: str, limit: int = 30) -> str:
    """Return a name in one line that fits a picture, cut with an ellipsis where it is longer."""
    line = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def told_apart(names: Sequence[str], limit: int = 30) -> list[str]:
    """Return names that fit a picture; those that would look the same get their number in front.

    The number is that of the place in the list, from 1: the rank, where names are in that order.
    """
    shown = [shortened(name, limit) for name in names]
    return [
        shortened(f"{number} {name}", limit) if shown.count(label) > 1 else label
        for number, (name, label) in enumerate(zip(names, shown, strict=True), start=1)
    ]
