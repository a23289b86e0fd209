"""What only a fresh process can tell: memory at the peak and the time to the first step.

Run as a module it is that process: it prints one line of JSON.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KIBIBYTE = 1024


def peak_bytes() -> int:
    """Return the most memory this process has held.

    Linux tells it per program; `ru_maxrss` would count what the parent held before the start.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) * KIBIBYTE
    unit = 1 if sys.platform == "darwin" else KIBIBYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def report_memory(engine: str, n_customers: int, market: str) -> dict[str, float]:
    """Run a market (`core` or `full`) for three steps; return the peak of this process, bytes."""
    if market == "full":
        from benchmarks.full_market import full_scenario as scenario_of
    else:
        from benchmarks.market import benchmark_scenario as scenario_of

    scenario = scenario_of(n_customers)
    if engine == "compiled":
        from simulation.market import LoyaltyMarket

        LoyaltyMarket(scenario, rng=0, threads=2).advance_to(3)
    elif engine == "numpy":
        from benchmarks.vectorised_numpy import VectorisedMarket

        VectorisedMarket(scenario, rng=0).run(3)
    elif market == "full":
        from benchmarks.full_mesa import FullMarket

        FullMarket(scenario, rng=0).run(3)
    else:
        from benchmarks.plain_mesa import PlainMarket

        PlainMarket(scenario, rng=0).run(3)
    return {"peak": peak_bytes()}


def report_start(engine: str) -> dict[str, float]:
    """Return the seconds that import, building and the first step take in this process."""
    start = time.perf_counter()
    from benchmarks.market import benchmark_scenario

    if engine == "compiled":
        from simulation.market import LoyaltyMarket as Market
    else:
        from benchmarks.plain_mesa import PlainMarket as Market
    imported = time.perf_counter()
    market = Market(benchmark_scenario(1_000), rng=0)
    built = time.perf_counter()
    market.step()
    stepped = time.perf_counter()
    return {"import": imported - start, "build": built - imported, "step": stepped - built}


def in_fresh_process(*arguments: str, cache: str | None = None) -> dict[str, float]:
    """Return what this module reports when run in a process of its own.

    Parameters
    ----------
    cache : str | None
        Folder for compiled code in place of the usual one.
    """
    environment = dict(os.environ)
    if cache is not None:
        environment["NUMBA_CACHE_DIR"] = cache
    done = subprocess.run(  # noqa: S603  this module, with arguments of our own
        [sys.executable, "-m", "benchmarks.fresh", *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        env=environment,
    )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def bytes_per_customer(engine: str, n_customers: int, market: str = "core") -> float:
    """Return the peak memory of a large market over that of a tiny one, per customer."""
    tiny = 1_000
    enough = 20_000  # customers for whom a second thread is used

    def peak(n: int) -> float:
        return in_fresh_process("memory", engine, str(n), market)["peak"]

    for n in (enough, tiny):  # each has code of its own, and compiling it is not to be weighed
        peak(n)
    return (peak(n_customers) - peak(tiny)) / (n_customers - tiny)


def seconds_to_first_step(engine: str, rounds: int) -> list[float]:
    """Return the seconds to the first step in so many fresh processes, compiled code at hand."""
    in_fresh_process("start", engine)
    return [sum(in_fresh_process("start", engine).values()) for _ in range(rounds)]


def seconds_to_compile() -> float:
    """Return the seconds to the first step where nothing has been compiled yet."""
    with tempfile.TemporaryDirectory() as cache:
        return sum(in_fresh_process("start", "compiled", cache=cache).values())


if __name__ == "__main__":
    if sys.argv[1] == "memory":
        told = report_memory(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    else:
        told = report_start(sys.argv[2])
    print(json.dumps(told))
