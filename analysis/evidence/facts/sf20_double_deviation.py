"""SF20: a poor answer followed by an excellent one beats the reverse; two poor ones are worst."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting
from analysis.evidence.facts.failures import EXCELLENT, POOR, Answer, Change, change, followed
from analysis.evidence.facts.paired_bars import draw_changes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ORDERS: Mapping[str, tuple[Answer, Answer]] = {
    "excellent_twice": (EXCELLENT, EXCELLENT),
    "poor_then_excellent": (POOR, EXCELLENT),
    "excellent_then_poor": (EXCELLENT, POOR),
    "poor_twice": (POOR, POOR),
}
"""How two failures in a row are answered."""
NO_FORGETTING = {
    "satisfaction_gain_min": 0.0,
    "satisfaction_prior_n": 100.0,
    "failure_salience": 0.0,
}
"""Experiences hardly move satisfaction, so that an earlier answer counts as much as a later one."""
NOTICEABLE = 1.0  # points of satisfaction, and .01 of customers: what counts as an order
HARDLY = (-NOTICEABLE, NOTICEABLE)


def _changes(setting: Setting) -> dict[str, Change]:
    """Return what each order changed, of the people who met both failures in all of them."""
    customers = NO_FORGETTING if setting.is_control else None
    untreated = followed(setting, (None, None), customers=customers)
    arms = {
        name: followed(setting, answers, customers=customers) for name, answers in ORDERS.items()
    }
    people = np.logical_and.reduce([untreated.met_all, *(arm.met_all for arm in arms.values())])
    return {name: change(arm, untreated, people) for name, arm in arms.items()}


def _measure(setting: Setting) -> Measured:
    changes = _changes(setting)
    first = changes["poor_then_excellent"]
    second = changes["excellent_then_poor"]
    worst = changes["poor_twice"]
    values = {
        "order_in_satisfaction": first.satisfaction - second.satisfaction,
        "order_in_retention": first.retention - second.retention,
        "second_poor_in_satisfaction": second.satisfaction - worst.satisfaction,
        "second_poor_in_retention": second.retention - worst.retention,
    }
    for name, found in changes.items():
        values[f"{name}_satisfaction"] = found.satisfaction
        values[f"{name}_retention"] = found.retention
    table = {
        "satisfaction": [found.satisfaction for found in changes.values()],
        "retention": [found.retention for found in changes.values()],
    }
    return Measured(values, {"orders": table})


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    draw_changes(figure, ORDERS, series["orders"], control["orders"])


FACT = Fact(
    id="SF20",
    title="Double deviation, and the order of answers",
    claim="After two failures customers are better off if the first was answered poorly and the second "
    "well than the other way round; two poor answers are worst by far.",
    source="Maxham & Netemeyer 2002 (V)",
    kind="E",
    experiment="Two failures in two months as in SF19, answered in each order, against the same customers "
    "without failures: those who met both failures whatever the answers.",
    control="Satisfaction is not updated by experiences, so that nothing earlier is forgotten.",
    bands=(
        Band("order_in_satisfaction", NOTICEABLE, math.inf, "poor then excellent less the reverse: satisfaction, points", control=HARDLY),
        Band("order_in_retention", 0.01 * NOTICEABLE, math.inf, "poor then excellent less the reverse: share who stay"),
        Band("second_poor_in_satisfaction", NOTICEABLE, math.inf, "excellent then poor less poor twice: satisfaction, points", is_control_judged=False),
        Band("second_poor_in_retention", 0.01 * NOTICEABLE, math.inf, "excellent then poor less poor twice: share who stay", is_control_judged=False),
    ),
    measure=_measure,
    draw=_draw,
    remark="The published result is an order; a difference of a point of satisfaction, or of one customer "
    "in a hundred, is the least that counts as one here (stricter than above zero).",
)  # fmt: skip
