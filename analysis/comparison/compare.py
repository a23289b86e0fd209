"""The comparison itself: what is run, and what the runs say together."""

import math
import time
from collections.abc import Sequence

import numpy as np

from analysis.comparison.comparable import load_comparable, policy_start
from analysis.comparison.intervals import Difference, paired_difference, share_interval
from analysis.comparison.outcome import Comparison, Request, VariantOutcome
from analysis.comparison.replication import Progress, drawn_specs, replicated, uncertain_wins
from analysis.comparison.summary import RunSummary
from analysis.comparison.twins import flows_between, pull_account, twin_account
from analysis.comparison.uncertainty import common_ranges
from analysis.metrics.registry import BY_NAME
from simulation.runner import worker_pool
from simulation.scenario.schema import Scenario

ROUND_OFF = 1e-12
"""Of revenue: what sums of money in two orders may differ by, and mean the same."""


def compare(request: Request, on_progress: Progress | None = None) -> Comparison:
    """Run a baseline and its strategies on common draws and say what differs.

    Parameters
    ----------
    request : Request
        What to compare.
    on_progress : Progress | None
        Told (stage, runs done, runs planned).

    Raises
    ------
    ScenarioError
        If a scenario is not valid, or two of them cannot be compared.
    BatchError
        If a run fails.
    """
    began = time.perf_counter()
    scenarios = load_comparable(request)
    names = [request.base, *request.variants]
    start = policy_start(scenarios)
    with worker_pool(request.workers) as pool:
        drawn = drawn_specs(request, names, scenarios, start)
        runs, reached = replicated(request, names, scenarios, start, on_progress, pool)
        wins = uncertain_wins(request, drawn, on_progress, pool)
    base_runs = runs[0]
    outcomes = [
        _outcome(name, scenario, base_runs, own, _chance(request, wins, k))
        for k, (name, scenario, own) in enumerate(
            zip(request.variants, scenarios[1:], runs[1:], strict=True)
        )
    ]
    outcomes.sort(
        key=lambda outcome: _rank(outcome.differences[request.metric].mean, request.metric)
    )
    return Comparison(
        request=request,
        base_title=scenarios[0].title,
        base=scenarios[0],
        base_runs=base_runs,
        outcomes=outcomes,
        replications=len(base_runs),
        reached_precision=reached,
        uncertain=common_ranges(scenarios) if request.uncertain else {},
        start_step=start,
        seconds=time.perf_counter() - began,
    )


def _rank(difference: float, metric: str) -> tuple[bool, float]:
    """Return what puts the better difference first; one without a number stands last."""
    loss = -difference if BY_NAME[metric].is_better_high else difference
    return math.isnan(difference), loss


def _chance(request: Request, wins: list[int] | None, k: int) -> tuple[int, int] | None:
    return None if wins is None else (wins[k], request.uncertain)


def _outcome(
    name: str,
    scenario: Scenario,
    base_runs: list[RunSummary],
    runs: list[RunSummary],
    chance: tuple[int, int] | None,
) -> VariantOutcome:
    differences = {
        metric: paired_difference(
            [run.metrics[metric] for run in runs], [run.metrics[metric] for run in base_runs]
        )
        for metric in BY_NAME
    }
    return VariantOutcome(
        name=name,
        title=scenario.title,
        scenario=scenario,
        differences=differences,
        account=twin_account(base_runs, runs),
        flows=flows_between(base_runs, runs, len(scenario.firms)),
        pull=pull_account(base_runs, runs),
        break_even_cost=at_no_stated_cost(base_runs, runs).mean,
        wins=None if chance is None else chance[0],
        win_interval=None if chance is None else share_interval(*chance),
        runs=runs,
    )


def at_no_stated_cost(base_runs: Sequence[RunSummary], runs: Sequence[RunSummary]) -> Difference:
    """Return what a strategy would change profit by if stated costs were nothing, runs paired.

    A cost that is taken off and added again leaves round-off behind, which is no loss.
    """
    before, after = (
        np.array([run.metrics["profit"] + run.metrics["policy_cost"] for run in side])
        for side in (base_runs, runs)
    )
    dust = ROUND_OFF * np.array([abs(run.metrics["revenue"]) for run in base_runs])
    return paired_difference(np.where(np.abs(after - before) <= dust, before, after), before)
