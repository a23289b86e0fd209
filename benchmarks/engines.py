"""Customer-steps per second: the compiled market, plain Mesa and NumPy, in turn at each size.

With everything switched on, the compiled market and its plain-Mesa twin alone.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.full_market import full_scenario
from benchmarks.full_mesa import FullMarket
from benchmarks.market import benchmark_scenario
from benchmarks.plain_mesa import PlainMarket
from benchmarks.timing import OWN, WALL, Spread, interleaved, ratio, spread
from benchmarks.vectorised_numpy import VectorisedMarket
from simulation.market import LoyaltyMarket

if TYPE_CHECKING:
    from collections.abc import Callable

WARM_UP = 8  # steps before the clock starts: programs fill, habits form
LEAST_CUSTOMERS = 20_000  # a small market is timed as several side by side
MESA_CUSTOMERS = 4_000  # plain Mesa is timed at this size at the most
STEPS = 4  # in a round


@dataclass(frozen=True)
class EngineSpeed:
    """Speed of the three engines at one size, customer-steps per second, and their ratios."""

    n_customers: int
    compiled: Spread
    mesa: Spread
    numpy: Spread
    over_mesa: Spread
    over_numpy: Spread


def measure_engines(n_customers: int, rounds: int) -> EngineSpeed:
    """Time the three engines in turn on markets of one size, from the same step on."""
    many = max(1, LEAST_CUSTOMERS // n_customers)
    in_mesa = min(n_customers, MESA_CUSTOMERS)
    many_mesa = max(1, MESA_CUSTOMERS // in_mesa)
    scenario = benchmark_scenario(n_customers)
    compiled = [LoyaltyMarket(scenario, rng=seed) for seed in range(many)]
    vectorised = [VectorisedMarket(scenario, rng=seed) for seed in range(many)]
    plain = [PlainMarket(benchmark_scenario(in_mesa), rng=seed) for seed in range(many_mesa)]
    actions: dict[str, Callable[[], object]] = {
        "compiled": lambda: [m.advance_to(m.clock + STEPS) for m in compiled],
        "mesa": lambda: [m.run(STEPS) for m in plain],
        "numpy": lambda: [m.run(STEPS) for m in vectorised],
    }
    for _ in range(WARM_UP // STEPS):
        for action in actions.values():
            action()
    times = interleaved(actions, rounds, OWN)
    work = {
        "compiled": many * n_customers,
        "numpy": many * n_customers,
        "mesa": many_mesa * in_mesa,
    }
    speeds = {
        name: spread([work[name] * STEPS / elapsed for elapsed in times[name]]) for name in work
    }
    share = work["compiled"] / work["mesa"]
    return EngineSpeed(
        n_customers=n_customers,
        compiled=speeds["compiled"],
        mesa=speeds["mesa"],
        numpy=speeds["numpy"],
        over_mesa=ratio(times, "mesa", "compiled", share),
        over_numpy=ratio(times, "numpy", "compiled"),
    )


def measure_everything_on(n_customers: int, rounds: int) -> tuple[Spread, Spread, Spread]:
    """Time the market with the toolbox on: compiled and plain Mesa, customer-steps/s, and the ratio.

    Firms decide every fourth step, so that a round has one decision in it.
    """
    many = max(1, LEAST_CUSTOMERS // n_customers)
    in_mesa = min(n_customers, MESA_CUSTOMERS)
    scenario = full_scenario(n_customers)
    compiled = [LoyaltyMarket(scenario, rng=seed) for seed in range(many)]
    plain = FullMarket(full_scenario(in_mesa), rng=0)
    actions: dict[str, Callable[[], object]] = {
        "compiled": lambda: [m.advance_to(m.clock + STEPS) for m in compiled],
        "mesa": lambda: plain.run(STEPS),
    }
    for _ in range(WARM_UP // STEPS):
        for action in actions.values():
            action()
    times = interleaved(actions, rounds, OWN)
    work = {"compiled": many * n_customers, "mesa": in_mesa}
    fast, slow = (
        spread([work[name] * STEPS / elapsed for elapsed in times[name]]) for name in work
    )
    return fast, slow, ratio(times, "mesa", "compiled", work["compiled"] / work["mesa"])


def measure_sizes(small: int, large: int, rounds: int) -> Spread:
    """Return the cost of a customer-step in a large market over that in a small one."""
    many = large // small
    few = max(1, many // 10)  # a tenth of the work in the small markets is enough
    big = LoyaltyMarket(benchmark_scenario(large), rng=0)
    little = [LoyaltyMarket(benchmark_scenario(small), rng=seed) for seed in range(few)]
    times = interleaved(
        {
            "large": lambda: big.advance_to(big.clock + STEPS),
            "small": lambda: [m.advance_to(m.clock + STEPS) for m in little],
        },
        rounds + 1,
        OWN,
    )
    later = {name: values[1:] for name, values in times.items()}
    return ratio(later, "large", "small", few * small / large)


def measure_threads(n_customers: int, rounds: int) -> Spread:
    """Return how much faster a step is on two threads than on one."""
    market = LoyaltyMarket(benchmark_scenario(n_customers), rng=0)

    def advance(threads: int) -> None:
        market.threads = threads
        market.advance_to(market.clock + STEPS)

    advance(2)
    times = interleaved({"one": lambda: advance(1), "two": lambda: advance(2)}, rounds, WALL)
    return ratio(times, "one", "two")
