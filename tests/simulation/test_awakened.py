"""What a rival's promotion and a full consideration set do is counted apart (settled 8)."""

import pytest

from tests.simulation.markets import CONTRACT, REPERTOIRE, changed, ran, total

QUIET = (("customers.promotion_salience", 0.0), ("customers.review_promotion", 0.3))
PROMOTED = 6  # step of the only promotion; it has no depth, so that it moves no choice


def promotion(firm: str) -> dict[str, object]:
    return {
        "firm": firm, "from": PROMOTED, "until": PROMOTED + 1,
        "set": {"promotion_prob": 1.0, "promotion_depth": 0.0},
    }  # fmt: skip


@pytest.mark.parametrize("rival", ["Alpha", "Beta"])
def test_the_awakened_are_the_reviews_that_would_not_have_been(rival: str) -> None:
    calm = ran(changed(CONTRACT, *QUIET))
    stirred = ran(changed(CONTRACT, *QUIET, ("policies", [promotion(rival)])))
    after = calm.config.market.burn_in_steps + PROMOTED + 1
    more = total(stirred, "reviews")[after] - total(calm, "reviews")[after]
    assert more.sum() > 0
    assert (total(stirred, "awakened")[after] == more).all()
    assert total(stirred, "awakened")[after].sum() == total(stirred, "awakened").sum()
    assert total(calm, "awakened").sum() == 0


def test_a_set_of_two_crowds_the_third_known_firm_out() -> None:
    capped = ("customers.consider_max", 2)
    market = ran(changed(REPERTOIRE, capped))
    ties = market.state.ties
    assert (ties["reachable"] & ties["aware"]).all()
    left_out = ties.shape[1] - 2
    assert total(market, "crowded_out").sum() == left_out * total(market, "purchases").sum()
    assert total(ran(changed(REPERTOIRE)), "crowded_out").sum() == 0
