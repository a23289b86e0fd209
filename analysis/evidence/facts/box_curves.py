"""Stay rates by box of a satisfaction survey: the curve of Jones and Sasser."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.facts.holding import holding, remained, stayed
from analysis.evidence.facts.survey import N_BOXES, answered, boxes, stated_intention
from simulation.market import LoyaltyMarket
from simulation.scenario.schema import Scenario

BOXES = tuple(float(k) for k in range(1, N_BOXES + 1))


@dataclass(frozen=True)
class BoxCurve:
    """What customers did by the box they ticked, arrays of shape (5,).

    Attributes
    ----------
    asked, stayed : ndarray of int
        Answers, and of those who stayed in the category how many stayed with the firm.
    intention : ndarray of float
        Mean stated intention, 0-100 points.
    """

    asked: NDArray[np.int64]
    stayed: NDArray[np.int64]
    intention: NDArray[np.float64]

    @property
    def stay_rate(self) -> NDArray[np.float64]:
        """Share that stayed, by box; missing where nobody ticked it."""
        with np.errstate(invalid="ignore"):
            rate: NDArray[np.float64] = self.stayed / self.asked
        return rate


def box_curve(scenario: Scenario, seed: int, follow_steps: int) -> BoxCurve:
    """Return stay rates by box, surveyed at the start of each `follow_steps` of the study.

    Customers of all firms are asked about their own; those who leave the category are left out.
    """
    market = LoyaltyMarket(scenario, rng=seed)
    market.advance_to(scenario.market.burn_in_steps)
    asked = np.zeros(N_BOXES, dtype=np.int64)
    kept = np.zeros(N_BOXES, dtype=np.int64)
    intention = np.zeros(N_BOXES)
    for wave in range(scenario.market.steps // follow_steps):
        before = holding(market)
        market.advance_to(market.clock + follow_steps)
        after = holding(market)
        there = remained(before, after)
        stated = answered(before.satisfaction, 1_000 * seed + wave)[there]
        box = boxes(stated) - 1
        asked += np.bincount(box, minlength=N_BOXES)
        kept += np.bincount(box[stayed(before, after)[there]], minlength=N_BOXES)
        intention += np.bincount(box, weights=stated_intention(stated), minlength=N_BOXES)
    with np.errstate(invalid="ignore"):
        return BoxCurve(asked, kept, intention / asked)
