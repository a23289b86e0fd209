"""SF06: five more points of retention raise profit by 25 to 85 % (Reichheld & Sasser 1990)."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.cohorts import (
    ACQUISITION_MARGINS,
    DISCOUNT,
    MONTHS_PER_YEAR,
    surviving,
)
from analysis.evidence.facts.drawing import labeled, pairs, panels
from analysis.evidence.facts.presets import (
    CARDS,
    PREPAID,
    SERVICE_FIRMS,
    TELECOM,
    UNFELT,
    contract_market,
    geometric_firms,
    with_quality,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INDUSTRIES = {
    "credit cards": ("A", geometric_firms(8), CARDS),
    "prepaid telecom": ("Alpha", SERVICE_FIRMS, PREPAID),
    "postpaid telecom": ("Alpha", SERVICE_FIRMS, TELECOM),
}
"""Focal firm, firms and customers, from the least to the most retaining."""
HORIZON_YEARS = 10
RETENTION_YEARS = 5
MORE_RETENTION = 0.05  # five points, as in the claim of Reichheld & Sasser 1990
QUALITIES = (76.0, 82.0, 88.0, 96.0)  # points; rivals stay at 76
VARIABLE_COST, SERVICE_COST = 0.60, 0.05  # of a month's price of 1 (assumption, model.md 2.8)
SPEND_GROWTH, COST_GROWTH = 1.06, 0.96  # a year of tenure, facts.md


def _value(survival: NDArray[np.float64]) -> float:
    """Return the present value of an acquired customer, months' prices."""
    years = np.arange(survival.size) / MONTHS_PER_YEAR
    margin = (1.0 - VARIABLE_COST) * SPEND_GROWTH**years - SERVICE_COST * COST_GROWTH**years
    acquisition = ACQUISITION_MARGINS * MONTHS_PER_YEAR * margin[0]
    return float((survival * margin / (1.0 + DISCOUNT) ** years).sum() - acquisition)


def _yearly_retention(survival: NDArray[np.float64]) -> float:
    """Return the geometric mean of yearly retention over five years."""
    return float(survival[RETENTION_YEARS * MONTHS_PER_YEAR] ** (1.0 / RETENTION_YEARS))


def _gain(industry: str, setting: Setting) -> tuple[float, float, float]:
    """Return base retention, retention gained (at most five points) and the relative gain of value.

    Quality is raised from month 1 on, until retention is five points higher or there is no more to
    raise; between two steps of quality, value is interpolated.
    """
    firm, firms, customers = INDUSTRIES[industry]
    off = UNFELT if setting.is_control else {}
    retentions, values = [], []
    for quality in QUALITIES:
        scenario = contract_market(
            setting,
            firms=firms,
            customers={**customers, **off, "exit_rate": 0.0},
            steps=HORIZON_YEARS * MONTHS_PER_YEAR,
            burn_in_steps=0,
            policies=[with_quality(firm, quality, start=1)],
        )
        survival = surviving(scenario, setting.seed, firm)
        retentions.append(_yearly_retention(survival))
        values.append(_value(survival))
        if retentions[-1] >= retentions[0] + MORE_RETENTION:
            break
    reached = min(retentions[0] + MORE_RETENTION, max(retentions))
    value = float(np.interp(reached, retentions, values))
    return retentions[0], reached - retentions[0], value / values[0] - 1.0


def _measure(setting: Setting) -> Measured:
    found = [_gain(industry, setting) for industry in INDUSTRIES]
    base, reached, gain = (list(column) for column in zip(*found, strict=True))
    return Measured(
        {
            "smallest_gain": min(gain),
            "largest_gain": max(gain),
            "falls_with_base": gain[0] - gain[-1],
            "retention_gained": min(reached),
        },
        {"gain": {"base retention": base, "gain": gain}},
    )


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    (axes,) = panels(figure, 1)
    names = [
        f"{name}\n(retention {base:.2f})"
        for name, base in zip(INDUSTRIES, series["gain"]["base retention"], strict=True)
    ]
    pairs(axes, names, series["gain"]["gain"], control["gain"]["gain"])
    labeled(axes, "Five points more retention", "", "gain of value per acquired customer, share")


FACT = Fact(
    id="SF06",
    title="Five points of retention are worth a quarter of the profit or more",
    claim="Cutting defections by five points raised profit by 25 to 85 % in nine industries.",
    source="Reichheld & Sasser 1990, Harvard Business Review: three industries and 125 % for a credit "
    "card (V, abstract); the others (M)",
    kind="E",
    experiment="Three contract industries: the quality of one firm is raised until the yearly retention "
    "of its cohort is five points higher over five years; present value per acquired customer over "
    "ten years (spend +6 %, cost to serve -4 % a year of tenure, 12 % interest, acquisition 0.8 annual "
    "margins).",
    control="Quality is not felt: no attitude enters a choice or triggers a review.",
    bands=(
        Band("smallest_gain", 0.20, 0.90, "gain of value, the smallest of three industries, share"),
        Band("largest_gain", 0.20, 0.90, "gain of value, the largest of three industries, share"),
        Band("falls_with_base", 0.0, 1.0, "gain where retention is lowest, minus where it is highest, share", is_control_judged=False),
        Band("retention_gained", 0.9 * MORE_RETENTION, MORE_RETENTION + 1e-9, "yearly retention gained, the least of three industries, share"),
    ),
    measure=_measure,
    draw=_draw,
    quick=Size(customers=2_000, seeds=3),
    remark="How much quality must cost to bring those points is not part of the fact: the gain is gross.",
)  # fmt: skip
