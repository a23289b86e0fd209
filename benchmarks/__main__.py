"""`python -m benchmarks`: measure everything in one run and print one table of ratios."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks import engines, fresh, switched_off
from benchmarks.report import Row, circumstances, markdown_table, write_measured
from benchmarks.sweep_machinery import measure_machinery
from benchmarks.sweeps import measure_sweeps
from benchmarks.timing import spread

OVER_MESA = {1_000: 150, 10_000: 150, 100_000: 120, 1_000_000: 80}
EVERYTHING_ON_CUSTOMERS = 10_000
EVERYTHING_ON_OVER_MESA = 150
OVER_NUMPY = 3
NUMPY_FROM = 10_000
PEAK_BYTES = 500
WARM_SECONDS, COLD_SECONDS = 2.5, 60.0
SWEEP_OVER_MESA = 150
FLAT = 1.1
FEWEST_RUNS = 16
OFF_SHARE = 0.03
MILLION = 1e6


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    sizes: tuple[int, ...]
    rounds: int
    large: int
    sweep_rounds: int
    sweep_runs: int
    pairs: int


FULL = Plan(
    tuple(OVER_MESA), rounds=5, large=1_000_000, sweep_rounds=2, sweep_runs=1_000, pairs=100
)
QUICK = Plan((1_000, 100_000), rounds=3, large=100_000, sweep_rounds=1, sweep_runs=100, pairs=0)


def engine_rows(plan: Plan) -> list[Row]:
    """Compare the three engines at each size."""
    rows = []
    for n in plan.sizes:
        say(f"engines at {n:,} customers")
        speed = engines.measure_engines(n, plan.rounds)
        compiled, numpy, mesa = (
            s.median / MILLION for s in (speed.compiled, speed.numpy, speed.mesa)
        )
        rows += [
            Row(
                f"million customer-steps/s, N = {n:,}: compiled, NumPy, plain Mesa",
                f"{compiled:.2f}, {numpy:.3f}, {mesa:.4f}",
            ),
            Row(
                f"compiled over plain Mesa, N = {n:,} (Mesa at {min(n, engines.MESA_CUSTOMERS):,})",
                f"{speed.over_mesa.shown('.0f')} ×",
                f"≥ {OVER_MESA[n]} ×",
                speed.over_mesa.median >= OVER_MESA[n],
            ),
            Row(
                f"compiled over NumPy, N = {n:,}",
                f"{speed.over_numpy.shown('.1f')} ×",
                *((f"≥ {OVER_NUMPY} ×", speed.over_numpy.median >= OVER_NUMPY)
                  if n >= NUMPY_FROM else ()),
            ),
        ]  # fmt: skip
    return rows


def everything_on_rows(plan: Plan) -> list[Row]:
    """Compare the compiled market and plain Mesa with the toolbox on."""
    n, in_mesa = EVERYTHING_ON_CUSTOMERS, min(EVERYTHING_ON_CUSTOMERS, engines.MESA_CUSTOMERS)
    say(f"everything switched on, {n:,} customers")
    compiled, mesa, over_mesa = engines.measure_everything_on(n, plan.rounds)
    return [
        Row(
            f"everything switched on, million customer-steps/s, N = {n:,}: compiled, plain Mesa",
            f"{compiled.median / MILLION:.2f}, {mesa.median / MILLION:.4f}",
        ),
        Row(
            "everything switched on: compiled over plain Mesa, "
            f"N = {n:,} (Mesa at {in_mesa:,})",
            f"{over_mesa.shown('.0f')} ×",
            f"≥ {EVERYTHING_ON_OVER_MESA} ×",
            over_mesa.median >= EVERYTHING_ON_OVER_MESA,
        ),
    ]  # fmt: skip


def scale_rows(plan: Plan) -> list[Row]:
    """Compare sizes and threads."""
    say(f"{plan.large:,} customers against 10,000, two threads against one")
    sizes = engines.measure_sizes(10_000, plan.large, plan.rounds)
    threads = engines.measure_threads(plan.large, plan.rounds)
    return [
        Row(
            f"cost of a customer-step, N = {plan.large:,} over 10,000",
            f"{sizes.shown('.2f')} ×", "≤ 2 ×", sizes.median <= 2.0,
        ),
        Row(
            f"two threads over one, N = {plan.large:,}",
            f"{threads.shown('.2f')} ×", "≥ 1.6 ×", threads.median >= 1.6,
        ),
    ]  # fmt: skip


def memory_rows(plan: Plan) -> list[Row]:
    """Weigh a customer in each engine."""
    say("memory")
    in_mesa = 20_000
    everything = fresh.bytes_per_customer("compiled", plan.large, market="full")
    everything_in_mesa = fresh.bytes_per_customer("mesa", in_mesa, market="full")
    compiled = fresh.bytes_per_customer("compiled", plan.large)
    numpy = fresh.bytes_per_customer("numpy", plan.large)
    mesa = fresh.bytes_per_customer("mesa", in_mesa)
    return [
        Row(
            f"bytes a customer at the peak, N = {plan.large:,}, J = 4, everything on",
            f"{everything:.0f}", f"≤ {PEAK_BYTES}", everything <= PEAK_BYTES,
        ),
        Row(f"the same in plain Mesa (N = {in_mesa:,})", f"{everything_in_mesa:.0f}"),
        Row(
            f"the core alone: compiled, NumPy, and plain Mesa (N = {in_mesa:,})",
            f"{compiled:.0f}, {numpy:.0f}, {mesa:.0f}",
        ),
    ]  # fmt: skip


def start_rows(plan: Plan) -> list[Row]:
    """Time the way to the first step."""
    say("start-up")
    warm = spread(fresh.seconds_to_first_step("compiled", min(plan.rounds, 5)))
    plain = spread(fresh.seconds_to_first_step("mesa", min(plan.rounds, 5)))
    rows = [
        Row(
            "seconds for import, building and the first step, compiled code at hand",
            warm.shown(".1f"), f"≤ {WARM_SECONDS}", warm.median <= WARM_SECONDS,
        ),
        Row("the same for plain Mesa", plain.shown(".1f")),
    ]  # fmt: skip
    target = f"≤ {COLD_SECONDS:.0f}"
    what = "the same when nothing is compiled yet (one run)"
    if not plan.pairs:
        return [*rows, Row(what, "left out of a quick run", target)]
    cold = fresh.seconds_to_compile()
    return [*rows, Row(what, f"{cold:.1f}", target, cold <= COLD_SECONDS)]


def sweep_rows(plan: Plan) -> list[Row]:
    """Compare ways of running many small markets."""
    say("sweeps of small markets")
    speed = measure_sweeps(plan.sweep_rounds, n_runs=40)
    say(f"a sweep of {plan.sweep_runs:,} runs, rows on disk")
    whole = measure_machinery(plan.sweep_runs)
    over_mesa = whole.per_second / speed.mesa.median
    return [
        Row(
            "runs/s of 1,000 customers and 104 steps on 2 cores: threads, processes, Mesa's batches",
            f"{speed.threads.median:.1f}, {speed.processes.median:.1f}, {speed.mesa.median:.2f}",
        ),
        Row(
            "the better of the two over `mesa.batch_run` with 2 processes",
            f"{speed.over_mesa.shown('.0f')} ×",
            f"≥ {SWEEP_OVER_MESA} ×",
            speed.over_mesa.median >= SWEEP_OVER_MESA,
        ),
        Row(
            f"runs/s of a whole sweep (`run.py sweep`) of {whole.runs:,} such runs on 2 workers",
            f"{whole.per_second:.1f}",
        ),
        Row(
            "that over `mesa.batch_run` with 2 processes",
            f"{over_mesa:.0f} ×", f"≥ {SWEEP_OVER_MESA} ×", over_mesa >= SWEEP_OVER_MESA,
        ),
        Row(
            "memory at its end over that after its first quarter, driver or worker "
            f"({whole.driver / MILLION:.0f} and {whole.worker / MILLION:.0f} MB)",
            f"{whole.growth:.2f} ×", f"≤ {FLAT} ×", whole.growth <= FLAT,
        ),
    ]  # fmt: skip


def off_rows(plan: Plan) -> list[Row]:
    """Weigh mechanisms that are off."""
    target = f"≤ {OFF_SHARE:.0%}"
    rows = []
    for mechanism in switched_off.STUBS:
        what = f"cost of {mechanism} when it is off, share of a step"
        if not plan.pairs:
            rows.append(Row(what, "left out of a quick run", target))
            continue
        say(f"{mechanism} off (compiles the pass again)")
        cost = switched_off.cost_when_off(mechanism, plan.pairs)
        rows.append(Row(what, cost.shown(".1%"), target, cost.median <= OFF_SHARE))
    return rows


PARTS: tuple[Callable[[Plan], list[Row]], ...] = (
    memory_rows, start_rows, engine_rows, everything_on_rows, sweep_rows, scale_rows, off_rows,
)  # fmt: skip


def say(what: str) -> None:
    """Tell on the error stream what is being measured."""
    print(f"measuring: {what}", file=sys.stderr, flush=True)


def main() -> None:
    """Measure, print, and with `--write` keep the table in benchmarks/README.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer sizes and rounds")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    parser.add_argument(
        "--sweep-runs", type=int, help="runs of the whole sweep (10000 takes minutes)"
    )
    arguments = parser.parse_args()
    if arguments.quick and arguments.write:
        parser.error("a quick run is not written down: leave --quick or --write out.")
    plan = QUICK if arguments.quick else FULL
    if arguments.sweep_runs is not None:
        plan = replace(plan, sweep_runs=max(arguments.sweep_runs, FEWEST_RUNS))
    start, load = time.perf_counter(), os.getloadavg()[0]
    rows: list[Row] = []
    for part in PARTS:
        found = part(plan)
        say("\n" + markdown_table(found))  # what is measured stays, whatever comes later
        rows += found
    facts = circumstances(time.perf_counter() - start, (load, os.getloadavg()[0]))
    table = markdown_table(rows)
    print(f"{facts}\n\n{table}")
    if arguments.write:
        write_measured(table, facts)


if __name__ == "__main__":
    main()
