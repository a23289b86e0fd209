import numpy as np

from analysis.calibration.import_checks import (
    check_coupon_prices,
    check_one_purchase_customers,
    check_twin_columns,
    estimable_attributes,
)
from tests.analysis.calibration.builders import Truth, log_of, simulated_log

GENERATOR = np.random.default_rng(3)


def test_customers_of_one_purchase_are_counted():
    (warning,) = check_one_purchase_customers(log_of({"x": "AB", "y": "A", "z": "B"}))
    assert "2 of 3 customers bought once" in warning
    assert check_one_purchase_customers(log_of({"x": "AB", "y": "AA"})) == []


def test_prices_net_of_coupons_are_told_from_deals_on_the_shelf():
    histories = {"x": "AB" * 10, "y": "BA" * 10}
    price = np.full((40, 2), 2.0)
    deals = price.copy()
    deals[::4, 0] = 0.5  # half of these rows bought A, half bought B: a deal for everybody
    coupons = price.copy()
    log = log_of(histories)
    coupons[log.bought > 0] = np.where(np.arange(40) % 4 == 0, 0.9, 2.0)
    assert check_coupon_prices(log_of(histories, {"price": deals})) == []
    (warning,) = check_coupon_prices(log_of(histories, {"price": coupons}))
    assert "10 of the 10 prices" in warning
    assert "upper bound" in warning
    assert check_coupon_prices(log) == []


def test_columns_that_are_near_copies_are_named_with_their_correlation():
    left = GENERATOR.normal(size=200)
    columns = {"a": left, "b": -left + 0.1 * GENERATOR.normal(size=200), "c": left[::-1].copy()}
    columns["c"][:50] = np.nan
    (warning,) = check_twin_columns("events.csv", columns)
    assert "columns a and b" in warning
    assert "r = -0.99" in warning


def test_a_handful_of_rows_or_a_constant_column_prove_no_copy():
    few = np.array([1.0, 2.0, 3.0])
    assert check_twin_columns("events.csv", {"a": few, "b": few}) == []
    flat = np.ones(50)
    assert check_twin_columns("events.csv", {"a": flat, "b": flat}) == []


def test_only_attributes_that_vary_between_firms_over_time_are_kept():
    log = simulated_log(Truth(), n_customers=10, n_own=10)
    price = log.attribute("price")
    by_firm_only = np.tile([0.0, 1.0, 0.5], (100, 1))
    by_time_only = np.tile(GENERATOR.random((100, 1)), (1, 3))
    for useless in (by_firm_only, by_time_only):
        kept, warnings = estimable_attributes(
            "offers.csv", ("price", "display"), np.stack((price, useless), axis=2)
        )
        assert kept == (0,)
        assert "column display: does not vary" in warnings[0]


def test_a_copy_of_an_attribute_is_left_out_and_a_near_copy_is_warned_of():
    log = simulated_log(Truth(), n_customers=10, n_own=10)
    feature = log.attribute("feature")
    names = ("feature", "display")
    kept, warnings = estimable_attributes("offers.csv", names, np.stack((feature, feature), axis=2))
    assert kept == (0,)
    assert "column display: is a copy of feature" in warnings[0]
    nearly = feature.copy()
    nearly[0, 0] = 1.0 - nearly[0, 0]
    kept, warnings = estimable_attributes("offers.csv", names, np.stack((feature, nearly), axis=2))
    assert kept == (0, 1)
    assert "near copies" in warnings[0]
