"""The last visit and the last warning are kept as they happened, and nothing reads them."""

from typing import Any

import numpy as np
import pytest

from simulation.market import LoyaltyMarket
from simulation.state import NEVER
from tests.simulation.markets import BOTH, CONTRACT, REPERTOIRE, changed, history, ran

KEPT = ("market.last_visits", "kept")
CERTAIN: tuple[tuple[str, Any], ...] = (
    # every visit to a firm is the same for everybody: 76 of 100 points
    ("customers.occasion_sd", 0.0), ("customers.fit_sd", 0.0), ("customers.reputation_sd", 0.0),
    ("customers.assimilation", 0.0), ("customers.should_contrast", 0.0),
    ("customers.message_positive", 0.0), ("customers.message_negative", 0.0),
    ("customers.exit_rate", 0.0), KEPT,
    *((f"firms.{firm}.failure_prob", 0.0) for firm in ("Alpha", "Beta", "Gamma")),
    *((f"firms.{firm}.promise", 60.0) for firm in ("Alpha", "Beta", "Gamma")),
)  # fmt: skip
GAIN, LEAST_GAIN, DELIGHT = 0.2, 0.04, 0.25
"""Of the expectation (EQ9) and of a pleasant surprise (EQ6): the defaults."""


def columns(market: LoyaltyMarket) -> dict[str, np.ndarray]:
    shape = market.state.ties.shape
    return {name: np.reshape(values, shape) for name, values in market.customers.columns().items()
            if name.startswith("last_")}  # fmt: skip


@pytest.mark.parametrize("mode", BOTH)
def test_keeping_visits_changes_nothing_else(mode) -> None:
    kept, forgotten = ran(changed(BOTH[mode], KEPT)), ran(changed(BOTH[mode]))
    assert kept.state.visits.shape == kept.state.ties.shape
    assert len(forgotten.state.visits) == 1
    size = kept.state.visits.nbytes
    assert size == 6 * kept.state.ties.size
    for field in kept.state.ties.dtype.names:
        ours, theirs = kept.state.ties[field], forgotten.state.ties[field]
        np.testing.assert_array_equal(ours, theirs, err_msg=field)
    assert kept.ledger.firms.tobytes() == forgotten.ledger.firms.tobytes()
    assert "last_transaction" not in forgotten.customers.columns()
    assert history(kept) != history(forgotten)  # the memory itself


def test_the_last_visit_is_that_of_the_equations() -> None:
    market = ran(changed(REPERTOIRE, *CERTAIN))
    visits = market.customers.get("n_experiences")
    expected, surprises = 60.0, [np.nan]
    for n in range(int(visits.max())):
        surprises.append(76.0 - expected)
        expected += max(GAIN / (1.0 + 0.1 * n), LEAST_GAIN) * (76.0 - expected)
    surprise = np.array(surprises)[visits]
    found = columns(market)
    assert found["last_disconfirmation"] == pytest.approx(surprise, abs=0.01, nan_ok=True)
    told = 76.0 + DELIGHT * surprise
    assert found["last_transaction"] == pytest.approx(told, abs=0.01, nan_ok=True)
    assert (visits > 3).any()
    assert (visits == 0).any()


def test_a_first_visit_that_fails_is_taken_worse_than_it_was() -> None:
    pairs = [p for p in CERTAIN if "failure_prob" not in p[0]]
    market = ran(changed(REPERTOIRE, *pairs, ("firms.Beta.failure_prob", 1.0)))
    once = market.customers.get("n_experiences")[:, 1] == 1
    found = {name: values[once, 1] for name, values in columns(market).items()}
    surprise = found["last_disconfirmation"]
    # 60 were expected; falling short counts .6 more, a pleasant surprise a quarter
    told = 60.0 + surprise + 0.25 * np.maximum(surprise, 0.0) - 0.6 * np.maximum(-surprise, 0.0)
    assert found["last_transaction"] == pytest.approx(np.clip(told, 0.0, 100.0), abs=0.02)
    assert (surprise < 16.0).all()
    assert once.sum() >= 5


@pytest.mark.parametrize("document", [CONTRACT, REPERTOIRE], ids=["contract", "repertoire"])
def test_the_last_warning_is_the_last_one_that_was_sent(document) -> None:
    angry = ("customers.message_negative", 0.8), ("firms.Beta.failure_prob", 0.5)
    market = LoyaltyMarket(changed(document, KEPT, *angry, ("customers.exit_rate", 0.0)), rng=3)
    last = np.full(market.state.ties.shape, NEVER)
    for t in range(market.n_steps):
        market.advance_to(t + 1)
        last[(market.state.outbox[t & 1] >> 4) > 0] = t
    assert (last > NEVER).sum() > 20
    np.testing.assert_array_equal(columns(market)["last_warning_step"], last)


def test_whoever_takes_a_slot_has_no_visit_yet() -> None:
    market = ran(changed(CONTRACT, KEPT, ("customers.exit_rate", 0.3)))
    found, visited = columns(market), market.customers.get("n_experiences") > 0
    assert (market.customers.get("generation") > 0).mean() > 0.5
    assert np.array_equal(np.isnan(found["last_transaction"]), ~visited)
    assert (found["last_warning_step"][~visited] == NEVER).all()
