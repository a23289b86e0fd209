"""A market in which a step is one purchase occasion and each customer meets offers of their own.

Nothing here is a second model: the compiled pass of every market chooses and forms habits. What is
set by hand is what a scenario has no words for: hundreds of segments, each with its own prices at
every step, and customers who begin with a known taste and habit. People review their choice at every
step for certain (contract mode), so that everybody chooses exactly once in each.
"""

from dataclasses import dataclass

import numpy as np

from analysis.calibration.log import FloatArray, IntArray
from analysis.calibration.switched_off import SWITCHED_OFF
from simulation.market import LoyaltyMarket
from simulation.scenario.loader import scenario_from_document
from simulation.scenario.schema import Scenario

OCCASION_DAYS = 30  # the one length of a step at which everybody reviews and experiences once
ALWAYS_BUYING = ("program_lift",)  # of how often people buy: a contract market has no such lever
MOST_PATHS = 250  # segments that a market's state can tell apart, with room for `everyone else`


@dataclass(frozen=True, eq=False)
class Paths:
    """What customers meet, path by path.

    Attributes
    ----------
    prices : ndarray, shape (T, S, J)
        In any unit; only differences between firms count.
    pulls : ndarray, shape (T, S, J)
        What features, displays and the like are worth to those who meet them, logits.
    habit_weights : ndarray, shape (S,)
        Logits.
    locks : ndarray, shape (S,)
        What going elsewhere than to the last firm costs, logits; negative where people seek variety.
    """

    prices: FloatArray
    pulls: FloatArray
    habit_weights: FloatArray
    locks: FloatArray


@dataclass(frozen=True, eq=False)
class Agents:
    """Who walks the paths.

    Attributes
    ----------
    paths : ndarray of int, shape (A,)
    tastes : ndarray, shape (A, J)
        Logits.
    price_slopes : ndarray, shape (A,)
        Logits per unit of price; negative where a higher price repels.
    habits : ndarray, shape (A, J)
        Before the first step.
    last_firms : ndarray of int, shape (A,)
        Where each bought before the first step.
    """

    paths: IntArray
    tastes: FloatArray
    price_slopes: FloatArray
    habits: FloatArray
    last_firms: IntArray


def chosen_firms(paths: Paths, agents: Agents, habit_carry: float, seed: int) -> IntArray:
    """Return the firm that each agent chooses at each occasion, shape (T, A).

    Parameters
    ----------
    paths : Paths
        At most `MOST_PATHS`.
    agents : Agents
    habit_carry : float
        Share of habit kept at a purchase.
    seed : int
    """
    n_steps, n_paths, n_firms = paths.prices.shape
    market = LoyaltyMarket(
        _scenario(n_steps, n_paths, n_firms, len(agents.paths), habit_carry), rng=seed
    )
    world = market.world
    # Utility counts only as a difference between firms; around 0 its exponential never overflows.
    world.terms["price"][:, :n_paths] = 1.0 + _centered(paths.prices)
    world.terms["convenience"][:, :n_paths] = _centered(paths.pulls)
    world.terms["structural_lock"][:, :n_paths] = paths.locks[:, None]
    world.behavior["habit_weight"][:n_paths] = paths.habit_weights
    world.people["segment"] = agents.paths
    world.people["price_sensitivity"] = -agents.price_slopes
    world.ties["taste"] = _centered(agents.tastes)
    world.ties["habit"] = agents.habits
    world.people["provider"] = agents.last_firms
    found: IntArray = np.empty((n_steps, len(agents.paths)), dtype=np.int64)
    for step in range(n_steps):
        market.advance_to(step + 1)
        found[step] = world.people["provider"]
    return found


def _centered(values: FloatArray) -> FloatArray:
    centered: FloatArray = values - values.mean(axis=-1, keepdims=True)
    return centered


def _scenario(
    n_steps: int, n_paths: int, n_firms: int, n_agents: int, habit_carry: float
) -> Scenario:
    """Return a market of as many occasions, paths and firms, the latter in the order of the log."""
    firms = [f"firm {number:05d}" for number in range(n_firms)]
    return scenario_from_document(
        {
            "title": "Purchase occasions of a log",
            "focal_firm": firms[0],
            "market": {
                "mode": "contract",
                "step_days": OCCASION_DAYS,
                "customers": n_agents,
                "steps": n_steps,
                "burn_in_steps": 0,
                "acquaintances": 0,
            },
            "customers": {
                "taste": "normal",
                **{
                    name: value for name, value in SWITCHED_OFF.items() if name not in ALWAYS_BUYING
                },
                "habit_carry": habit_carry,
                "switching_sd": 0.0,
                "convenience_weight": 1.0,
                "review_base": 1.0,
            },
            # Customers are put on their paths afterwards; the shares only have to leave room.
            "segments": {
                f"path {number:03d}": {"share": 0.5 / n_paths} for number in range(n_paths)
            },
            "firms": {firm: {"share": 1.0 / n_firms} for firm in firms},
        }
    )
