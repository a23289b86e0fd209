"""Identities that hold in any run, and one definition for every number."""

import numpy as np
import pytest

from analysis.comparison.summary import MONEY_PARTS, summary_of
from analysis.metrics import behavior, retention
from analysis.metrics.record import FirmRecord
from analysis.metrics.registry import measured
from simulation.results import RunResult, load
from simulation.runner import RunSpec, run_one
from tests.simulation.markets import BOTH, CONTRACT, REPERTOIRE, changed

SMALL = (("market.customers", 120), ("market.steps", 10), ("customers.exit_rate", 0.0))
COSTS = (
    "variable_cost", "service_cost", "acquisition_cost", "reward_cost", "member_cost",
    "policy_cost", "fixed_cost",
)  # fmt: skip
POLICY = {
    "firm": "Beta",
    "set": {"discount": 0.1},
    "cost": {"once": 0.01, "per_month": 0.01, "per_customer_month": 0.02, "per_purchase": 0.01},
}


def ran(mode: str) -> RunResult:
    scenario = changed(
        {**BOTH[mode], "policies": [POLICY]}, *SMALL, ("firms.Alpha.fixed_cost", 1.0)
    )
    return run_one(RunSpec(mode, scenario, seed=11))


def records(result: RunResult) -> list[FirmRecord]:
    return [FirmRecord(result, firm) for firm in sorted(result.scenario.firms)]


@pytest.fixture(scope="module")
def results() -> dict[str, RunResult]:
    return {mode: ran(mode) for mode in BOTH}


@pytest.mark.parametrize("mode", BOTH)
def test_market_shares_sum_to_one_over_the_study_and_in_every_step(results, mode):
    firms = records(results[mode])
    assert sum(behavior.market_share(firm) for firm in firms) == pytest.approx(1.0)
    assert sum(behavior.share_series(firm) for firm in firms) == pytest.approx(np.ones(10))


@pytest.mark.parametrize("mode", BOTH)
def test_rows_of_the_switching_matrix_sum_to_one_or_are_missing(results, mode):
    matrix = behavior.switching_matrix(results[mode])
    sums = matrix.sum(axis=1, min_count=1).dropna()
    assert len(sums) >= 3  # every firm was left or bought from again
    assert sums.tolist() == pytest.approx([1.0] * len(sums))


def test_survival_never_rises_in_a_contract_market(results):
    for firm in records(results["contract"]):
        curve = retention.survival_curve(firm)
        assert (np.diff(curve) <= 0.0).all()
        assert curve[0] <= 1.0


def test_survival_beside_the_customers_who_never_left(results):
    # Truth from the snapshots: customers of the start whose spell was not interrupted.
    result = results["contract"]
    frame = result.customers
    start, end = (frame[frame["step"] == step].set_index(["customer", "firm"]) for step in (-1, 9))
    for firm in records(result):
        ours = start.xs(firm.firm, level="firm")
        same_spell = end.xs(firm.firm, level="firm")["spell_start"] == ours["spell_start"]
        stayed = (ours["present"] & end.xs(firm.firm, level="firm")["present"] & same_spell).sum()
        assert retention.cohort_survival(firm) == pytest.approx(stayed / ours["present"].sum())


@pytest.mark.parametrize("mode", BOTH)
def test_profit_is_revenue_less_every_cost(results, mode):
    books = results[mode].firms
    study = books[books["step"] >= 0]
    for firm in records(results[mode]):
        own = study[study["firm"] == firm.firm]
        profit = own["revenue"].sum() - own[list(COSTS)].sum().sum()
        assert measured(firm)["profit"] == pytest.approx(profit * 1_000 / 120)


@pytest.mark.parametrize("mode", BOTH)
def test_profits_of_all_firms_are_what_customers_paid_less_costs(results, mode):
    # Nobody leaves the category here, so what people paid stands in the last snapshot.
    result = results[mode]
    paid = result.customers.loc[result.customers["step"] == 9, "paid"].sum()
    study = result.firms[result.firms["step"] >= 0]
    costs = study[list(COSTS)].sum().sum()
    profits = sum(measured(firm)["profit"] for firm in records(result))
    assert profits == pytest.approx((paid - costs) * 1_000 / 120)
    assert costs > 0.0


@pytest.mark.parametrize("mode", BOTH)
def test_the_parts_of_money_in_a_comparison_add_up_to_its_profit(results, mode):
    summary = summary_of(results[mode])
    parts = [summary.money[part] for part in MONEY_PARTS]
    assert parts[0] - sum(parts[1:]) == pytest.approx(summary.metrics["profit"])


@pytest.mark.parametrize("mode", BOTH)
def test_a_saved_result_measures_the_same_as_its_comparison_said(results, mode, tmp_path):
    kept = load(results[mode].save(tmp_path / mode))
    focal = FirmRecord(kept, kept.scenario.focal_firm)
    assert measured(focal) == pytest.approx(summary_of(results[mode]).metrics, rel=0.0, nan_ok=True)


def test_a_year_of_monthly_churn_by_tenure_is_twelve_months_long():
    # The first review comes a month after signing; the first year's band must not be missing.
    scenario = changed(CONTRACT, ("market.burn_in_steps", 24), ("customers.review_base", 0.1))
    result = run_one(RunSpec("tenure", scenario, seed=2))
    table = result.tenure[result.tenure["firm"] == "Alpha"].set_index("tenure_months")
    kept = 1.0
    for month in range(1, 13):
        kept *= 1.0 - table["left"][month] / table["at_risk"][month]
    churn = retention.churn_by_tenure(FirmRecord(result, "Alpha"))
    assert churn[0] == pytest.approx(1.0 - kept)
    assert 0.0 < churn[0] < 1.0


def test_present_customers_of_a_repertoire_are_those_who_bought_within_the_window():
    result = run_one(RunSpec("window", changed(REPERTOIRE, *SMALL), seed=5))
    last = result.customers[result.customers["step"] == 9]
    window, end = 4, 12 + 10 - 1
    for firm in records(result):
        own = last[last["firm"] == firm.firm]
        assert firm.series("customers")[-1] == (own["last_step"] > end - window).sum()


def test_the_value_of_a_repertoire_customer_is_what_customers_of_the_start_bring():
    # Truth from a snapshot after every step: what each of them brought, discounted step by step,
    # until the study's end or until they left the market.
    scenario = changed(
        REPERTOIRE, ("market.customers", 600), ("market.steps", 20), ("customers.exit_rate", 0.02)
    )
    days = scenario.market.step_days
    interest = (1.0 + scenario.market.discount_rate) ** (days / 365) - 1.0
    result = run_one(RunSpec("value", scenario, seed=4, snapshots=tuple(range(20))))
    for firm in records(result):
        own = result.customers[result.customers["firm"] == firm.firm]
        net, person, there = (
            own.assign(net=own["paid"] - own["cost"]).pivot(
                index="customer", columns="step", values=name
            )
            for name in ("net", "generation", "present")
        )
        base = there[-1]
        truth = sum(
            (net[t] - net[t - 1]).where(person[t] == person[-1], 0.0)[base].sum()
            / (1.0 + interest) ** (t + 1)
            for t in range(20)
        )
        worth = measured(firm)["customer_lifetime_value"]
        assert worth == pytest.approx(truth / base.sum(), rel=0.1)
