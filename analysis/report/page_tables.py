"""The tables of the page, in words and rounded numbers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.comparison.outcome import Comparison
from analysis.comparison.twins import CELL_LABELS
from analysis.metrics.registry import METRICS
from analysis.report.money import money_rows, policy_cost_rows, program_cost_rows
from analysis.report.numbers import (
    MONEY_UNIT,
    common_decimals,
    difference_text,
    plain,
    quantity,
    rounded,
    signed,
)
from analysis.report.reading import (
    Verdict,
    base_name,
    is_satisfaction_felt,
    judged,
    kind_word,
    kind_words,
    mean_of,
    ranked_metric,
    strategy_names,
    study_length,
)
from analysis.report.tables import comparison_table, shown_differences, twin_rows

if TYPE_CHECKING:
    import pandas as pd

TOGETHER = "Together"
NOTHING = 1.0e-6
"""Money below the rounding of a single transaction."""


@dataclass(frozen=True)
class Table:
    """A table of the page: the first cell of a row is its heading.

    Attributes
    ----------
    caption : str
        What it says, with its units.
    header : list[str]
        Headings of the columns.
    rows : list[list[str]]
        Cells.
    rows_together : int
        So many rows share the heading of the first of them.
    """

    caption: str
    header: list[str]
    rows: list[list[str]]
    rows_together: int = 1


def ranking_table(comparison: Comparison) -> Table:
    """Return the strategies with their differences and costs, best first."""
    words = comparison_table(comparison)
    header = [str(words.index.name), *map(str, words.columns)]
    rows = [
        [str(rank), *map(str, row)] for rank, row in zip(words.index, words.to_numpy(), strict=True)
    ]
    return Table(_ranking_caption(comparison), header, rows)


def _ranking_caption(comparison: Comparison) -> str:
    """Return that the best is first, unless nothing tells one from another."""
    metric = ranked_metric(comparison)
    verdicts = {judged(o.differences[metric.name], metric) for o in comparison.outcomes}
    many = kind_words(comparison)
    if verdicts == {Verdict.SAME}:
        return f"The {many}, in no order: none changes {metric.label.lower()}."
    return f"The {many}, best first."


def twin_table(comparison: Comparison) -> Table:
    """Return whom each strategy kept, what was given to them and what they brought."""
    twins = twin_rows(comparison)
    labels = [_capital(label) for label in CELL_LABELS.values()]
    rows = []
    for name, outcome in zip(strategy_names(comparison), comparison.outcomes, strict=True):
        own = twins[twins["strategy"] == outcome.name].set_index("cell").loc[list(CELL_LABELS)]
        for label, column, shown in (
            ("customers", "per_thousand", plain),
            ("given to them", "given", plain),
            ("change of margin", "profit", signed),
        ):
            values = [*own[column], own[column].sum()]
            rows.append([name, label, *(shown(float(value), 1) for value in values)])
    header = [kind_word(comparison).capitalize(), "", *labels, TOGETHER]
    return Table(_twin_caption(comparison), header, rows, rows_together=3)


def _twin_caption(comparison: Comparison) -> str:
    firm, market = comparison.base.focal_firm, comparison.base.market
    account = min((outcome.account for outcome in comparison.outcomes), key=lambda a: a.elsewhere)
    runs = comparison.replications
    seeds = "the one replication" if runs == 1 else f"{runs} replications"
    return (
        f"Customers: of every 1,000 that {firm} had at the start; counted were {account.cohort:,} in "
        f"{seeds}, {account.exits:,} more left the category. What was given to them, and how the margin "
        f"changed that they brought: {MONEY_UNIT} ({market.customers:,}, not only {firm}'s) over "
        f"{study_length(comparison.base)}; what later customers brought is not in it."
    )


def money_tables(comparison: Comparison) -> list[Table]:
    """Return the parts of the difference in profit and, where there are any, of two of its costs."""
    kind = kind_word(comparison).capitalize()
    unit = f"{MONEY_UNIT} over {study_length(comparison.base)}"
    tables = [
        _sums(
            kind,
            f"What each part adds to profit, {unit}.",
            money_rows(comparison),
            "Profit",
            0,
        )
    ]
    for title, lines, total in (
        ("What the program costs", program_cost_rows(comparison), "Program cost"),
        ("What the stated cost is paid for", policy_cost_rows(comparison), "Stated cost"),
    ):
        spent = lines.loc[(lines.abs() >= NOTHING).any(axis=1)]
        if not spent.empty:
            tables.append(_sums(kind, f"{title}, beyond the baseline, {unit}.", spent, total, 1))
    return tables


def _sums(kind: str, caption: str, parts: "pd.DataFrame", total: str, decimals: int) -> Table:
    """Return a table whose last column is the sum of the others; empty columns are left out."""
    parts = parts.loc[:, (parts.abs() >= NOTHING).any()]
    rows = [
        [str(name), *(signed(float(value), decimals) for value in (*row, row.sum()))]
        for name, row in zip(parts.index, parts.to_numpy(), strict=True)
    ]
    return Table(caption, [kind, *map(_capital, parts.columns), total], rows)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def metric_table(comparison: Comparison) -> Table:
    """Return every metric of every strategy; a star where the interval leaves zero out."""
    header = ["Metric", "Unit", base_name(comparison), *strategy_names(comparison)]
    rows = []
    for metric in METRICS:
        shown = quantity(metric)
        own = shown_differences(comparison, metric)
        decimals = common_decimals(own)
        cells = [
            difference_text(difference, decimals)
            + ("*" if judged(difference, metric) in {Verdict.BETTER, Verdict.WORSE} else "")
            for difference in own
        ]
        base = rounded(mean_of(comparison, metric.name) * shown.factor)
        unit = shown.unit if shown.unit != MONEY_UNIT else "reference prices per 1,000"
        rows.append([metric.label, unit, base, *cells])
    caption = (
        f"Mean of the baseline over {study_length(comparison.base)}, and the "
        f"difference each {kind_word(comparison)} makes."
    )
    if not is_satisfaction_felt(comparison):
        caption += " Nobody acts on satisfaction, trust and belonging here: see the caveats."
    return Table(caption, header, rows)
