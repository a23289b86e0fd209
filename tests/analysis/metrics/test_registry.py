"""Every metric of the registry against arithmetic on paper."""

import math

import pytest

from analysis.metrics.registry import BY_NAME, METRICS, measured
from tests.analysis.metrics.made import BOOKS, NEAR, PEOPLE, alpha, document, run

NOBODY_BOUGHT = PEOPLE.assign(Alpha=0, Beta=0)

# Customers at the start of steps 0, 1, 2: near 40 + 38 + 39 = 117, else 60 + 62 + 56 = 178.
# Lost: near 6, else 10; exits: near 3, else 1. Customers at their ends: near 113, else 178.
# Discount of a step of 30 days at 12 % a year:
INTEREST = 1.12 ** (30 / 365) - 1
# Money is per 1,000 of 200 customers: five times the sums below.
#               all  near
# revenue       100    30
# variable       40    12
# service        10     3
# acquisition     6     2
# reserve         4     1
# members         2     0.5
# policies        5     1
# fixed           8     2
# redeemed        3     1
BY_HAND = {
    "retention_rate": (1 - 20 / 295, 1 - 9 / 117),
    "churn_rate": (20 / 295, 9 / 117),
    "voluntary_churn_rate": (16 / 295, 6 / 117),
    "cohort_survival": ((33 + 52) / 100, 33 / 40),
    "review_rate": (365 / 30 * 35 / 295, 365 / 30 * 12 / 117),
    # buyers of Alpha: people 0, 2, 3, 5 with 3, 1, 2, 5 purchases; near: 0 and 2
    "repurchase_rate": (3 / 4, 1 / 2),
    "market_share": (90 / 150, 30 / 40),
    "penetration": (4 / 6, 2 / 3),
    "purchase_frequency": (11 / 4, 4 / 2),
    # they bought 4, 1, 4 and 5 times altogether
    "share_of_category_requirements": (11 / 14, 4 / 5),
    # 70 x 38 + 72 x 39 + 75 x 36 = 8168 near; 60 x 62 + 61 x 56 + 62 x 60 = 10856 else
    "revenue_per_purchase": (100 / 90, 30 / 30),
    "mean_satisfaction": (19024 / 291, 8168 / 113),
    "mean_trust": ((113 * 50 + 178 * 60) / 291, 50.0),
    "mean_belonging": (20.0, 20.0),
    "net_promoter_score": (100 * (90 - 45) / 291, 100 * (30 - 15) / 113),
    "revenue": (500.0, 150.0),
    "contribution_margin": (5 * (100 - 50), 5 * (30 - 15)),
    "program_cost": (5 * (3 + 4 + 2), 5 * (1 + 1 + 0.5)),
    "policy_cost": (25.0, 5.0),
    "profit": (5 * (50 - 6 - 4 - 2 - 5 - 8), 5 * (15 - 2 - 1 - 0.5 - 1 - 2)),
    # margin after rewards and members 50 - 6 = 44 and 15 - 1.5 = 13.5 of those who paid for a step
    # (100 + 95 + 96, near 38 + 39 + 36), retention of those who began it
    "customer_lifetime_value": (
        44 / 291 * (275 / 295) / (INTEREST + 20 / 295),
        13.5 / 113 * (108 / 117) / (INTEREST + 9 / 117),
    ),
    # five people choose between odds of 2 and 3, ln 5; the sixth has Alpha alone, ln 2; near ones
    # mind a price half as much as the others
    "customer_surplus": (
        (3 * math.log(5) / 2 + 2 * math.log(5) / 4 + math.log(2) / 4) / 6,
        math.log(5) / 2,
    ),
}
UNDEFINED_WITHOUT_CUSTOMERS = {
    "revenue_per_purchase",
    "retention_rate", "churn_rate", "voluntary_churn_rate", "cohort_survival", "repurchase_rate",
    "review_rate", "market_share", "purchase_frequency", "share_of_category_requirements", "mean_satisfaction",
    "mean_trust", "mean_belonging", "net_promoter_score", "customer_lifetime_value",
}  # fmt: skip


def test_every_metric_of_the_registry_is_computed_by_hand_here():
    assert set(BY_HAND) == set(BY_NAME), "work it out by hand and add it to BY_HAND above"


@pytest.mark.parametrize("name", BY_NAME)
def test_a_metric_is_what_arithmetic_on_paper_gives(name):
    assert BY_NAME[name].value(alpha()) == pytest.approx(BY_HAND[name][0], rel=1e-12)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_metric_of_one_segment_counts_that_segment_only(name):
    assert BY_NAME[name].value(alpha(segment=NEAR)) == pytest.approx(BY_HAND[name][1], rel=1e-12)


def test_measuring_returns_every_metric_by_name():
    assert measured(alpha()) == {metric.name: metric.value(alpha()) for metric in METRICS}


def test_a_firm_without_customers_has_zero_money_and_no_rates_and_nothing_warns():
    nobody = run(table=NOBODY_BOUGHT, filled={})
    values = measured(alpha(nobody))
    undefined = {name for name, value in values.items() if math.isnan(value)}
    assert undefined == UNDEFINED_WITHOUT_CUSTOMERS
    of_the_market = {"customer_surplus"}
    assert {values[name] for name in values.keys() - undefined - of_the_market} == {0.0}


def test_a_firm_whose_customers_bought_nothing_has_rates_and_no_frequency():
    quiet = {key: {**own, "purchases": [0] * 4} for key, own in BOOKS.items()}
    values = measured(alpha(run(table=NOBODY_BOUGHT, filled=quiet)))
    undefined = {name for name, value in values.items() if math.isnan(value)}
    assert undefined == {
        "market_share", "purchase_frequency", "repurchase_rate", "revenue_per_purchase",
        "share_of_category_requirements",
    }  # fmt: skip
    assert values["penetration"] == 0.0


def test_where_nobody_leaves_and_nothing_is_discounted_a_lifetime_has_no_value():
    loyal = {key: {**own, "lost": [0] * 4, "exits": [0] * 4} for key, own in BOOKS.items()}
    value = BY_NAME["customer_lifetime_value"].value
    assert math.isnan(value(alpha(run(document(discount_rate=0.0), filled=loyal))))
    assert value(alpha(run(filled=loyal))) == pytest.approx(44 / 291 / INTEREST)


def test_names_are_unique_identifiers_in_lower_case():
    names = [metric.name for metric in METRICS]
    assert len(set(names)) == len(names) == len(BY_NAME)
    assert all(name.isidentifier() and name == name.lower() for name in names)


def test_every_metric_says_what_it_is_how_it_is_computed_and_who_says_so():
    for metric in METRICS:
        words = (metric.label, metric.unit, metric.formula, metric.source, metric.value.__doc__)
        assert all(text and text.strip() for text in words), metric.name
    labels = [metric.label for metric in METRICS]
    assert len(set(labels)) == len(labels)


def test_a_firm_wants_less_of_churn_and_costs_and_more_of_all_else():
    unwanted = {metric.name for metric in METRICS if not metric.is_better_high}
    assert unwanted == {
        "churn_rate", "voluntary_churn_rate", "review_rate", "program_cost", "policy_cost",
    }  # fmt: skip
