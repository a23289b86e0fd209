"""The burn-in that runs of one seed share: lived through once, then carried on by each of them.

The base of a comparison and its strategies differ from the day a policy starts. Everything before
is the same to the last bit, so that a run whose burn-in is that of the run before it in this process
goes on from there. Nothing is assumed about scenarios: two pasts are the same if all that the pass
reads until then is, byte for byte.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.market import LoyaltyMarket

BOOKS = ("firms", "flows", "tenure")
BY_STEP = ("terms", "promoted")
MOST_CUSTOMERS = 50_000  # a past is a second copy of everybody; beyond this memory counts for more


@dataclass(frozen=True)
class Past:
    """A market at the end of its burn-in, as bytes: records are compared and copied faster so.

    Attributes
    ----------
    seed : int
        Seed of its draws.
    read : list of ndarray of uint8
        What the burn-in depends on, in the order of `_read`.
    written : list of ndarray of uint8
        Copies of what it has left behind, in the order of `_written`.
    """

    seed: int
    read: list[NDArray[np.uint8]]
    written: list[NDArray[np.uint8]]


class LastPast:
    """The past of the last run in this process."""

    def __init__(self) -> None:
        self._past: Past | None = None

    def live_through(self, market: LoyaltyMarket) -> None:
        """Take a new market to the end of its burn-in, from what is remembered or by living it."""
        stop = market.config.market.burn_in_steps
        if stop == 0 or not is_shareable(market):
            self._past = None
            market.advance_to(stop)
            return
        read = _read(market, stop)
        if self._past is not None and _is_same(self._past, market.seed, read):
            _take_up(market, self._past, stop)
            return
        market.advance_to(stop)
        written = [array.copy() for array in _written(market, stop)]
        self._past = Past(market.seed, read, written)


def is_shareable(market: LoyaltyMarket) -> bool:
    """Tell whether a market's past lies in its arrays alone: no firm decides, and it is not too large."""
    is_at_rest = not market.management.moving and not any(f.is_deciding for f in market.firms)
    return is_at_rest and market.config.market.customers <= MOST_CUSTOMERS


def _read(market: LoyaltyMarket, stop: int) -> list[NDArray[np.uint8]]:
    """Return all that the first `stop` steps depend on beside the seed, the smallest first.

    What the world holds is either written or read: nothing new can be forgotten here. Of what is
    written, how much there is of it counts too (customers, firms, acquaintances).
    """
    world = market.world
    written = (*(field.name for field in fields(market.state)), *BOOKS)
    sizes = np.array([stop, *(size for name in written for size in getattr(world, name).shape)])
    others = [name for name in world._fields if name not in (*written, "seed_key")]
    read = [
        getattr(world, name)[:stop] if name in BY_STEP else getattr(world, name) for name in others
    ]
    return sorted(_as_bytes([sizes, *read]), key=lambda array: array.size)


def _written(market: LoyaltyMarket, stop: int) -> list[NDArray[np.uint8]]:
    """Return all that `populate` and the first `stop` steps write."""
    ledger = market.ledger
    state = [getattr(market.state, field.name) for field in fields(market.state)]
    return _as_bytes([*state, ledger.firms[:stop], ledger.flows[:stop], ledger.tenure])


def _as_bytes(arrays: list[NDArray[Any]]) -> list[NDArray[np.uint8]]:
    return [np.asarray(array).view(np.uint8) for array in arrays]


def _is_same(past: Past, seed: int, read: list[NDArray[np.uint8]]) -> bool:
    pairs = zip(past.read, read, strict=True)
    return past.seed == seed and all(np.array_equal(one, other) for one, other in pairs)


def _take_up(market: LoyaltyMarket, past: Past, stop: int) -> None:
    for array, remembered in zip(_written(market, stop), past.written, strict=True):
        array[...] = remembered
    market.clock = market.steps = stop
