"""The metrics page: one definition for every number, from the registry that computes it."""

from collections.abc import Callable
from typing import Any

from analysis.markdown import code, table
from analysis.metrics import attitude, behavior, costs, retention, surplus, value
from analysis.metrics.registry import METRICS
from analysis.reference.page import page

INTRODUCTION = """\
A run records counts and sums. Every ratio is made here, once, in `analysis/metrics`. These are the names on the command
line (`--metric`), in `comparison.csv` and in Python (`analysis.metrics.registry.BY_NAME`). A metric belongs to one firm
and covers the study, without the burn-in.

A *present customer* of a firm holds its contract (contract markets), or bought from it within the last
`activity_window_steps` (repertoire markets)."""

CURVES: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("retention.survival_curve", retention.survival_curve),
    ("retention.churn_by_tenure", retention.churn_by_tenure),
    ("attitude.satisfaction_series", attitude.satisfaction_series),
    ("behavior.share_series", behavior.share_series),
    ("behavior.switching_matrix", behavior.switching_matrix),
    ("behavior.repeat_rate", behavior.repeat_rate),
    ("behavior.favorite_share", behavior.favorite_share),
    ("behavior.firms_used", behavior.firms_used),
    ("value.clv_by_cohort", value.clv_by_cohort),
    ("surplus.surplus_of_customers", surplus.surplus_of_customers),
    ("costs.program_cost_lines", costs.program_cost_lines),
    ("costs.policy_cost_lines", costs.policy_cost_lines),
)


def metrics_page() -> str:
    """Return the page with the definition, unit and source of every metric."""
    rows = [
        (
            code(metric.name),
            metric.label,
            metric.formula,
            metric.unit,
            "high" if metric.is_better_high else "low",
            metric.source,
        )
        for metric in METRICS
    ]
    return page(
        "Metrics",
        INTRODUCTION,
        table(("name", "in words", "formula", "unit", "a firm wants it", "source"), rows),
        "## In words",
        "\n".join(f"* `{m.name}`: {_doc(m.value)}" for m in METRICS),
        "## Curves and tables",
        "For use from Python, in `analysis.metrics`.",
        table(("function", "what comes back"), [(code(name), _doc(made)) for name, made in CURVES]),
    )


def _doc(function: Callable[..., Any]) -> str:
    """Return all that the docstring of a metric says, on one line."""
    return " ".join((function.__doc__ or "").split()).removeprefix("Return ")
