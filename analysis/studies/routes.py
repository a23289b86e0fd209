"""Study C: three routes to the same retention, whom they hold, and what is left when they end."""

from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from analysis.markdown import table as markdown
from analysis.metrics.attitude import satisfaction_series
from analysis.metrics.record import FirmRecord
from analysis.plots.style import INK, in_style, marks, new_figure
from analysis.studies.study import Plan, Study
from analysis.studies.wording import percent
from analysis.typologies import jones_sasser, seven_types
from analysis.typologies.moment import moment_of
from analysis.typologies.occupancy import occupancy
from simulation.results import RunResult
from simulation.runner import RunSpec, run_many, run_one, worker_pool
from simulation.scenario.loader import load_scenario
from simulation.scenario.schema import Policy, Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

BASE = "telecom_prepaid"
"""Nobody is bound there, so that the holding is the route's own."""
HELD_MONTHS = 24
AFTER_MONTHS = 12
TARGET = 0.75  # of the base's voluntary churn (assumption: a quarter fewer leave)
HALVINGS = 9
DIMENSIONS = ("R", "A", "T", "E", "Re")
PEOPLE: Mapping[str, tuple[str, ...]] = {
    "hostage": ("hostage",),
    "mercenary": ("mercenary",),
    "loyalist": ("loyalist", "apostle"),
}
"""People of Jones and Sasser that are reported."""
TYPES: Mapping[str, tuple[str, ...]] = {
    "monopoly": ("monopoly",),
    "inertia": ("inertia",),
    "incentive": ("incentive",),
    "attitude": ("super-value", "attitude"),
    "taste": ("taste",),
    "other": ("latent", "convenience", "price", "nothing"),
}
"""What holds a customer, the seven types put together by the prop that is largest."""


@dataclass(frozen=True)
class Route:
    """A way to keep customers.

    Attributes
    ----------
    name, lever : str
        For a reader.
    highest : float
        Most of it that is tried.
    levers : Callable[[float], dict[str, float]]
        What it sets at a strength.
    """

    name: str
    lever: str
    highest: float
    levers: Callable[[float], dict[str, float]]


ROUTES = (
    Route("satisfaction", "points of quality", 24.0, lambda x: {f"quality.{d}": 76.0 + x for d in DIMENSIONS}),
    Route("switching cost", "logits of lock-in", 6.0, lambda x: {"structural_lock": x}),
    Route("program", "points per unit of money", 1.0, lambda x: {"program.earn_rate": x, "program.promoted": 1.0}),
)  # fmt: skip


@lru_cache(maxsize=2)
def _free_market(customers: int) -> Scenario:
    """Return the market without any route; every strength that is tried starts from it."""
    steps = HELD_MONTHS + AFTER_MONTHS
    return load_scenario(BASE, {"market.customers": customers, "market.steps": steps})


def held_by(route: Route | None, strength: float, customers: int) -> Scenario:
    """Return the market in which the focal firm takes a route for 24 months of 36."""
    base = _free_market(customers)
    if route is None:
        return base
    policy = Policy.model_validate(
        {"firm": base.focal_firm, "set": route.levers(strength), "until": HELD_MONTHS, "cost": {}}
    )
    return base.model_copy(update={"policies": (*base.policies, policy)})


def churn_between(result: RunResult, first: int, last: int) -> float:
    """Return the focal firm's voluntary churn a month from a step up to (not with) another."""
    record = FirmRecord(result, result.scenario.focal_firm)
    lost, before = record.series("lost")[first:last], record.customers_before()[first:last]
    return float(lost.sum() / before.sum())


def churn_while_held(spec: RunSpec) -> float:
    """Return the focal firm's voluntary churn a month while a route is taken."""
    return churn_between(run_one(spec), 0, HELD_MONTHS)


def taken(spec: RunSpec) -> dict[str, float]:
    """Return churn while a route is taken and after it ends, and whom it holds in its last month."""
    result = run_one(spec)
    firm = result.scenario.focal_firm
    record = FirmRecord(result, firm)
    moment = moment_of(result, HELD_MONTHS - 1)
    found = {
        "churn": churn_between(result, 0, HELD_MONTHS),
        "churn_after": churn_between(result, HELD_MONTHS, HELD_MONTHS + AFTER_MONTHS),
        "satisfaction": float(satisfaction_series(record)[HELD_MONTHS - 1]),
    }
    for typology, kinds in ((jones_sasser.TYPOLOGY, PEOPLE), (seven_types.TYPOLOGY, TYPES)):
        shares = occupancy(typology, moment, firm).set_index("state")["share"]
        found |= {name: float(shares[list(states)].sum()) for name, states in kinds.items()}
    return found


def routes(plan: Plan) -> "pd.DataFrame":
    """Return three routes to the same churn, what they are made of, and what is left afterwards.

    Returns
    -------
    DataFrame
        One row for the base and each route: `route`, `strength` and its `lever`, `churn` (a month,
        while taken), `churn_after` (in the year after its end), `satisfaction` (points), and the
        shares of customers in its last month: `hostage`, `mercenary`, `loyalist` (of the people of
        Jones and Sasser) and `monopoly` ... `other` (what holds them; the seven types).
    """
    import pandas as pd

    with worker_pool(plan.workers) as pool:
        base = _means(run_many(_specs(None, 0.0, plan), taken, pool=pool))
        rows = [{"route": "none", "strength": 0.0, "lever": "", **base}]
        for route in ROUTES:
            strength = _strength(route, TARGET * base["churn"], plan, pool)
            found = _means(run_many(_specs(route, strength, plan), taken, pool=pool))
            rows.append({"route": route.name, "strength": strength, "lever": route.lever, **found})
    return pd.DataFrame(rows)


def _specs(route: Route | None, strength: float, plan: Plan) -> list[RunSpec]:
    scenario = held_by(route, strength, plan.customers)
    name = "no route" if route is None else route.name
    return [RunSpec(name, scenario, seed, snapshots=(HELD_MONTHS - 1,)) for seed in plan.seeds]


def _means(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: float(np.mean([run[name] for run in runs])) for name in runs[0]}


def _strength(route: Route, target: float, plan: Plan, pool: ProcessPoolExecutor | None) -> float:
    """Return how much of a route brings churn to a target, by halving the interval.

    The most that is tried where not even that is enough.
    """
    low, high = 0.0, route.highest
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        churn = np.mean(run_many(_specs(route, middle, plan), churn_while_held, pool=pool))
        low, high = (low, middle) if churn < target else (middle, high)
    return high


def sentences(table: "pd.DataFrame") -> tuple[str, ...]:
    """Return what each route holds customers by, and what happens when it ends."""
    base, taken_up = table.iloc[0], table.iloc[1:]
    first = (
        f"Without a route {percent(base['churn'], 2)} of customers leave for a rival in a month; each route was "
        f"set so that {percent(TARGET)} of them do."
    )
    return (
        first,
        *(
            f"{str(row['route']).capitalize()} ({row['strength']:.3g} {row['lever']}): {percent(row['churn'], 2)} a "
            f"month while it lasts, {percent(row['churn_after'], 2)} in the year after it ends; "
            f"{percent(row['hostage'], 1)} hostages, {percent(row['loyalist'])} loyalists, {percent(row['monopoly'])} held by "
            "barriers."
            for _, row in taken_up.iterrows()
        ),
    )


def tabulated(table: "pd.DataFrame") -> str:
    """Return churn, people and what holds them, one row a route."""
    kinds = (*PEOPLE, *TYPES)
    columns = ("route", "leave a month", "after its end", "satisfaction", *kinds)
    rows = [
        (row["route"], percent(row['churn'], 2), percent(row['churn_after'], 2), f"{row['satisfaction']:.0f}",
         *(percent(row[kind], 1) for kind in kinds))
        for row in table.to_dict("records")
    ]  # fmt: skip
    return markdown(columns, rows)


@in_style
def draw(table: "pd.DataFrame") -> "Figure":
    """Return what holds the customers of each route, and churn before and after its end."""
    figure = new_figure(10.0, 3.4)
    held, churn = figure.subplots(1, 2, sharey=True, gridspec_kw={"width_ratios": [1.6, 1.0]})
    left = np.zeros(len(table))
    rows = np.arange(len(table))
    for kind, mark in zip(TYPES, marks(len(TYPES)), strict=True):
        share = 100.0 * table[kind].to_numpy(dtype=np.float64)
        held.barh(rows, share, 0.62, left=left, color=mark.color, label=kind)
        left += share
    held.set(title="What holds customers in the last month", xlabel="% of customers")
    held.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=4, fontsize=8)
    for column, mark, label in zip(
        ("churn", "churn_after"), marks(2), ("while it lasts", "in the year after"), strict=True
    ):
        values = 100.0 * table[column]
        churn.plot(values, rows, mark.marker, color=mark.color, markersize=7, label=label)
    churn.axvline(100.0 * float(table["churn"].iloc[0]), color=INK, linewidth=1.0, zorder=0)
    churn.set(title="Leave for a rival", xlabel="% a month (line: without a route)")
    churn.set_xlim(0.0, 112.0 * float(table[["churn", "churn_after"]].to_numpy().max()))
    churn.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, fontsize=8)
    held.set_yticks(rows, list(table["route"]))
    held.invert_yaxis()
    return figure


STUDY = Study(
    id="C",
    name="routes",
    title="Three routes to the same retention",
    question="Is retention by satisfaction, by a switching cost and by a program the same retention?",
    experiment="Prepaid telecom, where nothing binds. The leader takes one route for 24 months, as strong as it must be "
    "for a quarter fewer customers to leave; then the route ends (deregulation, the program is stopped, quality falls "
    "back) and the market runs on for a year. Customers are typed in the last month of the route.",
    size=Plan(customers=4_000, seeds=(1, 2, 3)),
    quick=Plan(customers=300, seeds=(1,)),
    run=routes,
    sentences=sentences,
    tabulated=tabulated,
    draw=draw,
)
