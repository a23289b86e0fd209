"""What may be compared with what, and from which step on two scenarios differ."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.comparison.outcome import Request
from analysis.comparison.uncertainty import read_by_none
from analysis.metrics.registry import BY_NAME
from simulation.errors import ScenarioError
from simulation.scenario.difference import differences
from simulation.scenario.loader import load_scenario, parent_name, scenario_names
from simulation.scenario.overrides import TypedValues
from simulation.scenario.problems import COMMAND_LINE, OVERRIDES, ScenarioProblemsError
from simulation.scenario.schema import Scenario
from simulation.scenario.waking import unread_behavior


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
    if request.uncertain_customers is not None and request.uncertain == 0:
        msg = (
            "--uncertain-customers is the size of the market in the draws of --uncertain. Got no "
            "--uncertain: say how many draws, or leave it out (--customers sizes every run)."
        )
        raise ScenarioError(msg)
    names = (request.base, *request.variants)
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        msg = f"compare: {repeated[0]} is named twice. Name the baseline and each strategy once."
        raise ScenarioError(msg)
    _refuse_policies_of_variants(request)
    base = _loaded(request.base, request)
    scenarios = [base]
    for name in request.variants:
        variant = _loaded(name, request)
        _refuse_strangers(request.base, base, name, variant)
        scenarios.append(variant)
    unread = read_by_none(scenarios)
    if any(path.endswith(f".{name}") for path in request.overrides for name in unread):
        load_scenario(request.base, request.overrides)  # refused if it was typed for nobody
    if request.metric == "profit":
        for name, scenario in zip((request.base, *request.variants), scenarios, strict=True):
            _refuse_unstated_costs(name, scenario)
    return scenarios


def _loaded(name: str, request: Request) -> Scenario:
    """Return one of the scenarios; what one of them alone reads may be typed."""
    try:
        return load_scenario(name, dict(request.overrides))
    except ScenarioProblemsError as error:
        place = COMMAND_LINE if isinstance(request.overrides, TypedValues) else OVERRIDES
        problems = [
            replace(problem, place=place) if problem.place == OVERRIDES else problem
            for problem in error.problems
        ]
        raise ScenarioProblemsError(problems) from None


def _refuse_policies_of_variants(request: Request) -> None:
    """Refuse a value for a policy that the base does not have: values hold for all scenarios."""
    numbered = [path for path in request.overrides if re.match(r"policies\.\d+\.", path)]
    if not numbered:
        return
    count = len(load_scenario(request.base).policies)
    for path in numbered:
        number = int(path.split(".")[1])
        if number >= count:
            msg = (
                f"--set: {path} leads nowhere in {request.base}, which has no policy {number}: a value "
                "holds for the baseline and for every strategy. To change a strategy alone, write it "
                f"anew in a file of your own that extends {request.base}."
            )
            raise ScenarioError(msg)


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
                f"{name}: {what} differs from that of {base_name}{_market_differences(base, variant)}, "
                f"so customers have no twins. {_way_to_twins(base_name, name, what)}"
            )
            raise ScenarioError(msg)
    if set(variant.firms) != set(base.firms):
        msg = (
            f"{name}: its firms ({', '.join(sorted(variant.firms))}) are not those of {base_name} "
            f"({', '.join(sorted(base.firms))}), so flows between them cannot be compared. Name every "
            "firm in both; `active: 0` keeps one out of the market."
        )
        raise ScenarioError(msg)


def _market_differences(base: Scenario, variant: Scenario) -> str:
    """Return the values of `market` that differ, in brackets; empty where none does."""
    own, other = dict(base.market), dict(variant.market)
    told = [f"{key} is {other[key]} and not {own[key]}" for key in own if other[key] != own[key]]
    return f" ({', '.join(told)})" if told else ""


def _way_to_twins(base_name: str, name: str, what: str) -> str:
    """Return what to compare instead, or what to change."""
    parent = parent_name(name)
    if parent in scenario_names() and parent != base_name:
        return f"It extends {parent}: compare it with that."
    if what == "segments":
        return (
            f"Put the segments into a file that extends {base_name}, let the strategy extend that "
            "file, and compare the two."
        )
    example = "focal_firm=NAME" if what == "focal_firm" else "market.NAME=VALUE"
    return f"Take it out of the file, and change it for all with --set {example}."


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
