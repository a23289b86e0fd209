"""Study F: how deep and how long a subsidy must be, and what is left of what it bought."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.markdown import table as markdown
from analysis.metrics.behavior import share_series
from analysis.metrics.record import FirmRecord
from analysis.metrics.value import profit
from analysis.plots.style import in_style, new_figure
from analysis.report.numbers import plain
from analysis.studies.drawing import NUMBERS_OF, named_map
from analysis.studies.study import Plan, Study
from analysis.studies.wording import percent
from simulation.runner import RunSpec, run_many, run_one, worker_pool
from simulation.scenario.loader import load_scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulation.scenario.schema import Scenario

BASE = "ridehail_entry/subsidy"
SUBSIDY = 1  # its place among the policies of that scenario; the first one lets the entrant in
START = 26  # week of the entry
WEEKS_AFTER = (4, 13)  # weeks after the end between which the lasting share is averaged
AFTER = f"in weeks {WEEKS_AFTER[0] + 1} to {WEEKS_AFTER[1]} after its end"
DEPTHS = (0.15, 0.30, 0.45, 0.60)
WEEKS = (4, 13, 26, 39)


def subsidized(depth: float, weeks: int, customers: int) -> "Scenario":
    """Return the entry with a subsidy of this depth (share of the price) for so many weeks."""
    path = f"policies.{SUBSIDY}"
    changes = {f"{path}.set.discount": depth, f"{path}.until": START + weeks}
    return load_scenario(BASE, {"market.customers": customers, **changes})


def entry_of(spec: RunSpec) -> dict[str, float]:
    """Return the entrant's peak and lasting share, what it gave away and its profit.

    Lasting shares are those of the weeks after each of the durations, whatever the entry's own.
    """
    record = FirmRecord(run_one(spec), spec.scenario.focal_firm)
    share = share_series(record)
    first, last = WEEKS_AFTER
    return {
        "peak_share": float(share[START:].max()),
        "given": record.per_thousand(record.total("concessions")),
        "profit": profit(record),
        **{f"after_{n}": float(share[START + n + first : START + n + last].mean()) for n in WEEKS},
    }


def subsidies(
    plan: Plan, depths: Sequence[float] = DEPTHS, weeks: Sequence[int] = WEEKS
) -> "pd.DataFrame":
    """Return what each depth and duration (of those listed) brings the entrant, means over seeds.

    Returns
    -------
    DataFrame
        One row a cell: `depth`, `weeks`, `peak_share`, `lasting_share` (share of rides), and the
        differences to an entry without a subsidy: `lasting_gain` (share of rides), `given`,
        `profit` (money per 1,000 customers of the market over the study).
    """
    import pandas as pd

    cells = [(depth, n) for depth in depths for n in weeks]
    without = load_scenario("ridehail_entry", {"market.customers": plan.customers})
    scenarios = [without, *(subsidized(depth, n, plan.customers) for depth, n in cells)]
    specs = [RunSpec(BASE, scenario, seed) for scenario in scenarios for seed in plan.seeds]
    with worker_pool(plan.workers) as pool:
        runs = run_many(specs, entry_of, pool=pool)
    n_seeds = len(plan.seeds)
    means = [
        {key: float(np.mean([run[key] for run in runs[k : k + n_seeds]])) for key in runs[k]}
        for k in range(0, len(runs), n_seeds)
    ]
    base = means[0]
    return pd.DataFrame(
        {
            "depth": depth,
            "weeks": n,
            "peak_share": cell["peak_share"],
            "lasting_share": cell[f"after_{n}"],
            "lasting_gain": cell[f"after_{n}"] - base[f"after_{n}"],
            "given": cell["given"] - base["given"],
            "profit": cell["profit"] - base["profit"],
        }
        for (depth, n), cell in zip(cells, means[1:], strict=True)
    )


def sentences(table: "pd.DataFrame") -> tuple[str, ...]:
    """Return what the deepest and longest subsidy buys and leaves."""
    most = table.sort_values("peak_share", kind="stable").iloc[-1]
    left = table.sort_values("lasting_gain", kind="stable").iloc[-1]
    return (
        f"The highest share, {percent(most['peak_share'])} of rides, is bought with {percent(most['depth'])} off "
        f"for {most['weeks']:.0f} weeks; {AFTER} {percent(most['lasting_share'])} is "
        "left of it.",
        f"The best of them ({percent(left['depth'])} off for {left['weeks']:.0f} weeks) changes the lasting "
        f"share by {plain(100 * left['lasting_gain'], 1)} points against an entry without a subsidy.",
        f"{int((table['profit'] > 0).sum())} of {len(table)} subsidies raise the entrant's profit within "
        "the study.",
    )


def tabulated(table: "pd.DataFrame") -> str:
    """Return the highest and the lasting share, depth by duration."""
    rows = []
    for depth in dict.fromkeys(table["depth"]):
        own = table[table["depth"] == depth].to_dict("records")
        cells = [f"{percent(c['peak_share'])}; {plain(100 * c['lasting_gain'], 1)}" for c in own]
        rows.append((f"{percent(depth)} off", *cells))
    weeks = [f"{n} weeks" for n in dict.fromkeys(table["weeks"])]
    note = f"Highest weekly share; points of share {AFTER} against an entry without a subsidy."
    return note + "\n\n" + markdown(("", *weeks), rows)


@in_style
def draw(table: "pd.DataFrame") -> "Figure":
    """Return two maps, depth by duration: the peak and what is left."""
    figure = new_figure(10.0, 3.4)
    for axes, column, title, written in zip(
        figure.subplots(1, 2, sharey=True),
        ("peak_share", "lasting_gain"),
        ("Highest share of rides", f"Points against no subsidy, {AFTER}"),
        (NUMBERS_OF["percent"], NUMBERS_OF["signed"]),
        strict=True,
    ):
        cells = 100.0 * table.pivot(index="depth", columns="weeks", values=column)
        depths = [f"{percent(depth)} off" for depth in cells.index]
        named_map(axes, cells.to_numpy(), written, depths, [str(n) for n in cells.columns])
        axes.set(title=title, xlabel="weeks of subsidy")
    return figure


STUDY = Study(
    id="F",
    name="subsidy",
    title="Depth and duration of a subsidy",
    question="How much share does an entrant's subsidy buy, and how much of it lasts?",
    experiment="The ride-hailing entry with 15 to 60 % off for 4 to 39 weeks; the entrant's highest weekly share, its "
    "share in weeks 5 to 13 after the end, and money against an entry without a subsidy.",
    size=Plan(customers=4_000, seeds=(1, 2, 3)),
    quick=Plan(customers=300, seeds=(1,)),
    run=subsidies,
    sentences=sentences,
    tabulated=tabulated,
    draw=draw,
)
