"""SF28: half of car buyers stay with their brand, and the more the larger it is."""

from typing import TYPE_CHECKING

import numpy as np

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.drawing import labeled, panels
from analysis.evidence.facts.holding import holding, remained, stayed
from analysis.evidence.facts.presets import (
    NO_DIFFERENCES,
    NO_LEARNING,
    UNFELT,
    contract_market,
    geometric_firms,
    per_cycle,
)
from analysis.plots.style import COLORS
from simulation.market import LoyaltyMarket

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BRANDS = 10
CYCLES = 12
CARS: dict[str, object] = {
    "taste_sd": 0.9,
    "satisfaction_weight": 1.0,
    "switching_procedural": 0.6,
    "switching_learned": 0.4,
}
"""industries.md, row 8."""


def _measure(setting: Setting) -> Measured:
    off = {**NO_DIFFERENCES, **NO_LEARNING, **UNFELT, "switching_procedural": 0.0}
    scenario = contract_market(
        setting,
        firms=geometric_firms(BRANDS),
        customers={**CARS, **per_cycle(), **(off if setting.is_control else {})},
        steps=CYCLES,
        burn_in_steps=12,
    )
    market = LoyaltyMarket(scenario, rng=setting.seed)
    market.advance_to(scenario.market.burn_in_steps)
    owned, again = np.zeros(BRANDS), np.zeros(BRANDS)
    for _ in range(CYCLES):
        before = holding(market)
        market.advance_to(market.clock + 1)
        after = holding(market)
        owned += np.bincount(before.provider[remained(before, after)], minlength=BRANDS)
        again += np.bincount(before.provider[stayed(before, after)], minlength=BRANDS)
    rate, share = again / owned, owned / owned.sum()
    return Measured(
        {
            "mean_repurchase": float(again.sum() / owned.sum()),
            "lowest_repurchase": float(rate.min()),
            "highest_repurchase": float(rate.max()),
            "correlation_with_share": float(np.corrcoef(share, rate)[0, 1]),
        },
        {"brands": {"share": share.tolist(), "repurchase": rate.tolist()}},
    )


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    (axes,) = panels(figure, 1)
    for table, color, marker, name in (
        (series["brands"], COLORS[0], "o", "fact"),
        (control["brands"], COLORS[7], "s", "control"),
    ):
        axes.plot(table["share"], table["repurchase"], marker, color=color, label=name)
    axes.legend()
    axes.set_ylim(0.0, 0.8)
    labeled(axes, "Ten car brands", "share of owners", "bought the brand again, share")


FACT = Fact(
    id="SF28",
    title="Half of car owners buy the brand again, more of them the larger it is",
    claim="About half of new-car buyers stay with their brand; brands lie between 10 and 62 %, the large ones high.",
    source="J.D. Power 2020 (brands from 10.4 to 60.5 %) and 2024 (51 % overall) (V)",
    kind="E",
    experiment="Ten brands with geometric shares, free choice at each purchase, moderate switching costs; who buys "
    "the brand again, over 12 purchases.",
    control="No lasting differences, no attitude, no habit, no switching costs: brands differ in availability only.",
    bands=(
        Band("mean_repurchase", 0.42, 0.60, "owners who buy the brand again, share"),
        Band("lowest_repurchase", 0.10, 0.40, "the same of the brand with the least, share"),
        Band("highest_repurchase", 0.55, 0.75, "the same of the brand with the most, share"),
        Band("correlation_with_share", 0.80, 1.0, "correlation of repurchase with share over brands", is_control_judged=False),
    ),
    measure=_measure,
    draw=_draw,
    quick=Size(customers=6_000, seeds=3),
    remark="Without any loyalty repurchase is the brand's share, so the correlation is perfect in the control and "
    "is not judged there: it is the level and the spread that need a cause.",
)  # fmt: skip
