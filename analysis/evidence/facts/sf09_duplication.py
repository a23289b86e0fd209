"""SF09: brands share their buyers with each other in line with penetration."""

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
from analysis.repeat_buying.measures import BrandMeasures, observed_measures

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def mean_duplication(brands: BrandMeasures) -> NDArray[np.float64]:
    """Return the share of other brands' buyers who also bought each brand, shape (J,).

    The mean over the other brands, each counting once, as in the papers' tables.
    """
    others = ~np.eye(len(brands.shares), dtype=bool)
    found: NDArray[np.float64] = np.mean(brands.duplication, axis=0, where=others)
    return found


def _measure(setting: Setting) -> Measured:
    changed = ONE_BRAND_EACH if setting.is_control else None
    purchases = yearly_purchases(package_goods(setting, changed), setting.seed)
    brands = observed_measures(purchases.astype(np.float64))
    duplication = mean_duplication(brands)
    values = {
        "duplication_correlation": correlation(duplication, brands.penetration),
        "duplication_coefficient": brands.duplication_coefficient,
    }
    table = {"penetration": brands.penetration.tolist(), "duplication": duplication.tolist()}
    return Measured(values, {"brands": table})


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    axes = figure.subplots()
    first, second = marks(2)
    for mark, name, tables in ((first, "market", series), (second, "one brand each", control)):
        brands = tables["brands"]
        axes.plot(
            brands["penetration"], brands["duplication"],
            linestyle="none", marker=mark.marker, color=mark.color, label=name,
        )  # fmt: skip
    penetration = np.array(series["brands"]["penetration"])
    duplication = np.array(series["brands"]["duplication"])
    ends = np.array([0.0, penetration.max() * 1.05])
    slope = duplication.sum() / penetration.sum()
    axes.plot(ends, slope * ends, color=first.color, label=f"{slope:.2f} × penetration")
    axes.set(
        xlabel="penetration in a year", ylabel="share of other brands' buyers who bought it too",
        ylim=(-0.02, None),
    )  # fmt: skip
    axes.legend()


FACT = Fact(
    id="SF09",
    title="Duplication of purchase",
    claim="The share of a brand's buyers who also buy another brand is that other brand's "
    "penetration times a constant D, whoever the first brand is.",
    source="Ehrenberg 1988, Goodhardt (M for the range of D)",
    kind="E",
    experiment="The year of package goods of SF08.",
    control="Nobody ever changes brand, so that brands share no buyers.",
    bands=(
        Band(
            "duplication_correlation", 0.95, 1.0,
            "correlation over brands of penetration and mean share of other brands' buyers",
        ),
        Band("duplication_coefficient", 0.9, 1.6, "D: shared buyers over those by chance"),
    ),
    measure=_measure,
    draw=_draw,
    quick=Size(customers=6_000, seeds=2),
)  # fmt: skip
