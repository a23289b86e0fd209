"""What a customer expects to happen and thinks should happen (EQ9)."""

from simulation.compiled import rule


@rule
def initial_expectation(promise, market_promise, noise):
    """Return the expectation of somebody without experience, points (EQ9): half promise, half market."""
    return 0.5 * promise + 0.5 * market_promise + noise


@rule
def updated_will_expectation(expectation, quality, n_experiences, gain, gain_min):
    """Return E + max(mu_w / (1 + 0.1 n), mu_min) (q - E), points (EQ9; Boulding et al. 1993)."""
    return expectation + max(gain / (1.0 + 0.1 * n_experiences), gain_min) * (quality - expectation)


@rule
def updated_should_expectation(should, best_expectation, gain):
    """Return SE + mu_s max(0, best E among tried firms - SE): it never falls (EQ9, settled 42)."""
    return should + gain * max(0.0, best_expectation - should)
