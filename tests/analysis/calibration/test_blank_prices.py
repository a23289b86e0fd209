"""What is left of the response to price where a part of the prices is blank."""

import numpy as np
import pytest

from analysis.calibration.blank_prices import (
    PATTERNS,
    PRICE,
    LogSize,
    averaged,
    blank_price_frame,
    carried,
    log_at,
    price_response,
    prices_of,
)


def test_an_unknown_price_is_the_mean_of_its_firm_and_of_no_other():
    prices = np.array([[1.0, 10.0], [np.nan, 40.0], [3.0, np.nan]])
    assert averaged(prices).tolist() == [[1.0, 10.0], [2.0, 40.0], [3.0, 25.0]]
    assert carried(prices).tolist() == [[1.0, 10.0], [1.0, 40.0], [3.0, 40.0]]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_true_response_is_found_where_no_price_is_blank(pattern):
    generator = np.random.default_rng(5)
    prices = prices_of(pattern, 40, generator)
    assert price_response(log_at(prices, 300, generator), prices) == pytest.approx(PRICE, rel=0.1)


def test_means_keep_the_response_that_prices_of_another_week_would_flatten():
    frame = blank_price_frame(LogSize(customers=150, weeks=40, logs=4))
    kept = frame["response with the mean"].to_numpy()
    assert (np.abs(kept - 1.0) < 0.1).all(), frame
    flattened = frame[frame["blank"] == 0.3].set_index("prices")["with the price before"]
    assert flattened["regular price and deals"] < 0.85
