"""A growing category, first purchases that are counted, and troubles of several kinds."""

import numpy as np
import pytest

from simulation.market import LoyaltyMarket
from simulation.scenario.loader import load_scenario
from simulation.tables import build_tables
from tests.simulation.markets import BOTH, CONTRACT, REPERTOIRE, changed, ran, total

ALONE = ("market.acquaintances", 0), ("customers.exit_rate", 0.0)
LATE = ("market.late_share", 0.5)


@pytest.mark.parametrize("mode", BOTH)
def test_half_of_the_customers_come_during_the_study_evenly(mode) -> None:
    market = LoyaltyMarket(changed(BOTH[mode], *ALONE, LATE, ("market.customers", 1_000)), rng=2)
    burn_in, steps = market.config.market.burn_in_steps, market.config.market.steps
    outside = []
    for step in (0, steps // 2, steps):
        market.advance_to(burn_in + step)
        outside.append(float((market.customers.get("spell_start") < burn_in).mean()))
    market.run_model()
    assert outside[0] == 1.0
    # newcomers are those whose start lies in the study; a contract that changes hands starts anew
    if mode == "repertoire":
        assert outside[1:] == pytest.approx([0.75, 0.5], abs=0.05)
    bought = total(market, "purchases").sum(axis=1)
    early, late = bought[burn_in : burn_in + 4].mean(), bought[-4:].mean()
    assert late == pytest.approx(2.0 * early, rel=0.25)


def test_who_comes_early_lives_as_if_nobody_came_late() -> None:
    grown, alone = (ran(changed(REPERTOIRE, *ALONE, *pairs)) for pairs in ((LATE,), ()))
    early = grown.customers.get("spell_start") == 0
    assert 0.4 < early.mean() < 0.6
    for field in ("satisfaction", "habit", "n_lifetime", "paid"):
        ours, theirs = grown.customers.get(field), alone.customers.get(field)
        np.testing.assert_array_equal(ours[early], theirs[early], err_msg=field)
    assert grown.customers.get("n_lifetime").sum() < alone.customers.get("n_lifetime").sum()


def test_loyalty_is_lower_in_a_category_that_is_still_growing() -> None:
    bonds, shares = [], []
    for name in ("ecommerce", "ecommerce/growing_market"):
        market = ran(load_scenario(name, {"market.customers": 1_500}))
        bought = market.customers.get("n_lifetime") > 0
        bonds.append(float(market.customers.get("bond")[bought].mean()))
        shares.append(float(market.customers.get("habit").max(axis=1).mean()))
    assert bonds[1] < 0.9 * bonds[0]
    assert shares[1] < shares[0]


def test_the_first_three_rides_are_free_and_no_other() -> None:
    firm = {"newcomer_discount": 1.0, "newcomer_purchases": 3.0}
    pairs = [(f"firms.Beta.{name}", value) for name, value in firm.items()]
    market = ran(
        changed(
            REPERTOIRE, *pairs, ("market.burn_in_steps", 0), ("customers.exit_rate", 0.0),
            ("customers.spend_growth", 0.0),
        )
    )  # fmt: skip
    rides = market.customers.get("n_purchases")[:, 1].astype(int)
    assert (rides > 3).sum() > 20
    np.testing.assert_array_equal(
        market.customers.get("paid")[:, 1], 1_000_000 * np.maximum(rides - 3, 0)
    )


def test_an_experience_fails_if_anything_goes_wrong() -> None:
    troubles = {
        "delivery": 0.1,
        "product": 0.05,
        "delivery_severity": 20.0,
        "product_severity": 40.0,
    }
    pairs = ("firms.Beta.failure_prob", 0.02), ("firms.Beta.troubles", troubles)
    terms = build_tables(changed(CONTRACT, *pairs)).terms[0, 0]
    # 1 - .98 x .9 x .95; (.02 x 30 + .1 x 20 + .05 x 40) / .17
    assert terms["failure_prob"].tolist() == pytest.approx([0.03, 1 - 0.98 * 0.9 * 0.95, 0.03])
    assert terms["failure_severity"].tolist() == pytest.approx([30.0, 4.6 / 0.17, 30.0])
    failed, lived = (
        total(ran(changed(CONTRACT, *pairs)), name) for name in ("failures", "experiences")
    )
    assert failed[:, 1].sum() / lived[:, 1].sum() == pytest.approx(0.1621, abs=0.02)


def test_conduct_wins_trust_in_integrity_and_involvement_forgives() -> None:
    responsible = ("firms.Alpha.belonging.responsibility", 1.0)
    integrity = [
        ran(changed(CONTRACT, responsible, ("customers.responsibility_trust", effect)))
        .customers.get("integrity")[:, 0].mean()
        for effect in (0.0, 1.0)
    ]  # fmt: skip
    assert integrity[1] > integrity[0] + 1.0
    often = ("firms.Alpha.failure_prob", 0.3), ("customers.involvement_sd", 0.5)
    drops = []
    for power in (0.0, 1.0):
        market = ran(changed(CONTRACT, *often, ("customers.involvement_forgiveness", power)))
        cared = market.customers.get("involvement")
        trusted = market.customers.get("integrity")[:, 0]
        held = market.customers.get("n_experiences")[:, 0] > 10
        middle = np.median(cared[held])
        drops.append(
            trusted[held & (cared > middle)].mean() - trusted[held & (cared <= middle)].mean()
        )
    assert drops[1] > drops[0] + 1.0
