"""SF07: customer equity hangs on retention far more than on margin or acquisition cost."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.cohorts import (
    ACQUISITION_MARGINS,
    DISCOUNT,
    MONTHS_PER_YEAR,
    retention,
    surviving,
    yearly,
)
from analysis.evidence.facts.drawing import labeled, pairs, panels
from analysis.evidence.facts.presets import SERVICE_FIRMS, SERVICES, contract_market

if TYPE_CHECKING:
    from matplotlib.figure import Figure

YEARS = 8
FOREVER_YEARS = 300  # beyond it nothing is left after discounting
ONE_PERCENT = 0.01


def customer_equity(
    kept: NDArray[np.float64], margin: float, acquisition: float, years: int
) -> float:
    """Return what an acquired customer is worth, in annual margins.

    Parameters
    ----------
    kept : ndarray of float, shape (n,)
        Retention in years 1 to n; that of year n holds for ever after.
    margin, acquisition : float
        Yearly margin, paid at the start of a year, and the cost of winning the customer.
    years : int
        How many years are counted.
    """
    rates = np.concatenate([kept, np.full(max(years - 1 - kept.size, 0), kept[-1])])[: years - 1]
    survival = np.concatenate([[1.0], np.minimum(rates, 1.0)]).cumprod()
    return float((margin * survival / (1.0 + DISCOUNT) ** np.arange(years)).sum() - acquisition)


def elasticities(kept: NDArray[np.float64], years: int) -> tuple[float, float, float]:
    """Return by how many % equity rises with 1 % more retention, margin, or less acquisition cost."""
    base = customer_equity(kept, 1.0, ACQUISITION_MARGINS, years)
    more = 1.0 + ONE_PERCENT
    changed = (
        customer_equity(np.minimum(kept * more, 1.0), 1.0, ACQUISITION_MARGINS, years),
        customer_equity(kept, more, ACQUISITION_MARGINS, years),
        customer_equity(kept, 1.0, ACQUISITION_MARGINS * (1.0 - ONE_PERCENT), years),
    )
    by_retention, by_margin, by_acquisition = (
        (value / base - 1.0) / ONE_PERCENT for value in changed
    )
    return by_retention, by_margin, by_acquisition


def _measure(setting: Setting) -> Measured:
    years = 1 if setting.is_control else FOREVER_YEARS
    found = []
    for behavior in SERVICES.values():
        scenario = contract_market(
            setting,
            firms=SERVICE_FIRMS,
            customers={**behavior, "exit_rate": 0.0},
            steps=MONTHS_PER_YEAR * YEARS + 1,
            burn_in_steps=0,
        )
        kept = retention(yearly(surviving(scenario, setting.seed)))
        found.append(elasticities(kept, years))
    by_retention, by_margin, by_acquisition = (list(column) for column in zip(*found, strict=True))
    return Measured(
        {
            "lowest_retention": min(by_retention),
            "highest_retention": max(by_retention),
            "lowest_margin": min(by_margin),
            "highest_margin": max(by_margin),
            "lowest_acquisition": min(by_acquisition),
            "highest_acquisition": max(by_acquisition),
            "retention_over_margin": min(
                r / m for r, m in zip(by_retention, by_margin, strict=True)
            ),
        },
        {
            "elasticity": {
                "retention": by_retention,
                "margin": by_margin,
                "acquisition cost": by_acquisition,
            }
        },
    )


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    names = list(series["elasticity"])
    for axes, (k, industry) in zip(panels(figure, 3), enumerate(SERVICES), strict=True):
        pairs(
            axes,
            [name.replace(" ", "\n") for name in names],
            [series["elasticity"][name][k] for name in names],
            [control["elasticity"][name][k] for name in names],
        )
        labeled(axes, industry, "1 % better", "customer equity, % more")


FACT = Fact(
    id="SF07",
    title="Customer equity hangs on retention most",
    claim="One percent better retention raises customer equity by some 5 %, one percent more margin by 1 %, "
    "one percent lower acquisition cost by 0.1 %.",
    source="Gupta, Lehmann & Stuart 2004 (V)",
    kind="I",
    experiment="The cohorts of SF05: retention of eight years, the last of them for ever after; 12 % interest, "
    "acquisition 0.8 annual margins. Each of the three is made 1 % better.",
    control="Only the first year is counted: no future, no value of retention.",
    bands=(
        Band("lowest_retention", 3.0, 9.0, "% of equity per 1 % of retention, the lowest of three industries"),
        Band("highest_retention", 3.0, 9.0, "% of equity per 1 % of retention, the highest of three industries"),
        Band("lowest_margin", 0.9, 1.8, "% of equity per 1 % of margin, the lowest of three industries"),
        Band("highest_margin", 0.9, 1.8, "% of equity per 1 % of margin, the highest of three industries"),
        Band("lowest_acquisition", 0.02, 0.8, "% of equity per 1 % less acquisition cost, the lowest of three industries"),
        Band("highest_acquisition", 0.02, 0.8, "% of equity per 1 % less acquisition cost, the highest of three industries"),
        Band("retention_over_margin", 3.0, np.inf, "elasticity by retention over that by margin, the least of three industries, ratio"),
    ),
    measure=_measure,
    draw=_draw,
    full=Size(customers=20_000, seeds=5),
    quick=Size(customers=12_000, seeds=3),
    remark="An identity of discounting, not evidence about customers: it says that these cohorts lead to the "
    "published order of magnitude.",
)  # fmt: skip
