"""Better service for the best customers (EQ27)."""

from simulation.rules.value_service import envy_loss, is_key_customer
from tests.simulation.rules.forms import in_both_forms, near


@in_both_forms
def test_a_years_spend_makes_a_key_customer(form):
    assert form(is_key_customer)(60.0, 60.0)
    assert not form(is_key_customer)(59.9, 60.0)
    assert not form(is_key_customer)(1000.0, 0.0)  # no such service


@in_both_forms
def test_the_others_lose_trust_in_fairness_by_what_they_see(form):
    # 1 point a month x half seen x a week
    assert form(envy_loss)(1.0, 0.5, 7.0 / 30.0) == near(0.35 / 3.0)
    assert form(envy_loss)(1.0, 0.0, 1.0) == 0.0
