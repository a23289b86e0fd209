"""Study H: what an old relation is worth, part by part (EQ25; Reichheld & Sasser 1990)."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from analysis.comparison.intervals import paired_difference
from analysis.markdown import code
from analysis.markdown import table as markdown
from analysis.metrics.record import FirmRecord
from analysis.metrics.tenure_profit import COMPONENTS, SWITCHES, profit_components
from analysis.metrics.value import profit
from analysis.plots.stacks import stack_bars
from analysis.plots.style import in_style, new_figure, without_frame
from analysis.report.numbers import plain
from analysis.studies.study import Plan, Study
from analysis.typologies.moment import moment_of
from simulation.runner import RunSpec, run_many, run_one, worker_pool
from simulation.scenario.loader import load_scenario
from simulation.tables import YEAR_DAYS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulation.scenario.schema import Scenario

MARKETS = ("telecom_contract", "bank_main_account", "hotel")
"""Two relations that hold and one in which guests come and go."""
NEWCOMER_DISCOUNT = 0.1  # so that there is a premium to pay (assumption)
WORDS = {**COMPONENTS, "recommendations": "referrals"}
PARTS = ("growth", "lower_cost", "premium", "recommendations", "acquisition")
"""What is switched off, one at a time; the base is what is left with all of them off."""
LOOKS = (
    ("#3f90da", ""), ("#ffa90e", "..."), ("#92dadd", "xxx"), ("#832db6", ""), ("#94a4a2", ""),
    ("#717581", "///"),
)  # fmt: skip


def with_switches_off(market: str, parts: tuple[str, ...], customers: int) -> "Scenario":
    """Return a market whose newcomers get a discount, without some of the parts of profit."""
    firm, has_breadth = _known_of(market)
    changes = {"market.customers": customers, f"firms.{firm}.newcomer_discount": NEWCOMER_DISCOUNT}
    for part in parts:
        changes |= {path.replace("NAME", firm): value for path, value in SWITCHES[part].items()}
    if not has_breadth:  # nobody buys a second product in any case
        changes.pop("customers.cross_buying", None)
    return load_scenario(market, changes)


@cache
def _known_of(market: str) -> tuple[str, bool]:
    """Return the focal firm of a market, and whether its customers may use several products."""
    base = load_scenario(market)
    return base.focal_firm, base.customers.breadth_max > 1.0


def yearly(spec: RunSpec) -> dict[str, float]:
    """Return profit and each part as accounted at the end, money per present customer and year."""
    record = FirmRecord(run_one(spec), spec.scenario.focal_firm)
    last = moment_of(record.result, spec.scenario.market.steps - 1)
    parts = profit_components(last, record.firm).mean()
    years = float(record.customers_before().sum()) * record.step_days / YEAR_DAYS
    found = {part: float(parts[part]) for part in COMPONENTS if part != "acquisition"}
    won = record.total("acquisition_cost") / years
    customers = spec.scenario.market.customers / 1_000.0  # profit is per 1,000 of the market
    return {**found, "acquisition": -won, "profit": profit(record) * customers / years}


def five_parts(plan: Plan) -> "pd.DataFrame":
    """Return what each part is worth, by the books and by switching it off.

    Returns
    -------
    DataFrame
        One row for each market and part, money per present customer and year: `accounted` (what
        customers at the end of the study bring of it; missing for referrals, whose books are
        other people's), `switched` (profit with it less profit without, means over seeds) and
        `switched_half_width` of its 95 % t-interval.
    """
    import pandas as pd

    rows = []
    with worker_pool(plan.workers) as pool:
        for market in MARKETS:
            worlds = [(), *((part,) for part in PARTS)]
            scenarios = [with_switches_off(market, parts, plan.customers) for parts in worlds]
            specs = [RunSpec(market, s, seed) for s in scenarios for seed in plan.seeds]
            runs = run_many(specs, yearly, pool=pool)
            n = len(plan.seeds)
            whole = runs[:n]
            base = float(np.mean([run["base"] for run in whole]))
            rows.append(_row(market, "base", base, (np.nan, np.nan)))
            for k, part in enumerate(PARTS, start=1):
                without = runs[k * n : (k + 1) * n]
                lost = paired_difference(
                    [run["profit"] for run in whole], [run["profit"] for run in without]
                )
                accounted = float(np.mean([run.get(part, np.nan) for run in whole]))
                rows.append(_row(market, part, accounted, (lost.mean, lost.half_width)))
    return pd.DataFrame(rows)


def _row(
    market: str, part: str, accounted: float, switched: tuple[float, float]
) -> dict[str, object]:
    return {
        "market": market,
        "part": WORDS[part],
        "accounted": accounted,
        "switched": switched[0],
        "switched_half_width": switched[1],
    }


def sentences(table: "pd.DataFrame") -> tuple[str, ...]:
    """Return how much of an old relation's profit is not its base, market by market."""
    found = []
    for name, own in table.groupby("market", sort=False):
        booked = dict(zip(own["part"], own["accounted"].astype(float), strict=True))
        missed = dict(zip(own["part"], own["switched"].astype(float), strict=True))
        adds = float(np.nansum([booked[WORDS[part]] for part in PARTS if part != "acquisition"]))
        largest = max(
            (WORDS[part] for part in PARTS if part != "acquisition"), key=missed.__getitem__
        )
        found.append(
            f"{str(name).replace('_', ' ')}: a customer brings {plain(booked[WORDS['base']], 2)} a year "
            f"as a newcomer would, and {plain(adds, 2)} on top; what is missed most when it is switched off "
            f"is {largest} ({plain(missed[largest], 2)})."
        )
    return tuple(found)


def tabulated(table: "pd.DataFrame") -> str:
    """Return each part by the books and by its switch, one row for each market and part."""
    rows = [
        (
            code(row["market"]), row["part"], plain(row["accounted"], 3),
            "no switch" if np.isnan(row["switched"])
            else f"{plain(row['switched'], 3)} ± {plain(row['switched_half_width'], 3)}",
        )
        for row in table.to_dict("records")
    ]  # fmt: skip
    note = "Reference prices per present customer and year."
    return (
        note + "\n\n" + markdown(("market", "part", "by the books", "lost if switched off"), rows)
    )


@in_style
def draw(table: "pd.DataFrame") -> "Figure":
    """Return the parts of each market stacked: by the books, and by their switches."""
    figure = new_figure(10.0, 3.2)
    panels = figure.subplots(1, 2, sharey=True)
    names = list(dict.fromkeys(table["market"]))
    for axes, column, title in zip(
        panels, ("accounted", "switched"), ("By the books", "Lost if switched off"), strict=True
    ):
        parts = table.pivot(index="market", columns="part", values=column).loc[names]
        order = [WORDS[part] for part in ("base", *PARTS)]
        stack_bars(axes, parts[order].fillna(0.0), LOOKS)
        axes.set(title=title, xlabel="reference prices per customer and year")
        without_frame(axes)
    panels[0].set_yticks(range(len(names)), [name.replace("_", " ") for name in names])
    panels[0].set_ylim(len(names) - 0.5, -0.5)
    handles = [container[0] for container in panels[0].containers]
    figure.legend(handles, order, loc="outside lower center", ncols=6, fontsize=8)
    return figure


STUDY = Study(
    id="H",
    name="five_parts",
    title="The parts of profit of a long relation",
    question="How much more does an old customer bring than a new one, and what is it made of?",
    experiment="The focal firm gives newcomers 10 % off. Growth of purchases, lower cost to serve, price premium, "
    "referrals and the cost of winning are read from the books at the end, and switched off one at a time: what a "
    "switch takes away is also what customers do differently without it. Twins of the same seeds.",
    size=Plan(customers=3_000, seeds=(1, 2, 3)),
    quick=Plan(customers=150, seeds=(1,)),
    run=five_parts,
    sentences=sentences,
    tabulated=tabulated,
    draw=draw,
)
