"""Machine code as the project wishes for it: faster, and the same bits."""

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

from simulation.codegen import keep_arrays_apart
from simulation.ledger import Ledger
from simulation.market import LoyaltyMarket
from simulation.step import advance
from simulation.world import build_world
from tests.simulation.markets import REPERTOIRE, changed

ASK = """
from numba.core.registry import cpu_target

from simulation.compiled import rule

tenth = rule(lambda x: x + 0.1)
tenth(1.0)
(text,) = tenth.inspect_asm().values()
print("(%rip)" in text, "close" in cpu_target.target_context.codegen().magic_tuple())
"""
EARLIER = "import numba; numba.njit(lambda x: x + 1)(1)"  # as another package may have done

only_where_tried = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64",
    reason="code is kept close to its constants on Linux and x86-64 only",
)


def answers(before: str = "", memory: str = "") -> list[str]:
    """Return what a fresh process says: are constants found by distance? is kept code marked so?"""
    environment = clean()
    if memory:
        environment["NUMBA_USE_LLVMLITE_MEMORY_MANAGER"] = memory
    return said(before + ASK, environment)


def clean() -> dict[str, str]:
    """Return this process's environment without wishes of its user about Numba."""
    return {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}


def said(program: str, environment: dict[str, str], path: Path | None = None) -> list[str]:
    """Return what a program prints in a fresh process, which may import from `path`, too."""
    way = os.pathsep.join([*([str(path)] if path else []), *sys.path])
    told = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, check=True, env={**environment, "PYTHONPATH": way},
    )  # fmt: skip
    return told.stdout.split()


@only_where_tried
def test_code_finds_its_constants_by_their_distance():
    assert answers() == ["True"] * 2


@only_where_tried
@pytest.mark.parametrize("reason", [{"before": EARLIER}, {"memory": "0"}])
def test_code_and_constants_may_lie_anywhere_where_they_cannot_be_kept_close(reason):
    assert answers(**reason) == ["False"] * 2


@only_where_tried
def test_kept_code_that_is_close_is_not_loaded_where_its_constants_may_lie_anywhere(tmp_path):
    (tmp_path / "kept.py").write_text(
        "from simulation.compiled import kernel\n"
        "add = kernel(lambda x: x + 0.1)\n"
        "add(1.0)\n"
        "print(sum(add.stats.cache_hits.values()))\n"
    )
    environment = {**clean(), "NUMBA_CACHE_DIR": str(tmp_path / "kept")}
    loaded = [said(f"{before}\nimport kept", environment, tmp_path) for before in ("", "", EARLIER)]
    assert loaded == [["0"], ["1"], ["0"]]


def add_up(numbers, total):
    for number in numbers:
        total[0] += number


def promises(dispatcher):
    """Return how many arguments a compiled function takes to be the only way to their memory."""
    dispatcher(np.ones(3), np.zeros(1))
    (text,) = dispatcher.inspect_llvm().values()
    return text.count("noalias")


def test_a_kernel_is_told_that_its_arrays_share_no_memory():
    assert promises(keep_arrays_apart(numba.njit(add_up))) > promises(numba.njit(add_up))


def test_arrays_that_share_memory_are_not_handed_to_the_pass():
    market = LoyaltyMarket(changed(REPERTOIRE), rng=1)
    firms, tenure = market.ledger.firms, market.ledger.tenure
    flows = firms.view(np.int64).reshape(-1)[: market.ledger.flows.size]
    shared = Ledger(firms, flows.reshape(market.ledger.flows.shape), tenure)
    with pytest.raises(ValueError, match="firms and flows share memory"):
        build_world(1, market.state, market.tables, shared)


def test_of_the_ledger_the_pass_reads_no_row_that_it_writes():
    # compiled for arrays that share no memory, it would read what stood there before
    ledger = re.compile(r"world\.(?:firms|flows|tenure)\b[^\n]*")
    steps = Path(advance.__file__).parent.glob("*.py")
    read = {
        (path.name, text)
        for path in steps
        if path.name != "advance.py"
        for text in ledger.findall(path.read_text())
    }
    assert read == {
        ("standing.py", "world.firms.shape[1]):"),
        ("standing.py", "world.firms[t - 1, s, j]"),
    }
