"""Small markets for tests: the shortest documents in which everything happens."""

from typing import Any

import numpy as np

from simulation.market import LoyaltyMarket
from simulation.scenario.loader import scenario_from_document
from simulation.scenario.schema import Scenario

CONTRACT: dict[str, Any] = {
    "title": "contract market",
    "focal_firm": "Alpha",
    "market": {
        "mode": "contract", "step_days": 30, "customers": 400, "burn_in_steps": 12, "steps": 24,
        "activity_window_steps": 1,
    },
    "customers": {
        "taste": "normal", "taste_sd": 0.9, "satisfaction_weight": 0.8, "habit_weight": 0.5,
        "switching_procedural": 0.6, "switching_learned": 0.4, "switching_relational": 1.0,
        "review_base": 0.15,
    },
    "firms": {"Alpha": {"share": 0.42}, "Beta": {"share": 0.33}, "Gamma": {"share": 0.25}},
}  # fmt: skip

REPERTOIRE: dict[str, Any] = {
    "title": "repertoire market",
    "focal_firm": "Alpha",
    "market": {
        "mode": "repertoire", "step_days": 7, "customers": 300, "burn_in_steps": 12, "steps": 24,
        "activity_window_steps": 4,
    },
    "customers": {"need_rate": 1.5, "need_shape": 2.0},
    "firms": {
        "Alpha": {"share": 0.42, "program": {"earn_rate": 0.05, "threshold": 0.2}},
        "Beta": {"share": 0.33},
        "Gamma": {"share": 0.25},
    },
}  # fmt: skip

BOTH = {"contract": CONTRACT, "repertoire": REPERTOIRE}


def changed(document: dict[str, Any], *pairs: tuple[str, Any]) -> Scenario:
    """Return the scenario of a document with values changed by dotted path."""
    copy = _copied(document)
    for path, value in pairs:
        *way, last = path.split(".")
        inner = copy
        for key in way:
            inner = inner.setdefault(key, {})
        inner[last] = value
    return scenario_from_document(copy)


def ran(scenario: Scenario, seed: int = 7, threads: int = 1) -> LoyaltyMarket:
    """Return a market run to its end."""
    market = LoyaltyMarket(scenario, rng=seed, threads=threads)
    market.run_model()
    return market


def history(market: LoyaltyMarket) -> bytes:
    """Return every bit that a run leaves behind."""
    state, ledger = market.state, market.ledger
    arrays = (
        state.people, state.ties, state.outbox, state.spoke, state.offsets,
        state.year_spend, state.staff_bond, state.feature_expectation, state.visits,
    )  # fmt: skip
    books = (ledger.firms, ledger.flows, ledger.tenure)
    return b"".join(np.ascontiguousarray(array).tobytes() for array in (*arrays, *books))


def total(market: LoyaltyMarket, measure: str) -> np.ndarray:
    """Return a measure summed over segments, shape (T, J), fixed point."""
    return market.ledger.firms[measure].sum(axis=1)


def _copied(value: Any) -> Any:
    return (
        {key: _copied(inner) for key, inner in value.items()} if isinstance(value, dict) else value
    )
