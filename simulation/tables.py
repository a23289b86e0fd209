"""A scenario as the numbers the pass reads: everything converted to steps, in one place.

Timed policies become a table of firm terms for each step, segment and firm before the run begins;
rates stated per week, month or year become rates per step here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import kernel
from simulation.derived_terms import SWITCHES, fill_behavior, fill_derived, mix_troubles, switches
from simulation.draws import hashed
from simulation.organization import MOVES, Organization, at_rest, put_in_force
from simulation.records import (
    BEHAVIOR,
    COST_DECLARATIONS,
    CUSTOMER_DECLARATIONS,
    DIMENSIONS,
    FIRM_DECLARATIONS,
    LEVERS,
    ORGANIZATION_DECLARATIONS,
    SETTINGS,
    TERMS,
    column_of,
)
from simulation.rules.experience import delivered_quality
from simulation.scenario.case import EVERYONE_ELSE
from simulation.scenario.parameter import PERIOD_DAYS, Declaration, per_step
from simulation.scenario.schema import Policy, Scenario
from simulation.state import Memory

NETWORKS = ("small_world", "random", "scale_free")
"""Kinds of networks, in the order of `simulation.rules.network.SMALL_WORLD` and the rest."""
MONTH_DAYS = PERIOD_DAYS["month"]
YEAR_DAYS = PERIOD_DAYS["year"]
FAIRNESS_RECOVERY = 0.02  # EQ10 as settled 37: share of the way back to neutral in a month


@kernel
def deliver(terms):
    """Fill in the quality delivered on each dimension, `terms` of shape (T, S, J) (EQ1)."""
    for t in range(terms.shape[0]):
        for s in range(terms.shape[1]):
            for j in range(terms.shape[2]):
                row = terms[t, s, j]
                one, two, three = row.gap_understanding, row.gap_standards, row.gap_delivery
                row.delivered_R = delivered_quality(row.quality_R, one, two, three)
                row.delivered_A = delivered_quality(row.quality_A, one, two, three)
                row.delivered_T = delivered_quality(row.quality_T, one, two, three)
                row.delivered_E = delivered_quality(row.quality_E, one, two, three)
                row.delivered_Re = delivered_quality(row.quality_Re, one, two, three)


@dataclass(frozen=True)
class Tables:
    """The numbers of one scenario, ready for the pass; T counts the burn-in too.

    Attributes
    ----------
    firm_names, segment_names : tuple[str, ...]
        Firms in the order of their names; segments likewise, `everyone else` last.
    terms : record array of shape (T, S, J)
        `TERMS`: what customers meet, per step; firms may rewrite their future.
    levers : record array of shape (T, J)
        `LEVERS`: investment, staff, supplier and reaction per step; absent options are NaN.
    behavior : record array of shape (S,)
        `BEHAVIOR`: customer parameters per step; absent options are NaN.
    segment_ends : ndarray of shape (S,)
        Cumulative segment shares.
    firm_keys : ndarray of uint64, shape (J,)
        Hashes of the firms' names: the key of every draw about them.
    settings : record array of shape (1,)
        `SETTINGS`.
    """

    scenario: Scenario
    firm_names: tuple[str, ...]
    segment_names: tuple[str, ...]
    terms: NDArray[np.void]
    levers: NDArray[np.void]
    behavior: NDArray[np.void]
    segment_ends: NDArray[np.float64]
    firm_keys: NDArray[np.uint64]
    settings: NDArray[np.void]

    @property
    def n_steps(self) -> int:
        """Steps of a run, burn-in included."""
        return int(self.terms.shape[0])

    @property
    def is_equipped(self) -> bool:
        """Whether any mechanism is at work that `derived_terms.SWITCHES` names."""
        return any(bool(self.settings[0][name]) for name in SWITCHES)

    @property
    def memory(self) -> Memory:
        """Which memories this scenario needs beside those that every customer has."""
        on = self.settings[0]
        kept = ("has_year", "has_staff", "has_features", "has_visits")
        return Memory(*(bool(on[name]) for name in kept))

    @property
    def n_firms(self) -> int:
        """Number of firms."""
        return len(self.firm_names)


def build_tables(scenario: Scenario) -> Tables:
    """Return the numbers of a scenario for the pass (shapes: see `Tables`)."""
    names = tuple(sorted(scenario.firms))
    segments = (*sorted(scenario.segments), EVERYONE_ELSE)
    shares = [scenario.segments[name].share for name in segments[:-1]]
    behavior = _behavior(scenario, segments)
    stated = [_flat(scenario.firms[name].model_dump()) for name in names]
    levers = _untreated_levers(scenario, stated)
    untreated = _untreated_terms(scenario, stated, levers, behavior)
    terms, levers = _treated(scenario, names, segments, untreated, levers)
    fill_behavior(behavior)
    fill_derived(terms, behavior, scenario.market.step_days / MONTH_DAYS)
    return Tables(
        scenario=scenario,
        firm_names=names,
        segment_names=segments,
        terms=terms,
        levers=levers,
        behavior=behavior,
        segment_ends=np.cumsum([*shares, max(0.0, 1.0 - sum(shares))]),
        firm_keys=np.array([hashed("firm", name) for name in names], dtype=np.uint64),
        settings=_settings(scenario, untreated, switches(terms, behavior)),
    )


def _flat(values: Any, prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat


def _number(value: Any, declaration: Declaration, step_days: float) -> float:
    return float("nan") if value is None else per_step(float(value), declaration, step_days)


def _behavior(scenario: Scenario, segments: tuple[str, ...]) -> NDArray[np.void]:
    behavior = np.zeros(len(segments), dtype=BEHAVIOR)
    common = _flat(scenario.customers.model_dump())
    step_days = scenario.market.step_days
    for s, name in enumerate(segments):
        own = scenario.segments[name].set if name in scenario.segments else {}
        for path, declaration in CUSTOMER_DECLARATIONS.items():
            value = own.get(path, common[path])
            behavior[column_of(path)][s] = _number(value, declaration, step_days)
        weights = np.array([behavior[f"dimension_weights_{d}"][s] for d in DIMENSIONS])
        for d, weight in zip(DIMENSIONS, weights / weights.sum(), strict=True):
            behavior[f"dimension_weights_{d}"][s] = weight
    return behavior.view(np.recarray)


def _numbers(
    stated: list[dict[str, Any]], declared: Mapping[str, Declaration], step_days: float
) -> list[tuple[float, ...]]:
    """Return what is stated of each firm, in the order of the declarations, per step."""
    return [tuple(_number(own[p], d, step_days) for p, d in declared.items()) for own in stated]


def _untreated_levers(scenario: Scenario, stated: list[dict[str, Any]]) -> NDArray[np.void]:
    """Return the levers inside the firms before any policy, shape (1, J)."""
    rows = _numbers(stated, ORGANIZATION_DECLARATIONS, scenario.market.step_days)
    return np.array([rows], dtype=LEVERS).view(np.recarray)


def _untreated_terms(
    scenario: Scenario,
    stated: list[dict[str, Any]],
    levers: NDArray[np.void],
    behavior: NDArray[np.void],
) -> NDArray[np.void]:
    """Return the firms' terms before any policy, shape (1, S, J), defaults filled in."""
    market = scenario.market
    rows = _numbers(stated, FIRM_DECLARATIONS, market.step_days)
    terms = np.zeros((1, len(behavior), len(stated)), dtype=TERMS)
    for path, of_firms in zip(FIRM_DECLARATIONS, zip(*rows, strict=True), strict=True):
        terms[column_of(path)] = of_firms
    untreated = terms.view(np.recarray)
    deliver(untreated)
    terms["staff_turnover"] = levers["staff_turnover"][:, None, :]
    terms["promise"] = _promises(untreated, levers, behavior)
    terms["untreated_price"] = terms["price"] * (1.0 - terms["discount"])
    terms["annual_margin"] = _annual_margin(terms, behavior, market.mode, market.step_days)
    return untreated


def _treated(
    scenario: Scenario,
    names: tuple[str, ...],
    segments: tuple[str, ...],
    untreated: NDArray[np.void],
    levers: NDArray[np.void],
) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Return terms, shape (T, S, J), and levers, shape (T, J), with all policies in force."""
    market = scenario.market
    n_steps = market.burn_in_steps + market.steps
    terms = np.repeat(np.asarray(untreated), n_steps, axis=0)
    levers = np.repeat(np.asarray(levers), n_steps, axis=0)
    for policy in scenario.policies:
        _apply(policy, terms, levers, names.index(policy.firm), segments, market)
    deliver(terms.view(np.recarray))
    mix_troubles(terms)
    terms["staff_turnover"] = levers["staff_turnover"][:, None, :]
    terms["acquisition_money"] = terms["acquisition_cost"] * untreated["annual_margin"]
    terms["standing_cost"] = terms["fixed_cost"] + terms["policy_once"] + terms["policy_per_month"]
    return terms.view(np.recarray), levers.view(np.recarray)


def _promises(
    untreated: NDArray[np.void], levers: NDArray[np.void], behavior: NDArray[np.void]
) -> NDArray[np.float64]:
    """Return the promised quality, shape (1, S, J): where none is stated, what is delivered.

    `untreated` holds the terms before any policy, so that a policy cannot change a reputation that
    is older than it.
    """
    weights = [behavior[f"dimension_weights_{d}"][-1] for d in DIMENSIONS]
    served = _at_the_start(untreated, levers)
    delivered = sum(w * served[f"delivered_{d}"] for w, d in zip(weights, DIMENSIONS, strict=True))
    stated = untreated["promise"]
    promised: NDArray[np.float64] = np.where(np.isnan(stated), delivered, stated)
    return promised


def _at_the_start(untreated: NDArray[np.void], levers: NDArray[np.void]) -> NDArray[np.void]:
    """Return terms at the first step, supplier, load and coordination included, shape (1, S, J)."""
    served = untreated.copy()
    weights = np.zeros(len(DIMENSIONS))
    start = Organization(
        plan=untreated,
        levers=levers,
        moves=np.zeros(levers.shape, dtype=MOVES).view(np.recarray),
        luck=np.ones((*levers.shape, 2)),
        terms=served,
        conduct=at_rest(levers, untreated, weights),
        weights=weights,
        step_months=1.0,
    )
    elsewhere = levers["supplier_quality"] != levers["supplier_reference"]
    elsewhere |= (levers["staff_load"] != 1.0) | (levers["staff_coordination"] != 1.0)
    elsewhere |= (levers["supplier_lead_days"] > 0.0) | (levers["supplier_lot_days"] > 0.0)
    for j in np.flatnonzero(elsewhere[0]):
        put_in_force(start, j, 0)
    return served


def _apply(
    policy: Policy,
    terms: NDArray[np.void],
    levers: NDArray[np.void],
    j: int,
    segments: tuple[str, ...],
    market: Any,
) -> None:
    """Write one policy into the tables: from, over a ramp, until, for a segment."""
    n_steps = terms.shape[0]
    first = min(max(market.burn_in_steps + policy.start, 0), n_steps)
    end = n_steps if policy.until is None else market.burn_in_steps + policy.until
    treated = [segments.index(policy.segment)] if policy.segment else range(len(segments))
    steps = np.arange(first, max(min(end, n_steps), first))
    strength = np.minimum(1.0, (steps - first + 1.0) / (policy.ramp_steps + 1.0))
    cost = policy.cost.model_dump() if policy.cost else {}
    for path, value in policy.set.items():
        if path in ORGANIZATION_DECLARATIONS:
            column = levers[column_of(path)][:, None, :]
            target = _number(value, ORGANIZATION_DECLARATIONS[path], market.step_days)
            _move(column, (steps, 0, j), target, strength)
        else:
            column = terms[column_of(path)]
            target = _number(value, FIRM_DECLARATIONS[path], market.step_days)
            for s in treated:
                _move(column, (steps, s, j), target, strength)
    for s in treated:
        for path, amount in cost.items():
            per_one_step = _number(amount, COST_DECLARATIONS[path], market.step_days)
            when = steps[:1] if path == "once" else steps
            terms["policy_" + path][when, s, j] += per_one_step


def _move(
    column: NDArray[np.float64], where: Any, target: float, strength: NDArray[np.float64]
) -> None:
    """Move a lever from where it is toward its target, in place; from null it goes at once."""
    before = column[where]
    moved = before + strength * (target - before)
    column[where] = np.where(np.isnan(before), target, moved)


def _annual_margin(
    untreated: NDArray[np.void], behavior: NDArray[np.void], mode: str, step_days: int
) -> NDArray[np.float64]:
    """Return the annual margin of an average customer at list price, money, shape (1, S, J).

    Acquisition cost is stated in it. In contract mode it is that of a year of monthly payments, in
    repertoire mode of the firm's share prior of a year's purchases (assumption); `untreated` holds
    the terms before any policy.
    """
    steps_a_year = YEAR_DAYS / step_days
    scale = behavior["spend_scale"][None, :, None]
    margin = (untreated["price"] - untreated["unit_cost"]) * scale - untreated["service_cost"]
    if mode == "contract":
        yearly = margin * YEAR_DAYS / MONTH_DAYS
    else:
        reachable = untreated["share"] * (untreated["reach"] > 0.0)
        share = untreated["share"] / np.maximum(reachable.sum(axis=2, keepdims=True), 1.0e-9)
        yearly = margin * behavior["need_rate"][None, :, None] * steps_a_year * share
    floored: NDArray[np.float64] = np.maximum(yearly, 0.0)
    return floored


def _settings(
    scenario: Scenario, untreated: NDArray[np.void], switched: Mapping[str, int]
) -> NDArray[np.void]:
    market = scenario.market
    settings = np.zeros(1, dtype=SETTINGS)
    months = market.step_days / MONTH_DAYS
    reachable = untreated[0, -1]["reach"] > 0.0
    settings["contract"] = market.mode == "contract"
    settings["dirichlet"] = scenario.customers.taste == "dirichlet"
    settings["window"] = market.activity_window_steps
    settings["study_start"] = market.burn_in_steps
    settings["step_months"] = months
    settings["step_years"] = market.step_days / YEAR_DAYS
    settings["fairness_recovery"] = 1.0 - (1.0 - FAIRNESS_RECOVERY) ** months
    settings["network"] = NETWORKS.index(market.network)
    for name, value in switched.items():
        settings[name] = value
    settings["has_visits"] = market.last_visits == "kept"
    settings["has_growth"] = market.late_share > 0.0
    settings["study_steps"], settings["late_share"] = market.steps, market.late_share
    settings["market_promise"] = float(np.mean(untreated[0, -1]["promise"][reachable]))
    return settings.view(np.recarray)
