"""What a customer is worth, against series that are added up term by term."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.metrics.value import clv_by_cohort, lifetime_value
from tests.analysis.metrics.made import PEOPLE, alpha, document, run

INTEREST = 1.12 ** (30 / 365) - 1
RETENTION = 275 / 295


@given(
    margin=st.floats(-10.0, 10.0),
    retention=st.floats(0.0, 0.98),
    interest=st.floats(0.0, 0.05),
)
def test_lifetime_value_is_the_sum_of_discounted_margins(margin, retention, interest):
    # The next margin falls due at the period's end, from those who are still there.
    series = math.fsum(
        margin * retention**period / (1.0 + interest) ** period for period in range(1, 2_001)
    )
    assert lifetime_value(margin, retention, interest) == pytest.approx(series, abs=1e-9)


def test_customers_nobody_keeps_are_worth_nothing_more():
    assert lifetime_value(5.0, 0.0, 0.01) == 0.0


def test_an_endless_undiscounted_stream_has_no_value():
    assert math.isnan(lifetime_value(1.0, 1.0, 0.0))


def test_value_by_cohort_by_hand():
    # The run ends after step 33 of 30 + 3. Alpha's present customers, by first step:
    #  3: 30 months ago, year 2; (9 - 3) / 3 steps of the study               = 2
    # 20: 13 months ago, year 1; (6 - 3) / 3                                  = 1
    # 21: 12 months ago, year 1; (12 - 3) / 3                                 = 3
    # 31: 2 months ago, year 0; won in step 1 of the study, where 4 was spent
    #     on 2 newcomers of the segment: (6 - 4 + 2) / 2 steps                = 2
    table = clv_by_cohort(alpha())
    assert table["years_a_customer"].tolist() == [0, 1, 2]
    assert table["customers"].tolist() == [1, 2, 1]
    assert table["margin"].tolist() == pytest.approx([2.0, 2.0, 2.0])
    worth = 2.0 * RETENTION / (1 + INTEREST - RETENTION)
    assert table["clv"].tolist() == pytest.approx([worth] * 3)


def test_what_winning_a_customer_cost_is_not_continued_forever():
    # Person 5 alone: paid 6, cost 4 of which 2 for winning them. Half a unit less of other cost.
    cheaper = PEOPLE.assign(cost=[3.0, 0.0, 3.0, 3.0, 1.0, 3.0])
    youngest = clv_by_cohort(alpha(run(table=cheaper)))["margin"].iloc[0]
    assert youngest == pytest.approx((6 - 3 + 2) / 2)


def test_a_cohorts_year_is_counted_in_days_not_in_steps():
    # The oldest relation began 30 weeks ago: all four are in their first year.
    table = clv_by_cohort(alpha(run(document(step_days=7))))
    assert table["years_a_customer"].tolist() == [0]
    assert table["customers"].tolist() == [4]


def test_a_firm_without_customers_has_no_cohorts():
    nobody = run(table=PEOPLE.assign(present=False), filled={})
    assert clv_by_cohort(alpha(nobody)).empty
