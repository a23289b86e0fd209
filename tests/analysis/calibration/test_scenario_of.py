"""What a calibrated log says, and what the compiled market does with it, are one and the same."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.calibration import calibrate
from analysis.calibration.command import CalibrationReport, report_remarks
from analysis.calibration.files import CalibratedFiles
from analysis.calibration.forward import ForwardCheck, purchase_shares, run_forward
from analysis.calibration.market_memory import market_calibration, memory_remarks
from analysis.calibration.offers_of import market_names, offers_of
from analysis.calibration.profiles import Cadence
from analysis.calibration.provenance import calibrated_header
from analysis.calibration.scenario_of import scenario_of
from analysis.calibration.switched_off import SWITCHED_OFF
from analysis.metrics.behavior import repeat_rate
from simulation.errors import LogError
from simulation.market import LoyaltyMarket
from simulation.runner import RunSpec, run_one
from simulation.snapshot import views_at
from tests.analysis.calibration.builders import Truth, log_of, simulated_log


@pytest.fixture(scope="module")
def made():
    return simulated_log(Truth(), n_customers=80, n_own=20)


@pytest.fixture(scope="module")
def calibration(made):
    return calibrate(made)


@pytest.fixture(scope="module")
def scenario(calibration):
    return scenario_of(calibration)


def sized(scenario, customers, **market):
    changed = scenario.market.model_copy(update={"customers": customers, **market})
    return scenario.model_copy(update={"market": changed})


def with_firms(calibration, **changes):
    """Replace fields of the firms' profiles, a value for each firm."""
    columns = [
        {field: values[j] for field, values in changes.items()}
        for j in range(len(calibration.firms))
    ]
    firms = tuple(
        replace(firm, **own) for firm, own in zip(calibration.firms, columns, strict=True)
    )
    return replace(calibration, firms=firms)


def with_coefficient(calibration, term, value):
    """Replace a coefficient of the loyalty model."""
    model = calibration.loyalty_model
    coefficients = model.coefficients.copy()
    coefficients[model.terms.index(term)] = value
    return replace(calibration, loyalty_model=replace(model, coefficients=coefficients))


def test_the_compiled_market_has_the_utilities_of_the_fitted_model(calibration, scenario):
    market = LoyaltyMarket(sized(scenario, 200), rng=3)
    market.advance_to(60)
    model = calibration.loyalty_model
    constants = np.array([0.0, model.coefficient("constant B"), model.coefficient("constant C")])
    firms = [scenario.firms[name] for name in "ABC"]
    reference = offers_of(calibration).reference_price
    seen = set()
    for t in range(60, 80):
        views = views_at(market.world, t)
        utilities, available = views.utilities, views.available
        is_promoted = market.world.promoted[t, 0].astype(bool)
        seen.add(tuple(is_promoted))
        asked = np.array([firm.price * reference for firm in firms])
        asked = asked * np.where(is_promoted, [1 - firm.promotion_depth for firm in firms], 1.0)
        fitted = (
            constants
            + model.coefficient("price") * asked
            + model.coefficient("loyalty") * market.world.ties["habit"]
            + scenario.customers.promotion_salience * is_promoted
        )
        compiled = utilities.sum(axis=2, dtype=np.float64)
        assert available.all()
        difference = (compiled - compiled[:, :1]) - (fitted - fitted[:, :1])
        assert np.abs(difference).max() < 1e-5
    assert len(seen) > 2
    assert market.world.ties["habit"].max() > 0.8


def test_habit_moves_as_the_fitted_loyalty_does(calibration, scenario):
    market = LoyaltyMarket(sized(scenario, 300), rng=5)
    smoothing = calibration.smoothing.value
    for _ in range(30):
        before = market.world.ties["habit"].astype(float)
        n_before = market.world.ties["n_lifetime"].astype(int)
        market.step()
        bought = market.world.ties["n_lifetime"] - n_before
        once = bought.sum(axis=1) == 1
        expected = smoothing * before[once] + (1 - smoothing) * bought[once]
        assert market.world.ties["habit"][once] == pytest.approx(expected, abs=1e-6)
    assert market.world.ties["n_lifetime"].sum() > 900


def test_each_firm_asks_the_mean_price_of_the_log(made, calibration, scenario):
    reference = offers_of(calibration).reference_price
    for j, name in enumerate(made.firms):
        firm = scenario.firms[name]
        mean = firm.price * (1 - firm.promotion_prob * firm.promotion_depth) * reference
        assert mean == pytest.approx(made.attribute("price")[:, j].mean(), rel=1e-6)


def test_one_unit_of_money_is_the_mean_price_paid(made, calibration, scenario):
    paid = made.attribute("price")[np.arange(made.n_purchases), made.choice].mean()
    assert offers_of(calibration).reference_price == pytest.approx(paid)
    sensitivity = -calibration.loyalty_model.coefficient("price") * paid
    assert scenario.customers.price_sensitivity == pytest.approx(sensitivity, rel=1e-6)
    assert f"{paid:.4g} $" in scenario.provenance.note


def by_hand(calibration, scenario, promoted, n_customers, seed):
    """Run the fitted model week by week in NumPy; return purchases (N, J) and (repeats, pairs)."""
    generator = np.random.default_rng(seed)
    model, n_firms = calibration.loyalty_model, len(calibration.firms)
    constants = np.append(0.0, model.coefficients[: n_firms - 1])
    firms = [scenario.firms[firm.firm] for firm in calibration.firms]
    reference = offers_of(calibration).reference_price
    rate = generator.gamma(0.8, scenario.customers.need_rate / 0.8, n_customers)
    loyalty = np.zeros((n_customers, n_firms))
    last = np.full(n_customers, -1)
    bought = np.zeros((n_customers, n_firms))
    repeats = pairs = 0
    for week, on in enumerate(promoted):
        price = reference * np.array(
            [f.price * (1 - f.promotion_depth * o) for f, o in zip(firms, on, strict=True)]
        )
        fixed = constants + model.coefficient("price") * price
        fixed = fixed + scenario.customers.promotion_salience * on
        n = generator.poisson(rate)
        for occasion in range(n.max()):
            who = np.flatnonzero(n > occasion)
            utility = fixed + model.coefficient("loyalty") * loyalty[who]
            choice = np.argmax(utility + generator.gumbel(size=utility.shape), axis=1)
            if week >= scenario.market.burn_in_steps:
                bought[who, choice] += 1
                repeats += int(np.sum(choice == last[who]))
                pairs += int(np.sum(last[who] >= 0))
            loyalty[who] *= calibration.smoothing.value
            loyalty[who, choice] += 1 - calibration.smoothing.value
            last[who] = choice
    return bought, repeats / pairs


def test_the_market_sells_what_the_fitted_model_sells_under_its_calendar(calibration, scenario):
    small = sized(scenario, 3_000)
    result = run_one(RunSpec("made", small, seed=11))
    promoted = LoyaltyMarket(sized(scenario, 2), rng=11).world.promoted[:, 0].astype(float)
    bought, repeats = by_hand(calibration, small, promoted, 3_000, seed=12)
    shares = bought.sum(axis=0) / bought.sum()
    # Both sides draw 3,000 customers: standard error of a share, clustered by customer.
    scatter = bought - bought.sum(axis=1, keepdims=True) * shares
    errors = np.sqrt((scatter**2).sum(axis=0)) / bought.sum()
    found = purchase_shares(result, ["A", "B", "C"])
    assert (np.abs(found - shares) < 4 * np.sqrt(2) * errors).all()
    assert errors.max() < 0.01
    assert repeat_rate(result) == pytest.approx(repeats, abs=0.015)


def test_forward_runs_stand_beside_the_log(calibration, scenario):
    found = run_forward(calibration, scenario, customers=200, replications=2)
    assert found.firms == ("A", "B", "C")
    assert found.simulated_shares.sum() == pytest.approx(1.0)
    assert found.observed_shares.tolist() == calibration.statistics.shares.tolist()
    assert found.observed_repeat == calibration.statistics.repeat_rate.value
    assert 0.3 < found.simulated_repeat < 1.0


def test_what_a_log_cannot_tell_is_off(scenario):
    for name in SWITCHED_OFF:
        assert getattr(scenario.customers, name) == 0.0
    market = LoyaltyMarket(sized(scenario, 100), rng=1)
    market.advance_to(60)
    utilities = views_at(market.world, 60).utilities
    # attitude, convenience, program, inexperience, switching
    assert not utilities[:, :, [1, 3, 5, 7, 8]].any()


def test_promotions_keep_the_utility_of_features_and_what_deals_give_away(calibration):
    changed = with_coefficient(calibration, "feature", 0.5)
    prices = [
        replace(firm.price, mean=2.0, mean_paid=2.0, deal_frequency=0.5, typical_discount=0.2)
        for firm in calibration.firms
    ]
    changed = with_firms(changed, feature_frequency=(0.2, 0.1, 0.0), price=prices)
    found = offers_of(changed)
    # Features are worth 0.1, 0.05 and 0 on average: 0.15 in all, and deals occur 1.5 times in all.
    assert found.promotion_salience == pytest.approx(0.1)
    assert [firm.promotion_prob for firm in found.firms] == pytest.approx([1.0, 0.5, 0.0])
    # Deals give away 0.5 * 0.2 = 0.1 of the price.
    assert [firm.promotion_depth for firm in found.firms] == pytest.approx([0.1, 0.2, 0.0])
    assert [firm.price for firm in found.firms] == pytest.approx([1 / 0.9, 1 / 0.9, 1.0])


def test_promotions_are_as_frequent_as_features_where_deals_are_rarer(calibration):
    changed = with_coefficient(calibration, "feature", 0.5)
    prices = [
        replace(firm.price, deal_frequency=0.05, typical_discount=0.2) for firm in calibration.firms
    ]
    found = offers_of(with_firms(changed, feature_frequency=(0.2, 0.1, 0.0), price=prices))
    assert found.promotion_salience == pytest.approx(0.5)
    assert [firm.promotion_prob for firm in found.firms] == pytest.approx([0.2, 0.1, 0.0])
    # A promotion gives away at most what a deal does: 0.05 * 0.2 / 0.1 = 0.1, 0.05 * 0.2 / 0.2.
    assert [firm.promotion_depth for firm in found.firms] == pytest.approx([0.05, 0.1, 0.0])


def test_no_firm_is_on_promotion_more_often_than_always(calibration):
    changed = with_coefficient(calibration, "feature", 0.5)
    prices = [
        replace(firm.price, deal_frequency=0.5, typical_discount=0.2) for firm in calibration.firms
    ]
    found = offers_of(with_firms(changed, feature_frequency=(0.9, 0.0, 0.0), price=prices))
    # One firm's features are worth 0.45; spread over 1.5 promotions it would need three a week.
    assert found.promotion_salience == pytest.approx(0.45)
    assert [firm.promotion_prob for firm in found.firms] == pytest.approx([1.0, 0.0, 0.0])


def test_a_feature_that_repels_is_no_promotion_and_moves_to_the_share(calibration):
    plain = with_firms(
        with_coefficient(calibration, "feature", 0.0), feature_frequency=(0.4, 0.0, 0.0)
    )
    repelling = with_coefficient(plain, "feature", -0.5)
    before, after = offers_of(plain), offers_of(repelling)
    assert after.promotion_salience == 0.0
    moved = np.log(after.firms[0].share / after.firms[1].share) - np.log(
        before.firms[0].share / before.firms[1].share
    )
    assert moved == pytest.approx(-0.2)
    assert "coefficient of feature" in after.remarks[0]
    # Without features, a promotion is a price deal.
    assert after.firms[2].promotion_prob == calibration.firms[2].price.deal_frequency
    assert after.firms[2].promotion_depth == pytest.approx(
        calibration.firms[2].price.typical_discount
    )


def test_prices_that_attract_are_ignored_and_move_to_the_share(calibration):
    found = offers_of(with_coefficient(calibration, "price", 0.3))
    assert found.price_sensitivity == 0.0
    assert "not negative" in found.remarks[0]
    constants = np.array([firm.constant for firm in calibration.firms])
    means = np.array([firm.price.mean for firm in calibration.firms])
    expected = np.exp(constants + 0.3 * means)
    shares = [firm.share for firm in found.firms]
    assert shares == pytest.approx((expected / expected.sum()).tolist())


def test_the_focal_firm_is_the_largest_unless_one_is_named(calibration):
    shares = [firm.share for firm in calibration.firms]
    assert scenario_of(calibration).focal_firm == "ABC"[int(np.argmax(shares))]
    assert scenario_of(calibration, "C").focal_firm == "C"
    with pytest.raises(LogError, match=r"one of the log's, A, B, C\. Got 'c'"):
        scenario_of(calibration, "c")


CADENCE = Cadence(0.01, 0.01, 3000.0, 100, "2024-01-01", "2024-12-31")


def test_a_pace_beyond_the_market_is_refused(calibration):
    with pytest.raises(
        LogError, match=r"made\.csv: .* bounds of a market\. .*need_rate.* fewer firms"
    ):
        scenario_of(replace(calibration, cadence=CADENCE))


def test_without_loyalty_the_market_has_no_habit_and_the_model_without_memory(calibration):
    without = with_coefficient(calibration, "loyalty", -0.4)
    scenario = scenario_of(without)
    assert (scenario.customers.habit_weight, scenario.customers.habit_carry) == (0.0, 0.0)
    constants = np.array([0.0, *calibration.model("mix").coefficients[:2]])
    features = market_calibration(without, None).loyalty_model.coefficient("feature")
    assert features == calibration.model("mix").coefficient("feature")
    shares = np.array([firm.share for firm in scenario.firms.values()])
    np.testing.assert_allclose(np.log(shares[1:] / shares[0]), constants[1:], atol=1e-5)
    (remark,) = memory_remarks(without, None)
    assert "loyalty in mix_loyalty, -0.4" in remark
    assert "seek variety" in remark
    assert "no habit (habit_weight 0)" in remark
    header = " ".join(calibrated_header(without).split())
    assert remark in header
    assert "habit_weight is 0: past purchases attract nobody here." in header


def test_the_report_of_a_market_without_habit_says_so_and_praises_no_other_model(calibration):
    without = with_coefficient(calibration, "loyalty", -0.4)
    repeat = calibration.statistics.repeat_rate
    forward = ForwardCheck(
        (), *np.zeros((4, 0)), repeat.value, repeat.value, repeat.standard_error, 5
    )
    files = CalibratedFiles(Path("made.yaml"), (), ())
    report = CalibrationReport(without, files, forward, None, "Tastes were not fitted.", ())
    remarks = report_remarks(report)
    assert memory_remarks(without, None)[0] in remarks
    assert not any("predicts better" in remark for remark in remarks)


def test_loyalty_that_is_negative_by_chance_is_not_called_variety_seeking(calibration):
    (remark,) = memory_remarks(with_coefficient(calibration, "loyalty", -0.001), None)
    assert "past purchases attract nobody" in remark


@pytest.mark.parametrize(
    ("smoothing", "loyalty", "reason"),
    [(0.995, 56.0, "lambda cannot be told (0.995"), (0.9, 56.0, "56, is beyond what a market can")],
)
def test_a_memory_that_cannot_be_told_leaves_that_of_the_last_purchase(
    calibration, smoothing, loyalty, reason
):
    model = calibration.loyalty_model
    changed = with_coefficient(calibration, "loyalty", loyalty)
    changed = replace(
        changed,
        loyalty_model=replace(
            changed.loyalty_model, smoothing=replace(model.smoothing, value=smoothing)
        ),
    )
    customers = scenario_of(changed).customers
    last = calibration.model("mix_last").coefficient("last")
    assert customers.habit_weight == pytest.approx(last)
    assert customers.habit_carry == 0.0
    (remark,) = memory_remarks(changed, None)
    assert reason in remark
    assert "More purchases of each customer, or fewer firms" in remark


def test_a_few_people_of_lasting_tastes_get_a_market_and_a_warning():
    # Everybody has a favorite and buys twice elsewhere, each in other weeks: no purchase matters more
    # for being recent.
    other = {"A": "B", "B": "A"}
    histories = {
        f"{own}{start}": [other[own] if week % 4 == start % 4 else own for week in range(8)]
        for own in "AB"
        for start in range(6)
    }
    found = calibrate(log_of(histories))
    assert found.smoothing.value == pytest.approx(0.995)
    assert "how long purchases are remembered cannot be told" in found.warnings[-1]
    assert 0.0 <= scenario_of(found).customers.habit_weight < 5.0


def test_constants_too_far_apart_are_refused(calibration):
    with pytest.raises(LogError, match=r"within 13\.8 logits .* Got 15\.0 between 'B' and 'A'"):
        scenario_of(with_firms(calibration, constant=(-15.0, 0.0, -1.0)))


def test_names_of_firms_are_spelled_as_a_scenario_may_hold_them():
    names = market_names(["Dr. Pepper", "Kraft/Heinz", "Crème", "日本", "null", "7", "_x" * 50])
    assert names[:6] == ["Dr Pepper", "Kraft Heinz", "Creme", "firm 4", "null", "7"]
    assert len(names[6]) == 60
    assert names[6].startswith("x_x")
    with pytest.raises(LogError, match=r"'A/B' and 'A B', both 'A B'\. Rename"):
        market_names(["A/B", "A B"])


@pytest.mark.parametrize(
    ("shares", "spread", "is_said"),
    [((0.58, 0.42), 0.01, True), ((0.53, 0.47), 0.01, False), ((0.58, 0.42), 0.10, False)],
)
def test_a_share_that_the_market_does_not_keep_is_said(calibration, shares, spread, is_said):
    repeat = calibration.statistics.repeat_rate
    forward = ForwardCheck(
        ("Alpha", "Beta"),
        np.array([0.45, 0.55]),
        np.array(shares),
        np.array([0.05, 0.05]),
        np.full(2, spread),
        repeat.value,
        repeat.value,
        repeat.standard_error,
        4,
    )
    files = CalibratedFiles(Path("made.yaml"), (), ())
    report = CalibrationReport(calibration, files, forward, None, "Tastes were not fitted.", ())
    said = [remark for remark in report_remarks(report) if remark.startswith("Run forward")]
    assert bool(said) == is_said
    if said:
        assert "Alpha has 0.580 of purchases against 0.450 in the log" in said[0]
        assert said[0].endswith("differences between strategies, not for levels.")
