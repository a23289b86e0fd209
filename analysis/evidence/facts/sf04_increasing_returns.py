"""SF04: at the top, behavior shows increasing and intention diminishing returns."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.box_curves import BOXES
from analysis.evidence.facts.competition import CARS, Competition, measured_curve
from analysis.evidence.facts.drawing import curves, labeled, panels
from analysis.evidence.facts.presets import UNFELT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NOTHING = 1.0e-9  # what is strictly above zero
ONE_RIVAL = Competition("one rival", 2, 0.0, 0.0, is_durable=True)
CURVES = ("intended to", "bought again", "bought again, attitude unfelt")


def _bend(curve: NDArray[np.float64]) -> float:
    """Return the second difference over boxes 3, 4 and 5."""
    return float(curve[4] - 2.0 * curve[3] + curve[2])


def _measure(setting: Setting) -> Measured:
    market = ONE_RIVAL if setting.is_control else CARS
    curve = measured_curve(market, setting)
    unfelt = measured_curve(market, setting, UNFELT).stay_rate
    rate, intention = curve.stay_rate, curve.intention / 100.0
    shown = (intention, rate, unfelt)
    return Measured(
        {
            "bend_of_behavior": _bend(rate),
            "bend_of_intention": _bend(intention),
            "bend_left_without_attitude": _bend(unfelt),
        },
        {
            "curves": {
                "box": BOXES,
                **{name: y.tolist() for name, y in zip(CURVES, shown, strict=True)},
            }
        },
    )


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    titles = ("Seven rivals", "Control: one rival")
    for axes, tables, title in zip(panels(figure, 2), (series, control), titles, strict=True):
        table = tables["curves"]
        curves(axes, table["box"], [(name, table[name]) for name in CURVES])
        labeled(axes, title, "satisfaction, box ticked", "share of customers")
        axes.set_ylim(0.0, 1.02)


FACT = Fact(
    id="SF04",
    title="Behavior bends upward where intention bends downward",
    claim="Satisfaction has increasing returns in repurchase behavior and diminishing returns in "
    "stated intention.",
    source="Mittal & Kamakura 2001, 100,040 car owners (V, abstract)",
    kind="E",
    experiment="Cars as in SF01: second difference over boxes 3, 4 and 5 of who bought again and of "
    "what they had said.",
    control="One rival instead of seven: where a customer who is merely satisfied has nowhere better "
    "to go, the curve bends downward.",
    bands=(
        Band("bend_of_behavior", NOTHING, np.inf, "R5 - 2 R4 + R3 of behavior, share of customers"),
        Band(
            "bend_of_intention",
            -np.inf,
            0.0,
            "the same of intention, share of the scale",
            is_control_judged=False,
        ),
    ),
    measure=_measure,
    draw=_draw,
    quick=Size(customers=6_000, seeds=3),
    remark="Only the bend of behavior is evidence; that of intention is a property of the scale on "
    "which it is stated, which the survey assumes. A flat curve would be the wrong thing to expect of "
    "customers who do not feel satisfaction at all (dotted): those in the outer boxes have been with "
    "their brand for longer, because satisfaction needs experience to spread, and stay by taste and "
    "habit. That bend of composition is nearly as large as the one that is measured, so the sign "
    "alone says little; that it turns with competition says more.",
    held=("switching_procedural", "switching_learned"),
)
