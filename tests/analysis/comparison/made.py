"""What a comparison works on, made by hand: outcomes of a few customers, and tiny scenario files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analysis.comparison.pull import CONSTRUCTS
from analysis.comparison.summary import MONEY_PARTS, CustomerOutcomes, RunSummary
from analysis.metrics.registry import METRICS
from tests.simulation.markets import CONTRACT

MARKET = {**CONTRACT["market"], "customers": 60, "burn_in_steps": 6, "steps": 6, "acquaintances": 0}


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
        pulls=np.zeros((sum(stayed), len(CONSTRUCTS)), dtype=np.float32),
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
        program_cost={},
        policy_cost={},
        outcomes=own,
    )


def policy(start: int = 0, cost: dict[str, float] | None = None, **levers: float) -> dict[str, Any]:
    """Return a policy of the focal firm; without a cost it states none."""
    made = {"firm": "Alpha", "set": levers, "from": start}
    return made if cost is None else {**made, "cost": cost}


def scenario_file(
    folder: Path,
    name: str,
    *policies: dict[str, Any],
    market: dict[str, Any] = MARKET,
    **other: Any,
) -> str:
    """Write the tiny contract market with these policies, and return the file's path."""
    document = {**CONTRACT, "title": name, "market": market, "policies": list(policies), **other}
    path = folder / f"{name}.yaml"
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")  # JSON is YAML
    return str(path)
