"""The whole way: files, log, calibration, tables; and what must not change a result."""

import hashlib

import numpy as np
import pytest

from analysis.calibration import calibrate, read_log
from analysis.calibration.frames import (
    coefficients_frame,
    firms_frame,
    holdout_frame,
    models_frame,
    statistics_frame,
)
from simulation.errors import LogError
from tests.analysis.calibration.builders import Truth, log_of, simulated_log, write, write_log


@pytest.fixture(scope="module")
def made():
    return simulated_log(Truth(), n_customers=60, n_own=15)


@pytest.fixture(scope="module")
def calibration(made):
    return calibrate(made)


def test_files_give_the_same_calibration_as_the_log_they_were_written_from(
    tmp_path, made, calibration
):
    events, offers = write_log(tmp_path, made)
    log = read_log(events, offers)
    found = calibrate(log)
    assert np.array_equal(log.choice, made.choice)
    assert np.array_equal(log.attributes, made.attributes)
    assert np.array_equal(found.loyalty_model.coefficients, calibration.loyalty_model.coefficients)
    assert found.holdout == calibration.holdout
    assert found.cadence.mean_gap_days == pytest.approx(7.0)
    assert calibration.cadence is None


def test_provenance_holds_names_hashes_and_rows_and_no_folder(tmp_path, made):
    events, offers = write_log(tmp_path, made)
    found = calibrate(read_log(events, offers)).sources
    assert [source.name for source in found] == ["events.csv", "offers.csv"]
    assert [source.n_rows for source in found] == [900, 2700]
    for source, path in zip(found, (events, offers), strict=True):
        assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def renamed(log, firm_names):
    """Return the log with other names of firms and customers, customers in reverse order."""
    order = np.lexsort((log.position, -log.customer))
    firms = [firm_names[log.firms[code]] for code in log.choice[order]]
    n_own = 15
    histories = {f"new{k:02d}": firms[n_own * k : n_own * (k + 1)] for k in range(log.n_customers)}
    new_order = [log.firms.index(old) for old in sorted(log.firms, key=firm_names.get)]
    attributes = {
        name: log.attributes[order][:, new_order, k] for k, name in enumerate(log.attribute_names)
    }
    return log_of(histories, attributes)


def test_names_and_order_of_firms_and_customers_change_nothing(made, calibration):
    names = {"A": "zebra", "B": "yak", "C": "ant"}
    found = calibrate(renamed(made, names))
    assert found.smoothing.value == pytest.approx(calibration.smoothing.value, abs=1e-4)
    assert found.smoothing.init_rule == calibration.smoothing.init_rule
    for term in ("price", "feature", "loyalty"):
        expected = calibration.loyalty_model
        assert found.loyalty_model.coefficient(term) == pytest.approx(
            expected.coefficient(term), abs=1e-3
        )
        assert found.loyalty_model.standard_error(term) == pytest.approx(
            expected.standard_error(term), rel=1e-3
        )
    for mine, other in zip(found.holdout.scores, calibration.holdout.scores, strict=True):
        assert mine.log_likelihood_per_purchase == pytest.approx(
            other.log_likelihood_per_purchase, abs=1e-5
        )
    old = {names[firm.firm]: firm for firm in calibration.firms}
    new = {firm.firm: firm for firm in found.firms}
    assert list(new) == ["ant", "yak", "zebra"]
    for name, firm in new.items():
        assert firm.share == pytest.approx(old[name].share)
        difference = old[name].constant - old["zebra"].constant
        assert firm.constant - new["zebra"].constant == pytest.approx(difference, abs=1e-3)


def test_without_offers_loyalty_is_estimated_and_prices_are_not(tmp_path, made):
    events, _ = write_log(tmp_path, made)
    found = calibrate(read_log(events))
    assert [model.name for model in found.models] == ["constants", "mix_last", "mix_loyalty"]
    assert found.price_effects is None
    assert found.firms[0].price is None
    assert found.loyalty_model.terms == ("constant B", "constant C", "loyalty", "smoothing")
    assert firms_frame(found)["own_price_elasticity"].isna().all()
    with pytest.raises(LogError, match=r"constants, mix_last, mix_loyalty. Got 'mix'"):
        found.model("mix")


def test_a_log_too_short_for_a_hold_out_is_calibrated_with_a_warning():
    log = simulated_log(Truth(), n_customers=40, n_own=3)
    found = calibrate(log)
    assert found.holdout is None
    assert any(warning.startswith("There is no hold-out score.") for warning in found.warnings)
    assert holdout_frame(found).empty


def test_prices_that_attract_are_said_and_have_no_worth_in_money():
    found = calibrate(simulated_log(Truth(price=1.0), n_customers=60, n_own=12))
    assert found.price_effects.last is None
    assert found.price_effects.loyalty is None
    assert sum("negative price coefficient" in warning for warning in found.warnings) == 2


def test_warnings_of_the_import_reach_the_calibration(tmp_path, made):
    events, offers = write_log(tmp_path, made)
    longer = write(tmp_path / "events.csv", events.read_text("utf-8") + "once,2024-01-01,A\n")
    rows = "".join(f"901,{firm},2.0,0.0\n" for firm in "ABC")
    write(tmp_path / "offers.csv", offers.read_text("utf-8") + rows)
    found = calibrate(read_log(longer, offers))
    assert any("1 of 61 customers bought once" in warning for warning in found.warnings)
    assert found.loyalty_model.n_choices == 840


def test_larger_models_fit_better_and_tables_say_so(calibration):
    frame = models_frame(calibration).set_index("predictor")
    heights = frame.loc[["constants", "mix", "mix_last", "mix_loyalty"], "log_likelihood"]
    assert heights.is_monotonic_increasing
    assert frame.loc["mix_loyalty", "parameters"] == 6
    assert frame.loc["market_share", "log_likelihood"] <= heights["constants"]
    assert calibration.model("mix").pseudo_r2() == pytest.approx(frame.loc["mix", "pseudo_r2"])
    equal_shares = -840 * np.log(3)
    expected = 1 - heights["mix"] / equal_shares
    assert frame.loc["mix", "pseudo_r2"] == pytest.approx(expected)


def test_every_table_has_its_rows_and_the_numbers_of_the_calibration(calibration):
    model = calibration.loyalty_model
    coefficients = coefficients_frame(model).set_index("term")
    assert coefficients.loc["price", "coefficient"] == model.coefficient("price")
    assert coefficients.loc["price", "z"] == pytest.approx(
        model.coefficient("price") / model.standard_error("price")
    )
    assert holdout_frame(calibration)["predictor"].tolist() == [
        "market_share",
        "markov",
        "share_and_last",
        "household_history",
        "mix",
        "mix_last",
        "mix_loyalty",
    ]
    statistics = statistics_frame(calibration).set_index("statistic")
    assert statistics.loc["repeat_rate", "shuffled"] < statistics.loc["repeat_rate", "value"]
    assert np.isnan(statistics.loc["dirichlet_s", "shuffled"])
    firms = firms_frame(calibration).set_index("firm")
    assert firms["share"].sum() == pytest.approx(1.0)
    assert firms.loc["A", "constant"] == 0.0
    assert (firms["own_price_elasticity"] < 0).all()
    assert calibration.statistics.switching.sum(axis=1) == pytest.approx(np.ones(3))


def test_a_market_of_two_firms_is_calibrated_too():
    log = simulated_log(Truth(constants=(0.0, 0.3)), n_customers=60, n_own=12)
    found = calibrate(log)
    assert found.loyalty_model.terms[0] == "constant B"
    assert found.loyalty_model.coefficient("loyalty") > 1.0
