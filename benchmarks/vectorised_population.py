"""How people enter the vectorised market, and who listens to whom (EQ15a, EQ26)."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.records import DIMENSIONS

if TYPE_CHECKING:
    from benchmarks.vectorised_numpy import VectorisedMarket

NEVER = -1_000_000
TASTE_FLOOR = -12.0
FARTHEST_ACQUAINTANCE = 1000.0


def draw_people(market: "VectorisedMarket", people: NDArray[np.intp]) -> None:
    """Give these places fresh people: own tastes, no history."""
    p, rng, terms, numbers = market.p, market.rng, market.terms, market.numbers
    n, j = people.size, market.n_firms
    sd = np.sqrt(np.log(1 + p.price_sensitivity_cv**2))
    market.price_sensitivity[people] = p.price_sensitivity * _lognormal(rng, n, sd)
    market.need_rate[people] = p.need_rate / p.need_shape * rng.standard_gamma(p.need_shape, n)
    market.involvement[people] = np.minimum(2, _lognormal(rng, n, p.involvement_sd))
    market.switching_factor[people] = _lognormal(rng, n, p.switching_sd)
    market.provider[people] = j
    market.n_cards[people] = 0
    concentration = p.taste_concentration * terms["share"][:, None]
    drawn = rng.standard_gamma(concentration, (j, n))
    market.taste[:, people] = np.maximum(np.log(np.maximum(drawn, 1e-30)), TASTE_FLOOR)
    spread = p.dimension_weight_concentration
    weights = rng.standard_gamma(spread * np.maximum(numbers.weights, 1e-6)[:, None], (5, n))
    delivered = np.array([terms[f"delivered_{d}"] for d in DIMENSIONS])
    quality = delivered.T @ (weights / weights.sum(axis=0))
    market.quality[:, people] = quality + p.fit_sd * rng.standard_normal((j, n))
    promise = 0.5 * terms["promise"] + 0.5 * numbers.market_promise
    expected = promise[:, None] + p.reputation_sd * rng.standard_normal((j, n))
    market.will[:, people] = market.satisfaction[:, people] = np.clip(expected, 0, 100)
    market.should[:, people] = np.clip(expected + 5, 0, 100)
    market.reference_price[:, people] = terms["untreated_price"][:, None]
    for trust in (market.ability, market.integrity, market.fairness):
        trust[:, people] = 50
    for nothing in (
        market.bond, market.habit, market.failures, market.points, market.paid, market.cost,
        market.given, market.n_purchases, market.messages, market.member,
    ):  # fmt: skip
        nothing[:, people] = 0
    market.first_step[:, people] = NEVER
    market.last_step[:, people] = NEVER


def _lognormal(rng: np.random.Generator, n: int, sd: float) -> NDArray[np.float32]:
    return np.exp(sd * rng.standard_normal(n, dtype=np.float32) - 0.5 * sd * sd)


def draw_listeners(
    rng: np.random.Generator, n: int, n_acquaintances: int
) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """Return who listens to whom, near ones likelier.

    Returns
    -------
    listeners : ndarray of int32
        Listeners of customer 0, then of customer 1, and so on.
    first : ndarray of shape (N + 1,)
        Where each customer's listeners begin.
    """
    hearer, heard = [], []
    people = np.arange(n, dtype=np.int32)
    for k in range(n_acquaintances):
        near = (k + rng.random(n)) / n_acquaintances
        distance = np.floor(FARTHEST_ACQUAINTANCE**near).astype(np.int32)
        other = people + np.where(rng.random(n) < 0.5, distance, -distance)
        inside = (other >= 0) & (other < n)
        hearer.append(people[inside])
        heard.append(other[inside])
    if not heard:
        return np.zeros(0, dtype=np.int32), np.zeros(n + 1, dtype=np.intp)
    speakers = np.concatenate(heard)
    order = np.argsort(speakers, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(speakers, minlength=n))])
    return np.concatenate(hearer)[order], first.astype(np.intp)
