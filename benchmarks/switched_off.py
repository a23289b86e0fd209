"""What a mechanism costs that a scenario leaves off: the pass against one without its code.

The second pass is the same functions compiled again with the mechanism's entry points replaced by
stubs; both must write the same books, and they are timed in turn.
"""

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

import numba
import numpy as np

from benchmarks.market import benchmark_scenario
from benchmarks.timing import OWN, Spread, interleaved, spread
from simulation.codegen import keep_arrays_apart
from simulation.compiled import STRICT, phase
from simulation.market import LoyaltyMarket
from simulation.step import advance, experiencing, hearing, paying, relation
from simulation.world import empty_scratch

N_CUSTOMERS = 20_000
STEPS = 4
BLOCK = (
    10  # pairs of which the fastest of each side are compared: what else runs only ever adds time
)


def nothing(*_ignored):
    """Do nothing."""


def no_points(*_ignored):
    """Return 0 as an integer."""
    return 0


STUBS: dict[str, dict[Any, Callable[..., Any]]] = {
    "program": {
        relation.feel_pulls: nothing,
        paying.try_to_enroll: nothing,
        paying.redeem: no_points,
    },
    "word of mouth": {hearing.hear: nothing, experiencing.speak: nothing},
}


def rebuilt(function: Any, stubs: Mapping[Any, Any], done: dict[Any, Any]) -> Any:
    """Return a compiled function with the stubs in it, or itself where it never reaches one."""
    if function in stubs:
        return stubs[function]
    if function not in done:
        done[function] = function  # a field may have the name of a function, even of this one
        plain = function.py_func
        names = plain.__code__.co_names
        called = {n: plain.__globals__[n] for n in names if is_compiled(plain.__globals__.get(n))}
        replaced = {name: rebuilt(other, stubs, done) for name, other in called.items()}
        changed = {name: new for name, new in replaced.items() if new is not called[name]}
        if changed:
            copy = FunctionType(plain.__code__, plain.__globals__ | changed, plain.__name__)
            copy.__module__ = plain.__module__
            done[function] = phase(copy)
    return done[function]


def is_compiled(candidate: object) -> bool:
    """Tell whether a global name stands for a compiled function."""
    return hasattr(candidate, "py_func")


def pass_without(mechanism: str) -> Any:
    """Return the serial pass with one mechanism's code taken out."""
    stubs = {function: phase(stub) for function, stub in STUBS[mechanism].items()}
    inner = rebuilt(advance.advance_serial, stubs, {})
    return keep_arrays_apart(numba.njit(inner.py_func, **STRICT))


def cost_when_off(mechanism: str, pairs: int) -> Spread:
    """Return the relative cost of a mechanism that is off, over blocks of pairs timed in turn.

    Parameters
    ----------
    mechanism : str
    pairs : int
        A multiple of `BLOCK`.

    Raises
    ------
    RuntimeError
        If the two passes write different books: then the stub is not what "off" means.
    """
    scenario = benchmark_scenario(N_CUSTOMERS, n_steps=STEPS * (pairs + 1), without=mechanism)
    full, stubbed = LoyaltyMarket(scenario, rng=0), LoyaltyMarket(scenario, rng=0)
    without = pass_without(mechanism)
    clock = {"full": 0, "stubbed": 0}

    def run(name: str, function: Any, market: LoyaltyMarket) -> None:
        scratch = empty_scratch(market.world.firm_keys.size)
        function(market.world, scratch, clock[name], clock[name] + STEPS)
        clock[name] += STEPS

    times = interleaved(
        {
            "full": lambda: run("full", advance.advance_serial, full),
            "stubbed": lambda: run("stubbed", without, stubbed),
        },
        pairs + 1,
        OWN,
    )
    if not np.array_equal(full.ledger.firms, stubbed.ledger.firms):
        msg = (
            f"{mechanism}: the pass without it writes other books than the pass that leaves it off"
        )
        raise RuntimeError(msg)
    fastest = {
        name: np.array(taken[1:]).reshape(-1, BLOCK).min(axis=1) for name, taken in times.items()
    }
    return spread((fastest["full"] / fastest["stubbed"] - 1.0).tolist())
