"""Study A: the seven strategies with the same budget in every industry."""

from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from analysis.comparison.intervals import paired_difference
from analysis.markdown import code
from analysis.markdown import table as markdown
from analysis.plots.style import QUIET, in_style, new_figure
from analysis.report.numbers import plain
from analysis.studies.drawing import NUMBERS_OF, named_map
from analysis.studies.presets import LARGEST_BUDGET, PRESETS, Preset, strategy_variant
from analysis.studies.study import Plan, Study, metrics_of
from analysis.studies.wording import percent
from simulation.runner import RunSpec, run_many, worker_pool
from simulation.scenario.loader import load_scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulation.scenario.schema import Scenario

BUDGET = 0.03  # share of the focal firm's revenue (assumption)
INDUSTRIES = (
    "telecom_contract", "telecom_prepaid", "bank_main_account", "credit_card", "car_dealership",
    "grocery", "hotel", "airline", "ecommerce", "tourism_ota",
)  # fmt: skip
"""All but the ride-hailing entry, whose focal firm has no customers when the study begins."""
Metrics = dict[str, float]


def strategies_everywhere(plan: Plan, budget: float = BUDGET) -> "pd.DataFrame":
    """Return what each strategy brings in each industry, paired by seed.

    Returns
    -------
    DataFrame
        One row for each industry and preset: `industry`, `strategy`, `spent` (share of
        revenue), and the differences to the base `survival` (share of the customers of the start
        who are customers at the end), `share` (of purchases), `profit` (share of the base's
        revenue) and `surplus` (of customers, share of a usual price) with the half-widths of
        their 95 % t-intervals. Missing where there is no lever.
    """
    import pandas as pd

    with worker_pool(plan.workers) as pool:
        rows = [row for name in INDUSTRIES for row in strategies_in(name, budget, plan, pool)]
    return pd.DataFrame(rows)


def strategies_in(
    name: str, budget: float, plan: Plan, pool: ProcessPoolExecutor | None = None
) -> list[dict[str, object]]:
    """Return the rows of one industry.

    What points cost depends on who joins. So their rate is set after a first run such that they
    cost the budget, as far as 30 % of revenue allow.
    """
    base = load_scenario(name, {"market.customers": plan.customers})
    variants: dict[Preset, Scenario] = {}
    for preset in PRESETS:
        variant = strategy_variant(preset, base, budget)
        if variant is not None:
            variants[preset] = variant
    for preset in [p for p in variants if not p.is_bought]:
        pilots = [RunSpec(name, s, plan.seeds[0]) for s in (base, variants[preset])]
        spent = _spent(*run_many(pilots, metrics_of, pool=pool))
        adjusted = min(LARGEST_BUDGET, budget * budget / spent) if spent > 0.0 else budget
        variants[preset] = strategy_variant(preset, base, adjusted) or variants[preset]
    scenarios = [base, *variants.values()]
    specs = [RunSpec(name, scenario, seed) for scenario in scenarios for seed in plan.seeds]
    runs = run_many(specs, metrics_of, pool=pool)
    n = len(plan.seeds)
    by_preset = {p: runs[(k + 1) * n : (k + 2) * n] for k, p in enumerate(variants)}
    return [_row(name, preset, runs[:n], by_preset.get(preset)) for preset in PRESETS]


def _spent(base: Metrics, variant: Metrics) -> float:
    """Return what a strategy cost, share of revenue; service beyond what a purchase cost before, too."""
    service = (variant["served"] - base["served"]) * variant["bought"]
    return (variant["spent"] - base["spent"] + service) / variant["revenue"]


def _row(
    name: str, preset: Preset, base: list[Metrics], runs: list[Metrics] | None
) -> dict[str, object]:
    row: dict[str, object] = {"industry": name, "strategy": preset.title}
    if runs is None:
        columns = ("spent", "survival", "share", "profit", "profit_half_width")
        return row | dict.fromkeys((*columns, "surplus", "surplus_half_width"), np.nan)
    pairs = list(zip(base, runs, strict=True))
    profit = paired_difference(
        [after["profit"] / before["revenue"] for before, after in pairs],
        [before["profit"] / before["revenue"] for before in base],
    )
    surplus = paired_difference(
        [after["customer_surplus"] for _, after in pairs],
        [before["customer_surplus"] for before, _ in pairs],
    )
    return row | {
        "spent": float(np.mean([_spent(*pair) for pair in pairs])),
        "survival": float(np.mean([a["cohort_survival"] - b["cohort_survival"] for b, a in pairs])),
        "share": float(np.mean([a["market_share"] - b["market_share"] for b, a in pairs])),
        "profit": profit.mean,
        "profit_half_width": profit.half_width,
        "surplus": surplus.mean,
        "surplus_half_width": surplus.half_width,
    }


def sentences(table: "pd.DataFrame") -> tuple[str, ...]:
    """Return which strategy keeps most customers and which pays most, over industries."""
    kept = table.dropna(subset=["survival"])
    most = kept.loc[kept.groupby("industry")["survival"].idxmax()]["strategy"].value_counts()
    pays = kept.loc[kept.groupby("industry")["profit"].idxmax()]["strategy"].value_counts()
    return (
        f"Most customers are kept by {_counted(most)}.",
        f"Profit is highest (or falls least) with {_counted(pays)}.",
        _beyond_noise(kept),
    )


def _beyond_noise(kept: "pd.DataFrame") -> str:
    """Return how many strategies pay for certain; one seed has no interval, and so nothing is certain."""
    spent = f"they spent {percent(kept['spent'].min(), 1)} to {percent(kept['spent'].max(), 1)} of revenue."
    if not np.isfinite(kept["profit_half_width"]).any():
        return f"Which of the {len(kept)} strategies raise profit beyond simulation noise cannot be said from one seed; {spent}"
    gaining = kept[kept["profit"] - kept["profit_half_width"] > 0.0]
    both = gaining[gaining["surplus"] - gaining["surplus_half_width"] > 0.0]
    return (
        f"{len(gaining)} of {len(kept)} strategies raise profit within the study beyond simulation "
        f"noise; {spent} Of these {len(both)} raise customers' surplus as well."
    )


def _counted(counts: "pd.Series[int]") -> str:
    return ", ".join(f"{str(name).lower()} in {count}" for name, count in counts.items())


def tabulated(table: "pd.DataFrame") -> str:
    """Return industries by strategies: customers kept (points) and profit (% of revenue)."""
    order = [preset.title for preset in PRESETS]
    rows = []
    for name, own in table.groupby("industry", sort=False):
        cells = own.set_index("strategy")
        shown = [
            "no lever"
            if not np.isfinite(profit)
            else f"{plain(100 * kept, 1)}; {plain(100 * profit, 1)}"
            for kept, profit in zip(cells["survival"][order], cells["profit"][order], strict=True)
        ]
        rows.append((code(str(name)), *shown))
    note = "Customers kept at the end of the study, points; profit, % of the baseline's revenue."
    return note + "\n\n" + markdown(("industry", *order), rows)


@in_style
def draw(table: "pd.DataFrame") -> "Figure":
    """Return three maps, industries by strategies: customers kept, profit, customers' surplus."""
    figure = new_figure(14.0, 1.6 + 0.36 * table["industry"].nunique())
    kept, profit, surplus = figure.subplots(1, 3, sharey=True)
    for axes, column, title in (
        (kept, "survival", "Customers kept at the end, points"),
        (profit, "profit", "Profit, % of the baseline's revenue"),
        (surplus, "surplus", "Customers' surplus, % of a usual price"),
    ):
        cells = 100.0 * table.pivot(index="industry", columns="strategy", values=column)
        order = [preset.title for preset in PRESETS]
        cells = cells.loc[list(dict.fromkeys(table["industry"])), order]
        industries = [str(name).replace("_", " ") for name in cells.index]
        columns = [p.replace(" ", "\n") for p in order]
        named_map(axes, cells.to_numpy(), NUMBERS_OF["signed"], industries, columns)
        axes.set_title(title)
        axes.tick_params(axis="x", labelsize=6)
    figure.supxlabel("–: no lever in such a market", fontsize=8, color=QUIET)
    return figure


STUDY = Study(
    id="A",
    name="strategies",
    title="Seven strategies with one budget",
    question="Which of the seven strategies of loyalty management keeps customers in which industry, and which pays?",
    experiment="The focal firm of each industry puts 3 % of its revenue into one strategy for the whole study (one to "
    "four years); twins of the same seeds without it. Rewards (points, levels, gifts) and the discount for a term are set after a first run to cost as much."
    " A level is worth 0.15 logits (from memory) and rivals have none, which is most of what rewards bring where they pay: set `customers.status_weight` to 0 and see.",
    size=Plan(customers=3_000, seeds=(1, 2, 3)),
    quick=Plan(customers=300, seeds=(1,)),
    run=strategies_everywhere,
    sentences=sentences,
    tabulated=tabulated,
    draw=draw,
)
