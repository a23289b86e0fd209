"""Where a difference in profit comes from, and what its costs are made of; every table adds up."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.comparison.outcome import Comparison
from analysis.comparison.summary import RunSummary
from analysis.metrics.costs import STANDING
from analysis.report.reading import strategy_names

if TYPE_CHECKING:
    import pandas as pd

Groups = Mapping[str, tuple[float, Sequence[str]]]
"""Words, sign, and the parts that they name together."""
PROFIT: Groups = {
    "revenue before rewards": (1.0, ("revenue", "points_redeemed")),
    "variable and service cost": (-1.0, ("variable_cost", "service_cost")),
    "cost of winning customers": (-1.0, ("acquisition_cost",)),
    "program cost": (-1.0, ("points_redeemed", "reward_cost", "member_cost")),
    "stated cost of the policy": (-1.0, ("policy_cost",)),
    "fixed cost": (-1.0, ("fixed_cost",)),
}
"""Parts of profit. Rewards come off the price: what they cost stands in the program cost."""
PROGRAM_COST: Groups = {
    "rewards redeemed": (1.0, ("points_redeemed",)),
    "change of the reserve for points": (1.0, ("reward_cost",)),
    "running cost of members": (1.0, ("member_cost",)),
}
POLICY_COST: Groups = {
    "once or monthly, whoever is served": (1.0, (STANDING,)),
    "for each customer served": (1.0, ("per_customer_month",)),
    "for each unit sold": (1.0, ("per_purchase",)),
    "for each complaint answered": (1.0, ("per_recovery",)),
}


def money_rows(comparison: Comparison) -> "pd.DataFrame":
    """Return what each part adds to the difference in profit; index strategies, columns parts.

    Mean over replications, per 1,000 customers of the market over the study, signed as it enters
    profit: the parts of a row add up to the difference in profit.
    """
    return _differences(comparison, PROFIT, lambda run: run.money | run.program_cost)


def program_cost_rows(comparison: Comparison) -> "pd.DataFrame":
    """Return the same for the program cost, costs above 0; a row adds up to its difference."""
    return _differences(comparison, PROGRAM_COST, lambda run: run.program_cost)


def policy_cost_rows(comparison: Comparison) -> "pd.DataFrame":
    """Return the same for the stated cost of policies."""
    return _differences(comparison, POLICY_COST, lambda run: run.policy_cost)


def _differences(
    comparison: Comparison, groups: Groups, parts_of: Callable[[RunSummary], dict[str, float]]
) -> "pd.DataFrame":
    import pandas as pd

    base = [parts_of(run) for run in comparison.base_runs]
    rows = [
        [
            sign * float(np.mean([
                sum(parts_of(run)[part] - before[part] for part in parts)
                for run, before in zip(outcome.runs, base, strict=True)
            ]))
            for sign, parts in groups.values()
        ]
        for outcome in comparison.outcomes
    ]  # fmt: skip
    names = strategy_names(comparison)
    return pd.DataFrame(rows, index=pd.Index(names, name="strategy"), columns=list(groups))
