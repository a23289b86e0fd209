"""What a snapshot says of a choice: who is considered, and what leaving costs."""

from typing import Any

import numpy as np
import pytest

from simulation.snapshot import UTILITY_TERMS, views_at
from tests.simulation.markets import BOTH, CONTRACT, changed, ran

SWITCHING = UTILITY_TERMS.index("switching")


@pytest.mark.parametrize("mode", BOTH)
def test_the_present_firm_and_the_best_others_are_considered(mode: str) -> None:
    kappa = 0.7
    market = ran(
        changed(
            BOTH[mode],
            ("customers.consider_max", 2),
            ("customers.advertising_weight", kappa),
            ("customers.reputation_sd", 8.0),
            ("firms.Beta.advertising", 3.0),
        )
    )
    views = views_at(market.world, market.n_steps - 1)
    ties, provider = np.asarray(market.state.ties), np.asarray(market.state.people)["provider"]
    known = np.where(ties["n_experiences"] > 0, ties["satisfaction"], ties["will"])
    weight = float(market.world.behavior[0].satisfaction_weight)
    score = ties["taste"] + 0.1 * weight * known + kappa * np.log1p([0.0, 3.0, 0.0])
    # The present firm has a place; of the others the best takes the second, and both where they tie.
    is_present = np.arange(3) == provider[:, None]
    ranked = np.where(is_present, np.inf, np.where(views.available, score, -np.inf))
    second = np.sort(ranked, axis=1)[:, -2][:, None]
    expected = views.available & (ranked >= second)
    assert (views.considered == expected).all()
    assert 0 < views.considered.sum() < views.available.sum()


@pytest.mark.parametrize("mode", BOTH)
def test_leaving_costs_what_stands_against_every_other_firm(mode: str) -> None:
    market = ran(changed(BOTH[mode], ("customers.switching_procedural", 0.6)))
    views = views_at(market.world, market.n_steps - 1)
    provider = np.asarray(market.state.people)["provider"]
    others = np.arange(3) != provider[:, None]
    against = np.where(others & (provider >= 0)[:, None], views.leaving[:, None], 0.0)
    assert views.utilities[:, :, SWITCHING] == pytest.approx(-against, abs=1e-6)
    assert (views.leaving > 0.0).any()


def test_with_one_firm_leaving_still_has_its_cost() -> None:
    """EQ14 by hand: nobody differs, nobody ever switched, no term; 0.6 of procedural cost."""
    customers: dict[str, Any] = {
        "switching_procedural": 0.6, "switching_learned": 0.0, "switching_relational": 0.0,
        "switching_sd": 0.0, "outside_utility": -1.0,
    }  # fmt: skip
    alone = {**CONTRACT, "customers": customers, "firms": {"Alpha": {"share": 1.0}}}
    market = ran(changed(alone))
    views = views_at(market.world, market.n_steps - 1)
    is_held = np.asarray(market.state.people)["provider"] == 0
    assert 0 < is_held.sum() < is_held.size
    assert views.leaving[is_held] == pytest.approx(0.6)
    assert (views.leaving[~is_held] == 0.0).all()
