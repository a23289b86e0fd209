"""Advice from plausible worlds only: parameter sets in which published facts still appear."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Fact
from analysis.evidence.facts.drawn import Span, spans
from analysis.evidence.tasks import Outcome, Task
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
    seeds : tuple[int, ...]
        Seeds that each fact was measured with.
    sets : int
        Different sets of uncertain values of customers among the points.
    seconds : float
        Processor time of all measurements, those of earlier calls included.
    """

    facts: tuple[str, ...]
    held: NDArray[np.bool_]
    seeds: tuple[int, ...]
    sets: int
    seconds: float

    @property
    def points(self) -> NDArray[np.bool_]:
        """Whether all facts hold at a point, shape (points,)."""
        return np.array(self.held.all(axis=1), dtype=np.bool_)

    @property
    def cost(self) -> str:
        """What was measured, and what it took."""
        seeds = {f"{n} seed{'s' * (n > 1)}" for n in self.seeds}
        each = ", ".join(f"{f} with {n}" for f, n in zip(self.facts, self.seeds, strict=True))
        with_seeds = f"with {seeds.pop()} each" if len(seeds) == 1 else f"by seeds: {each}"
        return (
            f"{len(self.facts)} fact{'s' * (len(self.facts) > 1)} at {self.sets} sets of uncertain values, "
            f"{with_seeds}: {self.sets * sum(self.seeds)} measurements, {self.seconds:,.0f} s of "
            "processor time"
        )


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
    parameter then stands in its own. The mean over seeds in the small form is judged: a fact that
    holds narrowly may miss by chance.

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
        The first of the seeds, which follow one another; how many, each fact's small form says.
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
        (fact.id, positions): _tasks(fact, positions, first_seed)
        for positions in drawn
        for fact in facts
    }
    wanted = list(dict.fromkeys(task for own in tasks.values() for task in own))
    outcomes, _ = all_measured(wanted, folder, workers, on_progress)
    held = [
        [_holds(fact, [outcomes[task] for task in tasks[fact.id, positions]]) for fact in facts]
        for positions in drawn
    ]
    return Passing(
        facts=tuple(fact.id for fact in facts),
        held=np.array(held, dtype=np.bool_),
        seeds=tuple(fact.quick.seeds for fact in facts),
        sets=len(set(drawn)),
        seconds=sum(outcomes[task].seconds for task in wanted),
    )


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


def beyond_ranges(sample: Sample, scenario: Scenario) -> list[str]:
    """Return the uncertainties with values beyond their graded range: facts saw them at its end only."""
    ranges = spans(scenario)
    found = []
    for path in (factor.path for factor in sample.uncertainties):
        span = ranges.get(path.removeprefix(CUSTOMERS))
        if span is not None:
            values = sample.points[path].astype(float)
            if values.min() < min(span) or values.max() > max(span):
                found.append(path)
    return found


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


def _tasks(fact: Fact, positions: Positions, first_seed: int) -> list[Task]:
    free = tuple(place for place in positions if place[0] not in fact.held)
    return [
        Task(fact.id, fact.quick.customers, seed, is_control=False, positions=free)
        for seed in range(first_seed, first_seed + fact.quick.seeds)
    ]


def _holds(fact: Fact, outcomes: Sequence[Outcome]) -> bool:
    """Tell whether the mean over seeds lies in every claimed band; undefined with one seed, it misses."""
    return all(
        band.holds(float(np.mean([one.measured.values[band.metric] for one in outcomes])))
        for band in fact.bands
        if band.metric not in fact.known_misses
    )
