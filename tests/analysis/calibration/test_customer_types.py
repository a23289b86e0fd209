"""From tastes to the segments of a market, and what the compiled market makes of them."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.calibration import calibrate, taste_choice
from analysis.calibration.command import CalibrationReport, report_remarks, report_tables
from analysis.calibration.customer_types import customer_types
from analysis.calibration.files import write_calibrated
from analysis.calibration.forward import run_forward
from analysis.calibration.frames import firms_frame
from analysis.calibration.market_memory import market_calibration
from analysis.calibration.offers_of import offers_of
from analysis.calibration.profiles import Cadence
from analysis.calibration.provenance import calibrated_header
from analysis.calibration.scenario_of import scenario_of
from analysis.calibration.segments_of import segment_remarks
from analysis.calibration.taste_choice import calibrate_tastes, shown_heights
from analysis.calibration.taste_effects import worth_of_a_purchase
from analysis.calibration.taste_frames import types_frame
from analysis.calibration.tastes import TasteForm, fit_tastes, state_errors
from simulation.market import LoyaltyMarket
from simulation.scenario.loader import load_scenario
from simulation.snapshot import views_at
from tests.analysis.calibration.builders import all_of
from tests.analysis.calibration.test_scenario_of import sized
from tests.analysis.calibration.worlds import class_world, log_of_world, start_near
from tests.analysis.terminal.printed import lost

GENERATOR = np.random.default_rng(21)


@pytest.fixture(scope="module")
def made():
    return log_of_world(class_world(GENERATOR, 120, 0.8), GENERATOR, 12)


@pytest.fixture(scope="module")
def calibration(made):
    return calibrate(made)


@pytest.fixture(scope="module")
def tastes(made, calibration):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taste_choice, "FORMS", (TasteForm("classes", 2, "last"),))
        return calibrate_tastes(made, calibration)


@pytest.fixture(scope="module")
def scenario(calibration, tastes):
    return scenario_of(calibration, tastes=tastes)


def test_each_class_is_a_segment_and_nobody_is_left_over(tastes, scenario):
    assert list(scenario.segments) == ["type_1", "type_2"]
    shares = [segment.share for segment in scenario.segments.values()]
    assert sum(shares) == pytest.approx(1.0, abs=1e-12)
    assert shares[0] == pytest.approx(tastes.types.shares[0], abs=2e-7)
    assert shares[0] > shares[1]
    assert tastes.types.shares.sum() == pytest.approx(1.0)
    assert tastes.types.purchases @ tastes.types.shares == pytest.approx(1.0)


def test_the_compiled_market_has_the_utilities_of_the_types(calibration, tastes, scenario):
    market = LoyaltyMarket(sized(scenario, 300), rng=3)
    market.advance_to(60)
    types, names = tastes.types, sorted(scenario.segments)
    reference = offers_of(market_calibration(calibration, tastes)).reference_price
    firms = [scenario.firms[name] for name in "ABC"]
    segment = np.array(market.world.people["segment"])
    assert set(segment.tolist()) == {0, 1}
    for t in range(60, 66):
        utilities = views_at(market.world, t).utilities
        is_promoted = market.world.promoted[t, 0].astype(bool)
        asked = np.array([firm.price * reference for firm in firms])
        asked = asked * np.where(is_promoted, [1 - firm.promotion_depth for firm in firms], 1.0)
        compiled = utilities.sum(axis=2, dtype=np.float64)
        for k, _ in enumerate(names):
            own = segment == k
            fitted = (
                types.constants[k]
                + types.slopes[k, 0] * asked
                + scenario.customers.promotion_salience * is_promoted
                + types.habits[k] * market.world.ties["habit"][own]
            )
            difference = (compiled[own] - compiled[own][:, :1]) - (fitted - fitted[:, :1])
            assert np.abs(difference).max() < 2e-5


def test_with_the_last_firm_as_state_habit_is_the_last_firm(scenario):
    assert scenario.customers.habit_carry == 0.0
    market = LoyaltyMarket(sized(scenario, 200), rng=5)
    market.advance_to(55)
    habit = market.world.ties["habit"]
    assert set(np.unique(habit).tolist()) == {0.0, 1.0}
    assert habit.sum(axis=1).max() == 1.0


def test_the_market_of_types_sells_the_shares_and_repeats_of_the_log(calibration, scenario):
    found = run_forward(calibration, scenario, customers=1_000, replications=2)
    assert found.simulated_shares == pytest.approx(found.observed_shares, abs=0.04)
    error = found.repeat_standard_error
    assert found.simulated_repeat == pytest.approx(found.observed_repeat, abs=3 * error + 0.02)


def test_a_dated_market_whose_offers_change_with_every_purchase_repeats_as_its_log(
    calibration, tastes
):
    # The offers of the made log are new at every purchase. With one purchase a week in steps of a
    # week, half of all purchases would meet the offers of the one before.
    assert abs(calibration.offer_persistence) < 0.1
    cadence = Cadence(7.0, 7.0, 30.0 / 7.0, 100, "2024-01-01", "2024-12-31")
    dated = replace(calibration, cadence=cadence)
    scenario = scenario_of(dated, tastes=tastes)
    assert (scenario.market.step_days, scenario.market.steps) == (1, 364)
    found = run_forward(dated, scenario, customers=1_000, replications=2)
    assert abs(found.simulated_repeat - found.observed_repeat) < 2 * found.repeat_standard_error


def test_files_hold_segments_variants_and_the_acceptance_table(tmp_path, calibration, tastes):
    files = write_calibrated(calibration, tmp_path / "made.yaml", tastes=tastes)
    base = load_scenario(files.scenario)
    assert base == scenario_of(calibration, tastes=tastes)
    for path in files.variants:
        variant = load_scenario(path)
        assert variant.segments == base.segments
        assert variant.policies[:-1] == base.policies
    (table,) = files.tables
    lines = table.read_text("utf-8").splitlines()
    assert lines[0] == "statistic,observed,error,simulated,distance,allowed,verdict"
    assert len(lines) == 6
    header = files.scenario.read_text("utf-8")
    assert "This market: classes_2_last" in header
    assert "Segments are types of customers" in header


def test_tables_and_remarks_say_what_lasting_tastes_leave_of_loyalty(
    tmp_path, made, calibration, tastes
):
    files = write_calibrated(calibration, tmp_path / "made.yaml", tastes=tastes)
    forward = run_forward(calibration, load_scenario(files.scenario), 200, 2)
    report = CalibrationReport(calibration, files, forward, tastes, "", ())
    titles = [title for title, _ in report_tables(report)]
    assert any(title.startswith("Acceptance: classes_2_last") for title in titles)
    frames = dict(report_tables(report))
    assert [title for title, frame in frames.items() if lost(frame)] == []
    firms = firms_frame(calibration)
    assert lost(firms) == [], "the widest of all"
    holdout = frames["Hold-out: the last 30 % of each customer's purchases"]
    assert holdout["predictor"].tolist()[-2:] == ["mix_loyalty", "classes_2_last"]
    shown = holdout["log_likelihood_per_purchase"].tolist()
    assert shown[-1] == shown_heights(tastes.scores)[0], "what is shown is what forms are chosen by"
    assert all(round(1000 * score, 6).is_integer() for score in shown)
    remarks = "\n".join(report_remarks(report))
    assert "% once lasting tastes are allowed for (classes_2_last)" in remarks
    seekers = replace(tastes, chosen=with_mean(tastes.chosen, "last", -0.4))
    text = " ".join(report_remarks(replace(report, tastes=seekers)))
    assert "but once lasting tastes are allowed for (classes_2_last) it costs a firm" in text
    assert "the rest is liking" not in text
    error = float(state_errors(tastes.chosen).min())
    slight = replace(tastes, chosen=with_mean(tastes.chosen, "last", -1.9 * error))
    text = " ".join(report_remarks(replace(report, tastes=slight)))
    assert "nothing of it is left that differs from zero" in text, (
        "1.96 errors would be told from it"
    )
    assert "variety" not in text
    missed = replace(tastes.acceptance.rows[0], simulated=0.99)
    rows = (missed, *tastes.acceptance.rows[1:])
    changed = replace(tastes, acceptance=replace(tastes.acceptance, rows=rows))
    text = "\n".join(report_remarks(replace(report, tastes=changed)))
    assert "Acceptance: repeat_rate is missed: 0.990 against" in text
    assert made.n_customers == 120


def test_the_header_denies_only_what_lasting_tastes_leave_open(calibration, tastes):
    plain, told = (" ".join(calibrated_header(calibration, own).split()) for own in (None, tastes))
    assert "Customers' differences in price sensitivity, and whether prices" in plain
    assert "At 0 for that reason: taste_sd," in plain
    assert "differences in price sensitivity are told as far as" in told
    assert (tastes.types.spreads > 0.0).any() == ("At 0 for that reason: taste_sd," not in told)


def with_mean(model, term, value):
    """Return a model in which all customers have one coefficient of a term."""
    rows = model.nodes.coefficients.copy()
    rows[:, model.terms.index(term)] = value
    return replace(model, nodes=replace(model.nodes, coefficients=rows))


def with_states(tastes, states, error):
    """Return the types of the log with other effects of past purchases."""
    effects = np.array(states)
    return replace(tastes.types, states=effects, state_errors=np.full(effects.shape, error))


def test_variety_seekers_have_no_habit_and_are_named(calibration, tastes):
    types = with_states(tastes, [[0.5], [-0.4]], 0.1)
    changed = replace(tastes, types=types)
    scenario = scenario_of(calibration, tastes=changed)
    assert scenario.segments["type_2"].set["habit_weight"] == 0.0
    offers = offers_of(market_calibration(calibration, changed))
    (remark,) = segment_remarks(changed, offers)
    assert remark.startswith("Past purchases repel type_2")


@pytest.mark.parametrize("error", [0.21, np.nan])
def test_an_effect_that_does_not_differ_from_zero_is_not_called_variety_seeking(
    calibration, tastes, error
):
    types = with_states(tastes, [[0.5], [-0.4]], error)
    changed = replace(tastes, types=types)
    offers = offers_of(market_calibration(calibration, changed))
    (remark,) = segment_remarks(changed, offers)
    assert remark.startswith("The effect of past purchases on type_2 does not differ from zero")


def test_errors_of_the_types_states_give_that_of_their_mean(tastes):
    """Classes are types, and the mean over customers is a weighted sum of their states."""
    model = tastes.chosen
    own = state_errors(model)[:, 0]
    assert sorted(own) == sorted(tastes.types.state_errors[:, 0])
    sizes, position = model.class_sizes, len(model.terms) - 1
    weights = [model.problem.mean_weights(one)[position] for one in np.eye(len(own))]
    covariance = np.array([[a @ model.covariance @ b for b in weights] for a in weights])
    scale = model.problem.arrays.scale[position]
    assert np.sqrt(np.diag(covariance)) / scale == pytest.approx(own)
    assert np.sqrt(sizes @ covariance @ sizes) / scale == pytest.approx(tastes.errors[position])


def test_a_type_that_prices_attract_ignores_them_and_likes_what_is_dear(calibration, tastes):
    slopes = tastes.types.slopes.copy()
    slopes[1, 0] = 0.5
    changed = replace(tastes, types=replace(tastes.types, slopes=slopes))
    scenario = scenario_of(calibration, tastes=changed)
    assert scenario.segments["type_2"].set["price_sensitivity"] == 0.0
    assert scenario.segments["type_1"].set["price_sensitivity"] > 0.0
    offers = offers_of(market_calibration(calibration, changed))
    assert "type_2 is not negative" in segment_remarks(changed, offers)[0]


def test_normal_tastes_are_cut_into_types_that_keep_mean_and_spread(made):
    form = TasteForm("normal", 0, "last")
    model = fit_tastes(made, form, all_of(made), start_near(made))
    types = customer_types(made, model)
    assert len(types.shares) == 8
    assert (np.diff(types.shares) <= 0).all()
    # By hand: every customer's posterior mean, the firm of the first purchase included.
    chances = np.exp(model.log_posteriors(made, all_of(made)))
    constants = np.concatenate(
        (np.zeros((len(model.nodes.coefficients), 1)), model.nodes.coefficients[:, :2]), axis=1
    )
    own = chances @ constants
    first = np.eye(3)[made.choice[made.first_rows]]
    own += first * model.nodes.coefficients[0, -2]
    own -= own.mean(axis=1, keepdims=True)
    assert types.shares @ types.constants == pytest.approx(own.mean(axis=0))
    # Spread of utility at mean offers, between and inside types, is that of all tastes.
    slopes = model.nodes.coefficients[:, 2:4]
    offers = made.attributes.mean(axis=0) - made.attributes.mean(axis=(0, 1))
    utility = (constants - constants.mean(axis=1, keepdims=True) + slopes @ offers.T)[None]
    moved = (first - 1.0 / 3.0)[:, None] * model.nodes.coefficients[0, -2]
    center = np.einsum("ck,ckj->j", chances, utility + moved) / made.n_customers
    squares = np.einsum("ck,ckj->", chances, (utility + moved - center) ** 2) / made.n_customers
    between = types.shares @ np.sum(
        (types.constants + types.slopes @ offers.T - center) ** 2, axis=1
    )
    # A market holds a spread of price response up to twice its mean (the bound of its parameter).
    held = np.minimum(types.slope_spreads, 2.0 * np.maximum(-types.slopes, 0.0)) ** 2
    inside = types.shares @ (types.spreads**2 * 2 + held @ np.sum(offers**2, axis=0))
    assert between + inside == pytest.approx(squares)
    # So is that of the response to price, which hardly differs between these types.
    slope = chances @ slopes[:, 0]
    variance = np.mean(chances @ slopes[:, 0] ** 2) - np.mean(slope) ** 2
    told = types.shares @ (
        (types.slopes[:, 0] - np.mean(slope)) ** 2 + types.slope_spreads[:, 0] ** 2
    )
    assert told == pytest.approx(variance)


def test_a_segment_holds_the_spread_of_price_response_inside_its_type(calibration, tastes):
    types = tastes.types
    spreads = np.zeros_like(types.slope_spreads)
    spreads[0, 0] = -0.5 * types.slopes[0, 0]
    changed = replace(tastes, types=replace(types, slope_spreads=spreads))
    segments = scenario_of(calibration, tastes=changed).segments
    assert segments["type_1"].set["price_sensitivity_cv"] == pytest.approx(0.5)
    assert "price_sensitivity_cv" not in segments["type_2"].set
    header = " ".join(calibrated_header(calibration, changed).split())
    assert "price_sensitivity_cv" not in header[header.index("At 0 for that reason") :]
    spreads[0, 0] *= 100.0
    segments = scenario_of(calibration, tastes=changed).segments
    assert segments["type_1"].set["price_sensitivity_cv"] == 2.0, "its bound"


def candidates(tastes, *forms_heights_nodes):
    """Return models that differ in form and nodes, and their scores."""
    models = []
    for form, _, nodes in forms_heights_nodes:
        design = replace(tastes.chosen.design, state=form.state)
        terms = (*tastes.chosen.terms[:-1], *design.traces)
        models.append(replace(tastes.chosen, form=form, design=design, terms=terms, nodes=nodes))
    scores = [
        replace(tastes.scores[0], name=model.name, log_likelihood_per_purchase=height)
        for model, (_, height, _) in zip(models, forms_heights_nodes, strict=True)
    ]
    return models, scores


def two_traces_before_one(monkeypatch, tastes, back, smoothing, heights, errors):
    """Return a form with two traces and the one with the last firm alone, with scores, as fitted."""
    rows = np.tile([0.0, 0.0, -1.0, 0.5, *back], (2, 1))
    nodes = replace(tastes.chosen.nodes, coefficients=rows, smoothing=smoothing)
    monkeypatch.setattr(taste_choice, "refit_tastes", lambda _log, model, _near: model)
    monkeypatch.setattr(taste_choice, "state_errors", lambda _model: errors)
    return candidates(
        tastes,
        (TasteForm("classes", 2, "both"), heights[0], nodes),
        (TasteForm("classes", 2, "last"), heights[1], tastes.chosen.nodes),
    )


def test_a_form_whose_memory_cannot_be_told_gives_way_to_the_next_best(monkeypatch, made, tastes):
    nodes = [replace(tastes.chosen.nodes, smoothing=value) for value in (0.9999, 0.0)]
    models, scores = candidates(
        tastes,
        (TasteForm("normal", 0, "loyalty"), -0.3, nodes[0]),
        (TasteForm("classes", 2, "last"), -0.4, nodes[1]),
    )
    monkeypatch.setattr(taste_choice, "refit_tastes", lambda _log, model, _near: model)
    index, chosen, (reason,) = taste_choice.chosen_form(made, models, scores, None)
    assert (index, chosen.name) == (1, "classes_2_last")
    assert "normal_loyalty predicts best on held-out purchases, but" in reason
    told = replace(models[0], nodes=replace(nodes[0], smoothing=0.8))
    assert taste_choice.chosen_form(made, [told, models[1]], scores, None)[0] == 0
    fallen = replace(tastes, scores=tuple(scores), chosen=chosen)
    assert fallen.praise == "the best on the hold-out whose memory a market can have"
    assert tastes.praise == "the best on the hold-out"


@pytest.mark.parametrize(
    ("back", "is_written"),
    [([2.0, 0.5], True), ([2.0, -0.1], True), ([2.0, -0.5], False), ([-0.5, 2.0], False)],
)
def test_of_two_traces_none_may_repel_for_certain(monkeypatch, made, tastes, back, is_written):
    # Without the trace that repels the market would have too much of the other one.
    errors = np.full((2, 2), 0.2)
    models, scores = two_traces_before_one(monkeypatch, tastes, back, 0.8, (-0.3, -0.4), errors)
    index, _, reasons = taste_choice.chosen_form(made, models, scores, None)
    assert index == (0 if is_written else 1)
    assert len(reasons) == (0 if is_written else 1)
    if reasons:
        assert "of its two traces of past purchases one attracts while the other one repels" in reasons[0]  # fmt: skip
        assert "the market takes classes_2_last" in reasons[0]


@pytest.mark.parametrize("unknown", [0, 1])
def test_two_traces_that_cannot_be_told_apart_give_way_to_one(monkeypatch, made, tastes, unknown):
    errors = np.full((2, 2), 0.2)
    errors[:, unknown] = np.nan
    models, scores = two_traces_before_one(
        monkeypatch, tastes, [0.7, 0.2], 0.09, (-0.3, -0.4), errors
    )
    index, chosen, (reason,) = taste_choice.chosen_form(made, models, scores, None)
    assert (index, chosen.name) == (1, "classes_2_last")
    assert "its two traces of past purchases cannot be told apart" in reason
    # What is unknown of one type only is no reason.
    errors[0] = 0.2
    assert taste_choice.chosen_form(made, models, scores, None)[0] == 0


def test_of_scores_that_look_alike_in_the_tables_the_simpler_form_is_taken(
    monkeypatch, made, tastes
):
    models, scores = two_traces_before_one(
        monkeypatch, tastes, [1.0, 1.0], 0.8, (-0.41628, -0.41631), np.full((2, 2), 0.2)
    )
    models[0] = replace(models[0], n_free=models[1].n_free + 2)
    assert taste_choice.chosen_form(made, models, scores, None)[0] == 1
    better = replace(scores[0], log_likelihood_per_purchase=-0.4151)
    assert taste_choice.chosen_form(made, models, [better, scores[1]], None)[0] == 0
    assert replace(tastes, scores=tuple(scores)).praise == "the best on the hold-out"


@pytest.fixture(scope="module")
def two_traces(tastes):
    """The types of the log, with loyalty and a last firm that holds one of the two types only."""
    types = replace(
        with_states(tastes, [[1.4, 0.9], [2.0, -0.05]], 0.1),
        traces=("loyalty", "last"),
        smoothing=0.7,
    )
    return replace(tastes, types=types)


def test_what_the_last_firm_holds_beside_loyalty_is_a_cost_of_leaving_it(calibration, two_traces):
    scenario = scenario_of(calibration, tastes=two_traces)
    assert scenario.customers.habit_carry == 0.7
    assert [own.set["habit_weight"] for own in scenario.segments.values()] == [1.4, 2.0]
    locked = [
        (policy.segment, policy.firm)
        for policy in scenario.policies
        if "structural_lock" in policy.set
    ]
    assert locked == [("type_1", "A"), ("type_1", "B"), ("type_1", "C")]
    market = LoyaltyMarket(sized(scenario, 300), rng=3)
    market.advance_to(60)
    segment = np.array(market.world.people["segment"])
    provider = np.array(market.world.people["provider"])
    # The fitted effect of the last firm must not wear off with experience in switching.
    market.world.people["n_switches"] = 9
    utilities = views_at(market.world, 60).utilities
    by_term = utilities.astype(np.float64)
    last = np.eye(3)[provider]
    for k, effect in enumerate([0.9, 0.0]):
        here = (segment == k) & (provider >= 0)
        assert here.sum() > 40
        expected = effect * (last[here] - last[here][:, :1])
        switching = by_term[here][:, :, -1] - by_term[here][:, :1, -1]
        assert switching == pytest.approx(expected, abs=1e-6)
        habits = two_traces.types.habits[k] * np.array(market.world.ties["habit"])[here]
        assert by_term[here][:, :, 2] == pytest.approx(habits, abs=1e-6)


def test_each_trace_has_its_remarks_and_columns(calibration, two_traces):
    offers = offers_of(market_calibration(calibration, two_traces))
    (remark,) = segment_remarks(two_traces, offers)
    assert remark.startswith(
        "The effect of last purchases (beside loyalty) on type_2 does not differ from zero:"
        " there is no cost of leaving the last firm"
    )
    frame = types_frame(two_traces)
    assert frame["loyalty"].tolist() == [1.4, 2.0]
    assert frame["last"].tolist() == [0.9, -0.05]
    held = replace(two_traces, types=replace(two_traces.types, states=np.array([[1.0, 25.0]] * 2)))
    (remark,) = segment_remarks(held, offers)
    assert remark.startswith("Last purchases (beside loyalty) bind type_1, type_2 beyond")
    policies = scenario_of(calibration, tastes=held).policies
    assert {policy.set["structural_lock"] for policy in policies} == {20.0}
    header = calibrated_header(calibration, two_traces)
    assert "structural_lock is the coefficient of the last firm" in " ".join(
        header.replace("\n", " ").split()
    )


def test_with_two_traces_a_purchase_is_worth_what_both_add(calibration, tastes):
    rows = np.tile([0.0, 0.0, -1.0, 0.5, 2.0, 0.7], (2, 1))
    nodes = replace(tastes.chosen.nodes, coefficients=rows, smoothing=0.8)
    models, _ = candidates(tastes, (TasteForm("classes", 2, "both"), -0.3, nodes))
    worth = worth_of_a_purchase(models[0], calibration)
    assert worth.amount == pytest.approx(2.0 * 0.2 + 0.7)


def test_a_habit_beyond_that_of_a_market_is_held_at_its_bound_and_said(calibration, tastes):
    types = with_states(tastes, [[0.5], [31.0]], 0.1)
    changed = replace(tastes, types=types)
    assert scenario_of(calibration, tastes=changed).segments["type_2"].set["habit_weight"] == 20.0
    offers = offers_of(market_calibration(calibration, changed))
    assert "bind type_2 beyond what a market can hold" in segment_remarks(changed, offers)[0]


def test_a_remark_on_the_price_coefficient_names_its_model(calibration, tastes):
    slopes = tastes.types.slopes.copy()
    slopes[:, 0] = 0.227
    changed = replace(tastes, types=replace(tastes.types, slopes=slopes))
    (remark,) = offers_of(market_calibration(calibration, changed)).remarks[:1]
    assert remark.startswith(
        "The price coefficient of classes_2_last (mean over the segments), 0.227, is not negative"
    )
