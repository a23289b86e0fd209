"""The NBD-Dirichlet against published tables, numerical integration and markets of known truth."""

import numpy as np
import pytest
from scipy.special import roots_jacobi

from analysis.repeat_buying.measures import (
    observed_measures,
    purchase_distribution,
    theoretical_measures,
)
from analysis.repeat_buying.nbd_dirichlet import (
    Nbd,
    NbdDirichlet,
    fit_nbd,
    fit_to_aggregates,
    fit_to_counts,
    nbd_of_aggregates,
    s_of_brand,
)
from simulation.errors import LogError

# Toothpaste in the United Kingdom, first quarter of 1973, 5,240 panelists (Goodhardt, Ehrenberg &
# Chatfield 1984, section 3), and what the user guide of the R package NBDdirichlet 1.4 prints.
PENETRATION, FREQUENCY = 0.56, 2.6
SHARES = np.array([0.25, 0.19, 0.10, 0.10, 0.09, 0.08, 0.03, 0.02])
PENETRATIONS = np.array([0.20, 0.17, 0.09, 0.08, 0.08, 0.07, 0.03, 0.02])
PUBLISHED_S = 1.30
PUBLISHED = {
    "penetration": [0.20, 0.16, 0.09, 0.09, 0.08, 0.07, 0.03, 0.02],
    "frequency": [1.82, 1.76, 1.68, 1.68, 1.67, 1.66, 1.62, 1.61],
    "category_frequency": [3.16, 3.22, 3.30, 3.30, 3.31, 3.32, 3.37, 3.38],
}
# Share of Colgate's figures: buyers of each other brand among its buyers.
PUBLISHED_DUPLICATION = [1.00, 0.19, 0.10, 0.10, 0.09, 0.08, 0.03, 0.02]
PUBLISHED_FREQUENCIES = {  # purchases of Colgate and of Macleans: 0, 1, 2, 3, 4
    0.25: [0.80, 0.12, 0.04, 0.02, 0.01],
    0.19: [0.84, 0.10, 0.03, 0.01, 0.01],
}
ROUNDING = 0.0051


@pytest.fixture(scope="module")
def toothpaste():
    return NbdDirichlet(nbd_of_aggregates(PENETRATION, FREQUENCY), PUBLISHED_S, SHARES)


def test_the_category_of_the_toothpaste_market_has_the_published_parameters(toothpaste):
    assert toothpaste.category.mean == pytest.approx(1.46, abs=ROUNDING)
    assert toothpaste.category.shape == pytest.approx(0.78, abs=ROUNDING)


@pytest.mark.parametrize("measure", PUBLISHED)
def test_the_published_measures_of_every_toothpaste_follow(toothpaste, measure):
    assert getattr(toothpaste.measures(), measure) == pytest.approx(
        np.array(PUBLISHED[measure]), abs=ROUNDING
    )


def test_the_published_duplication_of_colgate_follows(toothpaste):
    assert toothpaste.measures().duplication[0] == pytest.approx(
        np.array(PUBLISHED_DUPLICATION), abs=ROUNDING
    )


@pytest.mark.parametrize("share", PUBLISHED_FREQUENCIES)
def test_the_published_purchase_frequencies_follow(toothpaste, share):
    chances = purchase_distribution(toothpaste.category.chances(), PUBLISHED_S, share, up_to=4)
    assert chances == pytest.approx(np.array(PUBLISHED_FREQUENCIES[share]), abs=ROUNDING)


def test_the_penetration_of_colgate_alone_gives_the_published_s(toothpaste):
    assert s_of_brand(toothpaste.category, 0.25, 0.20) == pytest.approx(PUBLISHED_S, abs=ROUNDING)


def test_the_published_s_is_within_what_rounded_penetrations_leave_open():
    lowest = fit_to_aggregates(PENETRATION, FREQUENCY, SHARES, PENETRATIONS - 0.005).dirichlet_s
    highest = fit_to_aggregates(PENETRATION, FREQUENCY, SHARES, PENETRATIONS + 0.005).dirichlet_s
    assert lowest < PUBLISHED_S < highest
    assert highest / lowest < 5.0


# One brand, 12 weeks: the worked table of the public program NBD of D. Medri (after Ehrenberg 1988).
@pytest.mark.parametrize(
    ("weeks", "penetration", "frequency"),
    [(1, 0.032, 1.106), (4, 0.100, 1.401), (24, 0.277, 3.036), (48, 0.355, 4.729)],
)
def test_an_nbd_grows_with_the_period_as_published(weeks, penetration, frequency):
    period = nbd_of_aggregates(0.20, 2.1).over(weeks / 12)
    assert period.penetration == pytest.approx(penetration, abs=0.0006)
    assert period.frequency == pytest.approx(frequency, abs=0.0006)


def test_the_measures_are_those_of_integrating_over_rates_and_tastes(toothpaste):
    """Customers buy brand j at rate lambda p, lambda gamma and p beta: no sum over purchases."""
    mean, shape = toothpaste.category.mean, toothpaste.category.shape
    measures = toothpaste.measures()
    for brand, share in enumerate(SHARES):
        # Gauss-Jacobi nodes: the weight is the density of tastes itself, up to a constant.
        nodes, weights = roots_jacobi(
            300, PUBLISHED_S * (1.0 - share) - 1.0, PUBLISHED_S * share - 1.0
        )

        shares = weights / weights.sum()

        def averaged(value, tastes=(nodes + 1.0) / 2.0, chances=shares):
            return float(chances @ value(tastes))

        none = averaged(lambda p: (1.0 + mean * p / shape) ** -shape)
        lost = averaged(lambda p: (1.0 - p) * mean * (1.0 + mean * p / shape) ** (-shape - 1.0))
        others = averaged(lambda p: (1.0 + mean * (1.0 - p) / shape) ** -shape)
        nothing = (1.0 + mean / shape) ** -shape
        assert measures.penetration[brand] == pytest.approx(1.0 - none, abs=1e-8)
        assert measures.frequency[brand] == pytest.approx(mean * share / (1.0 - none), abs=1e-6)
        requirements = mean * share / (mean - lost)
        assert measures.share_of_requirements[brand] == pytest.approx(requirements, abs=1e-6)
        sole = (others - nothing) / (1.0 - none)
        assert measures.sole_buyers[brand] == pytest.approx(sole, abs=1e-6)


@pytest.fixture(scope="module")
def made_counts():
    """Purchases of 20,000 customers drawn from the model itself: k .9, m 4, S 1.5."""
    generator = np.random.default_rng(11)
    shares = np.array([0.5, 0.3, 0.15, 0.05])
    tastes = generator.dirichlet(1.5 * shares, size=20_000)
    totals = generator.poisson(generator.gamma(0.9, 4.0 / 0.9, size=20_000))
    return generator.multinomial(totals, tastes).astype(float)


def test_the_parameters_of_a_made_market_are_found_again(made_counts):
    fitted = fit_to_counts(made_counts)
    assert fitted.category.mean == pytest.approx(4.0, rel=0.04)
    assert fitted.category.shape == pytest.approx(0.9, rel=0.04)
    assert fitted.dirichlet_s == pytest.approx(1.5, rel=0.06)


def test_the_theory_of_a_made_market_is_what_is_counted_in_it(made_counts):
    theory = fit_to_counts(made_counts).measures()
    counted = observed_measures(made_counts)
    assert theory.penetration == pytest.approx(counted.penetration, abs=0.01)
    assert theory.frequency == pytest.approx(counted.frequency, rel=0.04)
    assert theory.share_of_requirements == pytest.approx(counted.share_of_requirements, rel=0.04)
    assert theory.sole_buyers == pytest.approx(counted.sole_buyers, abs=0.02)
    assert theory.duplication == pytest.approx(counted.duplication, abs=0.04)
    assert theory.duplication_coefficient == pytest.approx(
        counted.duplication_coefficient, rel=0.03
    )


def test_aggregates_of_a_made_market_give_the_model_that_its_table_gives(made_counts):
    counted = observed_measures(made_counts)
    totals = made_counts.sum(axis=1)
    fitted = fit_to_aggregates(
        float((totals > 0).mean()),
        float(totals.sum() / (totals > 0).sum()),
        counted.shares,
        counted.penetration,
    )
    assert fitted.category.shape == pytest.approx(0.9, rel=0.05)
    assert fitted.dirichlet_s == pytest.approx(1.5, rel=0.08)


def test_measures_can_be_conditional_on_the_observed_category_purchases(made_counts):
    """A panel of buyers only has no NBD; its counts of category purchases serve as they are."""
    buyers = made_counts[made_counts.sum(axis=1) >= 4]
    observed = np.bincount(buyers.sum(axis=1).astype(int)) / len(buyers)
    theory = theoretical_measures(observed, 1.5, np.array([0.5, 0.3, 0.15, 0.05]))
    counted = observed_measures(buyers)
    assert theory.penetration == pytest.approx(counted.penetration, abs=0.012)
    assert theory.sole_buyers == pytest.approx(counted.sole_buyers, abs=0.02)


def test_measures_of_a_table_are_what_counting_by_hand_gives():
    table = np.array([[2.0, 0.0], [1.0, 3.0], [0.0, 0.0], [0.0, 1.0]])
    measures = observed_measures(table)
    assert measures.shares.tolist() == [3 / 7, 4 / 7]
    assert measures.penetration.tolist() == [0.5, 0.5]
    assert measures.frequency.tolist() == [1.5, 2.0]
    assert measures.category_frequency.tolist() == [3.0, 2.5]
    assert measures.share_of_requirements.tolist() == [0.5, 0.8]
    assert measures.sole_buyers.tolist() == [0.5, 0.5]
    assert measures.duplication.tolist() == [[1.0, 0.5], [0.5, 1.0]]
    assert measures.duplication_coefficient == 1.0


def test_an_nbd_leaves_no_chance_out():
    nbd = Nbd(mean=25.0, shape=0.6)
    chances = nbd.chances()
    assert chances.sum() == pytest.approx(1.0, abs=1e-10)
    assert chances @ np.arange(len(chances)) == pytest.approx(25.0, abs=1e-6)


@pytest.mark.parametrize(
    ("penetration", "frequency", "seen"),
    [
        (1.0, 2.6, "Got penetration 1"),
        (0.5, 0.9, "0.9 purchases"),
        (0.9, 1.2, "Got penetration 0.9"),
    ],
)
def test_category_figures_that_no_nbd_has_are_refused(penetration, frequency, seen):
    with pytest.raises(LogError, match=seen):
        nbd_of_aggregates(penetration, frequency)


def test_a_table_without_differences_between_customers_is_refused():
    with pytest.raises(LogError, match="variance 0"):
        fit_nbd(np.array([2.0, 2.0, 2.0]))


def test_shares_above_one_are_refused():
    with pytest.raises(LogError, match=r"sum to 1\.1"):
        fit_to_aggregates(0.5, 2.0, np.array([0.6, 0.5]), np.array([0.3, 0.3]))


def test_a_penetration_that_the_share_rules_out_is_refused(toothpaste):
    with pytest.raises(LogError, match=r"Got 0\.3"):
        s_of_brand(toothpaste.category, 0.1, 0.3)


def test_a_brand_that_nobody_bought_is_refused():
    with pytest.raises(LogError, match="column 1"):
        observed_measures(np.array([[1.0, 0.0], [2.0, 0.0]]))
