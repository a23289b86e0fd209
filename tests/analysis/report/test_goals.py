"""Which strategy serves which goal, against differences made by hand."""

from dataclasses import replace

from analysis.comparison.intervals import Difference
from analysis.metrics.registry import BY_NAME
from analysis.report.goals import GOALS, goal_table
from tests.analysis.report.made import comparison, strategy, unfelt


def with_differences(title, **differences):
    made = strategy(title, (0.0, 0.0, 0.0))
    changed = {name: Difference(*pair, 3) for name, pair in differences.items()}
    return replace(made, differences={**made.differences, **changed})


def test_each_goal_names_its_best_strategy_and_a_cost_is_best_low():
    made = comparison(
        with_differences("Points", churn_rate=(-0.01, 0.002), purchase_frequency=(0.4, 0.1)),
        with_differences("Service", churn_rate=(-0.02, 0.002), purchase_frequency=(0.1, 0.1)),
        with_differences("Price", churn_rate=(0.03, 0.002), mean_trust=(-2.0, 0.1)),
    )
    best = {row[0]: row[2] for row in goal_table(made).rows}
    assert best["Fewer leavers"] == "Service"
    assert best["More frequent purchases"] == "Points"
    # nobody changes trust for the better
    assert best["Sincerity and trust"] == "none: the baseline"


def test_no_strategy_is_praised_for_trust_where_nobody_acts_on_it():
    made = comparison(
        with_differences("Card", mean_trust=(2.0, 0.1), net_promoter_score=(5.0, 0.1)),
        with_differences("Price", mean_trust=(1.0, 0.1)),
    )
    felt = {row[0] for row in goal_table(made).rows}
    silent = {row[0] for row in goal_table(unfelt(made)).rows}
    assert felt - silent == {"Sincerity and trust", "Being recommended"}


def test_every_goal_is_told_by_a_metric_and_has_levers():
    assert {goal.metric for goal in GOALS} <= set(BY_NAME)
    assert all(goal.levers for goal in GOALS)
    assert len({goal.name for goal in GOALS}) == len(GOALS) >= 5
