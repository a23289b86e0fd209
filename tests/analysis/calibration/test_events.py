import numpy as np
import pytest

from analysis.calibration import read_log
from analysis.calibration.events import read_events
from simulation.errors import LogError
from tests.analysis.calibration.builders import write

GOOD = "customer_id,date,firm\nann,2024-01-01,A\nann,2024-01-08,B\nbob,2024-01-02,B\n"


def refusal(tmp_path, text):
    with pytest.raises(LogError) as caught:
        read_events(write(tmp_path / "events.csv", text))
    return str(caught.value)


def test_interleaved_customers_are_grouped_and_firms_stand_by_name(tmp_path):
    text = (
        "customer_id,date,firm\nbob,2024-01-01,Zeta\nann,2024-01-02,Alpha\n"
        "bob,2024-01-03,Alpha\nann,2024-01-03,Zeta\n"
    )
    events = read_events(write(tmp_path / "events.csv", text))
    assert events.firms == ("Alpha", "Zeta")
    assert events.customer_ids == ("bob", "ann")
    assert events.customer.tolist() == [0, 0, 1, 1]
    assert events.choice.tolist() == [1, 0, 0, 1]
    assert events.lines.tolist() == [2, 4, 3, 5]
    assert events.occasions == ("1", "3", "2", "4")
    assert events.times.astype("datetime64[D]").astype(str).tolist()[1] == "2024-01-03"


@pytest.mark.parametrize("header", ["seq", "date"])
def test_integers_give_an_order_without_a_calendar(tmp_path, header):
    text = f"customer_id,{header},firm\n007,9,A\n007,10,B\n7,3,A\n"
    events = read_events(write(tmp_path / "events.csv", text))
    assert events.times is None
    assert events.customer_ids == ("007", "7")
    assert events.moments.tolist() == [9, 10, 3]


def test_times_of_day_zones_blank_lines_and_byte_order_marks_are_read(tmp_path):
    text = (
        "\ufeffcustomer_id , date,firm\n\nann,2024-01-01T09:00:00Z,A\n"
        " ann,2024-01-01T11:30:00+01:00,B\n\nbob,2024-01-02,B\n\n"
    )
    events = read_events(write(tmp_path / "events.csv", text))
    assert events.customer.tolist() == [0, 0, 1]
    assert np.diff(events.moments[:2]).tolist() == [5400]
    assert events.lines.tolist() == [3, 4, 6]


def test_quoted_cells_may_hold_commas_and_lines_are_still_counted(tmp_path):
    text = 'customer_id,date,firm\n"ann, x",2024-01-01,"A\nB"\nann,2024-99-01,C\n'
    assert "line 4, column date" in refusal(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["events.csv: is empty"]),
        ("customer_id,date,firm\n", ["has a header but no row"]),
        ("customer_id,date\nann,2024-01-01\n", ["line 1", "column firm", "Got customer_id, date"]),
        ("customer,date,firm\nann,2024-01-01,A\n", ["customer_id", "Rename 'customer'"]),
        ("customer_id,firm\nann,A\n", ["must have the column date (or seq"]),
        ("customer_id,dates,firm\na,1,A\n", ["Rename 'dates' to 'date' if that is meant"]),
        ("CUSTOMER_ID,date,Firm\na,1,A\n", ["'CUSTOMER_ID' to 'customer_id' and 'Firm' to 'firm'"]),
        ("customer_id,date,firm,firm\na,1,A,A\n", ["may stand once", "'firm'"]),
        ("customer_id;date;firm\na;1;A\n", ["separated by commas", "with decimal points"]),
        ("customer_id,date,firm,price\na,1,A,2,5\n", ["Got 5", "points instead of decimal commas"]),
        ('customer_id,date,firm,price\na,1,A,"2,5"\na,2,B,2\nb,1,B,1\n', ["decimal point instead"]),
        ("customer_id,date,firm\nann,1\n", ["line 2", "must have 3 cells", "Got 2"]),
        ('customer_id,date,firm\nann,"1,A\n', ["is not comma-separated text"]),
        ("customer_id,date,firm\nann,1,A\n,2,B\n", ["line 3, column customer_id", "blank"]),
        ("customer_id,date,firm\nann,1,A\nbob,2,\n", ["line 3, column firm", "blank"]),
        (GOOD.replace("2024-01-08", "soon"), ["line 3, column date", "Got 'soon'"]),
        (GOOD.replace("2024-01-08", "8"), ["line 3, column date", "as in other rows"]),
        (GOOD.replace("2024-01-", "15/01/"), ["line 2, column date", "year, month, day"]),
        ("customer_id,date,firm\na,20240101,A\nb,20240102,B\n", ["like 2024-01-31", "20240101"]),
        (GOOD.replace("bob", "ann").replace("01-08", "01-01"), ["only 'ann'", "two customers"]),
        (GOOD.replace("B", "A"), ["two firms", "only 'A'", "attrition"]),
    ],
)
def test_a_broken_file_gets_a_sentence_that_says_where_and_what(tmp_path, text, parts):
    message = refusal(tmp_path, text)
    for part in ["events.csv", *parts]:
        assert part in message


@pytest.mark.parametrize("column", ["date", "seq"])
def test_a_date_that_falls_inside_a_customer_is_refused_with_both_lines(tmp_path, column):
    text = f"customer_id,{column},firm\nann,5,A\nbob,3,B\nann,4,B\n"
    message = refusal(tmp_path, text)
    assert f"line 4, column {column}" in message
    assert "(line 2, 5). Got 4." in message
    assert "only shares, penetration" in message


def test_the_order_of_a_second_order_column_is_checked_too(tmp_path):
    text = "customer_id,date,seq,firm\nann,2024-01-01,2,A\nann,2024-01-01,1,B\nbob,2024-01-01,1,B\n"
    assert "column seq" in refusal(tmp_path, text)


def test_a_missing_file_and_a_folder_are_refused_without_a_traceback(tmp_path):
    with pytest.raises(LogError, match=r"nowhere\.csv: cannot be read"):
        read_log(tmp_path / "nowhere.csv")
    with pytest.raises(LogError, match="cannot be read"):
        read_log(tmp_path)


def test_text_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "events.csv"
    path.write_bytes(GOOD.replace("ann", "an\xe9").encode("latin-1"))
    with pytest.raises(LogError, match="must be UTF-8 text"):
        read_events(path)


def test_equal_dates_keep_the_order_of_the_file_and_are_counted(tmp_path):
    text = GOOD.replace("2024-01-08", "2024-01-01")
    events = read_events(write(tmp_path / "events.csv", text))
    assert events.choice.tolist() == [0, 1, 1]
    assert any("1 of 3 purchases have the date" in warning for warning in events.warnings)


def test_columns_that_nothing_reads_are_named_with_the_nearest_known_one(tmp_path):
    text = "customer_id,date,firm,prise,color\nann,1,A,2,red\nbob,1,B,2,red\n"
    events = read_events(write(tmp_path / "events.csv", text))
    (warning,) = events.warnings
    assert "prise, color" in warning
    assert "'prise' is close to 'price'" in warning


def test_numbers_on_a_purchase_may_be_blank_but_not_words(tmp_path):
    text = "customer_id,date,firm,price\nann,1,A,2.5\nann,2,B,\nbob,1,B,{}\n"
    events = read_events(write(tmp_path / "events.csv", text.format("3")))
    assert events.numbers["price"][[0, 2]].tolist() == [2.5, 3.0]
    assert np.isnan(events.numbers["price"][1])
    assert "line 4, column price: must be a number. Got 'cheap'" in refusal(
        tmp_path, text.format("cheap")
    )


def test_exact_copies_of_rows_are_counted_with_what_they_do(tmp_path):
    text = "customer_id,seq,firm,price\nann,1,A,1\nann,1,A,1\nann,2,B,1\nbob,1,B,1\nann,2,B,1\n"
    warning = " ".join(read_events(write(tmp_path / "events.csv", text)).warnings)
    assert "2 of 5 rows are exact copies of an earlier row (line 3 of line 2, say)" in warning
    assert "repeat buying looks larger" in warning
    other = text.replace("ann,1,A,1\nann,1,A,1", "ann,1,A,1\nann,1,A,2").replace("ann,2,B,1\n", "")
    found = read_events(write(tmp_path / "events.csv", other)).warnings
    assert not any("copies" in sentence for sentence in found)


def test_names_that_differ_in_case_or_blanks_only_are_named(tmp_path):
    text = "customer_id,seq,firm\nann,1,North Shop\nAnn,1,north  shop\nbob,1,South\n"
    warnings = read_events(write(tmp_path / "events.csv", text)).warnings
    assert any("column firm" in own and "'North Shop' and 'north  shop'" in own for own in warnings)
    assert any("column customer_id" in own and "'ann' and 'Ann'" in own for own in warnings)
    plain = read_events(write(tmp_path / "events.csv", text.replace("north  shop", "East")))
    assert not any("column firm" in own for own in plain.warnings)


def dated(last):
    """Return 120 purchases of a year, two a day of two customers, and the date of the last one."""
    days = [str(np.datetime64("2023-01-01") + 6 * day) for day in range(60)]
    rows = [f"{who},{day},{'AB'[k % 2]}" for who in ("ann", "bob") for k, day in enumerate(days)]
    rows[-1] = f"bob,{last},B"
    return "customer_id,date,firm\n" + "\n".join(rows) + "\n"


def test_a_date_far_from_all_others_is_named_because_gaps_make_the_pace(tmp_path):
    (warning,) = read_events(write(tmp_path / "events.csv", dated("2323-12-21"))).warnings
    assert "1 date lies further from all others than these from one another" in warning
    assert "line 121 has '2323-12-21'; the others run from 2023-01-01 to 2023-12-21" in warning
    assert "correct the cell" in warning
    early = dated("2023-12-21").replace("ann,2023-01-01", "ann,1923-01-01")
    (warning,) = read_events(write(tmp_path / "events.csv", early)).warnings
    assert "line 2 has '1923-01-01'; the others run from 2023-01-01 to 2023-12-21" in warning


def test_a_late_purchase_within_the_length_of_a_log_is_no_slip(tmp_path):
    assert read_events(write(tmp_path / "events.csv", dated("2024-11-30"))).warnings == ()
    assert read_events(write(tmp_path / "events.csv", dated("2023-12-21"))).warnings == ()


def test_a_quote_that_never_closes_is_said_with_what_to_look_for(tmp_path):
    message = refusal(tmp_path, GOOD.replace("ann,2024-01-08", '"ann,2024-01-08'))
    assert "is not comma-separated text" in message
    assert "Every quote that opens must close" in message
