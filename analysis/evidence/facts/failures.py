"""Treated contract markets: forced failures, each answered in a stated way, against the same market untreated.

Every customer has the failure in the same month, everybody complains, and the very same customers
live through the same months without it: the difference is the treatment's alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Setting
from analysis.evidence.facts.holding import holding, remained, stayed
from analysis.evidence.facts.presets import shipped
from simulation.market import LoyaltyMarket

FIRMS = ("Alpha", "Beta", "Delta", "Gamma")
FOLLOWED = 12  # months after the last failure at which it is asked who stayed
MEAN_SEVERITY = 30.0  # points; a single failure lies between 0 and twice that
EVERYBODY_COMPLAINS = {"complaint_ease_weight": 10.0}
"""With `complaint_ease` at 1 in the month of a failure: ten logits more voice; at 0 elsewhere."""


@dataclass(frozen=True)
class Answer:
    """How a firm answers a complaint: mean justice, and share answered quickly."""

    justice: float
    quick_share: float


POOR = Answer(0.1, 0.0)
AVERAGE = Answer(0.5, 0.5)
EXCELLENT = Answer(0.9, 1.0)


@dataclass(frozen=True)
class Followed:
    """Customers after their failures, arrays of shape (N,).

    Attributes
    ----------
    satisfaction : ndarray of float
        At the end of the month of the last failure, with the firm held when the first one came.
    met_all : ndarray of bool
        Never left that firm until the last failure came (nor the category until the end).
    kept : ndarray of bool
        Never left it until 12 months after the last failure.
    """

    satisfaction: NDArray[np.float64]
    met_all: NDArray[np.bool_]
    kept: NDArray[np.bool_]


def followed(
    setting: Setting,
    answers: Sequence[Answer | None],
    severity: float = MEAN_SEVERITY,
    customers: Mapping[str, object] | None = None,
) -> Followed:
    """Run the shipped telecom market with failures in the first months of the study.

    Parameters
    ----------
    setting : Setting
        The task.
    answers : Sequence[Answer | None]
        For each of the first months, how its failure is answered; None is a month left as it is.
    severity : float
        Mean severity, points.
    customers : Mapping[str, object] | None
        Customer parameters that differ, by name.
    """
    scenario = shipped(
        "telecom_contract",
        setting,
        customers={**EVERYBODY_COMPLAINS, **(customers or {})},
        overrides={
            "market.steps": len(answers) + FOLLOWED,
            "policies": [
                _failure(firm, month, answer, severity)
                for month, answer in enumerate(answers)
                if answer is not None
                for firm in FIRMS
            ],
        },
    )
    market = LoyaltyMarket(scenario, rng=setting.seed)
    market.advance_to(scenario.market.burn_in_steps + 1)
    first = holding(market)
    market.advance_to(scenario.market.burn_in_steps + len(answers))
    last = holding(market)
    toward = market.customers.get("satisfaction").astype(np.float64)
    own = toward[np.arange(len(toward)), np.maximum(first.provider, 0)]
    market.run_model()
    end = holding(market)
    return Followed(
        satisfaction=own,
        met_all=stayed(first, last) & remained(first, end),
        kept=stayed(first, end),
    )


def _failure(firm: str, month: int, answer: Answer, severity: float) -> dict[str, object]:
    """Return the policy that makes one firm fail all its customers in one month."""
    return {
        "firm": firm,
        "from": month,
        "until": month + 1,
        "set": {
            "failure_prob": 1.0,
            "failure_severity": severity,
            "recovery": answer.justice,
            "quick_share": answer.quick_share,
            "complaint_ease": 1.0,
        },
    }


@dataclass(frozen=True)
class Change:
    """What failures changed: satisfaction (points) and the share who stayed (0 to 1)."""

    satisfaction: float
    retention: float


def change(treated: Followed, untreated: Followed, people: NDArray[np.bool_]) -> Change:
    """Return the mean change over some people, a mask of shape (N,), against their own twins."""
    satisfaction = (treated.satisfaction - untreated.satisfaction)[people]
    retention = treated.kept[people].astype(np.float64) - untreated.kept[people]
    return Change(float(satisfaction.mean()), float(retention.mean()))
