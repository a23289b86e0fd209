"""SF22: worse quality costs more than equally better quality gains (Anderson & Sullivan 1993)."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.drawing import curves, labeled, panels
from analysis.evidence.facts.holding import Holding, holding
from analysis.evidence.facts.presets import (
    DESIGN_QUALITY,
    DIMENSIONS,
    SERVICE_FIRMS,
    TELECOM,
    contract_market,
    with_quality,
)
from simulation.market import LoyaltyMarket

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIRM = "Alpha"
MONTHS = 12
LASTING, SINGLE = 8.0, 20.0  # points of quality
MIDDLE = 60.0  # points of quality from which the scale ends at neither side
EVEN: dict[str, object] = {
    "disconfirmation_gain": 0.4,
    "disconfirmation_loss": 0.4,
    "review_dissatisfaction": 0.0,
}


def _lived(setting: Setting, more: float, until: int | None) -> tuple[Holding, NDArray[np.float64]]:
    """Return everybody after the first month, and who of the firm's customers is left, by month."""
    level = MIDDLE if setting.is_control else DESIGN_QUALITY
    quality = dict.fromkeys(DIMENSIONS, level)
    scenario = contract_market(
        setting,
        firms={name: {**terms, "quality": quality} for name, terms in SERVICE_FIRMS.items()},
        customers={**TELECOM, **(EVEN if setting.is_control else {})},
        steps=MONTHS,
        policies=[with_quality(FIRM, level + more, until=until)],
    )
    market = LoyaltyMarket(scenario, rng=setting.seed)
    first = scenario.market.burn_in_steps
    market.advance_to(first + 1)
    after = holding(market)
    market.run_model()
    firm = market.tables.firm_names.index(FIRM)
    base = market.ledger.firms["base_customers"].sum(axis=1)[first - 1 :, firm]
    return after, base / base[0]


def _shift(changed: Holding, base: Holding) -> float:
    """Return by how much satisfaction moved in twins who held the firm in both worlds, points."""
    firm = sorted(SERVICE_FIRMS).index(FIRM)
    both = (changed.provider == firm) & (base.provider == firm)
    return float((changed.satisfaction - base.satisfaction)[both].mean())


def _measure(setting: Setting) -> Measured:
    base, still = _lived(setting, 0.0, None)
    _, better = _lived(setting, LASTING, None)
    _, worse = _lived(setting, -LASTING, None)
    up, _ = _lived(setting, SINGLE, 1)
    down, _ = _lived(setting, -SINGLE, 1)
    gained, lost = better[-1] - still[-1], still[-1] - worse[-1]
    return Measured(
        {
            "churn_ratio": lost / gained,
            "satisfaction_ratio": -_shift(down, base) / _shift(up, base),
            "customers_gained": gained,
            "customers_lost": lost,
        },
        {
            "kept": {
                "month": [float(month) for month in range(MONTHS + 1)],
                "8 points better": better.tolist(),
                "as before": still.tolist(),
                "8 points worse": worse.tolist(),
            }
        },
    )


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    titles = ("Losses weigh more", "Control: nothing weighs losses more")
    for axes, tables, title in zip(panels(figure, 2), (series, control), titles, strict=True):
        table = tables["kept"]
        names = ("8 points better", "as before", "8 points worse")
        curves(axes, table["month"], [(name, table[name]) for name in names])
        labeled(axes, title, "month", "customers who never left, share")


FACT = Fact(
    id="SF22",
    title="Losses of quality cost more than equal gains bring",
    claim="Quality that falls short of expectations moves satisfaction and repurchase more than quality that "
    "exceeds them.",
    source="Anderson & Sullivan 1993; Mittal, Ross & Baldasare 1998 (V, the sign); its size is open",
    kind="E",
    experiment="Postpaid telecom: one firm's quality 8 points better or worse for 12 months, and 20 points for a "
    "single experience, against a twin world in which nothing changes.",
    control="Nothing weighs losses more: disconfirmation counts alike in both directions (0.4 and 0.4), "
    "dissatisfaction triggers no review, and all firms' quality is 60, where the scale ends at neither side.",
    bands=(
        Band("churn_ratio", 1.05, 2.0, "customers lost by 8 points less over those gained by 8 more, ratio", is_control_judged=False),
        Band("satisfaction_ratio", 1.25, 2.5, "satisfaction lost in one bad experience over that gained in a good one, ratio"),
    ),
    measure=_measure,
    draw=_draw,
    full=Size(customers=20_000, seeds=8),
    quick=Size(customers=10_000, seeds=3),
    remark="The control removes the asymmetry of satisfaction but not that of churn, which is why it is not "
    "judged there. Taken away one by one in larger markets, the churn ratio is about 1.5 as it is, 1.4 with even "
    "disconfirmation, and 1.2 if dissatisfaction triggers no review either. What is left comes from the ceiling of "
    "retention: few of this leader's customers leave, so fewer can be gained than lost, whatever people feel. "
    "The ratio of churn is evidence of the three together, that of satisfaction of disconfirmation and the scale.",
)  # fmt: skip
