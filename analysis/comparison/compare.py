"""The comparison itself: what may be compared, and what the runs say together."""

import math
import time
from collections.abc import Sequence

import numpy as np

from analysis.comparison.intervals import Difference, paired_difference, share_interval
from analysis.comparison.outcome import Comparison, Request, VariantOutcome
from analysis.comparison.replication import Progress, drawn_specs, replicated, uncertain_wins
from analysis.comparison.summary import RunSummary
from analysis.comparison.twins import flows_between, pull_account, twin_account
from analysis.comparison.uncertainty import common_ranges, read_by_none
from analysis.metrics.registry import BY_NAME
from simulation.errors import ScenarioError
from simulation.runner import worker_pool
from simulation.scenario.difference import differences
from simulation.scenario.loader import load_scenario
from simulation.scenario.schema import Scenario
from simulation.scenario.waking import unread_behavior

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


def load_comparable(request: Request) -> list[Scenario]:
    """Return the base and the variants, refused where a comparison would mean nothing.

    Raises
    ------
    ScenarioError
        If a metric is unknown, a market differs in what makes twins twins, firms differ, or, where
        profit is compared, a policy does not state its cost.
    """
    if request.metric not in BY_NAME:
        msg = (
            f"--metric: there is no metric {request.metric!r}. Choose one of: {', '.join(BY_NAME)}."
        )
        raise ScenarioError(msg)
    if request.precision is not None and not 0.0 < request.precision < math.inf:
        msg = f"--precision must be a half-width above 0 in units of --metric. Got {request.precision:g}."
        raise ScenarioError(msg)
    names = (request.base, *request.variants)
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        msg = f"compare: {repeated[0]} is named twice. Name the baseline and each strategy once."
        raise ScenarioError(msg)
    overrides = dict(request.overrides)  # what one of the scenarios alone reads may be typed
    base = load_scenario(request.base, overrides)
    scenarios = [base]
    for name in request.variants:
        variant = load_scenario(name, overrides)
        _refuse_strangers(request.base, base, name, variant)
        scenarios.append(variant)
    unread = read_by_none(scenarios)
    if any(path.endswith(f".{name}") for path in overrides for name in unread):
        load_scenario(request.base, request.overrides)  # refused if it was typed for nobody
    if request.metric == "profit":
        for name, scenario in zip((request.base, *request.variants), scenarios, strict=True):
            _refuse_unstated_costs(name, scenario)
    return scenarios


def policy_start(scenarios: Sequence[Scenario]) -> int:
    """Return the first step of the study at which any variant differs from the base by a policy.

    A policy of the base that a variant does not have is a difference too.
    A variant that differs otherwise (a parameter of a firm or of customers) differs from the start;
    but what of its customers nothing in the base reads is only read once its policy wakes it.
    """
    base = scenarios[0]
    starts = []
    for variant in scenarios[1:]:
        own = [policy for policy in variant.policies if policy not in base.policies]
        own += [policy for policy in base.policies if policy not in variant.policies]
        starts += [max(policy.start, 0) for policy in own] or [0]
        if variant.firms != base.firms or _has_other_customers(base, variant):
            starts.append(0)
    return min(starts, default=0)


def _has_other_customers(base: Scenario, variant: Scenario) -> bool:
    changed = [
        d.path.removeprefix("customers.")
        for d in differences(base, variant)
        if d.path.startswith("customers.")
    ]
    return not unread_behavior(base).keys() >= set(changed)


def _refuse_strangers(base_name: str, base: Scenario, name: str, variant: Scenario) -> None:
    """Refuse a variant whose customers are not those of the base, or choose among other firms."""
    own, other = _read_of(base, base), _read_of(variant, base)
    for what in own:
        if other[what] != own[what]:
            msg = (
                f"{name}: {what} differs from that of {base_name}, so customers have no twins. "
                f"Compare scenarios that share it, or change it for all with --set."
            )
            raise ScenarioError(msg)
    if set(variant.firms) != set(base.firms):
        msg = (
            f"{name}: its firms ({', '.join(sorted(variant.firms))}) are not those of {base_name} "
            f"({', '.join(sorted(base.firms))}), so flows between them cannot be compared. Name every "
            "firm in both; `active: 0` keeps one out of the market."
        )
        raise ScenarioError(msg)


def _read_of(scenario: Scenario, base: Scenario) -> dict[str, object]:
    """Return what makes twins twins; what nothing in the base reads of a segment is none of it."""
    unread = unread_behavior(base)
    segments = {
        name: (segment.share, {path: v for path, v in segment.set.items() if path not in unread})
        for name, segment in scenario.segments.items()
    }
    return {"market": scenario.market, "segments": segments, "focal_firm": scenario.focal_firm}


def _refuse_unstated_costs(name: str, scenario: Scenario) -> None:
    for number, policy in enumerate(scenario.policies):
        if policy.cost is None:
            msg = (
                f"{name}: policies.{number} ({policy.firm}: {', '.join(policy.set)}) states no cost, so "
                "its profit cannot be compared. Add `cost:` (`cost: {}` if it gives away nothing but "
                "what the lever itself does), or rank by another --metric."
            )
            raise ScenarioError(msg)


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
