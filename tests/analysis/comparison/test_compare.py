"""Comparisons of tiny real markets: what must hold whatever the numbers are."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from analysis.comparison.compare import at_no_stated_cost, compare
from analysis.comparison.intervals import paired_difference
from analysis.comparison.outcome import Comparison, Request
from analysis.comparison.summary import RunSummary
from analysis.metrics.registry import BY_NAME
from tests.analysis.comparison.made import MARKET, policy, scenario_file, summary
from tests.simulation.markets import CONTRACT, REPERTOIRE

BETTER = {"quality.R": 90.0, "quality.Re": 90.0}
CHEAP = {"price": 0.7}


def metric_of(runs: list[RunSummary], name: str) -> np.ndarray:
    return np.array([run.metrics[name] for run in runs])


def alone(made: Comparison):
    (outcome,) = made.outcomes
    return outcome


@pytest.fixture
def base(tmp_path):
    return scenario_file(tmp_path, "base")


@pytest.fixture
def better(tmp_path):
    return scenario_file(tmp_path, "better", policy(0, {"per_customer_month": 0.01}, **BETTER))


@pytest.fixture
def cheap(tmp_path):
    return scenario_file(tmp_path, "cheap", policy(0, {}, **CHEAP))


def test_a_variant_that_is_its_base_differs_by_exactly_nothing(tmp_path, base):
    twin = scenario_file(tmp_path, "twin")
    made = compare(Request(base, (twin,), replications=3, uncertain=2, precision=1e-9))
    outcome = alone(made)
    for name, difference in outcome.differences.items():
        assert (difference.mean, difference.half_width) == (0.0, 0.0), name
    assert outcome.account.customers["saved"] == outcome.account.customers["lost_by_policy"] == 0
    assert set(outcome.account.given.values()) == set(outcome.account.profit.values()) == {0.0}
    assert np.count_nonzero(outcome.flows - np.diag(np.diag(outcome.flows))) == 0
    assert outcome.break_even_cost == 0.0
    assert outcome.wins == 0
    assert (made.reached_precision, made.replications) == (True, 5)


def test_differences_are_those_of_the_kept_runs(base, better):
    made = compare(Request(base, (better,), replications=4))
    outcome = alone(made)
    assert made.replications == len(made.base_runs) == len(outcome.runs) == 4
    for name in BY_NAME:
        pairs = metric_of(outcome.runs, name), metric_of(made.base_runs, name)
        mean = math.fsum(pairs[0] - pairs[1]) / 4
        assert outcome.differences[name].mean == pytest.approx(mean, abs=1e-12), name
        assert outcome.differences[name].n == 4


def test_everybody_ends_in_one_cell_of_the_flows(base, better):
    made = compare(Request(base, (better,), replications=2))
    assert alone(made).flows.sum() == 2 * MARKET["customers"]


@pytest.mark.parametrize(
    ("metric", "is_rising"), [("revenue", False), ("churn_rate", True), ("program_cost", True)]
)
def test_strategies_are_ranked_best_first(tmp_path, base, better, cheap, metric, is_rising):
    points = scenario_file(tmp_path, "points", policy(0, {}, **{"program.earn_rate": 0.1}))
    made = compare(Request(base, (points, cheap, better), metric=metric, replications=2))
    means = [outcome.differences[metric].mean for outcome in made.outcomes]
    assert means == sorted(means, reverse=not is_rising)
    assert len(set(means)) > 1


def test_a_strategy_without_a_number_stands_last_and_the_others_in_order(
    tmp_path, base, better, cheap
):
    gone = scenario_file(tmp_path, "gone", policy(-1, {}, active=0.0))
    orders = [(cheap, gone, better), (better, gone, cheap)]
    made = [
        compare(Request(base, names, metric="revenue_per_purchase", replications=2))
        for names in orders
    ]
    titles = [[outcome.title for outcome in one.outcomes] for one in made]
    assert titles[0] == titles[1]
    assert titles[0][-1] == "gone"


def test_chances_stay_with_their_strategies_when_these_are_ranked(base, better, cheap):
    # A price 30 % lower loses money in every draw; asked for first, it is ranked last.
    made = compare(Request(base, (cheap, better), metric="revenue", replications=2, uncertain=4))
    wins = {outcome.title: outcome.wins for outcome in made.outcomes}
    single = compare(Request(base, (cheap,), metric="revenue", replications=2, uncertain=4))
    assert wins["cheap"] == alone(single).wins
    assert [outcome.title for outcome in made.outcomes] == ["better", "cheap"]


def test_where_less_is_better_a_win_is_less(base, better):
    request = Request(base, (better,), replications=1, uncertain=6)
    less = alone(compare(replace(request, metric="churn_rate"))).wins
    more = alone(compare(replace(request, metric="retention_rate"))).wins
    assert less == more


def test_a_cost_that_breaks_even_leaves_no_difference(tmp_path, base):
    # A unit that costs a tenth less, and better service: worth something for certain.
    levers = {**BETTER, "unit_cost": 0.5}
    stated = {"per_customer_month": 0.005}
    gift = scenario_file(tmp_path, "gift", policy(0, stated, **levers))
    first = alone(compare(Request(base, (gift,), replications=2)))
    assert first.break_even_cost > first.differences["policy_cost"].mean > 0.0
    # Charged once instead, per customer of the market: 1,000 of them pay all of it.
    charged = {"once": first.break_even_cost / 1_000}
    paid = scenario_file(tmp_path, "paid", policy(0, charged, **levers))
    second = alone(compare(Request(base, (paid,), replications=2)))
    # One customer's cost is rounded to a millionth: half of that for each of 1,000.
    assert second.differences["profit"].mean == pytest.approx(0.0, abs=5.01e-4)
    assert second.break_even_cost == pytest.approx(first.break_even_cost, abs=1e-6)


def test_round_off_of_a_cost_is_no_loss():
    # A strategy that does nothing but cost 0.1: the sums of its money end in another bit.
    free, paid = 3276.0000500000006, 3275.90005
    assert paid + 0.1 < free
    before = [summary(profit=free, revenue=10_000.0) for _ in range(2)]
    after = [summary(profit=paid, policy_cost=0.1, revenue=10_000.0) for _ in range(2)]
    nothing = at_no_stated_cost(before, after)
    assert (nothing.mean, nothing.half_width) == (0.0, 0.0)
    # A loss of a thousandth beside it is one.
    after = [summary(profit=paid - 1e-3, policy_cost=0.1, revenue=10_000.0) for _ in range(2)]
    assert at_no_stated_cost(before, after).mean == pytest.approx(-1e-3)


def test_the_seed_decides_a_comparison(base, better):
    request = Request(base, (better,), replications=2, uncertain=2)
    first, again = compare(request), compare(request)
    other = compare(replace(request, seed=2))
    assert alone(first).differences == alone(again).differences
    assert alone(first).wins == alone(again).wins
    assert (
        metric_of(first.base_runs, "profit").tolist()
        == metric_of(again.base_runs, "profit").tolist()
    )
    assert (
        metric_of(first.base_runs, "profit").tolist()
        != metric_of(other.base_runs, "profit").tolist()
    )


def test_adding_replications_keeps_the_first_ones(base, better):
    few, many = (compare(Request(base, (better,), replications=n)) for n in (2, 4))
    profits = [metric_of(made.base_runs, "profit").tolist() for made in (few, many)]
    assert profits[0] == profits[1][:2]


def test_progress_is_told_stage_by_stage_to_the_end(base, better):
    told: list[tuple[str, int, int]] = []
    compare(
        Request(base, (better,), replications=2, uncertain=3),
        lambda stage, done, planned: told.append((stage, done, planned)),
    )
    assert told == [
        *[("replications", n, 4) for n in range(1, 5)],
        *[("uncertain draws", n, 6) for n in range(1, 7)],
    ]


def test_uncertain_draws_can_use_a_smaller_market(base, better):
    made = compare(Request(base, (better,), replications=1, uncertain=2, uncertain_customers=20))
    assert 0 <= alone(made).wins <= 2
    assert made.base.market.customers == MARKET["customers"]
    assert made.uncertain


def test_a_study_of_a_single_step_can_be_compared(tmp_path):
    market = {**MARKET, "burn_in_steps": 0, "steps": 1}
    one = scenario_file(tmp_path, "one", market=market)
    two = scenario_file(tmp_path, "two", policy(0, {}, price=0.9), market=market)
    outcome = alone(compare(Request(one, (two,), replications=2)))
    assert outcome.differences["revenue"].mean != 0.0


@pytest.mark.parametrize("start", [0, 3])
def test_what_customers_and_books_say_of_profit_agrees(tmp_path, start):
    """Nobody leaves the category, so all money moved is in some customer's account.

    The ledger's difference is that of all customers, the cohort's cells and the others', less what
    no customer causes: one-off and running policy cost. (With exits, what a leaver brought before
    leaving, and with points the change of the reserve, would stand beside it.)
    """
    people = {**CONTRACT["customers"], "exit_rate": 0.0}
    base = scenario_file(tmp_path, "base", customers=people)
    cost = {"once": 0.02, "per_month": 0.01, "per_customer_month": 0.03, "per_purchase": 0.01}
    other = scenario_file(
        tmp_path, "other", policy(start, cost, **BETTER, price=0.95), customers=people
    )
    made = compare(Request(base, (other,), replications=2))
    outcome = alone(made)
    n, months = MARKET["customers"], MARKET["steps"] - start
    cells = sum(outcome.account.profit.values())
    outsiders = sum(
        float((under.outcomes.profit - without.outcomes.profit)[~without.outcomes.cohort].sum())
        for without, under in zip(made.base_runs, outcome.runs, strict=True)
    )
    assert outcome.account.exits == 0
    ledger = outcome.differences["profit"].mean * n / 1_000 * made.replications
    uncaused = (0.02 + 0.01 * months) * n * made.replications
    # Costs are kept in single precision for a customer: some 60 x 2 sums near 10.
    assert cells + outsiders - uncaused == pytest.approx(ledger, abs=1e-3)


def test_in_a_market_of_one_firm_the_cells_hold_the_whole_difference(tmp_path):
    # Everybody is in the cohort and nobody can be lost or gained.
    people = {**CONTRACT["customers"], "exit_rate": 0.0}
    firms = {"Alpha": {"share": 1.0}}
    base = scenario_file(tmp_path, "base", firms=firms, customers=people)
    cost = {"per_customer_month": 0.03}
    other = scenario_file(
        tmp_path, "other", policy(0, cost, price=0.9), firms=firms, customers=people
    )
    outcome = alone(compare(Request(base, (other,), replications=1)))
    n = MARKET["customers"]
    assert outcome.account.customers == {
        "saved": 0, "stayed_anyway": n, "lost_by_policy": 0, "left_anyway": 0,
    }  # fmt: skip
    ledger = outcome.differences["profit"].mean * n / 1_000
    assert sum(outcome.account.profit.values()) == pytest.approx(ledger, abs=1e-3)
    # Given: a tenth of a price of 1 for each unit bought in either world, and .03 in each of 6
    # months; those who get it spend at least one unit a month or thereabouts.
    assert outcome.account.given["stayed_anyway"] > 0.03 * 6 * n


def test_common_draws_make_differences_much_surer_than_independent_runs(tmp_path):
    """Invariant 8, with bounds that follow from counting customers.

    A customer is with the focal firm at the end or not, independently of others (nobody hears
    anybody here). If the policy moves a share q of the N customers, each changes the difference of
    the count by at most one: variance <= N q. Without common draws it is 2 N p (1 - p).
    """
    n, replications = 400, 20
    market = {**MARKET, "customers": n}
    base = scenario_file(tmp_path, "base", market=market)
    mild = scenario_file(tmp_path, "mild", policy(0, {}, discount=0.02), market=market)
    made = compare(Request(base, (mild,), replications=replications))
    runs = made.base_runs, alone(made).runs
    without, under = (np.array([(r.outcomes.main_firm == 0).sum() for r in own]) for own in runs)
    flows = alone(made).flows
    q = 1.0 - np.trace(flows) / flows.sum()
    p = without.mean() / n
    assert q > 0.0
    paired = float((under - without).var(ddof=1))
    unpaired = float((np.roll(under, 1) - without).var(ddof=1))
    # An estimated variance exceeds 2.3 times the true one in one of a thousand samples of 20.
    slack = stats.chi2.ppf(0.999, replications - 1) / (replications - 1)
    assert paired <= slack * n * q
    # The policy takes .06 logits off a price: of those who review within six months (about six
    # tenths), at most .06 / 4 are moved at each of their reviews, q < .02; so the variances stand
    # at .02 / (2 x .24) or less, one to 24. One to nine allows for both being estimates.
    assert q < 0.02
    assert paired < unpaired / 9.0
    assert 2 * p * (1 - p) > 0.3
    by_hand = paired_difference(under, without)
    assert by_hand.half_width == pytest.approx(
        stats.t.ppf(0.975, replications - 1) * math.sqrt(paired / replications)
    )


def test_precision_is_reached_on_real_runs_or_said_not_to_be(base, better):
    # Some half-width between nothing and that of the first five replications.
    first = alone(compare(Request(base, (better,), replications=5))).differences["profit"]
    wished = first.half_width / 1.5
    made = compare(Request(base, (better,), replications=2, precision=wished))
    assert made.reached_precision is True
    assert alone(made).differences["profit"].half_width <= wished
    assert made.replications > 5


def test_a_repertoire_market_is_compared_too(tmp_path):
    market = {**REPERTOIRE["market"], "customers": 60, "burn_in_steps": 8, "steps": 8}
    parts = {"market": market, "customers": REPERTOIRE["customers"], "firms": REPERTOIRE["firms"]}
    base = scenario_file(tmp_path, "base", **parts)
    other = scenario_file(tmp_path, "other", policy(2, {}, discount=0.3), **parts)
    made = compare(Request(base, (other,), replications=2))
    account = alone(made).account
    present = sum(int(run.outcomes.cohort.sum()) for run in made.base_runs)
    assert made.start_step == 2
    assert account.cohort + account.exits == present > 0


@pytest.mark.slow
def test_the_number_of_workers_changes_no_number(base, better, cheap):
    request = Request(base, (better, cheap), replications=3, uncertain=3)
    one, two = compare(request), compare(replace(request, workers=2))
    assert [outcome.title for outcome in one.outcomes] == [o.title for o in two.outcomes]
    for here, there in zip(one.outcomes, two.outcomes, strict=True):
        assert here.differences == there.differences
        assert (here.wins, here.account) == (there.wins, there.account)
        assert here.flows.tolist() == there.flows.tolist()
