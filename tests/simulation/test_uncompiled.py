"""The compiled pass does what its Python source says."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.simulation.uncompiled import outcomes

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, dict]:
    path = tmp_path_factory.mktemp("uncompiled") / "outcomes.npz"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    subprocess.run(
        [sys.executable, "-m", "tests.simulation.uncompiled", str(path)],
        cwd=ROOT, env=environment, check=True,
    )  # fmt: skip
    with np.load(path) as plain:
        return outcomes(), dict(plain)


def test_the_same_customers_buy_from_the_same_firms(both) -> None:
    compiled, plain = both
    for name, bought in compiled.items():
        if name.endswith("purchases"):
            # plain Python rounds products of stored values to float32, so a choice that hung by a
            # thread may fall the other way; nearly all do not
            assert (plain[name] == bought).mean() > 0.95, name
            assert bought.sum() > 0


def test_satisfaction_is_the_same_to_single_precision_where_the_history_is(both) -> None:
    compiled, plain = both
    for name, satisfaction in compiled.items():
        if name.endswith("satisfaction"):
            bought = name.replace("satisfaction", "purchases")
            same = compiled[bought] == plain[bought]
            difference = np.abs(plain[name] - satisfaction)[same]
            assert np.median(difference) < 1e-3, name
