"""SF08: small brands have fewer buyers, who buy them slightly less often."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.panel import (
    ONE_BRAND_EACH,
    correlation,
    package_goods,
    yearly_purchases,
)
from analysis.plots.style import marks
from analysis.repeat_buying.measures import observed_measures

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def double_jeopardy(purchases: NDArray[np.int64]) -> dict[str, float]:
    """Return the metrics of a year's purchases, shape (C, J)."""
    brands = observed_measures(purchases.astype(np.float64))
    constant = brands.frequency * (1.0 - brands.penetration)
    return {
        "share_penetration_correlation": correlation(brands.shares, brands.penetration),
        "share_frequency_correlation": correlation(brands.shares, brands.frequency),
        "constant_variation": float(constant.std() / constant.mean()),
    }


def _measure(setting: Setting) -> Measured:
    changed = ONE_BRAND_EACH if setting.is_control else None
    purchases = yearly_purchases(package_goods(setting, changed), setting.seed)
    brands = observed_measures(purchases.astype(np.float64))
    table = {
        "penetration": brands.penetration.tolist(),
        "frequency": brands.frequency.tolist(),
    }
    return Measured(double_jeopardy(purchases), {"brands": table})


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    axes = figure.subplots()
    first, second = marks(2)
    for mark, name, tables in ((first, "market", series), (second, "one brand each", control)):
        brands = tables["brands"]
        axes.plot(
            brands["penetration"], brands["frequency"],
            linestyle="none", marker=mark.marker, color=mark.color, label=name,
        )  # fmt: skip
    penetration = np.array(series["brands"]["penetration"])
    constant = float(np.mean(np.array(series["brands"]["frequency"]) * (1.0 - penetration)))
    grid = np.linspace(0.0, penetration.max() * 1.05, 50)
    axes.plot(grid, constant / (1.0 - grid), color=first.color, label="w (1 − b) constant")
    axes.set(xlabel="penetration in a year (b)", ylabel="purchases per buyer (w)", ylim=(0.0, None))
    axes.legend()


FACT = Fact(
    id="SF08",
    title="Double jeopardy",
    claim="Small brands suffer twice: far fewer people buy them, and those buy them slightly less "
    "often; purchases per buyer times (1 - penetration) are about constant.",
    source="Ehrenberg, Uncles & Goodhardt 2004 (V)",
    kind="E",
    experiment="A year of purchases of eight equally good brands with shares of 36 % to 2 %, "
    "bought as seldom as toothpaste, after a year of burn-in.",
    control="Nobody ever changes brand, so that brands share no buyers: buyers of small brands then "
    "buy as often as others.",
    bands=(
        Band(
            "share_penetration_correlation", 0.95, 1.0,
            "correlation of market share and penetration over brands",
            is_control_judged=False,
        ),
        Band(
            "share_frequency_correlation", 0.75, 1.0,
            "correlation of market share and purchases per buyer over brands",
        ),
        Band(
            "constant_variation", 0.0, 0.20,
            "coefficient of variation of w (1 - b) over brands",
            is_control_judged=False,
        ),
    ),
    measure=_measure,
    draw=_draw,
    quick=Size(customers=6_000, seeds=2),
    remark="That fewer people buy a small brand holds in any market of equally frequent buyers, and "
    "w (1 - b) varies little as long as penetrations are low; the control is therefore held "
    "to purchases per buyer.",
)  # fmt: skip
