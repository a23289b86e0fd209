"""Everything that a sweep's runs say, found once: for the report, for people, for other programs.

What a design cannot answer is left out, and why is said.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.experiment import Design, Experiment
from analysis.experiments.tables import (
    design_of,
    experiment_of,
    failures_of,
    load_base,
    outcomes_of,
    seed_of,
)
from analysis.exploration.advice import Advice, advice_of, losses_to
from analysis.exploration.discovery import Discovery, discovered
from analysis.exploration.effects import Effect, effects, one_at_a_time_effects
from analysis.exploration.estimates import Estimate
from analysis.exploration.loading import sample_of
from analysis.exploration.precise import PreciseDifference, precise_differences
from analysis.exploration.ranking import policy_gains
from analysis.exploration.sample import Sample
from analysis.exploration.screening import Screening, elementary_effects, morris_screening
from analysis.exploration.surface import ResponseSurface, response_surface
from analysis.exploration.variance import PairShare, VarianceShare, sobol_pairs, sobol_shares
from analysis.metrics.registry import BY_NAME
from simulation.errors import ResultError, RunError
from simulation.scenario.schema import Value

if TYPE_CHECKING:
    import pandas as pd

    from analysis.exploration.passing import Passing

Found = TypeVar("Found")
WORST_SHARE = 0.25  # of the points: the worst quarter (assumption)
LOSES = "the policy does worse than the base policy in the same world"
GAINS = "What each policy gains"
ADVICE = "Advice"
PLAUSIBLE = "Advice from plausible worlds"
WORST = "is among its worst quarter"


@dataclass
class Exploration:
    """A sweep and what its runs say. Everything is found when it is first asked for.

    Attributes
    ----------
    folder : Path
        Where the sweep is.
    sample : Sample
        Its runs.
    base : pandas.DataFrame
        Runs of the base scenario, one a replication; empty if none were made.
    design, seed : Design, int
        Which points, and the seed of points and replications.
    outcomes : tuple[str, ...]
        What was measured; the first is the one that advice is about.
    experiment : Experiment | None
        With the scenarios in full; None for a study that runs no markets.
    failures : int
        Runs that failed.
    passed : Passing | None
        Where the facts hold that the experiment names; None if it names none, or they were not
        measured.
    left_out : dict[str, str]
        What could not be found, and why.
    """

    folder: Path
    sample: Sample
    base: "pd.DataFrame"
    design: Design
    seed: int
    outcomes: tuple[str, ...]
    experiment: Experiment | None
    failures: int
    passed: "Passing | None" = None
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def first_outcome(self) -> str:
        """The outcome that advice is about."""
        return self.outcomes[0]

    def is_better_high(self, outcome: str) -> bool:
        """Whether more of an outcome is better; of one that is no metric, it is taken to be."""
        metric = BY_NAME.get(outcome.partition(".")[0])
        return metric is None or metric.is_better_high

    def gains(self, outcome: str) -> NDArray[np.float64] | None:
        """Return the paired difference of every point to the base, shape (P, R); None without a base."""
        base = self.base_runs(outcome)
        return None if base is None else self.sample.outcome(outcome) - base

    def base_runs(self, outcome: str) -> NDArray[np.float64] | None:
        """Return the base's outcome in the replications that all points share, shape (R,).

        None without a base, or where it lacks one of them: other seeds would be no pairs.
        """
        if self.base.empty or outcome not in self.base.columns:
            return None
        own = self.base.set_index("replication")[outcome].reindex(list(self.sample.shared))
        values = own.to_numpy(dtype=np.float64)
        return values if np.isfinite(values).all() else None

    @cached_property
    def precise(self) -> Sequence[PreciseDifference]:
        """Each point's difference to the base over all its seeds; none where no precision was wished."""
        if self.experiment is None:
            return ()
        return precise_differences(self.sample, self.base, self.experiment.replications)

    @cached_property
    def policy_gains(self) -> Mapping[str, Sequence[tuple[Mapping[str, Value], Estimate]]]:
        """What each policy gains over the base policy in the same worlds, by outcome."""
        if not self.sample.levers:
            return {}

        def gained(name: str) -> Sequence[tuple[Mapping[str, Value], Estimate]]:
            return policy_gains(self.sample, name, self.base_runs(name))

        return self._by_outcome(GAINS, gained)

    @cached_property
    def effects(self) -> Mapping[str, Sequence[Effect]]:
        """Main effects and interactions by outcome; of one-at-a-time runs, every single move.

        Of Morris trajectories, mean elementary effects.
        """
        return {name: found for name in self.outcomes if (found := self._effects(name)) is not None}

    @cached_property
    def shares(self) -> Mapping[str, Sequence[VarianceShare]]:
        """Sobol indices by outcome, of a Sobol design."""
        if self.design.kind != "sobol":
            return {}
        return self._by_outcome("Sobol indices", lambda name: sobol_shares(self.sample, name))

    @cached_property
    def pair_shares(self) -> Mapping[str, Sequence[PairShare]]:
        """Second-order Sobol indices by outcome, of a Sobol design that was made for them."""
        if self.design.kind != "sobol" or not self.design.second_order:
            return {}
        return self._by_outcome("Sobol indices", lambda name: sobol_pairs(self.sample, name))

    @cached_property
    def screening(self) -> Mapping[str, Sequence[Screening]]:
        """Morris's strength and spread by outcome, of a Morris design."""
        if self.design.kind != "morris":
            return {}
        return self._by_outcome(
            "Morris screening", lambda name: morris_screening(self.sample, name)
        )

    @cached_property
    def surfaces(self) -> Mapping[str, ResponseSurface]:
        """Quadratic surfaces by outcome."""
        if self.design.kind == "one_at_a_time":
            return {}
        return self._by_outcome("Surface", lambda name: response_surface(self.sample, name))

    @cached_property
    def advice(self) -> Advice | None:
        """What to do by the first outcome; None where no lever was varied."""
        if not self.sample.levers:
            self.left_out[ADVICE] = "no lever was varied, so there is no policy to choose."
            return None
        name = self.first_outcome
        better = self.is_better_high(name)
        return self._tried(
            ADVICE, lambda: advice_of(self.sample, name, self.surfaces.get(name), better)
        )

    @cached_property
    def plausible(self) -> Advice | None:
        """What to do by the first outcome in worlds in which the facts hold; None without facts."""
        passed = self.passed
        if passed is None or self.advice is None:
            return None
        return self._tried(PLAUSIBLE, lambda: self._advised_where_facts_hold(passed))

    @cached_property
    def discovery(self) -> tuple[str, Discovery] | None:
        """A case of the first outcome in words, and where it happens."""
        return self._tried("Scenario discovery", self._discovered)

    def _advised_where_facts_hold(self, passed: "Passing") -> Advice:
        from analysis.exploration.passing import where_facts_hold

        name, kept = self.first_outcome, where_facts_hold(self.sample, passed)
        try:
            surface: ResponseSurface | None = response_surface(kept, name)
        except ResultError:
            surface = None
        return advice_of(kept, name, surface, self.is_better_high(name))

    def _discovered(self) -> tuple[str, Discovery]:
        """Return where a policy loses to the base policy of the same world, or outcomes are worst."""
        if self.design.kind == "one_at_a_time":
            msg = (
                "one factor at a time never puts two of them together, so there is no region to find. "
                "Take latin_hypercube or sobol."
            )
            raise ResultError(msg)
        sample, name = self.sample, self.first_outcome
        sign = 1.0 if self.is_better_high(name) else -1.0
        base = {factor.path: factor.base for factor in sample.levers}
        lost = None if self.advice is None else losses_to(sample, name, base, sign)
        if lost is not None:
            points, cases = lost
            return LOSES, discovered(points, sample.factors, cases)
        means = sign * sample.outcome(name).mean(axis=1)
        return WORST, discovered(sample.points, sample.factors, _worst(means))

    def _effects(self, name: str) -> Sequence[Effect] | None:
        if self.design.kind == "one_at_a_time":
            return self._tried("Effects", lambda: one_at_a_time_effects(self.sample, name))
        if self.design.kind == "morris":
            return self._tried("Effects", lambda: elementary_effects(self.sample, name))
        try:
            return effects(self.sample, name)
        except ResultError:
            return self._tried("Effects", lambda: effects(self.sample, name, interactions=False))

    def _by_outcome(self, what: str, find: Callable[[str], Found]) -> dict[str, Found]:
        found = {name: self._tried(what, partial(find, name)) for name in self.outcomes}
        return {name: one for name, one in found.items() if one is not None}

    def _tried(self, what: str, find: Callable[[], Found]) -> Found | None:
        try:
            return find()
        except (ResultError, RunError) as error:
            self.left_out[what] = str(error)
            return None


def _worst(means: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points are among the worst quarter: of equal ones all or none, as is nearer to it."""
    limit = np.quantile(means, WORST_SHARE)
    sides = [cases for cases in (means < limit, means <= limit) if cases.any()]
    return min(sides, key=lambda cases: abs(float(cases.mean()) - WORST_SHARE))


def explored(folder: Path) -> Exploration:
    """Return what the runs of a sweep's folder say; no run is made.

    Raises
    ------
    ResultError
        If the folder is not that of a sweep, or no run is finished.
    """
    sample = sample_of(folder)
    if sample.table.empty:
        msg = f"{folder}: no run is finished yet. Run the sweep first."
        raise ResultError(msg)
    try:
        experiment: Experiment | None = experiment_of(folder)
    except ResultError:
        experiment = None
    return Exploration(
        folder=folder,
        sample=sample,
        base=load_base(folder),
        design=design_of(folder),
        seed=seed_of(folder),
        outcomes=outcomes_of(folder),
        experiment=experiment,
        failures=len(failures_of(folder)),
        passed=_passed(folder, sample) if experiment is not None and experiment.facts else None,
    )


def _passed(folder: Path, sample: Sample) -> "Passing | None":
    """Return what was measured of facts: all of them are imported only where some are named."""
    from analysis.exploration.plausible import measured_facts

    return measured_facts(folder, sample.points.index)
