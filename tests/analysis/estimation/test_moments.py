"""Moments of a market against the tables of the same run, counted another way."""

import numpy as np
import pytest

from analysis.estimation.history import Moment
from analysis.estimation.market_moments import MarketMoments, SimulationPlan
from analysis.estimation.moments import observed, require_moments
from analysis.estimation.study import plain_moments
from simulation.errors import LogError, RunError
from simulation.runner import RunSpec, run_one
from tests.simulation.markets import CONTRACT, REPERTOIRE, changed

STEPS = 12
ASKED = plain_moments(
    [
        ("churn_by_tenure", 2, 9),
        ("churn", 0, 6),
        ("market_share", 3, 9),
        ("satisfaction", 2, 8),
        ("top_box", 2, 8),
        ("promoters", 0, 12),
        ("detractors", 0, 12),
        ("complaints", 0, 12),
        ("complaints_per_failure", 0, 12),
        ("churn_after_failure", 0, 9),
        ("churn_of_satisfied", 1, 9),
        ("churn_of_dissatisfied", 0, 9),
        ("satisfaction_after_failure", 0, 12),
    ]
)
LABELS = [moment.measure for moment in ASKED]


@pytest.fixture(scope="module")
def spec():
    scenario = changed(
        CONTRACT,
        ("market.steps", STEPS),
        ("market.customers", 300),
        ("firms.Alpha.failure_prob", 0.2),
    )
    return RunSpec("moments", scenario, seed=4, snapshots=tuple(range(-1, STEPS)))


@pytest.fixture(scope="module")
def found(spec):
    run = observed(spec, ASKED)
    return dict(zip(LABELS, run.values, strict=True)), dict(zip(LABELS, run.numbers, strict=True))


@pytest.fixture(scope="module")
def result(spec):
    return run_one(spec)


@pytest.fixture(scope="module")
def books(result):
    table = result.firms[result.firms["firm"] == "Alpha"]
    return table.groupby("step").sum(numeric_only=True)


@pytest.fixture(scope="module")
def people(result):
    """Return one row a customer and step: whose customer, how satisfied, whether it went wrong."""
    alpha = result.customers[result.customers["firm"] == "Alpha"]
    return alpha.assign(is_ours=alpha["provider"] == 0).set_index(["step", "customer"])


def later(people, mask, steps):
    """Return who of a group is a rival's customer three steps on, and how many they were."""
    gone = number = 0
    for step in steps:
        now = people.loc[step]
        group = now[mask(now)]
        then = people.loc[step + 3].loc[group.index]
        same = then["generation"] == group["generation"]
        gone += (same & ~then["is_ours"]).sum()
        number += len(group)
    return gone / number, number


def test_churn_by_tenure_is_that_of_the_life_table(found, result):
    table = result.tenure[result.tenure["firm"] == "Alpha"].iloc[2:9]
    values, numbers = found
    assert numbers["churn_by_tenure"] == table["at_risk"].sum() > 0
    assert values["churn_by_tenure"] == pytest.approx(table["left"].sum() / table["at_risk"].sum())


def test_measures_of_a_period_are_those_of_the_books(found, books):
    values, _ = found
    before = books["customers"].shift(1)
    whole, half, middle = slice(0, 11), slice(0, 5), slice(2, 7)
    assert values["churn"] == pytest.approx(books["lost"].loc[half].sum() / before.loc[half].sum())
    for measure, span in (("promoters", whole), ("detractors", whole), ("satisfaction", middle)):
        expected = books[measure].loc[span].sum() / books["customers"].loc[span].sum()
        assert values[measure] == pytest.approx(expected), measure
    complaints = books["complaints"].loc[whole].sum()
    assert values["complaints"] == pytest.approx(complaints / before.loc[whole].sum())
    failures = books["failures"].loc[whole].sum()
    assert values["complaints_per_failure"] == pytest.approx(complaints / failures)


def test_the_share_of_the_market_is_that_of_all_contracts(found, result, books):
    everybody = result.firms.groupby("step")["customers"].sum().loc[3:8].sum()
    own = books["customers"].loc[3:8].sum()
    assert found[0]["market_share"] == pytest.approx(own / everybody)


def test_groups_are_followed_to_where_they_are_three_months_later(found, people):
    values, numbers = found
    groups = {
        "churn_after_failure": (lambda now: now["is_ours"] & (now["failed_last"] == 1), range(9)),
        "churn_of_satisfied": (
            lambda now: now["is_ours"] & (now["satisfaction"] >= 80.0),
            range(1, 9),
        ),
        "churn_of_dissatisfied": (
            lambda now: now["is_ours"] & (now["satisfaction"] < 65.0),
            range(9),
        ),
    }
    for measure, (mask, steps) in groups.items():
        share, number = later(people, mask, steps)
        assert number > 20
        assert (values[measure], numbers[measure]) == (pytest.approx(share), number), measure


def test_satisfaction_of_groups_is_that_of_their_members(found, people):
    values, _ = found
    ours = people[people["is_ours"] & (people.index.get_level_values("step") >= 0)]
    failed = ours[ours["failed_last"] == 1]
    assert values["satisfaction_after_failure"] == pytest.approx(failed["satisfaction"].mean())
    middle = ours[np.isin(ours.index.get_level_values("step"), range(2, 8))]
    assert values["top_box"] == pytest.approx((middle["satisfaction"] >= 80.0).mean())


def test_the_spread_is_that_of_satisfaction_over_customers(spec, people):
    ours = people[people["is_ours"] & (people.index.get_level_values("step") >= 0)]
    assert observed(spec, ASKED).spread == pytest.approx(ours["satisfaction"].std(ddof=0), rel=1e-3)


def test_shorter_steps_give_the_same_flows_a_month():
    """Two steps of 15 days with one loss in ten each lose 19 in a hundred a month."""
    scenario = changed(
        CONTRACT,
        ("market.step_days", 15),
        ("market.steps", 8),
        ("market.customers", 300),
    )
    spec = RunSpec("half months", scenario, seed=4)
    values = observed(spec, plain_moments([("churn", 0, 8), ("complaints", 0, 8)])).values
    table = run_one(spec).firms
    books = table[table["firm"] == "Alpha"].groupby("step").sum(numeric_only=True)
    before = books["customers"].shift(1).loc[0:].sum()
    in_step = books["lost"].loc[0:].sum() / before
    assert values[0] == pytest.approx(1.0 - (1.0 - in_step) ** 2)
    assert values[1] == pytest.approx(2.0 * books["complaints"].loc[0:].sum() / before)


@pytest.mark.parametrize(
    ("span", "seen"),
    [
        (("churn", 0, 13), "churn, steps 0 to 12 must lie within 12 steps"),
        (("churn_after_failure", 0, 10), "within 9 steps with three months after them"),
        (("churn_by_tenure", 0, 121), "within 120 months of tenure"),
    ],
)
def test_moments_outside_the_study_are_refused(spec, span, seen):
    with pytest.raises(LogError, match=seen):
        require_moments(plain_moments([span]), spec.scenario)


def test_a_moment_of_a_file_is_refused_by_its_line_and_not_by_the_scenario(spec):
    moments = [Moment("churn", 0, 13, 0.1, 10.0, place="history.csv, line 4")]
    with pytest.raises(LogError, match=r"^history\.csv, line 4: churn, steps 0 to 12 .* --steps"):
        require_moments(moments, spec.scenario)


def test_a_moment_that_no_run_has_is_named_with_its_line():
    """Nobody fails, so that nobody leaves after a failure."""
    scenario = changed(
        CONTRACT,
        ("market.steps", STEPS),
        ("market.customers", 20),
        ("firms.Alpha.failure_prob", 0.0),
    )
    moments = (Moment("churn_after_failure", 0, 9, 0.1, 10.0, place="history.csv, line 2"),)
    market = MarketMoments(scenario, moments, (), SimulationPlan(1, 2))
    with pytest.raises(RunError, match=r"steps 0 to 8 \(history\.csv, line 2\): nobody was there"):
        market.replicated(1, 1, "test")


def test_a_market_without_contracts_is_refused():
    with pytest.raises(LogError, match=r"must be a contract market, .* Got repertoire"):
        require_moments(ASKED, changed(REPERTOIRE))
