"""Optuna: an experiment's levers as an objective, for studies of one's own."""

from typing import TYPE_CHECKING

from analysis.exploration.runs import PairedRuns
from analysis.search.plan import SearchPlan
from analysis.search.trials import judged, suggested

if TYPE_CHECKING:
    from collections.abc import Callable

    import optuna


def optuna_objective(
    plan: SearchPlan, runs: PairedRuns
) -> "Callable[[optuna.Trial], tuple[float, ...] | float]":
    """Return an objective for `study.optimize`: suggests every lever, runs, returns the objectives.

    One value where the plan has one objective, else a tuple in their order. Limits become
    constraints of the trial. Make the study with the directions of the plan's objectives.

    Parameters
    ----------
    plan : SearchPlan
        Levers, objectives, limits and worlds; its number of trials is not read.
    runs : PairedRuns
        Makes the runs: all trials meet the same seeds.
    """

    def objective(trial: "optuna.Trial") -> tuple[float, ...] | float:
        outcomes, excesses = judged(plan, runs, suggested(trial, plan.levers))
        for limit, excess in zip(plan.limits, excesses, strict=True):
            trial.set_constraint(limit.outcome, excess)
        values = tuple(outcomes[one.outcome] for one in plan.objectives)
        return values if len(values) > 1 else values[0]

    return objective
