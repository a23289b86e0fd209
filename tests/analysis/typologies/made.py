"""Hand-made snapshots: customers whose every number a test states."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.typologies.moment import Moment
from simulation.snapshot import UTILITY_TERMS

OWN, RIVAL = "Own", "Rival"
BURN_IN = 24
STEP = 12

NEUTRAL: dict[str, tuple[float, float]] = {
    "customer": (0.0, 0.0), "generation": (0.0, 0.0), "provider": (0.0, 0.0),
    "present": (1.0, 0.0), "available": (1.0, 1.0), "leaving_cost": (0.0, 0.0), "reachable": (1.0, 1.0), "aware": (1.0, 1.0),
    "satisfaction": (60.0, 60.0), "trust": (55.0, 55.0), "bond": (0.0, 0.0), "habit": (0.4, 0.4),
    "will": (60.0, 60.0), "should": (70.0, 70.0), "involvement": (1.0, 1.0), "taste": (0.0, 0.0),
    "n_experiences": (8.0, 0.0), "n_lifetime": (8.0, 0.0), "n_purchases": (4.0, 0.0),
    "messages": (0.0, 0.0), "paid": (8.0, 0.0), "cost": (4.0, 0.0), "failures": (0.0, 0.0),
    "first_step": (0.0, -1e6), "spell_start": (0.0, 0.0), "price_sensitivity": (3.0, 3.0),
    "reference_price": (1.0, 1.0), "ability": (55.0, 55.0), "integrity": (55.0, 55.0),
    "fairness": (55.0, 55.0), "standing": (0.0, 0.0), "fit": (0.0, 0.0), "weight_R": (0.2, 0.2), "weight_A": (0.2, 0.2),
    "weight_T": (0.2, 0.2), "weight_E": (0.2, 0.2), "weight_Re": (0.2, 0.2),
    **{f"utility_{term}": (0.0, 0.0) for term in UTILITY_TERMS},
}  # fmt: skip
"""Of the own firm and of the rival: a lukewarm customer who buys half of everything from each."""

BEHAVIOR = {
    "outside_utility": np.nan, "bond_price_relief": 0.0, "reference_price_weight": 0.0,
    "reference_price_loss": 1.5, "satisfaction_weight": 0.5, "trust_weight": 0.2,
    "assimilation": 0.0, "should_contrast": 0.0, "disconfirmation_gain": 0.0,
    "disconfirmation_loss": 0.0, "satisfaction_gain_min": 0.1, "satisfaction_prior_n": 2.0,
    "failure_salience": 1.0, "failure_attribution": 0.0, "failure_trust_loss": 0.0,
    "ability_gain": 0.0, "ability_fail_factor": 0.5, "involvement_forgiveness": 0.0,
    "quick_bonus": 0.2, "justice_expected": 0.4, "justice_expected_rise": 0.1,
    "recovery_gain": 30.0,
}  # fmt: skip

TRADE = {
    "price": (1.0, 1.0), "discount": (0.1, 0.0), "newcomer_discount": (0.2, 0.0),
    "unit_cost": (0.5, 0.5), "service_cost": (0.1, 0.1), "service_saving": (0.5, 0.5),
    "service_saving_months": (24.0, 24.0), "acquisition_money": (3.0, 3.0),
}  # fmt: skip
SPENDING = {
    "spend_scale": 2.0, "spend_growth": 0.25, "spend_growth_months": 36.0, "breadth_spend": 0.3,
    "message_positive": 0.04,
}  # fmt: skip
TRADED = {"breadth": (0.0, 0.0), "intro_until": (0.0, 0.0), "intro_discount": (0.0, 0.0)}
"""What a purchase brings: terms of both firms, parameters of customers, columns of a snapshot."""


def moment(n: int = 1, **stated: Any) -> Moment:
    """Return a snapshot of `n` customers toward two firms.

    A stated column is a number (toward the own firm), a pair (own, rival), or an array (n, 2);
    `behavior`, `terms`, `contract`, `step` and `earlier` go to the snapshot itself.
    """
    behavior = {**BEHAVIOR, **stated.pop("behavior", {})}
    terms = {name: np.array([row], dtype=float) for name, row in stated.pop("terms", {}).items()}
    own = {name: stated.pop(name) for name in ("contract", "step", "earlier") if name in stated}
    columns = {name: np.tile(np.array(pair), (n, 1)) for name, pair in NEUTRAL.items()}
    columns["customer"] = np.repeat(np.arange(n, dtype=float)[:, None], 2, axis=1)
    for name, value in stated.items():
        columns[name] = _toward_both(value, columns.get(name, np.zeros((n, 2))))
    columns.setdefault("considered", columns["available"])
    return Moment(
        step=own.get("step", STEP),
        firms=(OWN, RIVAL),
        contract=own.get("contract", False),
        step_months=1.0,
        burn_in_steps=BURN_IN,
        columns=columns,
        segment=np.zeros(n, dtype=np.int64),
        behavior_table={name: np.array([value]) for name, value in behavior.items()},
        terms_table=terms,
        earlier=own.get("earlier"),
    )


def _toward_both(value: Any, neutral: NDArray[np.float64]) -> NDArray[np.float64]:
    given = np.asarray(value, dtype=float)
    if given.ndim == 0:
        return np.column_stack([np.full(len(neutral), float(given)), neutral[:, 1]])
    if given.shape == (2,):
        return np.tile(given, (len(neutral), 1))
    if given.ndim == 1:
        return np.column_stack([given, neutral[:, 1]])
    return given
