"""The pictures of a comparison: which there are, and what each one says in words."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from analysis.comparison.outcome import Comparison
from analysis.comparison.twins import CELL_LABELS
from analysis.metrics.behavior import NOBODY_LABEL
from analysis.metrics.registry import BY_NAME
from analysis.plots.flows import flow_maps
from analysis.plots.money import profit_parts
from analysis.plots.ranking import Estimates, ranking
from analysis.plots.trajectories import trajectories
from analysis.plots.twins import twin_accounts
from analysis.report import pull, win_win
from analysis.report.answer import answer_sentence
from analysis.report.findings import moved_sentence, twin_sentence
from analysis.report.money import money_rows
from analysis.report.numbers import MONEY_UNIT, common_decimals, difference_text, quantity, rounded
from analysis.report.reading import (
    base_name,
    clock,
    has_cohort,
    is_satisfaction_felt,
    kind_word,
    shown_metrics,
    strategy_names,
    study_length,
)
from analysis.report.series import series_rows
from analysis.report.tables import column_of, flow_rows, shown_differences, twin_rows

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

DRAWN_AT_MOST = 10
"""Strategies in one picture of curves or maps: as many as there are colors to tell apart."""
PERCENT = (0.0, 100.0)
FIRMS_AT_MOST = 8
"""Firms in a map; the others are drawn as one."""
OTHERS = "other firms"
TITLES = {
    "ranking": "What each {kind} brings",
    "win_win": win_win.TITLE,
    "twins": "Whom each {kind} kept, and what it gave to whom",
    "pull": pull.TITLE,
    "survival": "Customers of the start who are still there",
    "share": "Share of purchases",
    "satisfaction": "Satisfaction of customers",
    "flows": "Where customers went",
    "money": "Where the difference in profit comes from",
}
"""`{kind}` is a strategy, or a variant where one of them is another market."""


@dataclass(frozen=True)
class Picture:
    """One picture.

    Attributes
    ----------
    name, title : str
        Name of its file, and what it shows.
    description : str
        What can be seen in it, for those who do not see it.
    draw : Callable[[], Figure]
        Draws it.
    """

    name: str
    title: str
    description: str
    draw: Callable[[], "Figure"]


def titles(comparison: Comparison) -> dict[str, str]:
    """Return the titles of all pictures, in the words of this comparison."""
    kind = kind_word(comparison)
    return {name: title.format(kind=kind) for name, title in TITLES.items()}


def pictures(comparison: Comparison) -> list[Picture]:
    """Return the pictures that this comparison allows, in the order of the page.

    A firm without customers at the start has no survival curve and no twin accounting. Where nothing
    follows from satisfaction, as in a market from a purchase log, its level is one of defaults.
    """
    wanted = ["ranking"]
    if gains(comparison):
        wanted.append("win_win")
    if has_cohort(comparison):
        wanted.append("twins")
    if pull.has_pull(comparison):
        wanted.append("pull")
    wanted += [name for name in ("survival", "share", "satisfaction") if _is_told(comparison, name)]
    wanted += ["flows", "money"]
    named = titles(comparison)
    return [
        Picture(name, named[name], _description(comparison, name), partial(drawn, comparison, name))
        for name in wanted
    ]


def drawn(comparison: Comparison, name: str) -> "Figure":
    """Return one picture of a comparison as a figure (see `TITLES` for the names)."""
    draw = {
        "ranking": _ranking,
        "win_win": _win_win,
        "twins": _twins,
        "pull": _pull,
        "flows": _flows,
        "money": _money,
    }
    return draw[name](comparison) if name in draw else _course(comparison, name)


def _ranking(comparison: Comparison) -> "Figure":
    return ranking(strategy_names(comparison), estimates(comparison))


def _win_win(comparison: Comparison) -> "Figure":
    return win_win.win_win_figure(gains(comparison)[:DRAWN_AT_MOST])


def _twins(comparison: Comparison) -> "Figure":
    twins = twin_rows(comparison)
    twins["strategy"] = twins["strategy"].map(_labels(comparison))
    unit = _over_the_study(comparison, MONEY_UNIT).replace(" of", "\nof")
    return twin_accounts(twins, CELL_LABELS, unit, kind_word(comparison))


def _pull(comparison: Comparison) -> "Figure":
    return pull.pull_figure(comparison, DRAWN_AT_MOST)


def _flows(comparison: Comparison) -> "Figure":
    firm, kind = comparison.base.focal_firm, kind_word(comparison)
    return flow_maps(flow_tables(comparison), firm, kind)


def _money(comparison: Comparison) -> "Figure":
    parts = money_rows(comparison)
    return profit_parts(parts.loc[:, (parts != 0.0).any()], _over_the_study(comparison, MONEY_UNIT))


def _over_the_study(comparison: Comparison, unit: str) -> str:
    """Return the unit of an axis; of money, a sum, with the time it is summed over."""
    length = study_length(comparison.base)
    return f"{unit} over {length}" if unit == MONEY_UNIT else unit


def estimates(comparison: Comparison) -> list[Estimates]:
    """Return the panels of the ranking: metrics, and the share of draws in which each is better."""
    panels = []
    for metric in shown_metrics(comparison):
        own = shown_differences(comparison, metric)
        decimals = common_decimals(own)
        panels.append(
            Estimates(
                title=f"{column_of(comparison, metric.name)}, difference",
                unit=_over_the_study(comparison, quantity(metric).difference_unit).replace(
                    " of the", "\nof the"
                ),
                mean=[difference.mean for difference in own],
                low=[difference.low for difference in own],
                high=[difference.high for difference in own],
                text=[difference_text(difference, decimals) for difference in own],
            )
        )
    draws = comparison.request.uncertain
    chances = [(o.wins, o.win_interval) for o in comparison.outcomes]
    drawn_chances = [
        (wins, span) for wins, span in chances if wins is not None and span is not None
    ]
    if draws and len(drawn_chances) == len(chances):
        panels.append(
            Estimates(
                title="Better than the baseline",
                unit=f"% of {draws} draws of the\nuncertain parameters",
                mean=[100.0 * wins / draws for wins, _ in drawn_chances],
                low=[100.0 * span[0] for _, span in drawn_chances],
                high=[100.0 * span[1] for _, span in drawn_chances],
                text=[f"{wins} of {draws}" for wins, _ in drawn_chances],
                reference=50.0,
            )
        )
    return panels


def gains(comparison: Comparison) -> list[win_win.Gain]:
    """Return what each strategy brings to the firm and to customers; of one unmeasured, none."""
    found = []
    for name, outcome in zip(strategy_names(comparison), comparison.outcomes, strict=True):
        firm, customers = (
            quantity(BY_NAME[metric]).shown(outcome.differences[metric])
            for metric in (win_win.FIRM, win_win.CUSTOMERS)
        )
        if math.isfinite(firm.mean) and math.isfinite(customers.mean):
            found.append(
                win_win.Gain(
                    name,
                    (firm.mean, firm.low, firm.high),
                    (customers.mean, customers.low, customers.high),
                )
            )
    return found


def flow_tables(comparison: Comparison) -> "dict[str, pd.DataFrame]":
    """Return the flows of each drawn strategy, firm by firm, of every 1,000 in the market.

    At most eight firms: the focal one and those that most customers were moved from or to.
    """
    rows = flow_rows(comparison)
    focal = comparison.base.focal_firm
    is_moved = rows["firm_in_base"] != rows["firm_under_strategy"]
    moved = rows[is_moved]
    sizes = (
        moved.groupby("firm_in_base")["customers"].sum()
        .add(moved.groupby("firm_under_strategy")["customers"].sum(), fill_value=0)
        .drop(focal, errors="ignore").sort_values(ascending=False, kind="stable")
    )  # fmt: skip
    everybody = sorted({*rows["firm_in_base"], *rows["firm_under_strategy"], focal})
    kept = [focal, *sizes.index]
    if len(everybody) > FIRMS_AT_MOST:
        kept = kept[: FIRMS_AT_MOST - 1]
        rows = rows.assign(
            firm_in_base=rows["firm_in_base"].where(rows["firm_in_base"].isin(kept), OTHERS),
            firm_under_strategy=rows["firm_under_strategy"].where(
                rows["firm_under_strategy"].isin(kept), OTHERS
            ),
        )
        kept.append(OTHERS)
    else:
        kept += [firm for firm in everybody if firm not in {*kept, NOBODY_LABEL}]
    tables = {}
    for name, outcome in list(zip(strategy_names(comparison), comparison.outcomes, strict=True))[
        :DRAWN_AT_MOST
    ]:
        own = rows[rows["strategy"] == outcome.name]
        table = own.pivot_table(
            index="firm_in_base", columns="firm_under_strategy", values="per_thousand",
            aggfunc="sum", fill_value=0.0,
        )  # fmt: skip
        tables[name] = table.reindex(index=kept, columns=kept, fill_value=0.0)
    return tables


def _course(comparison: Comparison, measure: str) -> "Figure":
    series = series_rows(comparison, measure)
    names = _labels(comparison)
    drawn_names = [comparison.request.base, *list(names)[:DRAWN_AT_MOST]]
    series = series[series["scenario"].isin(drawn_names)]
    base = base_name(comparison)
    series = series.assign(
        scenario=series["scenario"].map({**names, comparison.request.base: base})
    )
    units = {
        "survival": ("% of those at the start", "percentage points"),
        "share": ("% of purchases", "percentage points"),
        "satisfaction": ("points of 100", "points"),
    }[measure]
    unit = clock(comparison).unit
    label = "months of 30 days" if unit == "months" else unit
    since = f"{label} since the study began"
    bounds = None if measure == "satisfaction" else PERCENT
    return trajectories(series, base, TITLES[measure], units, since, bounds)


def _labels(comparison: Comparison) -> dict[str, str]:
    names = [outcome.name for outcome in comparison.outcomes]
    return dict(zip(names, strategy_names(comparison), strict=True))


def _is_told(comparison: Comparison, measure: str) -> bool:
    if measure == "satisfaction" and not is_satisfaction_felt(comparison):
        return False
    return bool(series_rows(comparison, measure)["mean"].notna().any())


def _description(comparison: Comparison, name: str) -> str:
    named = list(zip(strategy_names(comparison), comparison.outcomes, strict=True))
    say = {
        "ranking": lambda: [answer_sentence(comparison)],
        "win_win": lambda: [win_win.win_win_sentence(gains(comparison))],
        "twins": lambda: [twin_sentence(comparison, label, o) for label, o in named],
        "pull": lambda: pull.pull_sentences(comparison),
        "flows": lambda: [moved_sentence(comparison, label, o) for label, o in named],
        "money": lambda: _money_sentences(comparison),
    }
    return " ".join(say[name]() if name in say else [_end_sentence(comparison, name)])


def _money_sentences(comparison: Comparison) -> list[str]:
    parts = money_rows(comparison)
    return [
        f"{label}: " + ", ".join(f"{part} {rounded(row[part])}" for part in parts.columns) + "."
        for label, row in parts.iterrows()
    ]


def _end_sentence(comparison: Comparison, name: str) -> str:
    series = series_rows(comparison, name)
    labels = {**_labels(comparison), comparison.request.base: base_name(comparison)}
    ends = series.groupby("scenario", sort=False)["mean"].last()
    return "At the end: " + ", ".join(
        f"{labels[str(scenario)]} {rounded(value)}" for scenario, value in ends.items()
    )
