"""Markets whose customers have known lasting tastes and a known memory of their last purchase."""

import math
from dataclasses import dataclass

import numpy as np

from analysis.calibration.choice_model import LoyaltyModel, Smoothing
from analysis.calibration.log import ChoiceLog
from tests.analysis.calibration.builders import log_of


@dataclass(frozen=True)
class World:
    """What is true of a market.

    Attributes
    ----------
    constants : ndarray, shape (C, J)
        What each customer likes.
    price : ndarray, shape (C,)
    feature : float
    last : float
        Effect of the last purchase.
    """

    constants: np.ndarray
    price: np.ndarray
    feature: float
    last: float


def normal_world(generator: np.random.Generator, n_customers: int, last: float) -> World:
    """Return customers with normal tastes: two firms, sd of 1.5 logits, price -2 (sd 0.8)."""
    liking = generator.normal(0.3, 1.5, n_customers)
    return World(
        constants=np.stack((np.zeros(n_customers), liking), axis=1),
        price=generator.normal(-2.0, 0.8, n_customers),
        feature=0.8,
        last=last,
    )


def class_world(generator: np.random.Generator, n_customers: int, last: float) -> World:
    """Return customers of two classes, 60 and 40 %, three firms."""
    constants = np.array([[0.0, 1.5, -1.0], [0.0, -1.5, 0.5]])
    member = (generator.random(n_customers) < 0.4).astype(int)
    return World(
        constants=constants[member],
        price=np.array([-1.0, -3.0])[member],
        feature=0.8,
        last=last,
    )


def log_of_world(world: World, generator: np.random.Generator, n_own: int) -> ChoiceLog:
    """Return purchases of a world, n_own a customer; the first is made without a past."""
    n_customers, n_firms = world.constants.shape
    price = np.round(generator.uniform(0.5, 2.0, (n_customers, n_own, n_firms)), 2)
    feature = (generator.random((n_customers, n_own, n_firms)) < 0.2).astype(float)
    fixed = world.constants[:, None] + world.price[:, None, None] * price + world.feature * feature
    fixed = fixed + generator.gumbel(size=fixed.shape)
    choice = np.empty((n_customers, n_own), dtype=int)
    last = np.zeros((n_customers, n_firms))
    for position in range(n_own):
        choice[:, position] = np.argmax(fixed[:, position] + world.last * last, axis=1)
        last = np.eye(n_firms)[choice[:, position]]
    histories = {
        f"c{customer:04d}": ["ABCDEFGHIJ"[firm] for firm in own]
        for customer, own in enumerate(choice)
    }
    shape = (n_customers * n_own, n_firms)
    return log_of(histories, {"price": price.reshape(shape), "feature": feature.reshape(shape)})


def two_trace_log(
    seed: int, n_customers: int, n_own: int, loyalty: float, smoothing: float, last: float
) -> ChoiceLog:
    """Return purchases of people who remember smoothed loyalty and the last firm, step by step.

    Three firms; tastes are normal (sd 1 for B and for C), the price coefficient is -1.5 for all.
    """
    chance = np.random.default_rng(seed)
    histories: dict[str, list[str]] = {}
    prices: list[list[float]] = []
    for customer in range(n_customers):
        liking = [0.0, chance.normal(0.5, 1.0), chance.normal(-0.3, 1.0)]
        memory, before = [0.0, 0.0, 0.0], -1
        own: list[str] = []
        for _ in range(n_own):
            price = [round(chance.uniform(0.5, 2.0), 2) for _ in range(3)]
            weights = [
                math.exp(liking[j] - 1.5 * price[j] + loyalty * memory[j] + last * (j == before))
                for j in range(3)
            ]
            point = chance.random() * sum(weights)
            bought = 0 if point < weights[0] else 1 if point < weights[0] + weights[1] else 2
            if before < 0:  # the rule `first_brand` of the fitted model
                memory = [smoothing if j == bought else (1.0 - smoothing) / 2.0 for j in range(3)]
            else:
                memory = [
                    smoothing * memory[j] + (1.0 - smoothing) * (j == bought) for j in range(3)
                ]
            before = bought
            own.append("ABC"[bought])
            prices.append(price)
        histories[f"c{customer:04d}"] = own
    return log_of(histories, {"price": np.array(prices)})


def start_near(log: ChoiceLog, loyalty: float = 1.0) -> LoyaltyModel:
    """Return a model of everybody alike as a place to start a search from; nothing in it is fitted."""
    shares = log.bought.mean(axis=0)
    terms = (*(f"constant {firm}" for firm in log.firms[1:]), *log.attribute_names)
    n = len(terms) + 2
    return LoyaltyModel(
        name="mix_loyalty",
        terms=(*terms, "loyalty", "smoothing"),
        coefficients=np.array([0.0] * len(terms) + [loyalty, 0.6]),
        covariance=np.eye(n),
        log_likelihood=0.0,
        n_choices=log.n_purchases - log.n_customers,
        shares=shares,
        smoothing=Smoothing(0.6, 0.5, 0.7, "first_brand", ()),
    )
