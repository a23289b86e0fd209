"""What the full plain-Mesa market writes down beside what the core writes down."""

from benchmarks.full_market import FULL_MEASURES
from benchmarks.plain_records import Tie


class FullAccount:
    """What one firm records in one step."""

    __slots__ = FULL_MEASURES

    def __init__(self) -> None:
        for name in FULL_MEASURES:
            setattr(self, name, 0)


class FullTie(Tie):
    """What one customer holds toward one firm, with the toolbox on."""

    __slots__ = (
        "aware",
        "breadth",
        "coupon",
        "endowed",
        "fit",
        "gifts",
        "image",
        "in_period",
        "irritation",
        "key",
        "level",
        "offer",
        "reachable",
        "recall",
        "staff",
        "values",
        "year_spend",
    )  # fmt: skip
