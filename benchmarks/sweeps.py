"""Runs per second of many small markets on two cores: threads, processes, and Mesa's own batches."""

import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass

import mesa

from benchmarks.market import N_STEPS, benchmark_scenario
from benchmarks.plain_mesa import PlainMarket
from benchmarks.timing import Spread, seconds, spread
from simulation.market import LoyaltyMarket

N_CUSTOMERS = 1_000
WORKERS = 2


@dataclass(frozen=True)
class SweepSpeed:
    """Runs per second of each way."""

    threads: Spread
    processes: Spread
    mesa: Spread
    over_mesa: Spread


def one_run(seed: int) -> int:
    """Build and run one small market; return the purchases of its last step."""
    market = LoyaltyMarket(benchmark_scenario(N_CUSTOMERS), rng=seed)
    market.run_model()
    return int(market.ledger.firms["purchases"][-1].sum())


def mesa_batch(n_runs: int) -> None:
    """Run the plain twin as often through `mesa.batch_run` on two processes."""
    mesa.batch_run(
        PlainMarket,
        {"n_customers": [N_CUSTOMERS] * n_runs},
        number_processes=WORKERS,
        max_steps=N_STEPS - 1,  # Mesa runs one step more than it is told
        display_progress=False,
    )


def measure_sweeps(rounds: int, n_runs: int) -> SweepSpeed:
    """Time the ways in turn; pools are started and warm before the clock starts.

    Mesa starts its pool with every batch: a batch of six runs less one of two leaves four runs
    without that start, which is what is counted.
    """
    rates: dict[str, list[float]] = {"threads": [], "processes": [], "mesa": []}
    context = multiprocessing.get_context("spawn")
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        ProcessPoolExecutor(WORKERS, mp_context=context) as processes,
    ):
        pools: dict[str, Executor] = {"threads": threads, "processes": processes}
        for pool in pools.values():
            list(pool.map(one_run, range(4 * WORKERS)))
        for _ in range(rounds):
            for name, pool in pools.items():
                seeds = range(n_runs)
                rates[name].append(
                    n_runs / seconds(lambda p=pool, s=seeds: list(p.map(one_run, s)))
                )
            start_and_two = seconds(lambda: mesa_batch(2))
            start_and_six = seconds(lambda: mesa_batch(6))
            rates["mesa"].append(4 / (start_and_six - start_and_two))
    best = [max(pair) for pair in zip(rates["threads"], rates["processes"], strict=True)]
    return SweepSpeed(
        threads=spread(rates["threads"]),
        processes=spread(rates["processes"]),
        mesa=spread(rates["mesa"]),
        over_mesa=spread([a / b for a, b in zip(best, rates["mesa"], strict=True)]),
    )
