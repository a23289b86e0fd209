"""Survival, conversions to months, and churn by tenure beside Kaplan and Meier's own estimate."""

import numpy as np
import pytest
from scipy import stats

from analysis.metrics import retention
from tests.analysis.metrics.made import (
    ALPHA_ELSE,
    ALPHA_NEAR,
    alpha,
    document,
    life_table,
    run,
    with_table,
)

# Months after which each of twelve contracts ended, and whether its holder left (else still there,
# or gone from the category: censored). Somebody is left over beyond two years.
MONTHS = [2, 3, 3, 5, 8, 12, 12, 13, 18, 24, 30, 40]
LEFT = [True, True, False, True, False, True, False, True, False, True, False, False]


def counted(months: list[int], left: list[bool]) -> tuple[list[int], list[int]]:
    """Return at risk and left by months of tenure: a contract is reviewed after each month."""
    table = range(max(months) + 1)
    at_risk = [0, *(sum(own >= month for own in months) for month in table[1:])]
    return at_risk, [
        sum(own == month and gone for own, gone in zip(months, left, strict=True))
        for month in table
    ]


@pytest.mark.parametrize(("step_days", "steps_a_month"), [(30, 1), (7, 30 / 7), (15, 2)])
def test_churn_of_a_step_compounds_to_a_month(step_days, steps_a_month):
    record = alpha(run(document(step_days=step_days)))
    # 20 of 295 customer-steps ended, 16 of them for another firm.
    assert retention.churn_rate(record) == pytest.approx(1 - (275 / 295) ** steps_a_month)
    assert retention.voluntary_churn_rate(record) == pytest.approx(1 - (279 / 295) ** steps_a_month)
    assert retention.retention_rate(record) == pytest.approx((275 / 295) ** steps_a_month)


def test_a_survival_curve_is_read_from_the_customers_of_the_start():
    assert retention.survival_curve(alpha()).tolist() == [94 / 100, 88 / 100, 85 / 100]
    near = retention.survival_curve(alpha(segment="near"))
    assert near.tolist() == [36 / 40, 35 / 40, 33 / 40]


def test_without_burn_in_customers_are_counted_from_the_end_of_the_first_step():
    result = run(document(burn_in_steps=0))
    firms = result.firms[result.firms["step"] >= 0]
    record = alpha(with_table(result, "firms", firms))
    assert record.customers_before().tolist() == [0.0, 100.0, 95.0]
    # 94 present at the end of step 0, of whom 85 at the end of step 2
    assert retention.survival_curve(record) == pytest.approx([1.0, 88 / 94, 85 / 94])


def test_survivors_of_nobody_are_missing_at_every_step():
    nobody = alpha(run(filled={}))
    assert np.isnan(retention.survival_curve(nobody)).tolist() == [True] * 3


def test_churn_by_tenure_is_the_kaplan_meier_estimate():
    gone = [month for month, left in zip(MONTHS, LEFT, strict=True) if left]
    there = [month for month, left in zip(MONTHS, LEFT, strict=True) if not left]
    survival = stats.ecdf(stats.CensoredData(uncensored=gone, right=there)).sf
    first_year, second_year = survival.evaluate([12.0, 24.0])
    churn = retention.churn_by_tenure(alpha(run(tenure=life_table(*counted(MONTHS, LEFT)))))
    assert churn[0] == pytest.approx(1 - first_year)
    assert churn[1] == pytest.approx(1 - second_year / first_year)
    assert churn[2] == pytest.approx(0.0)  # two still there, nobody leaves until month 36
    assert np.isnan(churn[3:]).all()  # beyond month 40 nobody has been


def test_churn_by_tenure_of_a_life_table_by_hand():
    # Bands of two months: (1 - 10/100)(1 - 18/90) = .72 kept, then (1 - 0/60)(1 - 30/60) = .5
    table = life_table([0, 100, 90, 60, 60], [0, 10, 18, 0, 30])
    churn = retention.churn_by_tenure(alpha(run(tenure=table)), width_months=2)
    assert churn[:2].tolist() == pytest.approx([0.28, 0.5])


def test_churn_by_tenure_of_short_steps_compounds_to_months():
    # Two steps a month: of 200 customer-steps in month 0 one in ten ends, so .9 x .9 are kept.
    table = life_table([200, 100, 80], [20, 20, 0])
    record = alpha(run(document(step_days=15), tenure=table))
    churn = retention.churn_by_tenure(record, width_months=1)
    assert churn[:3].tolist() == pytest.approx([1 - 0.9**2, 1 - 0.8**2, 0.0])


def test_books_made_by_hand_balance():
    for book in (ALPHA_NEAR, ALPHA_ELSE):
        stock, come = book["customers"], book["gained"]
        gone = [lost + exits for lost, exits in zip(book["lost"], book["exits"], strict=True)]
        for step in (1, 2, 3):
            assert stock[step] == stock[step - 1] + come[step] - gone[step]
