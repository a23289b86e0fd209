"""The finalists of a search, judged again: fresh seeds, paired with the base policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.exploration.estimates import Estimate, over_replications
from analysis.exploration.runs import PairedRuns
from analysis.search.pareto import non_dominated
from analysis.search.plan import Objective, Reaction, SearchPlan
from analysis.search.regret import Regret, regret_of
from analysis.search.trials import Trial, judged
from simulation.scenario.schema import Value

BEST_KEPT = 5
FRONT_KEPT = 12
"""Finalists of one objective, and of several: the rest lost by more than fresh seeds change (assumption)."""


@dataclass(frozen=True)
class Finalist:
    """A policy judged on seeds that the search did not see.

    Attributes
    ----------
    trial : Trial
        As the search saw it.
    levels, gains : Mapping[str, Estimate]
        Every outcome, and its paired difference to the base policy; intervals over replications.
    is_feasible : bool
        Whether it keeps to every limit on the fresh seeds as well.
    is_on_front : bool
        Whether no other feasible finalist is better in every objective on the fresh seeds.
    """

    trial: Trial
    levels: Mapping[str, Estimate]
    gains: Mapping[str, Estimate]
    is_feasible: bool
    is_on_front: bool


@dataclass(frozen=True)
class Reactions:
    """Finalists against every reaction of the rival, by the first objective.

    Attributes
    ----------
    names : tuple[str, ...]
        The reactions.
    policies : tuple[Mapping[str, Value], ...]
        The finalists, then the base policy.
    payoffs : list[list[Estimate]]
        Of each policy under each reaction, on the fresh seeds.
    regret : Regret
        Of the mean payoffs; the signs are those of the objective, more is better.
    losses : list[list[Estimate]]
        The same regret with its interval: paired differences to the best policy under a reaction.
    """

    names: tuple[str, ...]
    policies: tuple[Mapping[str, Value], ...]
    payoffs: list[list[Estimate]]
    regret: Regret
    losses: list[list[Estimate]]

    @property
    def groups(self) -> list[list[int]]:
        """Numbers of the reactions, those together that bring every policy exactly the same."""
        found: dict[tuple[float, ...], list[int]] = {}
        for k in range(len(self.names)):
            found.setdefault(tuple(row[k].value for row in self.payoffs), []).append(k)
        return list(found.values())


def candidates(plan: SearchPlan, trials: Sequence[Trial]) -> list[Trial]:
    """Return the trials worth another look: those that keep to the limits and that nobody beats.

    Of one objective the five best; of several the front, thinned out evenly where it is long. Where
    no trial keeps to the limits, the one that breaks them least.
    """
    feasible = [trial for trial in trials if trial.is_feasible]
    if not feasible:
        return [min(trials, key=lambda trial: trial.excess)]
    unique = list({tuple(sorted(t.policy.items())): t for t in reversed(feasible)}.values())[::-1]
    gains = _gains(plan, [trial.outcomes for trial in unique])
    order = np.argsort(-gains[:, 0], kind="stable")
    if len(plan.objectives) == 1:
        return [unique[k] for k in order[:BEST_KEPT].tolist()]
    on_front = non_dominated(gains)
    front = [k for k in order.tolist() if on_front[k]]
    kept = np.unique(
        np.linspace(0, len(front) - 1, min(FRONT_KEPT, len(front))).round().astype(int)
    )
    return [unique[front[k]] for k in kept.tolist()]


def finalists(plan: SearchPlan, runs: PairedRuns, chosen: Sequence[Trial]) -> list[Finalist]:
    """Return candidates judged on fresh seeds, the best by the first objective first.

    Parameters
    ----------
    plan : SearchPlan
        What was searched for.
    runs : PairedRuns
        With replications that the search did not use.
    chosen : Sequence[Trial]
        The candidates.
    """
    signs = {objective.outcome: objective.sign for objective in plan.objectives}

    def by_replication(policy: Mapping[str, Value], name: str) -> NDArray[np.float64]:
        return plan.summed_up(runs.table([policy], plan.worlds, name)[0], signs.get(name, 1.0))

    base = {name: by_replication(plan.base_policy, name) for name in plan.outcomes}
    found = []
    for trial in chosen:
        own = {name: by_replication(trial.policy, name) for name in plan.outcomes}
        excesses = judged(plan, runs, trial.policy)[1]
        found.append(
            Finalist(
                trial,
                {name: over_replications(values) for name, values in own.items()},
                {name: over_replications(values - base[name]) for name, values in own.items()},
                max(excesses, default=0.0) <= 0.0,
                is_on_front=False,
            )
        )
    return _with_front(plan, found)


def reactions(
    plan: SearchPlan, runs: PairedRuns, judged_finalists: Sequence[Finalist]
) -> Reactions:
    """Return what finalists and the base policy bring under every reaction, and the regret.

    Parameters
    ----------
    plan : SearchPlan
        With reactions.
    runs : PairedRuns
        With the replications of the finalists.
    judged_finalists : Sequence[Finalist]
        Whom to judge; those that break a limit are left out unless all do.
    """
    allowed = [f for f in judged_finalists if f.is_feasible] or list(judged_finalists)
    policies = [dict(finalist.trial.policy) for finalist in allowed]
    if plan.base_policy not in policies:
        policies.append(plan.base_policy)
    objective = plan.objectives[0]
    values = np.array(
        [
            [_under(plan, runs, policy, reaction, objective) for reaction in plan.reactions]
            for policy in policies
        ]
    )
    gains = objective.sign * values
    found = regret_of(gains.mean(axis=2))
    best = np.argmin(found.regret, axis=0)
    lost = gains[best, np.arange(len(plan.reactions))] - gains
    return Reactions(
        names=tuple(reaction.name for reaction in plan.reactions),
        policies=tuple(policies),
        payoffs=[[over_replications(cell) for cell in row] for row in values],
        regret=found,
        losses=[[over_replications(cell) for cell in row] for row in lost],
    )


def _under(
    plan: SearchPlan,
    runs: PairedRuns,
    policy: Mapping[str, Value],
    reaction: Reaction,
    objective: Objective,
) -> NDArray[np.float64]:
    """Return what a policy brings under a reaction, one value a replication."""
    worlds = [{**world, **reaction.values} for world in plan.worlds]
    return plan.summed_up(runs.table([policy], worlds, objective.outcome)[0], objective.sign)


def _gains(plan: SearchPlan, outcomes: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    return np.array([[o.sign * row[o.outcome] for o in plan.objectives] for row in outcomes])


def _with_front(plan: SearchPlan, found: list[Finalist]) -> list[Finalist]:
    gains = _gains(plan, [{n: e.value for n, e in f.levels.items()} for f in found])
    standing = np.array([finalist.is_feasible for finalist in found])
    on_front = np.zeros(len(found), dtype=np.bool_)
    if standing.any():
        on_front[standing] = non_dominated(gains[standing])
    order = np.lexsort((-gains[:, 0], ~standing))
    return [
        Finalist(f.trial, f.levels, f.gains, f.is_feasible, bool(on_front[k]))
        for k, f in ((k, found[k]) for k in order.tolist())
    ]
