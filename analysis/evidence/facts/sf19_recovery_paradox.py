"""SF19: an excellent answer to a failure lifts satisfaction above that without one, not loyalty."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting
from analysis.evidence.facts.failures import (
    AVERAGE,
    EXCELLENT,
    MEAN_SEVERITY,
    POOR,
    Answer,
    Change,
    change,
    followed,
)
from analysis.evidence.facts.paired_bars import draw_changes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SEVERE = 45.0  # points
MILD = 15.0  # points
ARMS: Mapping[str, tuple[tuple[Answer | None, ...], float]] = {
    "one_poor": ((POOR,), MEAN_SEVERITY),
    "one_average": ((AVERAGE,), MEAN_SEVERITY),
    "one_excellent": ((EXCELLENT,), MEAN_SEVERITY),
    "one_mild_excellent": ((EXCELLENT,), MILD),
    "one_severe_excellent": ((EXCELLENT,), SEVERE),
    "two_excellent": ((EXCELLENT, EXCELLENT), MEAN_SEVERITY),
    "two_half_a_year_apart": ((EXCELLENT, *(None,) * 5, EXCELLENT), MEAN_SEVERITY),
}
"""How the failures of the first months are answered (None: a month without), and mean severity."""
NO_RISING_EXPECTATION = {"justice_expected_rise": 0.0}
"""After a failure no more is expected of the next answer (NC3)."""
NOTHING = 1.0e-9  # what is strictly above zero


def _changes(setting: Setting) -> dict[str, Change]:
    customers = NO_RISING_EXPECTATION if setting.is_control else None
    months = {len(answers) for answers, _ in ARMS.values()}
    untreated = {n: followed(setting, (None,) * n, customers=customers) for n in months}
    changes = {}
    for name, (answers, severity) in ARMS.items():
        arm = followed(setting, answers, severity, customers)
        twin = untreated[len(answers)]
        changes[name] = change(arm, twin, arm.met_all & twin.met_all)
    return changes


def _measure(setting: Setting) -> Measured:
    changes = _changes(setting)
    values = {}
    for name, found in changes.items():
        values[f"{name}_satisfaction"] = found.satisfaction
        values[f"{name}_retention"] = found.retention
    table = {
        "satisfaction": [found.satisfaction for found in changes.values()],
        "retention": [found.retention for found in changes.values()],
    }
    return Measured(values, {"arms": table})


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    draw_changes(figure, ARMS, series["arms"], control["arms"])


FACT = Fact(
    id="SF19",
    title="Service recovery paradox",
    claim="After an excellent recovery customers are more satisfied than without any failure, but buy "
    "again no more; the paradox disappears with severe and repeated failures.",
    source="de Matos, Henrique & Rossi 2007, meta-analysis (V): significant for satisfaction, not for "
    "repurchase; Maxham & Netemeyer 2002 (V): gone after the second failure",
    kind="C",
    experiment="The shipped telecom market, every customer with one failure of mean severity 15, 30 or "
    "45 points, or one in each of two months, answered poorly, averagely or excellently, against "
    "the same customers without; satisfaction in the month of the last failure, who stayed 12 months "
    "later, of those who met all failures.",
    control="After a failure no more is expected of the next answer (NC3).",
    bands=(
        Band("one_excellent_satisfaction", NOTHING, 5.0, "one failure, excellent answer: satisfaction, points", is_control_judged=False),
        Band("one_excellent_retention", -0.02, 0.02, "one failure, excellent answer: share who stay", is_control_judged=False),
        Band("one_severe_excellent_satisfaction", -math.inf, 0.0, "one severe failure, excellent answer: satisfaction, points", is_control_judged=False),
        Band("two_excellent_satisfaction", -math.inf, 0.0, "two failures, excellent answers: satisfaction, points"),
        Band("two_excellent_retention", -0.12, -0.03, "two failures, excellent answers: share who stay"),
        Band("one_poor_satisfaction", -math.inf, -12.0, "one failure, poor answer: satisfaction, points", is_control_judged=False),
    ),
    measure=_measure,
    draw=_draw,
    remark="The gain of an answer was calibrated to de Matos et al.; that repurchase does not follow and "
    "that two failures undo it is the model's. The control takes away only what repetition adds. The "
    "two failures come a month apart; as failures are forgotten, half a year apart they cost about no "
    "satisfaction and under 2 % of customers, so that the retention band would be missed from three "
    "months on.",
)  # fmt: skip
