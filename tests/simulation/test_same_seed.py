"""Invariant 1: the same seed gives the same bytes, however the work is done."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from simulation.market import THREADS_PAY_FROM, LoyaltyMarket
from simulation.runner import RunSpec, run_many, run_one, worker_pool
from tests.simulation.markets import BOTH, changed, history, ran

ROOT = Path(__file__).parents[2]


def digest_of_run(spec: RunSpec) -> str:
    result = run_one(spec)
    frames = (result.firms, result.market, result.tenure, result.customers)
    text = "".join(frame.to_csv() for frame in frames)
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("mode", BOTH)
def test_twice_in_a_row(mode: str) -> None:
    scenario = changed(BOTH[mode])
    assert history(ran(scenario)) == history(ran(scenario))


@pytest.mark.parametrize("mode", BOTH)
def test_another_seed_is_another_world(mode: str) -> None:
    scenario = changed(BOTH[mode])
    assert history(ran(scenario, seed=1)) != history(ran(scenario, seed=2))


@pytest.mark.parametrize("mode", BOTH)
def test_one_thread_or_two(mode: str) -> None:
    assert numba.config.NUMBA_NUM_THREADS >= 2, "this test needs two threads to mean anything"
    scenario = changed(
        BOTH[mode],
        ("market.customers", THREADS_PAY_FROM + 37),
        ("market.burn_in_steps", 3),
        ("market.steps", 4),
    )
    one, two = ran(scenario, threads=1), ran(scenario, threads=2)
    assert history(one) == history(two)


@pytest.mark.parametrize("mode", BOTH)
def test_step_by_step_or_all_at_once(mode: str) -> None:
    scenario = changed(BOTH[mode])
    stepwise = LoyaltyMarket(scenario, rng=7)
    while stepwise.running:
        stepwise.step()
    assert history(stepwise) == history(ran(scenario))


@pytest.mark.slow
def test_one_worker_or_two_in_any_order() -> None:
    specs = [
        RunSpec(mode, changed(document), seed)
        for seed in range(3)
        for mode, document in BOTH.items()
    ]
    alone = run_many(specs, digest_of_run)
    with worker_pool(2) as pool:
        assert run_many(specs, digest_of_run, pool=pool) == alone
        assert run_many(specs[::-1], digest_of_run, pool=pool)[::-1] == alone


@pytest.mark.slow
def test_after_a_restart() -> None:
    program = (
        "import hashlib; from tests.simulation.markets import *; "
        "print(hashlib.sha256(history(ran(changed(REPERTOIRE)))).hexdigest())"
    )
    fresh = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    here = hashlib.sha256(history(ran(changed(BOTH["repertoire"])))).hexdigest()
    assert fresh.stdout.strip() == here
