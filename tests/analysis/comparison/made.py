"""What a comparison works on, made by hand: outcomes of a few customers, and tiny scenario files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analysis.comparison.summary import MONEY_PARTS, CustomerOutcomes, RunSummary
from analysis.metrics.registry import METRICS
from simulation.scenario.writing import write_scenario
from tests.simulation.markets import CONTRACT, changed

TINY = {"customers": 60, "steps": 6, "burn_in_steps": 6, "mode": "contract", "step_days": 30,
        "activity_window_steps": 1, "acquaintances": 0}  # fmt: skip


def outcomes(
    rows: Sequence[tuple[int, int, int, int, float, float]],
) -> CustomerOutcomes:
    """Return outcomes from rows (cohort, exited, stayed, main firm, profit, given), one a slot."""
    cohort, exited, stayed, main_firm, profit, given = zip(*rows, strict=True)
    return CustomerOutcomes(
        cohort=np.array(cohort, dtype=np.bool_),
        exited=np.array(exited, dtype=np.bool_),
        stayed=np.array(stayed, dtype=np.bool_),
        main_firm=np.array(main_firm, dtype=np.int16),
        profit=np.array(profit, dtype=np.float64),
        given=np.array(given, dtype=np.float64),
    )


NOBODY = outcomes([(0, 0, 0, -1, 0.0, 0.0)])


def summary(own: CustomerOutcomes = NOBODY, **metrics: float) -> RunSummary:
    """Return a run of which only the outcomes, and the metrics that are named, matter."""
    return RunSummary(
        metrics={metric.name: 0.0 for metric in METRICS} | metrics,
        shares={},
        satisfaction=np.zeros(1),
        survival=np.zeros(1),
        money=dict.fromkeys(MONEY_PARTS, 0.0),
        outcomes=own,
    )
