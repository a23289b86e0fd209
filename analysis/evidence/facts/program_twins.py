"""A grocery market with and without a points program: the same customers, the same luck."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Setting
from analysis.evidence.facts.presets import shipped
from simulation.elementary import MICRO
from simulation.market import LoyaltyMarket
from simulation.scenario.schema import Scenario

RATES = (0.01, 0.03, 0.05)
"""Points for each unit of money spent."""
THRESHOLD = 0.5  # points needed for a reward, as in scenarios/grocery/reward_loyalty
JOINING = 26  # weeks after the launch in which people join; behavior is compared in the weeks after
FOCAL = 0  # Alpha is the first firm in the order of names


@dataclass(frozen=True)
class Shopping:
    """What the customers of one run did, arrays by customer slot.

    Attributes
    ----------
    stayed : ndarray of bool, shape (N,)
        Was there throughout the study.
    invited : ndarray of bool, shape (N,)
        Belongs to the first segment, if there are segments.
    joined : ndarray of bool, shape (N,)
        Member of the focal firm's program at the end of the weeks of joining.
    share : ndarray of float, shape (N,)
        Focal firm's share of purchases in the weeks after; missing without any purchase
        and for those who were not there throughout.
    units : float
        Sold by the focal firm in the study.
    points : float
        Earned by its members in the study.
    """

    stayed: NDArray[np.bool_]
    invited: NDArray[np.bool_]
    joined: NDArray[np.bool_]
    share: NDArray[np.float64]
    units: float
    points: float


def shopping(scenario: Scenario, seed: int) -> Shopping:
    """Run a market and return what its customers did."""
    market = LoyaltyMarket(scenario, rng=seed)
    customers = market.customers
    market.advance_to(scenario.market.burn_in_steps)
    at_start = customers.get("generation").copy()
    market.advance_to(scenario.market.burn_in_steps + JOINING)
    joined = customers.get("member")[:, FOCAL] > 0
    before = customers.get("n_purchases").copy()
    market.run_model()
    later = (customers.get("n_purchases") - before).astype(np.float64)
    total = later.sum(axis=1)
    books = market.ledger.firms[scenario.market.burn_in_steps :, :, FOCAL]
    stayed = customers.get("generation") == at_start
    share = np.full(total.shape, np.nan)
    np.divide(later[:, FOCAL], total, out=share, where=stayed & (total > 0.0))
    return Shopping(
        stayed=stayed,
        invited=customers.get("segment") == 0,
        joined=joined,
        share=share,
        units=float(books["units"].sum()) / MICRO,
        points=float(books["points_earned"].sum()) / MICRO,
    )


def grocery(
    setting: Setting, rate: float, overrides: Mapping[str, object] | None = None
) -> Scenario:
    """Return the grocery market in which Alpha launches a program at the start of the study.

    Parameters
    ----------
    setting : Setting
        The task.
    rate : float
        Points per unit of money; 0 is the market without a program.
    overrides : Mapping[str, object] | None
        What else differs, by dotted path.
    """
    if rate <= 0.0:
        return shipped("grocery", setting, overrides=overrides)
    terms = {"program.earn_rate": rate, "program.threshold": THRESHOLD}
    return shipped(
        "grocery/reward_loyalty",
        setting,
        overrides={"policies.0.set": terms, **(overrides or {})},
    )


@dataclass(frozen=True)
class ProgramEffect:
    """What a program did, and what a naive look at its members suggests.

    Attributes
    ----------
    inframarginal : float
        Share of rewarded purchases that were made without the program, too; NaN without rewards.
    causal : float
        Mean change of the share of purchases that goes to the firm, those treated, 0 to 1.
    naive : float
        Mean share of those treated less that of the others, with the program running.
    """

    inframarginal: float
    causal: float
    naive: float


def program_effect(
    without: Shopping, program: Shopping, rate: float, treated: NDArray[np.bool_]
) -> ProgramEffect:
    """Return what a program did to those treated, a mask of shape (N,), against its twin."""
    there = np.isfinite(program.share) & np.isfinite(without.share)
    gained = (program.share - without.share)[there & treated]
    rewarded = program.points / rate if rate > 0.0 else 0.0
    extra = program.units - without.units
    return ProgramEffect(
        inframarginal=1.0 - extra / rewarded if rewarded > 0.0 else float("nan"),
        causal=_mean(gained),
        naive=_mean(program.share[there & treated]) - _mean(program.share[there & ~treated]),
    )


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if values.size else float("nan")
