"""What a customer is worth, against series that are added up term by term."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.metrics.record import FirmRecord
from analysis.metrics.value import clv_by_cohort, customer_lifetime_value, discounted_steps
from simulation.runner import RunSpec, run_one
from tests.analysis.metrics.made import NEAR, PEOPLE, alpha, document, people, run, with_table
from tests.simulation.markets import CONTRACT, changed

INTEREST = 1.12 ** (30 / 365) - 1
RETENTION = 275 / 295


@given(
    kept=st.floats(0.0, 0.98),
    interest=st.floats(0.0, 0.05),
    steps=st.sampled_from([1, 2, 52, 2_000]),
)
def test_discounted_steps_are_added_up_one_by_one(kept, interest, steps):
    # The next margin falls due at the step's end, from those who are still there.
    series = math.fsum(kept**step / (1.0 + interest) ** step for step in range(1, steps + 1))
    assert discounted_steps(kept, interest, steps) == pytest.approx(series, abs=1e-9)


def test_without_an_end_the_sum_is_the_formula_of_gupta_and_lehmann():
    assert discounted_steps(0.9, 0.05) == pytest.approx(0.9 / (1 + 0.05 - 0.9))


def test_customers_nobody_keeps_are_worth_nothing_more():
    assert discounted_steps(0.0, 0.01) == 0.0


def test_an_undiscounted_stream_that_nobody_leaves_counts_its_steps_or_never_ends():
    assert discounted_steps(1.0, 0.0, 7) == 7.0
    assert math.isnan(discounted_steps(1.0, 0.0))


def test_in_a_repertoire_a_customer_is_worth_the_margins_of_the_study():
    # Of Alpha's customers at the start person 3 left the market. The others brought 9 - 3, 6 - 3
    # and 5 - 1 in three steps, and person 4 counts although he is silent at the end. Four of 295
    # customers of a step left the market in it.
    fading = (291 / 295) / (1 + INTEREST)
    worth = 13 / 3 / 3 * (fading + fading**2 + fading**3)
    assert customer_lifetime_value(alpha(run(document("repertoire")))) == pytest.approx(worth)


def test_the_same_of_one_segment_counts_that_segment_only():
    fading = (114 / 117) / (1 + INTEREST)
    worth = 9 / 2 / 3 * (fading + fading**2 + fading**3)
    record = alpha(run(document("repertoire")), segment=NEAR)
    assert customer_lifetime_value(record) == pytest.approx(worth)


def test_a_newcomer_who_took_the_slot_in_another_segment_is_nobodys_customer_of_the_start():
    moved = people(PEOPLE)
    moved.loc[(moved["customer"] == 3) & (moved["step"] == 2), "segment"] = NEAR
    result = with_table(run(document("repertoire")), "customers", moved)
    whole = customer_lifetime_value(alpha(run(document("repertoire")), segment=NEAR))
    assert customer_lifetime_value(alpha(result, segment=NEAR)) == pytest.approx(whole)


def test_a_firm_that_nobody_bought_from_before_has_no_lifetime_value_in_a_repertoire():
    entrant = run(document("repertoire"), table=PEOPLE.assign(before=False))
    assert math.isnan(customer_lifetime_value(alpha(entrant)))


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


def test_cohorts_of_a_repertoire_are_worth_their_margin_over_as_many_steps_as_the_study():
    fading = (291 / 295) / (1 + INTEREST)
    worth = 2.0 * (fading + fading**2 + fading**3)
    table = clv_by_cohort(alpha(run(document("repertoire"))))
    assert table["clv"].tolist() == pytest.approx([worth] * 3)


def test_what_winning_a_customer_cost_is_not_continued_forever():
    # Person 5 alone: paid 6, cost 4 of which 2 for winning them. Half a unit less of other cost.
    cheaper = PEOPLE.assign(cost=[3.0, 0.0, 3.0, 3.0, 1.0, 3.0])
    youngest = clv_by_cohort(alpha(run(table=cheaper)))["margin"].iloc[0]
    assert youngest == pytest.approx((6 - 3 + 2) / 2)


def test_what_winning_cost_before_the_study_is_not_added_to_what_the_study_brought():
    # Person 5 came in the last step of the burn-in, where 900 was spent on 900 newcomers: that is
    # not among the 4 which they cost in the study, and may not be taken out of them.
    earlier = PEOPLE.assign(first_step=[3, -1_000_000, 20, 21, 25, 29])
    youngest = clv_by_cohort(alpha(run(table=earlier)))["margin"].iloc[0]
    assert youngest == pytest.approx((6 - 4) / 3)


def test_a_cohorts_year_is_counted_in_days_not_in_steps():
    # The oldest relation began 30 weeks ago: all four are in their first year.
    table = clv_by_cohort(alpha(run(document(step_days=7))))
    assert table["years_a_customer"].tolist() == [0]
    assert table["customers"].tolist() == [4]


def test_a_firm_without_customers_has_no_cohorts():
    nobody = run(table=PEOPLE.assign(present=False), filled={})
    assert clv_by_cohort(alpha(nobody)).empty


def test_whose_customers_all_bring_the_same_is_worth_no_more_for_winning_many():
    # one month brings 1 - .6 - .05 = .35 with every customer, whether a firm grows or shrinks
    firms = {name: {**own, "service_saving": 0.0} for name, own in CONTRACT["firms"].items()}
    entry = {"firm": "Gamma", "set": {"active": 0.0}, "from": -12, "until": 0, "cost": {}}
    market = changed(
        CONTRACT, ("firms", firms), ("policies", [entry]), ("customers.spend_growth", 0.0)
    )
    result = run_one(RunSpec("entry", market, seed=3))
    for name in firms:
        record = FirmRecord(result, name)
        left = record.total("lost") + record.total("exits")
        kept = 1.0 - left / record.customers_before().sum()
        worth = 0.35 * kept / (1.0 + INTEREST - kept)
        assert customer_lifetime_value(record) == pytest.approx(worth, rel=1e-6)
    entrant = FirmRecord(result, "Gamma").series("customers")
    assert entrant[-1] > 2.0 * entrant[0]
