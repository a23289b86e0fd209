"""What the plain Mesa market writes down: a firm's account, a customer's tie to a firm."""

from benchmarks.market import MEASURES


class Account:
    """What one firm records in one step."""

    __slots__ = MEASURES

    def __init__(self) -> None:
        for name in MEASURES:
            setattr(self, name, 0)


class Tie:
    """What one customer holds toward one firm."""

    __slots__ = (
        "ability",
        "bond",
        "cost",
        "engaged",
        "failures",
        "fairness",
        "firm",
        "first_step",
        "given",
        "habit",
        "integrity",
        "last_step",
        "member",
        "messages",
        "n_purchases",
        "paid",
        "points",
        "praise",
        "quality",
        "reference_price",
        "satisfaction",
        "should",
        "taste",
        "warnings",
        "will",
    )  # fmt: skip
