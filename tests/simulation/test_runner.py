"""Many runs: in order, over processes, and with nothing lost when one fails."""

import os
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import RunError
from simulation.runner import (
    LEAST_CHUNKS,
    N_CHUNKS,
    BatchError,
    RunSpec,
    _chunk_ends,
    run_many,
    worker_pool,
)
from tests.house.tree import ROOT
from tests.simulation.markets import CONTRACT, changed

SPECS = [RunSpec("contract", changed(CONTRACT), seed, seed) for seed in range(6)]


def seed_of(spec: RunSpec) -> int:
    return spec.seed


def fails_at_four(spec: RunSpec) -> int:
    if spec.seed == 4:
        msg = "something is wrong"
        raise ValueError(msg)
    return spec.seed


def interrupted_at_three(spec: RunSpec) -> int:
    if spec.seed == 3:
        raise KeyboardInterrupt
    return spec.seed


def dies_at_four(spec: RunSpec) -> int:
    if spec.seed == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return spec.seed


@pytest.mark.parametrize("workers", [1, 2])
def test_outcomes_come_in_the_order_of_the_specs(workers: int) -> None:
    told: list[tuple[int, int]] = []
    with worker_pool(workers) as pool:
        outcomes = run_many(SPECS, seed_of, pool=pool, on_done=lambda *done: told.append(done))
    assert outcomes == list(range(6))
    assert told == [(n, 6) for n in range(1, 7)]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failing_run_is_named_and_what_was_finished_is_kept(workers: int) -> None:
    with (
        pytest.raises(
            BatchError, match="contract, seed 4, replication 4: something is wrong"
        ) as caught,
        worker_pool(workers) as pool,
    ):
        run_many(SPECS, fails_at_four, pool=pool)
    finished = caught.value.finished
    assert all(finished[index] == index for index in finished)
    assert 4 not in finished
    if workers == 1:
        assert finished == {0: 0, 1: 1, 2: 2, 3: 3}


def test_a_killed_worker_is_said_and_is_a_run_error() -> None:
    with pytest.raises(RunError, match="a worker process died"), worker_pool(2) as pool:
        run_many(SPECS, dies_at_four, pool=pool)


def test_an_interruption_passes_through() -> None:
    with pytest.raises(KeyboardInterrupt):
        run_many(SPECS, interrupted_at_three)


def test_no_specs_no_outcomes() -> None:
    with worker_pool(2) as pool:
        assert run_many([], seed_of, pool=pool) == []


PARENT = """
import os
from tests.simulation.test_runner import SPECS, seed_of
from simulation.runner import run_many, worker_pool
if __name__ == "__main__":
    with worker_pool(2) as pool:
        run_many(SPECS, seed_of, pool=pool)
        os.kill(os.getpid(), 9)
"""


@pytest.mark.slow
def test_workers_end_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    with subprocess.Popen([sys.executable, script], cwd=ROOT, stdout=subprocess.PIPE,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}) as parent:  # fmt: skip
        parent.communicate(timeout=120)  # the pipe closes when the last worker has let go of it
    assert parent.returncode == -signal.SIGKILL


def batch(runs_by_seed: list[int]) -> list[RunSpec]:
    """Return a batch with so many runs of each seed, one seed after another."""
    return [
        RunSpec("contract", SPECS[0].scenario, seed)
        for seed, runs in enumerate(runs_by_seed)
        for _ in range(runs)
    ]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=60))
def test_every_run_of_a_batch_is_in_one_chunk_and_no_chunk_is_a_quarter_too_long(
    runs_by_seed: list[int],
) -> None:
    specs = batch(runs_by_seed)
    ends = _chunk_ends(specs)
    assert ends[0] == 0
    assert ends[-1] == len(specs)
    assert all(0 < b - a <= -(-len(specs) // LEAST_CHUNKS) for a, b in pairwise(ends))
    assert len(ends) - 1 <= N_CHUNKS + len(runs_by_seed)


def test_a_base_and_its_strategies_of_one_seed_stay_together() -> None:
    assert _chunk_ends(batch([7] * 6)) == [0, 7, 14, 21, 28, 35, 42]


def test_a_batch_of_one_seed_has_work_for_four() -> None:
    assert _chunk_ends(batch([8])) == [0, 2, 4, 6, 8]
