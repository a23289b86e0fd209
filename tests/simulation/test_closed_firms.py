"""A firm outside the market tempts nobody, takes nothing, gives nothing and owes no rent."""

from typing import Any

import pytest

from tests.simulation.markets import CONTRACT, REPERTOIRE, changed, history, ran, total

BEFORE, CLOSES = 12, 10
ALPHA, GAMMA = 0, 2
OFFER = (("firms.Gamma.promotion_prob", 1.0), ("firms.Gamma.promotion_depth", 0.2))
WATCHFUL = ("customers.review_promotion", 0.3)


def test_the_promotions_of_a_firm_outside_the_market_wake_nobody() -> None:
    outside = ("firms.Gamma.active", 0.0)
    silent = ran(changed(CONTRACT, outside, WATCHFUL))
    planned = ran(changed(CONTRACT, outside, WATCHFUL, *OFFER))
    assert history(planned) == history(silent)
    inside = ran(changed(CONTRACT, WATCHFUL, *OFFER))
    assert total(inside, "awakened").sum() > 0


def closing(**firm: Any) -> Any:
    leaves = {"firm": "Alpha", "set": {"active": 0.0}, "from": CLOSES}
    pairs = [(f"firms.Alpha.{name}", value) for name, value in firm.items()]
    return changed(REPERTOIRE, ("focal_firm", "Beta"), ("policies", [leaves]), *pairs)


@pytest.mark.parametrize(
    ("measure", "firm"),
    [
        ("revenue", {"program": {"earn_rate": 0.05, "fee": 0.1}}),
        ("member_cost", {"program": {"earn_rate": 0.05, "birthday_gift": 0.2}}),
        ("fixed_cost", {"fixed_cost": 0.1}),
    ],
)
def test_a_firm_that_left_the_market_books_nothing_more(measure: str, firm: Any) -> None:
    booked = total(ran(closing(**firm)), measure)[:, ALPHA]
    assert booked[BEFORE : BEFORE + CLOSES].all()
    assert not booked[BEFORE + CLOSES :].any()
