"""SF10: penetrations and frequencies of all brands follow from their shares and three numbers."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.panel import package_goods, yearly_purchases
from analysis.plots.style import QUIET, marks
from analysis.repeat_buying.measures import observed_measures
from analysis.repeat_buying.nbd_dirichlet import fit_to_counts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

GAUSSIAN_TASTES = {"taste": "normal", "taste_sd": 1.3}
"""Normal tastes with the spread that industries.md gives for the same grocery market."""


def mean_error(observed: NDArray[np.float64], expected: NDArray[np.float64]) -> float:
    """Return the mean absolute error as a share of what was observed."""
    return float(np.mean(np.abs(expected - observed) / observed))


def _measure(setting: Setting) -> Measured:
    changed = GAUSSIAN_TASTES if setting.is_control else None
    purchases = yearly_purchases(package_goods(setting, changed), setting.seed)
    counts = purchases.astype(np.float64)
    observed = observed_measures(counts)
    fitted = fit_to_counts(counts)
    expected = fitted.measures()
    values = {
        "penetration_error": mean_error(observed.penetration, expected.penetration),
        "frequency_error": mean_error(observed.frequency, expected.frequency),
        "dirichlet_s": fitted.dirichlet_s,
        "category_shape": fitted.category.shape,
    }
    table = {
        "penetration": observed.penetration.tolist(),
        "expected_penetration": expected.penetration.tolist(),
        "frequency": observed.frequency.tolist(),
        "expected_frequency": expected.frequency.tolist(),
    }
    return Measured(values, {"brands": table})


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    panels = figure.subplots(1, 2)
    first, second = marks(2)
    for axes, name in zip(panels, ("penetration", "frequency"), strict=True):
        for mark, label, tables in (
            (first, "Dirichlet tastes", series),
            (second, "normal tastes", control),
        ):
            brands = tables["brands"]
            axes.plot(
                brands[f"expected_{name}"], brands[name],
                linestyle="none", marker=mark.marker, color=mark.color, label=label,
            )  # fmt: skip
        low, high = axes.get_xlim()
        axes.plot([low, high], [low, high], color=QUIET, linewidth=0.8)
        axes.set(xlabel=f"{name} by the NBD-Dirichlet", ylabel=f"{name} in the market")
    panels[0].legend()


FACT = Fact(
    id="SF10",
    title="Dirichlet norms",
    claim="In steady markets, how many people buy each brand and how often follow from market shares "
    "and three numbers of the category (m, k, S).",
    source="Goodhardt, Ehrenberg & Chatfield 1984; algebra in Rungie & Goodhardt 2004 (V)",
    kind="E",
    experiment="The year of package goods of SF08, with habit, satisfaction, trust and belonging at "
    "work; an NBD-Dirichlet is fitted to it by maximum likelihood.",
    control="Tastes are normal instead of log-gamma; everything else is the same.",
    bands=(
        Band(
            "penetration_error", 0.0, 0.12,
            "mean absolute error of penetrations over brands, share of the observed",
        ),
        Band(
            "frequency_error", 0.0, 0.12,
            "mean absolute error of purchases per buyer over brands, share of the observed",
        ),
    ),
    measure=_measure,
    draw=_draw,
    quick=Size(customers=6_000, seeds=2),
    remark="Tastes are Dirichlet by assumption; what is tested is that habit, experience and word of "
    "mouth leave the pattern standing. The control is told apart at this spread of normal tastes (1.3); "
    "where people differ so much that most buy one brand (2.0), normal tastes come within the band, too.",
)  # fmt: skip
