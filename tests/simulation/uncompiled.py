"""Run small lively markets and save what they leave behind: once compiled, once as plain Python.

Called by `test_uncompiled` with NUMBA_DISABLE_JIT=1: `python -m tests.simulation.uncompiled FILE`.
"""

import sys
from pathlib import Path

import numpy as np

from simulation.draws import Purpose
from simulation.market import LoyaltyMarket
from simulation.snapshot import views_at
from simulation.step.advance import advance_parallel
from tests.simulation.markets import changed
from tests.simulation.test_every_parameter_counts import MARKETS

SIZE = (("market.customers", 24), ("market.burn_in_steps", 4), ("market.steps", 10))
IN_CHUNKS = "locked contracts"  # this one goes through the parallel loop


def outcomes() -> dict[str, np.ndarray]:
    """Return, for each lively market, lifetime purchases, satisfaction and utilities."""
    found = {}
    for name, document in MARKETS.items():
        market = LoyaltyMarket(changed(document, *SIZE), rng=11)
        if name == IN_CHUNKS:
            advance_parallel(market.world, 0, market.n_steps)
        else:
            market.run_model()
        ties = np.asarray(market.state.ties)
        found[f"{name}: purchases"] = ties["n_lifetime"]
        found[f"{name}: satisfaction"] = ties["satisfaction"]
        found[f"{name}: utilities"] = views_at(market.world, market.n_steps - 1).utilities
        found[f"{name}: revenue"] = market.ledger.firms["revenue"].sum(axis=(0, 1))
    found["purposes"] = np.array([int(purpose) for purpose in Purpose])
    return found


if __name__ == "__main__":
    with np.errstate(over="ignore"):  # keys wrap around on purpose
        np.savez(Path(sys.argv[1]), **outcomes())
