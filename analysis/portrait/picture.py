"""A picture of a portrait."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Picture:
    """A figure with the words that stand for it."""

    name: str
    title: str
    description: str
    figure: "Figure"
