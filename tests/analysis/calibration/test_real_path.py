"""The market on the log's own path of offers, and how its customers are judged."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.calibration import real_path
from analysis.calibration.acceptance import AcceptanceRow, judge
from analysis.calibration.real_path import RealPath
from analysis.calibration.statistics import Statistic, measure_repeat_buying, repeat_values
from analysis.calibration.taste_arrays import taste_terms
from analysis.calibration.taste_mixture import Nodes
from analysis.calibration.tastes import TasteForm, fit_tastes
from tests.analysis.calibration.builders import all_of
from tests.analysis.calibration.plain_path import PlainPath
from tests.analysis.calibration.worlds import class_world, log_of_world, start_near

GENERATOR = np.random.default_rng(12)
LOG = log_of_world(class_world(GENERATOR, 80, 0.8), GENERATOR, 9)


def fitted(state):
    form = TasteForm("classes", 2, state)
    return fit_tastes(LOG, form, all_of(LOG), start_near(LOG))


@pytest.fixture(scope="module")
def model():
    return fitted("last")


def with_coefficients(model, rows, smoothing=0.0):
    """Return the model with other types, equally likely."""
    coefficients = np.array(rows, dtype=float)
    prior = np.full((LOG.n_firms, len(rows)), -np.log(len(rows)))
    return replace(model, nodes=Nodes(coefficients, prior, smoothing))


def returns(log):
    """Return the five statistics, and how often customers come back after A, B and stay after A, A, B."""
    first, second, third, fourth = (log.choice[k : len(log.choice) - 3 + k] for k in range(4))
    is_one = log.customer[:-3] == log.customer[3:]
    aside = is_one & (first != second)
    moved = is_one & (first == second) & (second != third)
    return repeat_values(log) | {
        "back": np.mean((third == first)[aside]),
        "stay": np.mean((fourth == third)[moved]),
    }


def test_first_purchases_and_offers_are_those_of_the_log(model):
    found = RealPath(LOG, model, all_of(LOG)).simulated(1, 1)[0]
    first = LOG.first_rows
    assert np.array_equal(found.choice[first], LOG.choice[first])
    assert not np.array_equal(found.choice, LOG.choice)
    assert found.attributes is LOG.attributes
    assert np.array_equal(found.customer, LOG.customer)


def test_customers_who_only_look_at_the_price_buy_the_cheapest(model):
    # constants of B and C, price, feature, last
    cheap = with_coefficients(model, [[0.0, 0.0, -300.0, 0.0, 0.0]])
    found = RealPath(LOG, cheap, all_of(LOG)).simulated(1, 1)[0]
    later = ~LOG.is_first
    price = LOG.attribute("price")
    chosen = price[np.arange(LOG.n_purchases), found.choice]
    # A tenth of the price unit is worth 30 logits here, a hundredth only 3.
    assert (chosen[later] < price.min(axis=1)[later] + 0.1).all()


@pytest.mark.parametrize(
    ("state", "back"),
    [("last", [300.0]), ("loyalty", [300.0]), ("both", [300.0, 0.0]), ("both", [0.0, 300.0])],
)
def test_customers_who_only_look_back_stay_with_their_first_firm(state, back):
    loyal = with_coefficients(fitted(state), [[0.0, 0.0, 0.0, 0.0, *back]], smoothing=0.8)
    found = RealPath(LOG, loyal, all_of(LOG)).simulated(1, 1)[0]
    assert np.array_equal(found.choice, LOG.choice[LOG.first_rows][LOG.customer])


def test_customers_whom_the_last_firm_repels_never_stay_and_come_back_to_what_they_know():
    # Loyalty draws to the firms of before, the last one repels more: A, B, A, B, and C never.
    torn = with_coefficients(fitted("both"), [[0.0, 0.0, 0.0, 0.0, 300.0, -600.0]], smoothing=0.5)
    found = RealPath(LOG, torn, all_of(LOG)).simulated(1, 1)[0]
    for customer in range(LOG.n_customers):
        own = found.choice[LOG.customer == customer]
        assert (own[1:] != own[:-1]).all()
        assert len(set(own.tolist())) == 2


def test_tastes_are_drawn_from_what_each_customer_bought(model):
    fans = with_coefficients(
        model, [[-9.0, -9.0, 0, 0, 0], [9.0, 0.0, 0, 0, 0], [0.0, 9.0, 0, 0, 0]]
    )
    path = RealPath(LOG, fans, all_of(LOG))
    favorite = LOG.counts[:, :].argmax(axis=1)
    is_clear = LOG.counts.max(axis=1) >= 7
    same = [made.counts.argmax(axis=1) == favorite for made in path.simulated(1, 3)]
    assert is_clear.sum() > 10
    assert np.mean([each[is_clear] for each in same]) > 0.95


@pytest.mark.parametrize(
    ("state", "back"),
    [
        ("last", ([0.4], [2.2])),
        ("loyalty", ([0.4], [2.2])),
        ("both", ([0.4, 1.6], [2.2, -0.7])),
    ],
)
@pytest.mark.parametrize("has_first", [False, True])
def test_the_compiled_market_repeats_as_the_equations_written_out_do(state, back, has_first):
    own = fitted(state)
    design = replace(own.design, has_first=has_first)
    own = replace(own, design=design, terms=taste_terms(LOG, design))
    # Two types that differ in everything, memory and response to features included.
    first = ([0.9], [0.2]) if has_first else ([], [])
    rows = [
        [0.8, -0.5, -1.5, 1.2, *first[0], *back[0]],
        [-0.6, 0.3, -0.4, 0.1, *first[1], *back[1]],
    ]
    mixed = with_coefficients(own, rows, own.nodes.smoothing)
    generator = np.random.default_rng(4)
    plain = PlainPath(LOG, mixed, all_of(LOG))
    expected = [returns(plain.simulated(generator)) for _ in range(60)]
    found = [returns(made) for made in RealPath(LOG, mixed, all_of(LOG)).simulated(5, 60)]
    for name in expected[0]:
        one, other = ([values[name] for values in each] for each in (found, expected))
        error = np.sqrt((np.var(one, ddof=1) + np.var(other, ddof=1)) / 60)
        assert abs(np.mean(one) - np.mean(other)) < 3.5 * error, name


def test_customers_of_unlike_lengths_fit_into_small_markets_too(model, monkeypatch):
    # Each of the few markets holds three paths at most; nobody is left out and nobody is mixed up.
    monkeypatch.setattr(real_path, "MOST_TERMS", 3 * 8 * LOG.n_firms)
    keep = (LOG.customer % 4 != 0) | (LOG.position < 3)
    uneven = replace(
        LOG,
        customer=LOG.customer[keep],
        choice=LOG.choice[keep],
        attributes=LOG.attributes[keep],
    )
    loyal = with_coefficients(model, [[0.0, 0.0, 0.0, 0.0, 300.0]])
    found = RealPath(uneven, loyal, all_of(uneven)).simulated(1, 2)
    for each in found:
        assert np.array_equal(each.choice, uneven.choice[uneven.first_rows][uneven.customer])


def test_a_model_run_on_its_own_world_meets_all_five(model):
    known = LOG.position < 7
    early = fit_tastes(LOG, model.form, known, start_near(LOG))
    found = judge(LOG, early, known, measure_repeat_buying(LOG))
    assert found.is_met, found
    assert [row.statistic for row in found.rows] == list(repeat_values(LOG))
    assert found.n_known == known.sum()


def test_a_model_that_forgets_tastes_misses_the_long_memory_of_a_log(model):
    forgetful = with_coefficients(model, [[0.2, -0.2, -1.8, 0.8, 1.5]])
    found = judge(LOG, forgetful, all_of(LOG), measure_repeat_buying(LOG))
    assert not found.is_met
    verdicts = {row.statistic: row.verdict for row in found.rows}
    assert verdicts["dirichlet_s"] == "missed"


def test_the_distance_is_in_standard_errors_of_the_log_and_judged_by_its_size():
    row = AcceptanceRow("repeat_rate", Statistic(0.5, 0.02), 0.45, 0.01, 2.0)
    assert row.distance == pytest.approx(-2.5)
    assert row.verdict == "missed"
    assert replace(row, simulated=0.535).verdict == "met"
    assert replace(row, simulated=0.545).verdict == "missed"
    nobody_differs = replace(row.observed, standard_error=0.0)
    assert replace(row, observed=nobody_differs).verdict == "not judged"
