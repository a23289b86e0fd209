"""Samples of functions that are known: no market is run."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from analysis.experiments.design import design_points
from analysis.experiments.experiment import Design, Factor
from analysis.exploration.sample import Sample


def number(path: str, low: float = 0.0, high: float = 1.0, **more: object) -> Factor:
    """Return an uncertainty with a range; its base value is the middle unless said otherwise."""
    return Factor(path, **{"kind": "uncertainty", "low": low, "high": high, "base": (low + high) / 2.0, **more})  # fmt: skip


def sample_of(
    function: Callable[..., float | np.ndarray],
    factors: Sequence[Factor],
    design: Design,
    *,
    noise: Sequence[float] = (0.0,),
    seed: int = 3,
) -> Sample:
    """Return the runs of a function of the factors in their order; `noise` is added by replication."""
    points = design_points(design, factors, seed)
    rows = [
        {"point": p, "replication": r, "seed": r, **point, "y": function(*point.values()) + extra}
        for p, point in enumerate(points)
        for r, extra in enumerate(noise)
    ]
    return Sample(pd.DataFrame(rows), tuple(factors))
