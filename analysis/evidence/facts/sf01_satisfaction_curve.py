"""SF01: how satisfaction turns into staying depends on competition (Jones & Sasser 1995)."""

from typing import TYPE_CHECKING

import numpy as np

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.box_curves import BOXES
from analysis.evidence.facts.competition import MARKETS, PHONE, equally_open, measured_curve
from analysis.evidence.facts.drawing import curves, labeled, panels

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NOTHING = 1.0e-9  # what is strictly above zero


def _measure(setting: Setting) -> Measured:
    markets = [equally_open(m) if setting.is_control else m for m in MARKETS]
    rates = {m.name: measured_curve(m, setting).stay_rate for m in markets}
    cars, phone = rates["cars"], rates[PHONE.name]
    fourth = np.array([rates[m.name][3] for m in markets])
    return Measured(
        {
            "cars_bend_at_top": (cars[4] - cars[3]) - (cars[3] - cars[2]),
            "cars_bend_in_middle": (cars[3] - cars[2]) - (cars[2] - cars[1]),
            "cars_r5_minus_r3": cars[4] - cars[2],
            "phone_r3": phone[2],
            "phone_r5_minus_r3": phone[4] - phone[2],
            "smallest_step_in_r4": float(np.diff(fourth).min()),
        },
        {"curves": {"box": BOXES, **{name: rate.tolist() for name, rate in rates.items()}}},
    )


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    for axes, tables, title in zip(
        panels(figure, 2), (series, control), ("Competition as it is", "Control"), strict=True
    ):
        table = tables["curves"]
        curves(axes, table["box"], [(m.name, table[m.name]) for m in MARKETS])
        labeled(axes, title, "satisfaction, box ticked", "share that stayed")
        axes.set_ylim(0.0, 1.02)


FACT = Fact(
    id="SF01",
    title="Satisfaction and retention: the curve depends on competition",
    claim="Where customers can choose freely only the completely satisfied stay, so the curve is low "
    "and bends upward; where they cannot leave it is high and flat.",
    source="Jones & Sasser 1995, Harvard Business Review: shape and examples (V); order of the "
    "industries in the figure (M)",
    kind="E",
    experiment="Five markets that differ in the number of firms, their reach, switching costs and "
    "freedom to choose only. Customers are surveyed in five boxes and followed for 24 months (cars: "
    "to the next purchase).",
    control="Competition made equal: four firms, all within reach, no switching costs anywhere.",
    bands=(
        Band("cars_bend_at_top", NOTHING, np.inf, "cars: (R5 - R4) - (R4 - R3), share of customers", is_control_judged=False),
        Band("cars_bend_in_middle", NOTHING, np.inf, "cars: (R4 - R3) - (R3 - R2), share of customers", is_control_judged=False),
        Band("cars_r5_minus_r3", 0.25, 1.0, "cars: R5 - R3, share of customers", is_control_judged=False),
        Band("phone_r3", 0.95, 1.0, "local phone: share of box 3 that stays"),
        Band("phone_r5_minus_r3", -1.0, 0.03, "local phone: R5 - R3, share of customers"),
        Band("smallest_step_in_r4", NOTHING, 1.0, "smallest step of R4 from cars to PCs, hospital, airline, phone"),
    ),
    measure=_measure,
    draw=_draw,
    quick=Size(customers=4_000, seeds=3),
    remark="The control leaves the bend of the cars alone: it takes away what differs between "
    "markets, not satisfaction. SF02 and SF04 take satisfaction away.",
    held=("switching_procedural", "switching_learned"),
)  # fmt: skip
