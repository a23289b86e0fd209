"""What is known of each industry beside what its baseline gives."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.acceptance import TABLE, Acceptance
from analysis.comparison.intervals import Difference, paired_difference
from simulation.runner import RunSpec, run_many, run_one, worker_pool
from simulation.scenario.loader import load_scenario, scenario_names

SEEDS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Judged:
    """A known range and what was simulated.

    Attributes
    ----------
    known : Acceptance
        The range.
    simulated : Difference
        Mean over seeds with its 95 % t-interval.
    """

    known: Acceptance
    simulated: Difference

    @property
    def verdict(self) -> str:
        """Whether the mean lies in the range, and whether that is demanded."""
        is_met = self.known.is_met(self.simulated.mean)
        if self.known.is_gating:
            return "met" if is_met else "**missed**"
        return "within" if is_met else "outside"


def baselines() -> list[str]:
    """Return the shipped baselines."""
    return [name for name in scenario_names() if "/" not in name]


def without_range() -> list[str]:
    """Return the baselines of which no range is known."""
    told = {known.scenario.partition("/")[0] for known in TABLE}
    return [name for name in baselines() if name not in told]


def measured_rows(spec: RunSpec) -> list[float]:
    """Return every number of a scenario in the order of the table."""
    result = run_one(spec)
    return [known.measure(result) for known in TABLE if known.scenario == spec.name]


def judged(
    seeds: Sequence[int] = SEEDS, customers: int | None = None, workers: int = 1
) -> list[Judged]:
    """Return every known range with what its scenario gives.

    Parameters
    ----------
    seeds : Sequence[int]
        Seeds of the runs.
    customers : int | None
        Size of the markets; None leaves that of the file.
    workers : int
        Processes.
    """
    size = {} if customers is None else {"market.customers": customers}
    names = list(dict.fromkeys(known.scenario for known in TABLE))
    specs = [RunSpec(name, load_scenario(name, size), seed) for name in names for seed in seeds]
    with worker_pool(workers) as pool:
        runs = run_many(specs, measured_rows, pool=pool)
    found = []
    for k, name in enumerate(names):
        values = np.array(runs[k * len(seeds) : (k + 1) * len(seeds)])
        rows = [known for known in TABLE if known.scenario == name]
        found += [
            Judged(known, paired_difference(column, np.zeros(len(seeds))))
            for known, column in zip(rows, values.T, strict=True)
        ]
    return found
