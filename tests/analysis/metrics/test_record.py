"""What a record adds up, and what it must not."""

import pytest

from analysis.metrics.record import FirmRecord
from tests.analysis.metrics.made import NEAR, alpha, run, with_table


def with_staff() -> FirmRecord:
    """Return Alpha's record with a staff loyalty of 60, 61, 62 and 63 in both segments."""
    result = run()
    firms = result.firms.assign(staff_loyalty=61.0 + result.firms["step"])
    return FirmRecord(with_table(result, "firms", firms), "Alpha")


def test_counts_are_added_up_over_segments_and_what_is_inside_a_firm_is_not() -> None:
    record = with_staff()
    assert record.series("purchases").tolist() == [30.0, 30.0, 30.0]
    assert record.series("staff_loyalty").tolist() == [61.0, 62.0, 63.0]
    one = FirmRecord(record.result, "Alpha", NEAR)
    assert one.series("staff_loyalty").tolist() == [61.0, 62.0, 63.0]


def test_a_market_has_no_staff() -> None:
    record = with_staff()
    assert record.market_series("purchases").tolist() == [50.0, 53.0, 47.0]
    with pytest.raises(KeyError):
        record.market_series("staff_loyalty")


def test_a_result_from_before_firms_had_an_inside_can_be_read() -> None:
    assert alpha().series("purchases").tolist() == [30.0, 30.0, 30.0]
