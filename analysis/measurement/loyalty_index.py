"""The loyalty index of sixteen indicators, weighted by AHP (S048, S049; model 2.7.5).

An indicator whose mechanism the market does not have is left out by name, and the weights of the
others are scaled up to one: the table shows both, so that an index of half its parts says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.measurement.ahp import Hierarchy, JudgementError, global_weights
from analysis.measurement.servqual import perceptions
from analysis.typologies.choice import leaving_costs
from analysis.typologies.moment import Floats, Moment
from simulation.rules.personalization import CO_DESIGN_FLOOR, MENU_RELIEF
from simulation.state import KEY

if TYPE_CHECKING:
    import pandas as pd

SWITCHING_SHARES = {"A31": 0.2, "A32": 0.25, "A33": 0.25, "A34": 0.3}
"""Of the cost of leaving: retraining, workflow, trading procedure, being understood (model 2.7.5, assumption)."""


def always(moment: Moment) -> bool:
    """Tell that no lever is needed."""
    return moment.n_customers > 0


@dataclass(frozen=True)
class Indicator:
    """One of the sixteen.

    Attributes
    ----------
    code, label : str
        As in the source; for a reader.
    columns : tuple[str, ...]
        What it needs of a snapshot; where one is missing the mechanism is not in the market.
    mechanism : str
        How it is measured here, or what would have to be there.
    value : Callable[[Moment], ndarray of shape (N, J)]
        Points of 100.
    is_there : Callable[[Moment], bool]
        Whether a firm has the lever that it needs.
    """

    code: str
    label: str
    columns: tuple[str, ...]
    mechanism: str
    value: Callable[[Moment], Floats]
    is_there: Callable[[Moment], bool] = always


def _column(name: str) -> Callable[[Moment], Floats]:
    def value(moment: Moment) -> Floats:
        return moment.get(name)

    return value


def _perceived(dimension: str) -> Callable[[Moment], Floats]:
    def value(moment: Moment) -> Floats:
        return perceptions(moment)[dimension]

    return value


def worth_for_money(moment: Moment) -> Floats:
    """Return 50 + 50 tanh(((S - 70) / 10 + price term of the utility) / 2), points, shape (N, J)."""
    felt = (moment.get("satisfaction") - 70.0) / 10.0 + moment.get("utility_price")
    return 50.0 + 50.0 * np.tanh(felt / 2.0)


def promise_kept(moment: Moment) -> Floats:
    """Return 100 less how far satisfaction stays behind the promise, points, shape (N, J)."""
    missing = np.maximum(moment.terms("promise") - moment.get("satisfaction"), 0.0)
    return np.clip(100.0 - missing, 0.0, 100.0)


def suiting(moment: Moment) -> Floats:
    """Return 50 + 2.5 fit after personalization, points, shape (N, J): twenty points fill the scale."""
    menu, designed = moment.terms("personalization_menu"), moment.terms("personalization_co_design")
    fit = moment.get("fit")
    chosen = fit - MENU_RELIEF * menu * np.minimum(fit, 0.0)
    fit = chosen + designed * (np.maximum(chosen, 0.0) + CO_DESIGN_FLOOR - chosen)
    return np.clip(50.0 + 2.5 * fit, 0.0, 100.0)


def trained_contact(moment: Moment) -> Floats:
    """Return perceived empathy times how far staff are trained, points, shape (N, J)."""
    return perceptions(moment)["E"] * moment.terms("staff_training")


def after_an_answer(moment: Moment) -> Floats:
    """Return satisfaction after the answer that a complaint would get, points, shape (N, J) (EQ20).

    S + r (J - J_exp): mean justice of the firm's answers to somebody of this standing, as quick as
    they are in the mean, less what this customer has come to expect of them.
    """
    quick = moment.terms("quick_share")
    is_key = (moment.get("standing").astype(np.int64) & KEY) > 0
    better = np.where(is_key, moment.terms("key_service_recovery"), 0.0)
    substance = np.clip(moment.terms("recovery") + better, 0.02, 0.98)
    given = np.clip(substance + moment.behavior("quick_bonus") * (1.5 * quick - 0.5), 0.0, 1.0)
    remembered = np.minimum(moment.get("failures"), 2.0)
    expected = np.clip(
        moment.behavior("justice_expected") + moment.behavior("justice_expected_rise") * remembered,
        0.0,
        1.0,
    )
    told = moment.get("satisfaction") + moment.behavior("recovery_gain") * (given - expected)
    return np.clip(told, 0.0, 100.0)


def offers(*terms: str) -> Callable[[Moment], bool]:
    """Return whether any firm offers any of some terms, as a function of a moment."""

    def is_there(moment: Moment) -> bool:
        known = [moment.terms_table[name] for name in terms if name in moment.terms_table]
        return any(bool(np.any(np.asarray(values) > 0.0)) for values in known)

    return is_there


def trouble(code: str) -> Callable[[Moment], Floats]:
    """Return 100 (1 - e^(-share of the cost of leaving)) as a function of a moment, shape (N, J)."""

    def value(moment: Moment) -> Floats:
        held = 100.0 * (1.0 - np.exp(-SWITCHING_SHARES[code] * leaving_costs(moment)))
        return np.broadcast_to(held[:, None], moment.present.shape)

    return value


_QUALITY = ("fit", "will", "should", "weight_R", "weight_A", "weight_T", "weight_E", "weight_Re")
_COST = "100 (1 - e^(-share x cost of leaving in logits)), share "
INDICATORS: tuple[Indicator, ...] = (
    Indicator("A11", "quality for the price", ("satisfaction", "utility_price"), "satisfaction and the felt price", worth_for_money),
    Indicator("A12", "delivery speed", _QUALITY, "perceived responsiveness", _perceived("Re")),
    Indicator("A13", "basic information", _QUALITY, "perceived assurance", _perceived("A")),
    Indicator("A14", "promises kept", ("satisfaction",), "100 less the shortfall to the promise", promise_kept),
    Indicator("A15", "personalized information", ("fit",), "how well a personalized offer suits", suiting, offers("personalization_menu", "personalization_co_design")),
    Indicator("A16", "special training", _QUALITY, "perceived empathy x training of staff", trained_contact, offers("staff_training")),
    Indicator("A17", "work attitude", _QUALITY, "perceived empathy", _perceived("E")),
    Indicator("A21", "satisfaction with sales staff", ("staff_bond",), "bond with the contact person", _column("staff_bond")),
    Indicator("A22", "satisfaction with after-sales staff", ("satisfaction", "failures"), "satisfaction after the answer that a complaint would get", after_an_answer, offers("recovery", "quick_share")),
    Indicator("A31", "retraining staff", ("utility_switching",), _COST + ".20", trouble("A31")),
    Indicator("A32", "adjusting the workflow", ("utility_switching",), _COST + ".25", trouble("A32")),
    Indicator("A33", "a new trading procedure", ("utility_switching",), _COST + ".25", trouble("A33")),
    Indicator("A34", "having needs understood again", ("utility_switching",), _COST + ".30", trouble("A34")),
    Indicator("A41", "ability", ("ability",), "trust in ability", _column("ability")),
    Indicator("A42", "honesty", ("integrity",), "trust in integrity", _column("integrity")),
    Indicator("A43", "fairness", ("fairness",), "trust in fairness", _column("fairness")),
)  # fmt: skip


def index_weights(hierarchy: Hierarchy) -> dict[str, float]:
    """Return the weights of the sixteen indicators by code from judgements about them.

    Raises
    ------
    JudgementError
        If the judgements contradict one another, or are about other criteria.
    """
    weights = global_weights(hierarchy)
    codes = [indicator.code for indicator in INDICATORS]
    if sorted(weights) != sorted(codes):
        msg = (
            f"{hierarchy.top.goal}: the loyalty index weighs the indicators {', '.join(codes)}. "
            f"Got {', '.join(sorted(weights))}; judge each of the former."
        )
        raise JudgementError(msg)
    return weights


def measurable(moment: Moment) -> tuple[Indicator, ...]:
    """Return the indicators whose mechanism the snapshot holds."""
    held = (i for i in INDICATORS if all(moment.has(column) for column in i.columns))
    return tuple(i for i in held if i.is_there(moment))


def used_weights(moment: Moment, weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of the measurable indicators, scaled to sum to one.

    Parameters
    ----------
    moment : Moment
        A snapshot.
    weights : Mapping[str, float]
        Weights of all sixteen by code, as `analysis.measurement.ahp.global_weights` makes them.
    """
    present = {indicator.code: weights[indicator.code] for indicator in measurable(moment)}
    total = sum(present.values())
    return {code: weight / total for code, weight in present.items()}


def loyalty_index(moment: Moment, weights: Mapping[str, float]) -> Floats:
    """Return the index of every customer toward every firm, points of 100, shape (N, J)."""
    used = used_weights(moment, weights)
    total = np.zeros(moment.present.shape)
    for indicator in measurable(moment):
        total += used[indicator.code] * indicator.value(moment)
    return total


def index_table(moment: Moment, firm: str, weights: Mapping[str, float]) -> "pd.DataFrame":
    """Return the sixteen indicators of a firm: weight, weight used, mean of its customers.

    An indicator that is absent has weight used 0 and a missing mean.
    """
    import pandas as pd

    j = moment.index(firm)
    mine = moment.present[:, j]
    used = used_weights(moment, weights)
    return pd.DataFrame(
        [
            {
                "indicator": i.code,
                "label": i.label,
                "weight": weights[i.code],
                "weight_used": used.get(i.code, 0.0),
                "mean": float(i.value(moment)[mine, j].mean()) if i.code in used else np.nan,
                "mechanism": i.mechanism if i.code in used else f"absent: {i.mechanism}",
            }
            for i in INDICATORS
        ]
    )
