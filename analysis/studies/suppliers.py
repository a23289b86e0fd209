"""Study E: one supplier or two where supply breaks down, and a supplier who is loyal (S101)."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from analysis.comparison.intervals import paired_difference
from analysis.markdown import code
from analysis.markdown import table as markdown
from analysis.metrics.attitude import mean_satisfaction
from analysis.metrics.behavior import market_share
from analysis.metrics.record import FirmRecord
from analysis.metrics.value import profit, revenue
from analysis.plots.style import INK, in_style, marks, new_figure
from analysis.report.numbers import plain
from analysis.studies.study import Plan, Study
from analysis.studies.wording import percent, signed_percent
from simulation.runner import RunSpec, run_many, run_one, worker_pool
from simulation.scenario.loader import load_scenario
from simulation.scenario.schema import Policy, Scenario
from simulation.tables import MONTH_DAYS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MARKETS = ("telecom_prepaid", "airline")
"""A network operator and a handling company: one market without a bond, one with a hub."""
MONTHS = 36
RATES = (0.02, 0.05, 0.1, 0.2)  # chance of a disruption in a month
SUPPLIES: Mapping[str, Mapping[str, float]] = {
    "one supplier": {},
    "two suppliers": {"supplier.dual_sourcing": 1.0},
    "one loyal supplier": {
        "supplier.promptness": 1.0 / 3.0,
        "supplier.value_share": 1.0 / 3.0,
        "supplier.order_stability": 1.0 / 3.0,
    },
}
"""The second supplier and the better terms cost the same 1 % of revenue."""
ALONE = "one supplier"
MEASURES = ("disrupted", "satisfaction", "share", "profit")


def supplied(name: str, rate: float, supply: str, customers: int) -> Scenario:
    """Return three years of a market whose focal firm meets disruptions from the first step on.

    Parameters
    ----------
    name : str
        The industry.
    rate : float
        Chance in a month that supply breaks down; 0 for never.
    supply : str
        How the firm is supplied, one of `SUPPLIES`.
    customers : int
        Size of the market.
    """
    base = _three_years(name, customers)
    if rate == 0.0:
        return base
    levers = {"supplier.disruption_rate": rate, **SUPPLIES[supply]}
    policy = Policy.model_validate({"firm": base.focal_firm, "set": levers, "cost": {}})
    return base.model_copy(update={"policies": (*base.policies, policy)})


@lru_cache(maxsize=8)
def _three_years(name: str, customers: int) -> Scenario:
    """Return an industry over three years; many cells of the study start from it."""
    steps = round(MONTHS * MONTH_DAYS / load_scenario(name).market.step_days)
    return load_scenario(name, {"market.customers": customers, "market.steps": steps})


def supply_of(spec: RunSpec) -> dict[str, float]:
    """Return how often supply was disrupted and what became of customers and profit."""
    record = FirmRecord(run_one(spec), spec.scenario.focal_firm)
    return {
        "disrupted": float(record.series("supplier_disrupted").mean()),
        "satisfaction": mean_satisfaction(record),
        "share": market_share(record),
        "profit": profit(record),
        "revenue": revenue(record),
    }


def suppliers(
    plan: Plan, markets: Sequence[str] = MARKETS, rates: Sequence[float] = RATES
) -> "pd.DataFrame":
    """Return what disruptions cost with each supply, and what it saves against one supplier.

    Returns
    -------
    DataFrame
        One row for each market, rate and supply, means over seeds: `market`, `rate` (a month),
        `supply`, `disrupted` (share of time), the differences to a market without disruptions
        `satisfaction` (points), `share` (of purchases), `profit` (share of its revenue), and
        `saved` (profit against one supplier with the same disruptions to meet, share of revenue)
        with the half-width of its 95 % t-interval, `saved_half_width`.
    """
    import pandas as pd

    cells = [(rate, supply) for rate in rates for supply in SUPPLIES]
    rows = []
    with worker_pool(plan.workers) as pool:
        for name in markets:
            scenarios = [supplied(name, 0.0, ALONE, plan.customers)]
            scenarios += [supplied(name, *cell, plan.customers) for cell in cells]
            specs = [RunSpec(name, scenario, seed) for scenario in scenarios for seed in plan.seeds]
            runs = run_many(specs, supply_of, pool=pool)
            n = len(plan.seeds)
            columns = [_columns(runs[k : k + n]) for k in range(0, len(runs), n)]
            without, by_cell = columns[0], dict(zip(cells, columns[1:], strict=True))
            rows += [
                {"market": name, "rate": rate, "supply": supply,
                 **_against(without, by_cell[rate, supply], by_cell[rate, ALONE])}
                for rate, supply in cells
            ]  # fmt: skip
    return pd.DataFrame(rows)


def _columns(runs: list[dict[str, float]]) -> dict[str, np.ndarray]:
    return {key: np.array([run[key] for run in runs]) for key in runs[0]}


def _against(
    without: dict[str, np.ndarray], own: dict[str, np.ndarray], alone: dict[str, np.ndarray]
) -> dict[str, float]:
    gained = {key: float((own[key] - without[key]).mean()) for key in MEASURES}
    revenue = without["revenue"]
    saved = paired_difference(own["profit"] / revenue, alone["profit"] / revenue)
    gained["profit"] = float(((own["profit"] - without["profit"]) / revenue).mean())
    return {**gained, "saved": saved.mean, "saved_half_width": saved.half_width}


def sentences(table: "pd.DataFrame") -> tuple[str, ...]:
    """Return from which rate on a second or a loyal supplier pays, in each market."""
    found = []
    for name, own in table.groupby("market", sort=False):
        for supply in SUPPLIES:
            if supply == ALONE:
                continue
            rows = own[own["supply"] == supply]
            pays = rows[rows["saved"] - rows["saved_half_width"] > 0.0]["rate"]
            when = (
                f"pays beyond simulation noise from {percent(pays.min())} a month on"
                if len(pays)
                else "pays at none of these rates beyond simulation noise"
                if np.isfinite(rows["saved_half_width"]).any()
                else "whether it pays beyond simulation noise cannot be said from one seed"
            )
            most = rows.iloc[-1]
            found.append(
                f"{str(name).replace('_', ' ')}, {supply}: {when}; at {percent(most['rate'])} a month profit differs "
                f"from that with one by {signed_percent(most['saved'], 2)} of revenue."
            )
    return tuple(found)


def tabulated(table: "pd.DataFrame") -> str:
    """Return time disrupted, satisfaction, share, profit and what is saved, row by row."""
    columns = (
        "market", "rate a month", "supply", "time disrupted", "satisfaction", "share", "profit",
        "saved against one supplier",
    )  # fmt: skip
    rows = [
        (code(row["market"]), percent(row["rate"]), row["supply"], percent(row["disrupted"], 1),
         plain(row["satisfaction"], 2), plain(100 * row["share"], 2), plain(100 * row["profit"], 2),
         "" if row["supply"] == ALONE
         else f"{plain(100 * row['saved'], 2)} ± {plain(100 * row['saved_half_width'], 2)}")
        for row in table.to_dict("records")
    ]  # fmt: skip
    note = "Satisfaction and share in points, profit in % of revenue, against a market without disruptions."
    return note + "\n\n" + markdown(columns, rows)


@in_style
def draw(table: "pd.DataFrame") -> "Figure":
    """Return what a second and a loyal supplier save by the rate of disruptions, market by market."""
    figure = new_figure(9.0, 3.2)
    names = list(dict.fromkeys(table["market"]))
    kinds = [supply for supply in SUPPLIES if supply != ALONE]
    panels = np.atleast_1d(figure.subplots(1, len(names), sharey=True))
    for axes, name in zip(panels, names, strict=True):
        for supply, mark in zip(kinds, marks(len(kinds)), strict=True):
            own = table[(table["market"] == name) & (table["supply"] == supply)]
            half = 100.0 * own["saved_half_width"].to_numpy(dtype=np.float64)
            axes.errorbar(
                100.0 * own["rate"], 100.0 * own["saved"],
                yerr=np.where(np.isfinite(half), half, 0.0),
                color=mark.color, marker=mark.marker, capsize=3, label=supply,
            )  # fmt: skip
        axes.axhline(0.0, color=INK, linewidth=0.8, zorder=0)
        axes.set(title=name.replace("_", " "), xlabel="disruptions, % a month")
    panels[0].set_ylabel("profit against one supplier,\n% of revenue")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(kinds))
    return figure


STUDY = Study(
    id="E",
    name="suppliers",
    title="One supplier or two",
    question="When does a second supplier pay, and is a loyal one as good?",
    experiment="The focal firm's supply breaks down by chance, for two months on average: more failures, less "
    "reliability, dearer units. It has one supplier; or a second one for 1 % of revenue; or one whom it pays "
    "promptly, shares gains with and gives steady orders, for the same 1 %. Three years, twins of the same seeds, "
    "the same luck with disruptions.",
    size=Plan(customers=1_500, seeds=tuple(range(1, 13))),
    quick=Plan(customers=200, seeds=(1,)),
    run=suppliers,
    sentences=sentences,
    tabulated=tabulated,
    draw=draw,
)
