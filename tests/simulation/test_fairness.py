"""What customers lose in trust when newcomers visibly pay less (EQ10)."""

from typing import Any

import numpy as np
import pytest

from tests.simulation.markets import CONTRACT, REPERTOIRE, changed, ran

PROMOTION = {"promotion_prob": 1.0, "promotion_depth": 0.2}


def trust_of_buyers(document: Any, steps: int, *pairs: tuple[str, Any], **firm: float) -> Any:
    """Return the fairness seen by those who bought from Alpha in the first step, points.

    Newcomers visibly pay a fifth less; nothing else ever touches trust in fairness.
    """
    alpha = {"share": 1.0, "newcomer_discount": 0.2, "failure_prob": 0.0, **firm}
    settings = (
        ("firms", {"Alpha": alpha}), ("customers.price_visibility", 1.0),
        ("customers.unfair_price_loss", 0.3), ("customers.exit_rate", 0.0),
        ("customers.outside_utility", -20.0), ("market.burn_in_steps", 0),
        ("market.customers", 200), ("market.steps", steps),
    )  # fmt: skip
    ties = ran(changed(document, *settings, *pairs)).state.ties[:, 0]
    return np.asarray(ties["fairness"])[np.asarray(ties["first_step"]) == 0]


@pytest.mark.parametrize("promotion", [{}, PROMOTION], ids=["none", "every week"])
def test_a_promotion_hides_nothing_of_what_newcomers_get(promotion: dict[str, float]) -> None:
    # a newcomer pays a fifth less, promotion or none: .3 x 20 points a month, 7/30 of it a week
    trust = trust_of_buyers(REPERTOIRE, 2, ("customers.need_rate", 3.0), **promotion)
    assert len(trust) > 100
    assert trust == pytest.approx(50.0 - 1.4, abs=1e-4)


def test_a_contract_signed_at_the_newcomers_price_is_envied_when_that_price_ends() -> None:
    # .8 x .8 for twelve months, as newcomers pay; then 1 against .64: .3 x 36 points in a month
    for steps, lost in ((12, 0.0), (13, 10.8)):
        trust = trust_of_buyers(CONTRACT, steps, ("customers.review_base", 0.0), **PROMOTION)
        assert trust == pytest.approx(50.0 - lost, abs=1e-4)
