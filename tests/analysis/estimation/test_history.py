"""The file of what a firm knows: what it may hold, and how sure its numbers are."""

import numpy as np
import pytest

from analysis.estimation.history import Moment, read_history, write_history
from simulation.errors import LogError

HEADER = "measure,start,end,value,n\n"


def written(tmp_path, text):
    path = tmp_path / "history.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_written_is_what_is_read(tmp_path):
    moments = (
        Moment("churn_by_tenure", 0, 12, 0.0131, 5400.0),
        Moment("satisfaction", 11, 12, 73.5, 400.0, standard_error=0.61),
    )
    path = tmp_path / "history.csv"
    write_history(moments, path)
    assert read_history(path) == moments


def test_a_file_from_a_spreadsheet_is_read(tmp_path):
    path = tmp_path / "history.csv"
    path.write_bytes(b"\xef\xbb\xbfmeasure,start,end,value,n\r\nchurn,0,12,0.02,1000\r\n")
    assert read_history(path) == (Moment("churn", 0, 12, 0.02, 1000.0),)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (
            HEADER + "trust,0,12,0.1,10\n",
            r"history\.csv, line 2: measure must be one of .* Got 'trust'",
        ),
        (HEADER + "\nchurns,0,12,0.1,10\n", r"line 3: .* Nearest: 'churn'"),
        (HEADER + "churn,12,12,0.1,10\n", "start and end .* Got 12 to 12"),
        (HEADER + "churn,0.5,12,0.1,10\n", "whole numbers"),
        (HEADER + "churn,0,12,1.3,10\n", r"churn must lie between 0 and 1\. Got 1\.3"),
        (HEADER + "promoters,0,12,34,10\n", r"Got 34\. If that is percent, write 0\.34\."),
        (HEADER + "satisfaction,0,12,130,10\n", "between 0 and 100"),
        (HEADER + "churn,0,12,0.1,0\n", "n must be above 0 .*customer-months"),
        (
            HEADER + "churn,0,12,often,10\n",
            r"line 2, column value: must be a number.* Got 'often'",
        ),
        (HEADER + "churn,0,12,,10\n", r"must be a number\. Got nothing\. Fill it or drop the row"),
        (HEADER + "churn,0,12,nan,10\n", r"must be a number\. Got 'nan'"),
        (
            HEADER.strip() + ",standard_error\nchurn,0,12,0.1,10,0\n",
            r"standard_error must be above 0\. Got 0\.0\. Leave the cell blank: the error then follows",
        ),
        (HEADER + 'churn,0,12,"0,1",10\n', "Write a decimal point instead of the comma"),
        (HEADER + 'churn,0,12,0.1,"10,000"\n', "Leave the comma out if it parts thousands"),
        (HEADER + 'churn,0,12,0.1,"1,234,567"\n', "Leave the comma out if it parts thousands"),
        (HEADER + 'satisfaction,0,12,"70,25",9\n', "Write a decimal point instead of the comma"),
        (HEADER + 'churn,0,12,"0,100",9\n', "Write a decimal point instead of the comma"),
        (HEADER + "churn,0,12,0,1,10\n", "must have 5 cells .* points instead of decimal commas"),
        (
            HEADER + "churn,0,12,0.1,10\nchurn,0,12,0.2,10\n",
            "line 3: every moment must stand there once. Got churn from 0 to 12 twice, first on line 2",
        ),
        (HEADER, "no row"),
        ("measure,start,end,value\nchurn,0,12,0.1\n", "must have the column n"),
        ("measure,start,end,Value,n\nchurn,0,12,0.1,9\n", "Rename 'Value' to 'value'"),
        (
            "measure,start,end,value,n,weight\nchurn,0,12,0.1,10,2\n",
            r"Nobody reads 'weight'\. Leave it out",
        ),
        (
            "measure,start,end,value,n,standard_errors\nchurn,0,12,0.1,10,2\n",
            "Rename 'standard_errors' to 'standard_error'",
        ),
        (
            "measure;start;end;value;n\nchurn;0;12;0,1;10\n",
            "line 1: columns must be separated by commas",
        ),
        (
            "measure,start,end,value,n,standard_error\nchurn,0,12,0.1,10,0\n",
            "standard_error must be above 0",
        ),
    ],
)
def test_a_bad_file_is_refused_with_line_rule_and_what_was_got(tmp_path, text, seen):
    with pytest.raises(LogError, match=seen):
        read_history(written(tmp_path, text))


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(LogError, match="cannot be read"):
        read_history(tmp_path / "absent.csv")


def test_the_error_of_a_share_is_how_far_samples_of_it_scatter():
    generator = np.random.default_rng(3)
    samples = generator.binomial(800, 0.12, size=20_000) / 800
    assert Moment("churn", 0, 12, 0.12, 800.0).error(10.0) == pytest.approx(samples.std(), rel=0.03)


def test_the_error_of_a_mean_is_the_spread_over_the_root_of_the_answers():
    assert Moment("satisfaction", 0, 1, 70.0, 400.0).error(spread=9.0) == pytest.approx(0.45)


def test_none_of_a_few_is_no_certainty():
    assert Moment("churn", 0, 12, 0.0, 40.0).error(10.0) > 0.02


def test_a_stated_error_wins():
    assert Moment("churn", 0, 12, 0.1, 1e6, standard_error=0.04).error(10.0) == 0.04
