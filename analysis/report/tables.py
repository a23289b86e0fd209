"""The tables of a comparison: tidy ones for files and pictures, one in words for people."""

from typing import TYPE_CHECKING

import numpy as np

from analysis.comparison.intervals import CONFIDENCE, Difference
from analysis.comparison.outcome import Comparison, VariantOutcome
from analysis.comparison.twins import CELLS
from analysis.metrics.behavior import NOBODY_LABEL
from analysis.metrics.registry import METRICS, Metric
from analysis.report.numbers import (
    common_decimals,
    difference_text,
    interval_text,
    percent,
    quantity,
    rounded,
)
from analysis.report.reading import (
    Verdict,
    is_change_of_market,
    judged,
    kept_metric,
    kind_word,
    mean_of,
    per_thousand_of_market,
    ranked_metric,
    shown_metrics,
    strategy_names,
)
from simulation.draws import replication_seed

if TYPE_CHECKING:
    import pandas as pd

BASE = "base"
NO_COST = "n/a"
"""Of another world, which the focal firm does not decide on: it has no cost to break even with."""
PAYS = {Verdict.BETTER: "pays", Verdict.WORSE: "does not pay"}


def comparison_table(comparison: Comparison) -> "pd.DataFrame":
    """Return the ranked strategies in words and rounded numbers, one row each, best first.

    What the terminal prints and the page shows; the numbers to compute with are in
    `metric_rows`. Its index is the rank, from 1. Intervals are over replications: simulation noise
    only. The share of draws is over the uncertain parameters.
    """
    import pandas as pd

    decimals = {
        metric.name: common_decimals(shown_differences(comparison, metric))
        for metric in shown_metrics(comparison)
    }
    rows = [
        _row_in_words(comparison, name, outcome, decimals)
        for name, outcome in zip(strategy_names(comparison), comparison.outcomes, strict=True)
    ]
    return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="Rank"))


def column_of(comparison: Comparison, metric_name: str) -> str:
    """Return the heading of a metric in the table of words."""
    is_survival = metric_name == "cohort_survival"
    label = next(metric.label for metric in METRICS if metric.name == metric_name)
    return (
        "Customers kept" if is_survival and kept_metric(comparison).name == metric_name else label
    )


def shown_differences(comparison: Comparison, metric: Metric) -> list[Difference]:
    """Return the differences of a metric in the units of the reader, strategies by rank."""
    shown = quantity(metric)
    return [shown.shown(outcome.differences[metric.name]) for outcome in comparison.outcomes]


def _row_in_words(
    comparison: Comparison, name: str, outcome: VariantOutcome, decimals: dict[str, int]
) -> dict[str, str]:
    metric = ranked_metric(comparison)
    verdict = judged(outcome.differences[metric.name], metric)
    is_strategy = not is_change_of_market(comparison, outcome)
    says_pays = metric.name == "profit" and is_strategy
    words = PAYS.get(verdict, verdict.value) if says_pays else verdict.value
    row = {kind_word(comparison).capitalize(): name, "Verdict": words}
    for shown in shown_metrics(comparison):
        heading = column_of(comparison, shown.name)
        difference = quantity(shown).shown(outcome.differences[shown.name])
        row[heading] = difference_text(difference, decimals[shown.name])
        row[f"{heading}: 95 % interval"] = interval_text(difference, decimals[shown.name])
    row["Stated cost"] = rounded(outcome.differences["policy_cost"].mean)
    row["Break-even cost"] = break_even_text(outcome) if is_strategy else NO_COST
    if comparison.request.uncertain:
        row["Better in draws"] = chance_text(comparison, outcome)
    return row


def break_even_text(outcome: VariantOutcome) -> str:
    """Return the stated cost at which a strategy would neither gain nor lose; `none` if it loses at 0."""
    if outcome.break_even_cost < 0.0:
        return "none"
    return rounded(outcome.break_even_cost)


def chance_text(comparison: Comparison, outcome: VariantOutcome) -> str:
    """Return in how many draws of the uncertain parameters a strategy beat the baseline."""
    if outcome.wins is None or outcome.win_interval is None:
        return "not drawn"
    low, high = outcome.win_interval
    return f"{outcome.wins} of {comparison.request.uncertain} ({percent(low)} to {percent(high)})"


def metric_rows(comparison: Comparison) -> "pd.DataFrame":
    """Return one row per strategy and metric, strategies by rank: `comparison.csv`."""
    import pandas as pd

    rows = [
        {
            "rank": rank,
            "strategy": outcome.name,
            "title": outcome.title,
            "metric": metric.name,
            "unit": metric.unit,
            "base_mean": mean_of(comparison, metric.name),
            "strategy_mean": mean_of(comparison, metric.name, outcome),
            "difference": outcome.differences[metric.name].mean,
            "low": outcome.differences[metric.name].low,
            "high": outcome.differences[metric.name].high,
            "n": outcome.differences[metric.name].n,
            "confidence": CONFIDENCE,
            "verdict": judged(outcome.differences[metric.name], metric).value,
        }
        for rank, outcome in enumerate(comparison.outcomes, start=1)
        for metric in METRICS
    ]
    return pd.DataFrame(rows)


def strategy_rows(comparison: Comparison) -> "pd.DataFrame":
    """Return one row per strategy: its costs, and its chance over the drawn parameters."""
    import pandas as pd

    rows = [
        {
            "rank": rank,
            "strategy": outcome.name,
            "title": outcome.title,
            "stated_cost": outcome.differences["policy_cost"].mean,
            "break_even_cost": outcome.break_even_cost,
            "draws": comparison.request.uncertain,
            "draws_better": outcome.wins,
            "share_better_low": None if outcome.win_interval is None else outcome.win_interval[0],
            "share_better_high": None if outcome.win_interval is None else outcome.win_interval[1],
        }
        for rank, outcome in enumerate(comparison.outcomes, start=1)
    ]
    return pd.DataFrame(rows)


def run_rows(comparison: Comparison) -> "pd.DataFrame":
    """Return every metric of every run, the baseline first: `runs.csv`."""
    import pandas as pd

    request = comparison.request
    groups = [(request.base, BASE, comparison.base_runs)]
    groups += [(outcome.name, "strategy", outcome.runs) for outcome in comparison.outcomes]
    rows = [
        {
            "scenario": name,
            "role": role,
            "replication": replication,
            "seed": replication_seed(request.seed, replication),
            "metric": metric.name,
            "value": run.metrics[metric.name],
        }
        for name, role, runs in groups
        for replication, run in enumerate(runs)
        for metric in METRICS
    ]
    return pd.DataFrame(rows)


def twin_rows(comparison: Comparison) -> "pd.DataFrame":
    """Return one row per strategy and cell of the twin accounting: `twins.csv`."""
    import pandas as pd

    scale = per_thousand_of_market(comparison)
    rows = [
        {
            "strategy": outcome.name,
            "cell": cell,
            "customers": outcome.account.customers[cell],
            "per_thousand": 1000.0
            * outcome.account.customers[cell]
            / (outcome.account.cohort or 1),
            "given": outcome.account.given[cell] * scale,
            "profit": outcome.account.profit[cell] * scale,
            "cohort": outcome.account.cohort,
            "exits": outcome.account.exits,
            "elsewhere": outcome.account.elsewhere,
        }
        for outcome in comparison.outcomes
        for cell in CELLS
    ]
    return pd.DataFrame(rows)


def flow_rows(comparison: Comparison) -> "pd.DataFrame":
    """Return who ended where in the baseline and under each strategy, empty pairs left out."""
    import pandas as pd

    firms = [*sorted(comparison.base.firms), NOBODY_LABEL]
    scale = per_thousand_of_market(comparison)
    rows = []
    for outcome in comparison.outcomes:
        for origin, destination in np.argwhere(outcome.flows > 0):
            customers = int(outcome.flows[origin, destination])
            rows.append(
                {
                    "strategy": outcome.name,
                    "firm_in_base": firms[origin],
                    "firm_under_strategy": firms[destination],
                    "customers": customers,
                    "per_thousand": customers * scale,
                }
            )
    columns = ["strategy", "firm_in_base", "firm_under_strategy", "customers", "per_thousand"]
    return pd.DataFrame(rows, columns=columns)
