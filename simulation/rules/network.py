"""Who hears whom: distances in slot number, the same in a market of any size (EQ21).

A customer's ties are drawn from their own key; nobody else and no number of customers enters, so
that an extra customer changes nobody's ties (settled 7). A tie beyond the last slot is absent.
"""

import numpy as np

from simulation.compiled import rule
from simulation.elementary import exp, log

SMALL_WORLD, RANDOM, SCALE_FREE = 0, 1, 2  # kinds of networks
FARTHEST = 1000.0  # assumption: slots; keeps acquaintances near in memory
HUB_LEVELS = 10  # a hub of the highest level is heard around 2**10 slots
HUB_DECAY = 0.7937005259840998  # 2**(-1/3): in-degrees fall as d**-1.5, so P(d) as d**-2.5


@rule
def small_world_offset(u, side, k, n_acquaintances):
    """Return the distance to the k-th of K acquaintances; near ones are likelier.

    Log-uniform (chance falls with 1/distance, Kleinberg 2000: a small world that can be searched),
    one from each of K strata so that they seldom coincide, to either side.
    """
    near = (k + u) / n_acquaintances
    distance = np.floor(exp(near * log(FARTHEST)))
    return distance if side < 0.5 else -distance


@rule
def random_offset(u, side):
    """Return a distance drawn evenly from 1 to 1,000 slots, to either side: no neighborhood."""
    distance = 1.0 + np.floor(u * FARTHEST)
    return distance if side < 0.5 else -distance


@rule
def drawn_hub_level(u):
    """Return the level of a hub, 0 to 10; each level is 2**(-1/3) times as likely as the last."""
    total = (1.0 - HUB_DECAY ** (HUB_LEVELS + 1)) / (1.0 - HUB_DECAY)
    chance = 1.0 / total
    cumulative = chance
    level = 0
    while u > cumulative and level < HUB_LEVELS:
        chance *= HUB_DECAY
        cumulative += chance
        level += 1
    return level


@rule
def scale_free_offset(slot, wandering, level):
    """Return the distance to the hub of that level in whose district one's wandering ends.

    Slots divisible by 2**level are the hubs of that level, each with a district of so many slots:
    half as many hubs at each level, each heard by 2**(2/3) times as many people, which makes
    in-degrees fall as a power (Barabási & Albert 1999 for the shape). Nobody hears themselves.
    """
    spacing = np.int64(1) << np.int64(level)
    district = np.int64(slot) + np.int64(wandering)
    hub = district - district % spacing
    if hub == slot:
        hub += spacing
    return hub - np.int64(slot)
