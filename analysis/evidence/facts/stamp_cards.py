"""A daily café with a stamp card: who takes one, who uses it, and who comes when."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Setting
from analysis.evidence.facts.drawn import drawn
from simulation.market import LoyaltyMarket
from simulation.scenario.loader import scenario_from_document
from simulation.scenario.schema import Scenario
from simulation.state import ENGAGED

CAFE = "Alpha"
SHARES: Mapping[str, float] = {"Alpha": 0.40, "Beta": 0.35, "Gamma": 0.25}  # assumption
CUPS_A_WEEK = 7.0  # a daily café: a cup a day in the category
YEAR = 364  # days of burn-in: 52 weeks
CAFE_LIFT = 0.8  # how much more often people buy: calibrated to Kivetz et al. 2006


@dataclass(frozen=True)
class Stamps:
    """What happened to the cards of those who were customers at the launch; N people, T days.

    Attributes
    ----------
    counts : ndarray of int64, shape (T, N)
        Visits at the end of each day since a card was taken, that visit (and others of the same
        day) included; unchanged once somebody has gone.
    uses_card : ndarray of bool, shape (N,)
        Whether the card is carried and stamped at these visits.
    """

    counts: NDArray[np.int64]
    uses_card: NDArray[np.bool_]

    def days(self, person: int) -> NDArray[np.int64]:
        """Return the day of each stamp on a person's cards, in order."""
        of_a_day = np.diff(self.counts[:, person], prepend=0)
        return np.repeat(np.arange(of_a_day.size), of_a_day)


def cafe(
    setting: Setting,
    *,
    card: Mapping[str, float],
    days: int,
    customers: Mapping[str, object] | None = None,
) -> Scenario:
    """Return a market of three cafés in which one offers a stamp card from day 0 of the study.

    Parameters
    ----------
    setting : Setting
        The task.
    card : Mapping[str, float]
        Terms of the program, by name.
    days : int
        Length of the study.
    customers : Mapping[str, object] | None
        Customer parameters that differ, by name.
    """
    scenario = scenario_from_document(
        {
            "title": "cafés",
            "focal_firm": CAFE,
            "market": {
                "mode": "repertoire",
                "step_days": 1,
                "customers": setting.customers,
                "burn_in_steps": YEAR,
                "steps": days,
                "activity_window_steps": 28,
            },
            "customers": {
                "need_rate": CUPS_A_WEEK,
                "spend_growth": 0.0,  # one cup, one stamp
                "program_lift": CAFE_LIFT,
                **(customers or {}),
            },
            "firms": {name: {"share": share} for name, share in SHARES.items()},
            "policies": [
                {
                    "firm": CAFE,
                    "set": {f"program.{name}": value for name, value in card.items()},
                    "from": 0,
                    "cost": {},
                }
            ],
        }
    )
    return drawn(scenario, setting)


def stamped(scenario: Scenario, seed: int) -> Stamps:
    """Run a market of cafés and return what happened to the cards."""
    market = LoyaltyMarket(scenario, rng=seed)
    firm = market.tables.firm_names.index(CAFE)
    market.advance_to(scenario.market.burn_in_steps)
    get = market.customers.get
    people = get("generation").copy()
    before = get("n_lifetime")[:, firm].astype(np.int64)
    counts = np.zeros((scenario.market.steps, people.size), dtype=np.int64)
    has_card = np.zeros(people.size, dtype=np.bool_)
    uses_card = np.zeros(people.size, dtype=np.bool_)
    for day in range(scenario.market.steps):
        market.advance_to(market.clock + 1)
        there = get("generation") == people
        membership = get("member")[:, firm]
        has_card |= there & (membership > 0)
        uses_card |= there & (membership == ENGAGED)
        visits = get("n_lifetime")[:, firm].astype(np.int64)
        before = np.where(there & ~has_card, visits, before)
        counts[day] = np.where(there & has_card, visits - before, counts[max(day - 1, 0)])
    return Stamps(counts, uses_card)
