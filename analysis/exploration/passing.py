"""Advice from plausible worlds only: parameter sets in which published facts still appear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Fact
from analysis.evidence.facts.drawn import Span, spans
from analysis.evidence.tasks import Task
from analysis.evidence.validation import Progress, all_measured
from analysis.exploration.ranking import RankStability, rank_stability
from analysis.exploration.sample import Sample
from simulation.errors import ResultError
from simulation.scenario.schema import Scenario, Value

if TYPE_CHECKING:
    import pandas as pd

CUSTOMERS = "customers."
Positions = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Passing:
    """Which sets of uncertain values leave the chosen facts standing.

    Attributes
    ----------
    facts : tuple[str, ...]
        Ids of the facts, in the order of the columns of `held`.
    held : ndarray of bool, shape (points, facts)
        Whether every claimed band of a fact holds with the values of a point.
    """

    facts: tuple[str, ...]
    held: NDArray[np.bool_]

    @property
    def points(self) -> NDArray[np.bool_]:
        """Whether all facts hold at a point, shape (points,)."""
        return np.array(self.held.all(axis=1), dtype=np.bool_)


def passing(
    sample: Sample,
    scenario: Scenario,
    facts: Sequence[Fact],
    folder: Path,
    *,
    first_seed: int = 1,
    workers: int = 1,
    on_progress: Progress | None = None,
) -> Passing:
    """Measure facts with the uncertain values of every point, once for each different set.

    A fact has a market of its own, with its own values. So a value is carried over by where it
    stands: as far between the base scenario's value and the end of its graded range as the fact's
    parameter then stands in its own. One seed in the small form: a fact that holds narrowly may miss
    by chance.

    Parameters
    ----------
    sample : Sample
        Runs of a sweep with uncertainties among the customers' parameters.
    scenario : Scenario
        The base scenario of the sweep.
    facts : Sequence[Fact]
        Which facts must hold.
    folder : Path
        Where each task's result is kept; those that are there and still count are not run again.
    first_seed : int
        Seed of every task.
    workers : int
        Processes.
    on_progress : Progress | None
        Told (stage, tasks done, tasks planned).

    Raises
    ------
    ResultError
        If no uncertainty is a parameter of customers that facts can be drawn with.
    RunError
        If a task fails.
    """
    drawn = _drawn(sample, scenario)
    tasks = {
        (fact.id, positions): Task(
            fact.id,
            fact.quick.customers,
            first_seed,
            is_control=False,
            positions=tuple(p for p in positions if p[0] not in fact.held),
        )
        for positions in drawn
        for fact in facts
    }
    outcomes, _ = all_measured(list(dict.fromkeys(tasks.values())), folder, workers, on_progress)
    held = [
        [_holds(fact, outcomes[tasks[fact.id, positions]].measured.values) for fact in facts]
        for positions in drawn
    ]
    return Passing(tuple(fact.id for fact in facts), np.array(held, dtype=np.bool_))


def ranking_where_facts_hold(
    sample: Sample, outcome: str, passed: Passing, *, is_better_high: bool = True
) -> RankStability:
    """Return how policies rank in the worlds that pass, as `rank_stability` does in all.

    Raises
    ------
    ResultError
        If no world passes.
    """
    return rank_stability(where_facts_hold(sample, passed), outcome, is_better_high=is_better_high)


def where_facts_hold(sample: Sample, passed: Passing) -> Sample:
    """Return the runs of the points that pass.

    Raises
    ------
    ResultError
        If none does.
    """
    kept = sample.points.index[passed.points]
    if not len(kept):
        msg = (
            f"no set of uncertain values passes {', '.join(passed.facts)} together, so nothing can be "
            "ranked. Ask for fewer facts, or narrow the ranges."
        )
        raise ResultError(msg)
    return sample.restricted(kept)


def _drawn(sample: Sample, scenario: Scenario) -> list[Positions]:
    """Return where the uncertain customer parameters of every point stand in their ranges."""
    ranges = spans(scenario)
    shared = [f.path for f in sample.uncertainties if f.path.removeprefix(CUSTOMERS) in ranges]
    if not shared:
        msg = (
            "none of the sweep's uncertainties is a number among the customers' parameters, so facts do "
            "not depend on them. Vary `customers.…` paths, or rank without facts."
        )
        raise ResultError(msg)
    return [_positions(point, ranges) for point in _worlds(sample.points[shared])]


def _worlds(points: "pd.DataFrame") -> list[dict[str, Value]]:
    return [
        {str(path).removeprefix(CUSTOMERS): value for path, value in row.items()}
        for row in points.to_dict("records")
    ]


def _positions(
    world: dict[str, Value], ranges: dict[str, Span]
) -> Positions:  # fmt: skip
    return tuple(
        (name, position_in(ranges[name], float(str(value))))
        for name, value in sorted(world.items())
    )


def position_in(span: Span, value: float) -> float:
    """Return where a value stands in a span, the inverse of `value_at`; beyond an end, at the end."""
    low, own, high = span
    if own in (low, high):
        place = (value - low) / (high - low)
    elif value < own:
        place = 0.5 * (value - low) / (own - low)
    else:
        place = 0.5 + 0.5 * (value - own) / (high - own)
    return min(max(place, 0.0), 1.0)


def _holds(fact: Fact, values: Mapping[str, float]) -> bool:
    return all(
        band.holds(values[band.metric])
        for band in fact.bands
        if band.metric not in fact.known_misses
    )
