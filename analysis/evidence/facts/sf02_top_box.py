"""SF02: the totally satisfied buy again far more often than the satisfied (Xerox)."""

from typing import TYPE_CHECKING

import numpy as np

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.box_curves import BOXES
from analysis.evidence.facts.competition import CARS, PHONE, Competition, measured_curve
from analysis.evidence.facts.drawing import curves, labeled, panels
from analysis.evidence.facts.presets import UNFELT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COPIERS = Competition("copiers", 6, 0.0, 0.0, is_durable=True)
COPIER_SATISFACTION_WEIGHT = 1.6  # logit per 10 points: the design's value for B2B copiers


def _odds(rate: float) -> float:
    return rate / (1.0 - rate)


def _measure(setting: Setting) -> Measured:
    off = UNFELT if setting.is_control else {}
    cars = measured_curve(CARS, setting, off).stay_rate
    copiers = measured_curve(
        COPIERS, setting, {"satisfaction_weight": COPIER_SATISFACTION_WEIGHT, **off}
    ).stay_rate
    phone = measured_curve(PHONE, setting, off).stay_rate
    return Measured(
        {
            "odds_ratio_cars": _odds(cars[4]) / _odds(cars[3]),
            "odds_ratio_copiers": _odds(copiers[4]) / _odds(copiers[3]),
            "phone_r5_minus_r4": phone[4] - phone[3],
        },
        {
            "curves": {
                "box": BOXES,
                "cars": cars.tolist(),
                "copiers": copiers.tolist(),
                "local phone": phone.tolist(),
            }
        },
    )


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    titles = ("Satisfaction felt", "Control: not felt")
    for axes, tables, title in zip(panels(figure, 2), (series, control), titles, strict=True):
        table = tables["curves"]
        names = ("cars", "copiers", "local phone")
        curves(axes, table["box"], [(name, table[name]) for name in names])
        labeled(axes, title, "satisfaction, box ticked", "share that bought again")
        axes.set_ylim(0.0, 1.02)


FACT = Fact(
    id="SF02",
    title="Totally satisfied is far more than satisfied",
    claim="Xerox found its totally satisfied customers six times as likely to buy again as its "
    "satisfied ones; a monopoly sees no such difference.",
    source="Jones & Sasser 1995, Harvard Business Review (V): one company's figure, so the band is "
    "wide",
    kind="E",
    experiment="Cars and copiers with free choice at each purchase, and local phone, as in SF01: odds "
    "of staying in box 5 over those in box 4.",
    control="No attitude enters a choice or triggers a review.",
    bands=(
        Band("odds_ratio_cars", 1.8, np.inf, "cars: odds of buying again, box 5 over box 4, ratio"),
        Band("odds_ratio_copiers", 2.5, 8.0, "copiers: the same, ratio"),
        Band(
            "phone_r5_minus_r4",
            -1.0,
            0.01,
            "local phone: R5 - R4, share of customers",
            is_control_judged=False,
        ),
    ),
    measure=_measure,
    draw=_draw,
    quick=Size(customers=3_000, seeds=3),
    remark="That a monopoly shows no difference needs no satisfaction, so the control is not judged "
    "there.",
    held=("switching_procedural", "switching_learned"),
)
