"""Study D: a budget for the firm's own people first, or for gifts to customers (S100)."""

from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from analysis.comparison.intervals import paired_difference
from analysis.markdown import code
from analysis.markdown import table as markdown
from analysis.metrics.attitude import satisfaction_series
from analysis.metrics.behavior import share_series
from analysis.metrics.record import FirmRecord
from analysis.metrics.value import policy_cost, profit, program_cost, revenue
from analysis.report.numbers import plain
from analysis.studies.drawing import Panel, dots_by_market
from analysis.studies.spending import staff_programs
from analysis.studies.study import Plan, Study
from analysis.studies.wording import percent
from simulation.runner import RunSpec, run_many, run_one, worker_pool
from simulation.scenario.loader import load_scenario
from simulation.scenario.schema import Policy, Scenario
from simulation.tables import MONTH_DAYS, YEAR_DAYS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MARKETS = ("bank_main_account", "telecom_prepaid", "hotel")
"""Services that people make: two with a provider, one in which guests have several."""
FUNDED_MONTHS = 24
AFTER_MONTHS = 12
BUDGET = 0.03  # share of the focal firm's revenue (assumption)
BOND_WITH_STAFF = 0.03  # where people serve (assumption of the parameter's source)
POLICIES = ("staff first", "gifts first")
PANELS = (
    Panel("satisfaction_2", "Satisfaction, second year", "points", scale=1.0),
    Panel("share", "Share while it is spent", "points of share"),
    Panel("share_after", "Share in the year after", "points of share"),
)
Metrics = dict[str, float]


def served_by_people(name: str, customers: int) -> Scenario:
    """Return an industry over three years in which customers come to belong to those who serve."""
    days = load_scenario(name).market.step_days
    steps = round((FUNDED_MONTHS + AFTER_MONTHS) * MONTH_DAYS / days)
    changes = {"market.steps": steps, "customers.bond_gain_staff": BOND_WITH_STAFF}
    return load_scenario(name, {"market.customers": customers, **changes})


def funded_steps(base: Scenario) -> int:
    """Return the first step without the money."""
    return round(FUNDED_MONTHS * MONTH_DAYS / base.market.step_days)


def staff_first(base: Scenario, budget: float) -> Scenario:
    """Return the market whose focal firm spends on its staff.

    A culture that is paid for is also one in which staff stand for the house, so that bonds with
    them become bonds with the firm (assumption).
    """
    levers = staff_programs(base, budget)
    return _while_funded(base, {**levers, "belonging.culture": levers["staff.culture"]})


def gifts_first(base: Scenario, rate: float) -> Scenario:
    """Return the market whose focal firm gives members a share of what they pay back."""
    return _while_funded(base, {"program.cash_back": round(rate, 5), "program.promoted": 1.0})


def _while_funded(base: Scenario, levers: dict[str, float]) -> Scenario:
    policy = Policy.model_validate(
        {"firm": base.focal_firm, "set": levers, "until": funded_steps(base), "cost": {}}
    )
    return base.model_copy(update={"policies": (*base.policies, policy)})


def course(spec: RunSpec) -> Metrics:
    """Return what a run of the study brought, while the money was spent and after it."""
    record = FirmRecord(run_one(spec), spec.scenario.focal_firm)
    end = funded_steps(spec.scenario)
    satisfied, share = satisfaction_series(record), share_series(record)
    year = round(YEAR_DAYS / record.step_days)
    spent = program_cost(record) + policy_cost(record)
    return {
        "spent": spent + record.per_thousand(record.total("concessions")),
        "revenue": revenue(record),
        "satisfaction_1": float(satisfied[year - 1]),
        "satisfaction_2": float(satisfied[end - 1]),
        "leave": _leaving(record, 0, end),
        "leave_after": _leaving(record, end, satisfied.size),
        "share": float(share[:end].mean()),
        "share_after": float(share[end:].mean()),
        "profit": profit(record),
    }


def _leaving(record: FirmRecord, first: int, last: int) -> float:
    years = float(record.customers_before()[first:last].sum()) * record.step_days / YEAR_DAYS
    return float(record.series("lost")[first:last].sum()) / years


def staff_or_gifts(plan: Plan, budget: float = BUDGET) -> "pd.DataFrame":
    """Return what the same money brings as staff programs and as gifts, paired by seed.

    Returns
    -------
    DataFrame
        One row for each market and policy: `market`, `policy`, `spent` (share of revenue over the
        study) and the differences to the market without either: `satisfaction_1`,
        `satisfaction_2` (points after one and two years of spending), `leave`, `leave_after` (lost
        to rivals per customer and year, while the money is spent and in the year after), `share`,
        `share_after` (of purchases, likewise), `profit` (share of the base's revenue) with the
        half-width of its 95 % t-interval.
    """
    import pandas as pd

    with worker_pool(plan.workers) as pool:
        rows = [row for name in MARKETS for row in _market_rows(name, plan, budget, pool)]
    return pd.DataFrame(rows)


def _market_rows(
    name: str, plan: Plan, budget: float, pool: ProcessPoolExecutor | None
) -> list[dict[str, object]]:
    """Return the rows of one market; gifts are set after first runs to cost what staff cost."""
    base = served_by_people(name, plan.customers)

    def runs_of(scenario: Scenario) -> list[Metrics]:
        return run_many([RunSpec(name, scenario, s) for s in plan.seeds], course, pool=pool)

    without, staff = runs_of(base), runs_of(staff_first(base, budget))
    pilot = runs_of(gifts_first(base, budget))
    rate = min(1.0, budget * _spent(without, staff) / _spent(without, pilot))
    gifts = runs_of(gifts_first(base, rate))
    return [
        _row(name, policy, without, runs)
        for policy, runs in zip(POLICIES, (staff, gifts), strict=True)
    ]


def _spent(without: list[Metrics], runs: list[Metrics]) -> float:
    return float(np.mean([b["spent"] - a["spent"] for a, b in zip(without, runs, strict=True)]))


def _row(name: str, policy: str, without: list[Metrics], runs: list[Metrics]) -> dict[str, object]:
    revenue = float(np.mean([run["revenue"] for run in runs]))
    profit = paired_difference(
        [b["profit"] / a["revenue"] for a, b in zip(without, runs, strict=True)],
        [a["profit"] / a["revenue"] for a in without],
    )
    told = ("satisfaction_1", "satisfaction_2", "leave", "leave_after", "share", "share_after")
    gained = {
        key: float(np.mean([b[key] - a[key] for a, b in zip(without, runs, strict=True)]))
        for key in told
    }
    return {
        "market": name,
        "policy": policy,
        "spent": _spent(without, runs) / revenue,
        **gained,
        "profit": profit.mean,
        "profit_half_width": profit.half_width,
    }


def sentences(table: "pd.DataFrame") -> tuple[str, ...]:
    """Return whom each policy keeps, while the money is spent and when it is not."""
    found = []
    for name, own in table.groupby("market", sort=False):
        staff, gifts = own.to_dict("records")
        found.append(
            f"{str(name).replace('_', ' ')}: share of purchases changes by "
            f"{plain(100 * staff['share'], 1)} points with staff first and "
            f"{plain(100 * gifts['share'], 1)} with gifts first while the money is spent, by "
            f"{plain(100 * staff['share_after'], 1)} and {plain(100 * gifts['share_after'], 1)} in the year after; "
            f"profit by {percent(staff['profit'], 1)} and {percent(gifts['profit'], 1)} of revenue."
        )
    return tuple(found)


def tabulated(table: "pd.DataFrame") -> str:
    """Return satisfaction, leavers, share and profit, one row for each market and policy."""
    columns = (
        "market", "policy", "spent", "satisfaction after 1, 2 years", "leave a year", "in the year after",
        "share", "in the year after", "profit",
    )  # fmt: skip
    rows = [
        (code(row["market"]), row["policy"], percent(row["spent"], 1),
         f"{plain(row['satisfaction_1'], 1)}; {plain(row['satisfaction_2'], 1)}",
         *(plain(100 * row[key], 1) for key in ("leave", "leave_after", "share", "share_after")),
         f"{plain(100 * row['profit'], 1)} ± {plain(100 * row['profit_half_width'], 1)}")
        for row in table.to_dict("records")
    ]  # fmt: skip
    note = "Differences to the market without either: points; money in % of the baseline's revenue."
    return note + "\n\n" + markdown(columns, rows)


def draw(table: "pd.DataFrame") -> "Figure":
    """Return satisfaction and share gained by each policy, while it is paid for and after."""
    return dots_by_market(table, POLICIES, PANELS)


STUDY = Study(
    id="D",
    name="staff_or_gifts",
    title="Staff first or gifts first",
    question="Is the same money better spent on those who serve or on gifts to those who are served?",
    experiment="Three services in which customers come to belong to the people who serve them. For 24 months the focal "
    "firm spends 3 % of its revenue on training, authority, culture and wages, or gives as much back to members as "
    "cash-back; then the money stops and the market runs on for a year. Twins of the same seeds have neither.",
    size=Plan(customers=3_000, seeds=(1, 2, 3)),
    quick=Plan(customers=200, seeds=(1,)),
    run=staff_or_gifts,
    sentences=sentences,
    tabulated=tabulated,
    draw=draw,
)
