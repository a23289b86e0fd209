"""SF23: customers of long standing react less to one failure (Bolton 1998)."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.drawing import labeled, pairs, panels
from analysis.evidence.facts.holding import Holding, holding, remained, stayed
from analysis.evidence.facts.presets import (
    NO_LEARNING,
    SERVICE_FIRMS,
    TELECOM,
    contract_market,
)
from simulation.market import LoyaltyMarket

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MONTHS = 12
NEW, OLD = 6, 36  # months of tenure: below and above
BANDS = ((0, 6), (6, 12), (12, 24), (24, 36), (36, 1_000))  # months of tenure, of the picture
BAND_NAMES = ("under 6", "6-11", "12-23", "24-35", "36 and more")
UNANSWERED: dict[str, object] = {"complaint_base": -10.0}
MEMORYLESS: dict[str, object] = {"satisfaction_gain_min": 0.4, **NO_LEARNING}


def _lived(
    setting: Setting, *, fails: bool
) -> tuple[Holding, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return everybody when the study begins, who of them is there a year later, and who stayed."""
    failure = {"failure_prob": 1.0}
    scenario = contract_market(
        setting,
        firms=SERVICE_FIRMS,
        customers={**TELECOM, **UNANSWERED, **(MEMORYLESS if setting.is_control else {})},
        steps=MONTHS + 1,
        burn_in_steps=60,
        policies=[
            {"firm": firm, "set": failure, "from": 0, "until": 1, "cost": {}}
            for firm in SERVICE_FIRMS
            if fails
        ],
        acquaintances=0,
    )
    market = LoyaltyMarket(scenario, rng=setting.seed)
    market.advance_to(scenario.market.burn_in_steps)
    before = holding(market)
    market.run_model()
    after = holding(market)
    return before, remained(before, after), stayed(before, after)


def _measure(setting: Setting) -> Measured:
    before, there, kept = _lived(setting, fails=False)
    _, _, kept_failed = _lived(setting, fails=True)
    more = kept.astype(np.float64) - kept_failed

    def extra(low: int, high: int) -> float:
        group = there & (before.tenure >= low) & (before.tenure < high)
        return float(more[group].mean())

    new, old = extra(0, NEW), extra(OLD + 1, 1_000)
    return Measured(
        {"extra_churn_ratio": new / old, "extra_churn_new": new, "extra_churn_old": old},
        {"extra": {"churn": [extra(low, high) for low, high in BANDS]}},
    )


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    (axes,) = panels(figure, 1)
    pairs(axes, BAND_NAMES, series["extra"]["churn"], control["extra"]["churn"])
    labeled(
        axes, "One failure, not made good", "months of tenure", "extra churn within a year, share"
    )


FACT = Fact(
    id="SF23",
    title="Tenure protects against one failure",
    claim="Customers of long standing weigh their earlier satisfaction more and a new failure less.",
    source="Bolton 1998 (V)",
    kind="E",
    experiment="Postpaid telecom: every customer's next experience fails and nobody makes it good, against a twin "
    "world in which it does not; extra churn within 12 months by tenure at the time.",
    control="Relations do not grow: the newest experience always weighs 0.4, and no switching cost, bond or habit "
    "is built up.",
    bands=(
        Band("extra_churn_ratio", 2.0, np.inf, "extra churn at under 6 months of tenure over that at more than 36, ratio"),
    ),
    measure=_measure,
    draw=_draw,
    full=Size(customers=20_000, seeds=5),
    quick=Size(customers=10_000, seeds=3),
    remark="The weight of earlier satisfaction explains most of it: with that alone off the ratio falls below 2. "
    "Learned switching costs explain the larger part of the rest, and selection (those who fit stay) what is "
    "left after that.",
)  # fmt: skip
