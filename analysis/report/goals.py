"""What a comparison says of several goals at once: which strategy serves which."""

from dataclasses import dataclass

import numpy as np

from analysis.comparison.outcome import Comparison
from analysis.metrics.registry import BY_NAME
from analysis.report.numbers import difference_text, interval_text, quantity
from analysis.report.page_tables import Table
from analysis.report.reading import (
    Verdict,
    is_satisfaction_felt,
    judged,
    kind_word,
    kind_words,
    strategy_names,
)
from analysis.report.tables import shown_differences


@dataclass(frozen=True)
class Goal:
    """A goal of a loyalty plan (S083): what it is called, the metric that tells, and what moves it."""

    name: str
    metric: str
    levers: str
    is_felt: bool = False
    """Whether it is an attitude, about which a market in which nothing follows from it says nothing."""


GOALS = (
    Goal("Earn more", "profit", "all of them, less what they cost"),
    Goal("Bigger baskets", "revenue_per_purchase", "tiers by spend, further products, fewer discounts"),
    Goal("More frequent purchases", "purchase_frequency", "points with a threshold, deadlines, contact"),
    Goal("A larger share of what customers need", "share_of_category_requirements", "points, cash-back, habit"),
    Goal("Fewer leavers", "churn_rate", "quality, fewer failures, recovery, cost of leaving"),
    Goal("More newcomers", "penetration", "awareness, newcomer offers, recommendation"),
    Goal("Sincerity and trust", "mean_trust", "kept promises, recovery, fair prices", is_felt=True),
    Goal("Being recommended", "net_promoter_score", "delight, community, recognition", is_felt=True),
    Goal("A gain for customers", "customer_surplus", "price, quality, what customers ask for"),
)  # fmt: skip


def goal_table(comparison: Comparison) -> Table:
    """Return for each goal which strategy serves it best, by how much, and how sure that is.

    Where nobody acts on satisfaction, trust or belonging, no strategy is praised for them.
    """
    names, kind = strategy_names(comparison), kind_word(comparison)
    rows = []
    is_felt = is_satisfaction_felt(comparison)
    for goal in GOALS:
        if goal.is_felt and not is_felt:
            continue
        metric = BY_NAME[goal.metric]
        own = shown_differences(comparison, metric)
        means = np.array([d.mean if metric.is_better_high else -d.mean for d in own])
        if not np.isfinite(means).any():
            continue
        best = int(np.nanargmax(means))
        verdict = judged(comparison.outcomes[best].differences[metric.name], metric)
        changed = [difference_text(own[best]), interval_text(own[best])]
        strategy = names[best]
        if verdict is Verdict.SAME or means[best] < 0.0:
            strategy, changed = "none: the baseline", ["", ""]
        told = f"{metric.label.lower()}, {quantity(metric).difference_unit}"
        rows.append([goal.name, told, strategy, goal.levers, *changed])
    return Table(
        f"Other goals ask for other {kind_words(comparison)}: the best {kind} for each goal.",
        ["Goal", "Told by", f"Best {kind}", "Levers that serve it", "Difference", "95 % interval"],
        rows,
    )
