"""Study G: the fan of Jones and Sasser, from the number of firms and the cost of leaving alone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.evidence.fact import Setting
from analysis.evidence.facts.box_curves import BOXES, BoxCurve, box_curve
from analysis.evidence.facts.competition import FOLLOWED_MONTHS, SATISFACTION_WEIGHT, TASTE_SD
from analysis.evidence.facts.presets import contract_market, geometric_firms
from analysis.markdown import table as markdown
from analysis.plots.style import in_style, marks, new_figure
from analysis.report.numbers import plain
from analysis.studies.drawing import NUMBERS_OF, named_map
from analysis.studies.study import Plan, Study
from simulation.runner import RunSpec, run_many, worker_pool

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulation.scenario.schema import Scenario

FIRMS = (1, 2, 3, 5, 7, 10)
COSTS = (0.0, 1.0, 2.0, 3.0)  # logits
WAVES = 3
DRAWN = ((10, 0.0), (5, 1.0), (3, 2.0), (2, 3.0), (1, 0.0))
"""Firms and cost of the markets whose curves are drawn, from free choice to none."""


def market_of(firms: int, cost: float, customers: int) -> "Scenario":
    """Return a contract market with so many firms and a procedural cost of leaving, logits."""
    return contract_market(
        Setting(customers, 0, is_control=False),
        firms=geometric_firms(firms),
        customers={
            "taste_sd": TASTE_SD,
            "satisfaction_weight": SATISFACTION_WEIGHT,
            "switching_procedural": cost,
        },
        steps=WAVES * FOLLOWED_MONTHS,
    )


def curve_of(spec: RunSpec) -> BoxCurve:
    """Return the stay rates by box over 24 months in the market of a spec."""
    return box_curve(spec.scenario, spec.seed, follow_steps=FOLLOWED_MONTHS)


def fan(plan: Plan, firms: Sequence[int] = FIRMS, costs: Sequence[float] = COSTS) -> "pd.DataFrame":
    """Return the stay rate by box of a satisfaction survey in each market.

    Returns
    -------
    DataFrame
        One row for each market and box: `firms`, `cost` (logits), `box` (1 to 5), `asked`
        (customers over all seeds), `stay_rate` (share that stayed for 24 months, those who left
        the category left out; missing where nobody ticked the box).
    """
    import pandas as pd

    cells = [(n, cost) for n in firms for cost in costs]
    specs = [
        RunSpec(f"{n} firms, cost {cost:g}", market_of(n, cost, plan.customers), seed)
        for n, cost in cells
        for seed in plan.seeds
    ]
    with worker_pool(plan.workers) as pool:
        curves = run_many(specs, curve_of, pool=pool)
    rows = []
    for k, (n, cost) in enumerate(cells):
        own = curves[k * len(plan.seeds) : (k + 1) * len(plan.seeds)]
        asked = np.sum([curve.asked for curve in own], axis=0)
        stayed = np.sum([curve.stayed for curve in own], axis=0)
        rows += [
            {"firms": n, "cost": cost, "box": int(box), "asked": int(a),
             "stay_rate": float(s / a) if a else np.nan}
            for box, a, s in zip(BOXES, asked, stayed, strict=True)
        ]  # fmt: skip
    return pd.DataFrame(rows)


def steepness(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return R5 - R3 by firms (rows) and cost (columns): what satisfaction is worth, share."""
    wide = table.pivot(index=["firms", "cost"], columns="box", values="stay_rate")
    return (wide[5] - wide[3]).unstack("cost")


def sentences(table: "pd.DataFrame") -> tuple[str, ...]:
    """Return how much satisfaction decides where choice is freest and least free."""
    steep = steepness(table)
    values, firms, costs = steep.to_numpy(), list(steep.index), list(steep.columns)
    few = next(k for k, n in enumerate(firms) if n > 1)
    return (
        f"With {firms[-1]} firms and a cost of leaving of {costs[0]:g}, box 5 stays "
        f"{100 * values[-1, 0]:.0f} points more often than box 3; with {firms[few]} firms and a cost of "
        f"{costs[-1]:g} logits {100 * values[few, -1]:.0f} points.",
    )


def tabulated(table: "pd.DataFrame") -> str:
    """Return R3, R4 and R5 by firms and cost of leaving."""
    wide = table.pivot(index=["firms", "cost"], columns="box", values="stay_rate")
    costs = list(dict.fromkeys(table["cost"]))
    rows = []
    for n, own in wide.groupby(level="firms", sort=True):
        cells = [" / ".join(plain(100 * rate, 0) for rate in row[2:]) for row in own.to_numpy()]
        rows.append((str(n), *cells))
    note = "Who stays for 24 months of boxes 3 / 4 / 5, %, by the cost of leaving in logits."
    return note + "\n\n" + markdown(("firms", *(f"cost {cost:g}" for cost in costs)), rows)


@in_style
def draw(table: "pd.DataFrame") -> "Figure":
    """Return the curves of some markets, and how steep the curve is in all of them."""
    figure = new_figure(10.0, 3.8)
    curves, map_of_all = figure.subplots(1, 2)
    drawn = [
        cell for cell in DRAWN if ((table["firms"] == cell[0]) & (table["cost"] == cell[1])).any()
    ]
    for (n, cost), mark in zip(drawn, marks(len(drawn)), strict=True):
        own = table[(table["firms"] == n) & (table["cost"] == cost)]
        label = "one firm" if n == 1 else f"{n} firms, cost {cost:g}"
        curves.plot(
            own["box"], own["stay_rate"], color=mark.color, linestyle=mark.line, marker=mark.marker,
            markersize=4, label=label,
        )  # fmt: skip
    curves.set(
        title="Who stays for 24 months",
        xlabel="box of the survey",
        ylabel="share",
        ylim=(0.0, 1.02),
    )
    curves.set_xticks(list(range(1, 6)))
    curves.legend(loc="lower right", fontsize=8)
    steep = 100.0 * steepness(table)
    costs, firms = ([f"{name:g}" for name in axis] for axis in (steep.columns, steep.index))
    named_map(map_of_all, steep.to_numpy(), NUMBERS_OF["signed"], firms, costs)
    map_of_all.set(
        title="Box 5 less box 3, points", xlabel="cost of leaving, logits", ylabel="firms"
    )
    return figure


STUDY = Study(
    id="G",
    name="fan",
    title="The fan of Jones and Sasser",
    question="How does what satisfaction is worth depend on the number of firms and the cost of leaving?",
    experiment="Contract markets that differ in the number of firms and the procedural cost of leaving only; customers "
    "are surveyed in five boxes and followed for 24 months, three times.",
    size=Plan(customers=3_000, seeds=(1, 2, 3)),
    quick=Plan(customers=300, seeds=(1,)),
    run=fan,
    sentences=sentences,
    tabulated=tabulated,
    draw=draw,
)
