"""Five markets that differ in competition only: firms, reach, switching costs, freedom to choose."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.evidence.fact import Setting
from analysis.evidence.facts.box_curves import BoxCurve, box_curve
from analysis.evidence.facts.presets import contract_market, geometric_firms, per_cycle

SATISFACTION_WEIGHT = 1.0  # logit per 10 points: industries.md, durables
TASTE_SD = 0.9  # logit: industries.md
FOLLOWED_MONTHS = 24
SERVICE_WAVES = 3
DURABLE_WAVES = 16
DURABLE_BURN_IN = 12  # cycles
NO_COMPETITION_FIRMS = 4  # the control: as many in every market


@dataclass(frozen=True)
class Competition:
    """What a market leaves its customers to choose from.

    Attributes
    ----------
    name : str
        The market.
    firms : int
        How many there are.
    procedural, learned : float
        Switching costs, logits.
    reach_of_rivals : float
        Who can buy from any other firm than the first.
    is_durable : bool
        Whether everybody chooses freely at each purchase.
    """

    name: str
    firms: int
    procedural: float
    learned: float
    reach_of_rivals: float = 1.0
    is_durable: bool = False


CARS = Competition("cars", 8, 0.0, 0.0, is_durable=True)
PHONE = Competition("local phone", 2, 3.0, 2.0, reach_of_rivals=0.15)
MARKETS = (
    CARS,
    Competition("PCs for business", 6, 0.4, 0.3),
    Competition("hospital", 4, 0.9, 0.6),
    Competition("airline with a hub", 3, 1.6, 1.0),
    PHONE,
)
"""From the most to the least competitive."""


def equally_open(market: Competition) -> Competition:
    """Return the market with as many firms as any other, all within reach, and free switching."""
    return Competition(market.name, NO_COMPETITION_FIRMS, 0.0, 0.0, is_durable=market.is_durable)


def measured_curve(
    market: Competition, setting: Setting, customers: Mapping[str, object] | None = None
) -> BoxCurve:
    """Return the stay rates by box in a market, with customer parameters changed by name."""
    behavior: dict[str, object] = {
        "taste_sd": TASTE_SD,
        "satisfaction_weight": SATISFACTION_WEIGHT,
        "switching_procedural": market.procedural,
        "switching_learned": market.learned,
        **(per_cycle() if market.is_durable else {}),
        **(customers or {}),
    }
    firms = geometric_firms(market.firms, market.reach_of_rivals)
    if market.is_durable:
        scenario = contract_market(
            setting,
            firms=firms,
            customers=behavior,
            steps=DURABLE_WAVES,
            burn_in_steps=DURABLE_BURN_IN,
        )
        return box_curve(scenario, setting.seed, follow_steps=1)
    scenario = contract_market(
        setting, firms=firms, customers=behavior, steps=SERVICE_WAVES * FOLLOWED_MONTHS
    )
    return box_curve(scenario, setting.seed, follow_steps=FOLLOWED_MONTHS)
