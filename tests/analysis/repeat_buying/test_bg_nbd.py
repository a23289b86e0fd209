"""The BG/NBD against numerical integration and customers of known truth."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import roots_genlaguerre, roots_jacobi

from analysis.repeat_buying.bg_nbd import BgNbd, PurchaseHistory, fit_bg_nbd, purchase_history
from simulation.errors import LogError

MODEL = BgNbd(r=1.3, alpha=5.0, a=1.8, b=2.9, log_likelihood=0.0)


def one_customer(repeats, recency, age):
    return PurchaseHistory(np.array([repeats]), np.array([recency]), np.array([age]))


@pytest.mark.parametrize(
    ("x", "t_x", "age"), [(0.0, 0.0, 20.0), (2.0, 9.0, 20.0), (5.0, 19.0, 20.0)]
)
def test_what_is_expected_of_a_customer_is_the_integral_over_rates_and_dropout(x, t_x, age):
    # Nodes whose weights are the densities of the population themselves, up to a constant.
    rate_nodes, rate_weights = roots_genlaguerre(100, MODEL.r - 1.0)
    chance_nodes, chance_weights = roots_jacobi(100, MODEL.b - 1.0, MODEL.a - 1.0)
    rates, chances = rate_nodes[:, None] / MODEL.alpha, (chance_nodes + 1.0) / 2.0

    def integral(weight):
        return float(rate_weights @ weight(rates, chances) @ chance_weights)

    def still(rate, p):
        return rate**x * (1.0 - p) ** x * np.exp(-rate * age)

    def stopped(rate, p):
        has_repeated = 1.0 if x > 0 else 0.0
        return has_repeated * p * (1.0 - p) ** (x - 1.0) * rate**x * np.exp(-rate * t_x)

    total = integral(lambda rate, p: still(rate, p) + stopped(rate, p))
    active = integral(still) / total
    later = integral(lambda rate, p: still(rate, p) * (1.0 - np.exp(-rate * p * 10.0)) / p) / total
    history = one_customer(x, t_x, age)
    assert MODEL.chance_active(history)[0] == pytest.approx(active, rel=1e-4)
    assert MODEL.conditional_purchases(history, 10.0)[0] == pytest.approx(later, rel=1e-4)


def made_customers(model, n_customers, age):
    """Return purchases of customers who follow the model, drawn one after another."""
    generator = np.random.default_rng(5)
    rates = generator.gamma(model.r, 1.0 / model.alpha, n_customers)
    chances = generator.beta(model.a, model.b, n_customers)
    repeats, recency = np.zeros(n_customers), np.zeros(n_customers)
    for customer, (rate, chance) in enumerate(zip(rates, chances, strict=True)):
        now = generator.exponential(1.0 / rate)
        while now <= age:
            repeats[customer] += 1.0
            recency[customer] = now
            if generator.random() < chance:
                break
            now += generator.exponential(1.0 / rate)
    return PurchaseHistory(repeats, recency, np.full(n_customers, age))


def test_made_customers_give_their_parameters_back():
    history = made_customers(MODEL, 20_000, age=60.0)
    fitted = fit_bg_nbd(history)
    assert fitted.r == pytest.approx(MODEL.r, rel=0.06)
    assert fitted.alpha == pytest.approx(MODEL.alpha, rel=0.08)
    assert fitted.a / (fitted.a + fitted.b) == pytest.approx(
        MODEL.a / (MODEL.a + MODEL.b), abs=0.02
    )
    assert history.repeats.mean() == pytest.approx(
        float(MODEL.expected_purchases(np.array([60.0]))[0]), rel=0.03
    )


def test_a_history_counts_days_not_rows_and_ends_with_the_observation():
    purchases = pd.DataFrame(
        {
            "customer": ["a", "a", "a", "a", "b"],
            "date": pd.to_datetime(
                ["2020-01-01", "2020-01-01", "2020-01-08", "2020-03-01", "2020-01-05"]
            ),
        }
    )
    history = purchase_history(purchases, pd.Timestamp("2020-01-15"))
    assert history.repeats.tolist() == [1.0, 0.0]
    assert history.recency.tolist() == [1.0, 0.0]
    assert history.age.tolist() == pytest.approx([2.0, 10 / 7])


def test_customers_who_never_came_back_are_refused():
    with pytest.raises(LogError, match="bought twice"):
        fit_bg_nbd(PurchaseHistory(np.zeros(3), np.zeros(3), np.full(3, 9.0)))
