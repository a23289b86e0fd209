"""Which runs a sweep consists of: points, seeds, and the key under which a run is kept."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analysis.experiments.design import Point, base_point, design_points
from analysis.experiments.experiment import Design, Experiment, Factor, Replications
from simulation.draws import replication_seed

BASE = -1
"""Number of the base point, at which no factor is moved; the design's points count from 0."""


@dataclass(frozen=True)
class Unit:
    """One run that is asked for.

    Attributes
    ----------
    key : str
        What is run, whatever the seed: points with the same values share their runs.
    values : Mapping[str, Value]
        The point.
    seed, replication : int
        Seed of the draws, and the replication it belongs to.
    """

    key: str
    values: Point
    seed: int
    replication: int


@dataclass(frozen=True)
class Plan:
    """What a sweep is to run.

    Attributes
    ----------
    title : str
        In words.
    factors, design : tuple[Factor, ...], Design
        What the points were made from.
    points : Sequence[Point]
        The design's points in order.
    base : Point
        The point at which no factor is moved; empty where there is none to be run.
    replications : Replications
        How many seeds each point runs with.
    seed : int
        Seed that those of the replications are made from.
    study_key : str
        What the outcomes depend on besides the point.
    """

    title: str
    factors: tuple[Factor, ...]
    design: Design
    points: Sequence[Point]
    base: Point
    replications: Replications
    seed: int
    study_key: str

    @cached_property
    def keys(self) -> dict[int, str]:
        """The key of every point by its number, the base included."""
        numbered = {BASE: self.base} if self.base else {}
        numbered |= dict(enumerate(self.points))
        return {number: self._key(values) for number, values in numbered.items()}

    @cached_property
    def points_of(self) -> dict[str, list[int]]:
        """The numbers of the points that share a key."""
        found: dict[str, list[int]] = {}
        for number, key in self.keys.items():
            found.setdefault(key, []).append(number)
        return found

    def values_of(self, number: int) -> Point:
        """Return a point by its number."""
        return self.base if number == BASE else self.points[number]

    def units(self, wanted: Mapping[str, int], *, is_backward: bool) -> Iterator[Unit]:
        """Yield the runs of all points, replications outermost.

        Parameters
        ----------
        wanted : Mapping[str, int]
            Replications by key.
        is_backward : bool
            Whether to begin at the end, as the second of two sweeps on one folder does.
        """
        keys = list(self.points_of)
        total = max(wanted.values(), default=0) * len(keys)
        for index in range(total - 1, -1, -1) if is_backward else range(total):
            replication, place = divmod(index, len(keys))
            key = keys[place]
            if replication < wanted[key]:
                values = self.values_of(self.points_of[key][0])
                yield Unit(key, values, replication_seed(self.seed, replication), replication)

    @cached_property
    def document(self) -> dict[str, Any]:
        """What must be the same for two plans to share a store, as hashes and plain values."""
        points = json.dumps([self.base, list(self.points)], ensure_ascii=True)
        design = {k: v for k, v in vars(self.design).items() if k != "crossed" or v}
        return {
            "factors": _digest(json.dumps([_plain(factor) for factor in self.factors])),
            "design": _digest(json.dumps(design, sort_keys=True)),
            "points": _digest(points),
            "seed": self.seed,
            "scenarios or outcomes": self.study_key,
        }

    def _key(self, values: Point) -> str:
        canonical = {path: _number(value) for path, value in values.items()}
        return _digest(json.dumps([self.study_key, canonical], sort_keys=True))[:32]


def market_plan(experiment: Experiment, study_key: str) -> Plan:
    """Return the plan of an experiment; its points are made here.

    Raises
    ------
    ScenarioError
        If the design needs a library that is not installed.
    """
    return Plan(
        title=experiment.title,
        factors=experiment.factors,
        design=experiment.design,
        points=design_points(experiment.design, experiment.factors, experiment.seed),
        base=base_point(experiment.factors),
        replications=experiment.replications,
        seed=experiment.seed,
        study_key=study_key,
    )


def _plain(factor: Factor) -> list[Any]:
    return [factor.path, factor.kind, factor.low, factor.high, factor.scale, factor.values]


def _number(value: Any) -> Any:
    """Return 1 for 1.0, so that the spelling of a number does not make another run."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
