import numpy as np
import pytest

from analysis.calibration import read_log
from simulation.errors import LogError
from tests.analysis.calibration.builders import write

EVENTS = (
    "customer_id,date,firm\nann,2024-01-01,A\nann,2024-01-09,B\nann,2024-01-20,A\n"
    "bob,2024-01-08,B\nbob,2024-01-15,A\n"
)
DATED = (
    "date,firm,price,feature\n2024-01-15,A,4,0\n2024-01-01,A,1,0\n2024-01-08,A,2,1\n"
    "2023-12-25,B,7,0\n2024-01-09,B,8,0\n"
)
ROWS = [(1, 7), (2, 8), (4, 8), (2, 7), (4, 8)]


def read(tmp_path, events, offers):
    return read_log(write(tmp_path / "events.csv", events), write(tmp_path / "offers.csv", offers))


def refusal(tmp_path, offers, events=EVENTS):
    with pytest.raises(LogError) as caught:
        read(tmp_path, events, offers)
    return str(caught.value)


def by_occasion(keys):
    lines = [
        f"{key},{firm},{price}"
        for key, prices in zip(keys, ROWS, strict=True)
        for firm, price in zip("AB", prices, strict=True)
    ]
    return "occasion,firm,price\n" + "\n".join(lines) + "\n"


def test_a_dated_offer_holds_until_the_firms_next_one(tmp_path):
    log = read(tmp_path, EVENTS, DATED)
    assert log.attribute_names == ("price", "feature")
    assert log.attribute("price").tolist() == [list(map(float, row)) for row in ROWS]
    assert log.attribute("feature")[:, 0].tolist() == [0, 1, 0, 1, 0]
    assert [source.name for source in log.sources] == ["events.csv", "offers.csv"]


def test_offers_on_a_calendar_of_integers_match_the_same_way(tmp_path):
    events = "customer_id,seq,firm\nann,1,A\nann,9,B\nann,20,A\nbob,8,B\nbob,15,A\n"
    offers = "date,firm,price\n1,A,1\n8,A,2\n15,A,4\n-3,B,7\n9,B,8\n"
    log = read(tmp_path, events, offers)
    assert log.attribute("price").tolist() == [list(map(float, row)) for row in ROWS]


def test_an_occasion_is_the_row_number_of_the_purchase(tmp_path):
    log = read(tmp_path, EVENTS, by_occasion([1, 2, 3, 4, 5]))
    assert log.attribute("price").tolist() == [list(map(float, row)) for row in ROWS]


def test_row_numbers_follow_the_file_when_customers_are_interleaved(tmp_path):
    lines = EVENTS.splitlines()
    mixed = "\n".join([lines[0], lines[4], lines[1], lines[5], lines[2], lines[3]])
    offers = by_occasion([2, 4, 5, 1, 3])
    log = read(tmp_path, mixed, offers)
    ann = log.customer == log.customer_ids.index("ann")
    assert log.attribute("price")[ann].tolist() == [list(map(float, row)) for row in ROWS[:3]]


def test_an_occasion_column_in_the_events_is_the_key_and_may_be_shared(tmp_path):
    events = "customer_id,date,firm,occasion\nann,1,A,s1\nann,2,B,s2\nbob,1,B,s1\nbob,2,A,s3\n"
    offers = "occasion,firm,price\ns1,A,1\ns1,B,5\ns2,A,2\ns2,B,4\ns3,A,3\ns3,B,6\n"
    log = read(tmp_path, events, offers)
    assert log.attribute("price").tolist() == [[1, 5], [2, 4], [1, 5], [3, 6]]


@pytest.mark.parametrize(
    ("offers", "parts"),
    [
        ("", ["is empty"]),
        ("date,price\n2024-01-01,1\n", ["must have the column firm"]),
        ("firm,price\nA,1\n", ["one of date and occasion"]),
        ("firm,date\nA,2024-01-01\n", ["at least one of price, feature, display"]),
        ("firm,date,occasion,price\nA,2024-01-01,1,1\n", ["one of date and occasion"]),
        (DATED + "2024-01-01,Bee,3,0\n", ["line 7, column firm", "Got 'Bee'", "A, B"]),
        ("date,firm,price\n2023-01-01,A,1\n", ["Got none of B"]),
        (DATED + "2024-01-09,B,9,0\n", ["line 7, column date", "one offer", "line 6 too"]),
        (
            DATED.replace("2023-12-25", "2024-01-02"),
            ["'B'", "not later", "none for 1 of 5 purchases, such as line 2", "its first offer"],
        ),
        (DATED.replace("A,2,1", "A,2,"), ["line 4, column feature", "Got nothing"]),
        (DATED.replace("A,2,1", "A,-2,1"), ["line 4, column price", "from 0 to", "'-2'"]),
        (
            DATED.replace("A,2,1", "A,1e300,1"),
            ["line 4, column price", "from 0 to 1,000,000,000,000", "'1e300'"],
        ),
        (
            DATED.replace("A,2,1", "A,1e300,1").replace("B,8,0", "B,,0"),
            ["line 4, column price", "of at most 1,000,000,000,000", "'1e300'"],
        ),
        (
            DATED.replace("A,2,1", "A,900000,1"),
            ["line 4, column price", "1,000 times the median price of 'A' (4)", "'900000'"],
        ),
        (DATED.replace("A,2,1", "A,nan,1"), ["line 4, column price", "'nan'"]),
        (DATED.replace("A,2,1", "A,2,3"), ["line 4, column feature", "in [0, 1]", "'3'"]),
        ("date,firm,price\n1,A,1\n1,B,1\n", ["calendar", "has dates", "Got integers"]),
        (by_occasion([1, 2, 3, 4, 6]), ["column occasion", "Got '6'"]),
        (by_occasion([1, 2, 3, 4, 4]), ["one offer for each occasion"]),
        (by_occasion([1, 2, 3, 4, 5])[:-6], ["none of 'B'", "occasion 5", "line 6"]),
    ],
)
def test_broken_offers_get_a_sentence_that_says_where_and_what(tmp_path, offers, parts):
    message = refusal(tmp_path, offers)
    for part in ["offers.csv", *parts]:
        assert part in message


def test_the_nearest_firm_is_suggested_for_a_misspelled_one(tmp_path):
    events = EVENTS.replace(",A", ",Alpha").replace(",B", ",Beta")
    message = refusal(tmp_path, "date,firm,price\n2023-01-01,Alhpa,1\n", events)
    assert "Nearest: 'Alpha'" in message


def test_offers_that_end_before_the_purchases_are_warned_of(tmp_path):
    events = EVENTS + "bob,2024-03-01,B\n"
    log = read(tmp_path, events, DATED)
    assert any("2 offers were carried on" in warning for warning in log.warnings)
    assert not any("carried on" in warning for warning in read(tmp_path, EVENTS, DATED).warnings)


def test_without_offers_the_log_says_what_is_not_estimated(tmp_path):
    log = read_log(write(tmp_path / "events.csv", EVENTS))
    assert log.attributes.shape == (5, 2, 0)
    assert any("No offers were given" in warning for warning in log.warnings)


def test_offers_without_a_price_say_so(tmp_path):
    offers = "date,firm,display\n2023-12-25,A,0\n2024-01-09,A,1\n2023-12-25,B,0\n"
    log = read(tmp_path, EVENTS, offers)
    assert log.attribute_names == ("display",)
    assert log.attribute("price") is None
    assert any("has no column price" in warning for warning in log.warnings)


def test_a_paid_price_that_differs_from_the_offer_is_counted(tmp_path):
    paid = ["1", "5", "", "7", "4"]
    lines = EVENTS.splitlines()
    events = "\n".join(
        [lines[0] + ",price", *(f"{a},{b}" for a, b in zip(lines[1:], paid, strict=True))]
    )
    log = read(tmp_path, events, DATED)
    assert any("in 1 of 4 rows" in warning for warning in log.warnings)
    assert log.attribute("price")[1, 1] == 8.0
    agreeing = read(tmp_path, events.replace(",5", ",8"), DATED)
    assert not any("differs" in warning for warning in agreeing.warnings)


def test_an_attribute_that_never_varies_is_left_out_and_named(tmp_path):
    log = read(tmp_path, EVENTS, DATED.replace("A,2,1", "A,2,0"))
    assert log.attribute_names == ("price",)
    assert any("column feature: does not vary" in warning for warning in log.warnings)


def test_reading_does_not_depend_on_the_order_of_the_offers(tmp_path):
    header, *lines = DATED.splitlines()
    backwards = "\n".join([header, *reversed(lines)])
    assert np.array_equal(
        read(tmp_path, EVENTS, DATED).attributes, read(tmp_path, EVENTS, backwards).attributes
    )


def test_a_missing_price_is_the_mean_of_its_firm_before_and_after(tmp_path):
    # The known prices of A are 1 and 2; the blank one would hold from 15 January on.
    later = read(tmp_path, EVENTS, DATED.replace("2024-01-15,A,4,0", "2024-01-15,A,,0"))
    assert later.attribute("price")[:, 0].tolist() == [1, 2, 1.5, 2, 1.5]
    first = read(tmp_path, EVENTS, DATED.replace("2023-12-25,B,7,0", "2023-12-25,B,,0"))
    assert first.attribute("price")[:, 1].tolist() == [8, 8, 8, 8, 8]
    assert any("the firm's mean price was taken" in warning for warning in first.warnings)


@pytest.mark.parametrize("price", ["0", "0.09"])
def test_a_price_of_next_to_nothing_is_warned_of_with_its_line(tmp_path, price):
    log = read(tmp_path, EVENTS, DATED.replace("2024-01-08,A,2,1", f"2024-01-08,A,{price},1"))
    (warning,) = [text for text in log.warnings if "tenth of the firm's median" in text]
    assert f"1 price is below a tenth of the firm's median (line 4 has '{price}'" in warning
    assert "leave the cell blank" in warning


def test_a_deep_deal_is_a_price_like_others(tmp_path):
    log = read(tmp_path, EVENTS, DATED.replace("2024-01-08,A,2,1", "2024-01-08,A,0.3,1"))
    assert not any("tenth of the firm's median" in text for text in log.warnings)


def test_a_firm_without_any_price_is_refused(tmp_path):
    without = DATED.replace("B,7,0", "B,,0").replace("B,8,0", "B,,0")
    assert "Got none of 'B'" in refusal(tmp_path, without)


def test_a_firm_in_two_spellings_is_named_where_one_of_them_has_no_offers(tmp_path):
    events = "customer_id,date,firm\nann,2024-01-01,Aldi\nann,2024-01-02,ALDI \nbob,2024-01-02,B\n"
    offers = "date,firm,price\n2023-01-01,Aldi,1\n2023-01-01,B,1\n"
    said = refusal(tmp_path, offers, events)
    assert "Got none of ALDI. events.csv, column firm: names differ in upper and lower case" in said
    assert "'ALDI' and 'Aldi'" in said
