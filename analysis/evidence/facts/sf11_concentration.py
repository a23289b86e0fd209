"""SF11: the heaviest fifth of a brand's buyers makes half to three quarters of its sales."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.drawing import curves, labeled, panels
from analysis.evidence.facts.drawn import drawn
from analysis.evidence.facts.panel import (
    YEAR,
    concentration_curve,
    package_goods,
    top_share,
    yearly_payments,
    yearly_purchases,
)
from analysis.evidence.facts.presets import WEEK, geometric_firms, shipped
from analysis.plots.style import QUIET
from simulation.scenario.loader import scenario_from_document
from simulation.scenario.schema import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CHAINS = 10
POINTS = np.linspace(0.0, 1.0, 21)
ALIKE = {
    "need_shape": 1000.0,
    "taste": "normal",
    "taste_sd": 0.0,
    "fit_sd": 0.0,
    "reputation_sd": 0.0,
    "price_sensitivity_cv": 0.0,
    "dimension_weight_concentration": 10_000.0,
    "habit_weight": 0.0,
    "bond_gain": 0.0,
}
"""Customers who need equally much, like the same and form no habit."""
EQUAL_ACCOUNTS = {
    "segments.key accounts.set": {"spend_scale": 1.0},
    "customers.spend_growth": 0.0,
}
"""No key accounts, and nobody comes to spend more."""


def hotel(setting: Setting) -> Scenario:
    """Return ten hotel chains with programs, as in the table of industries."""
    customers: dict[str, object] = {
        "taste": "normal",
        "taste_sd": 1.1,
        "need_rate": 0.10,
        "need_shape": 0.6,
        "satisfaction_weight": 0.7,
        "habit_weight": 1.0,
        "exit_rate": 0.003,
    }
    chains = geometric_firms(CHAINS)
    scenario = scenario_from_document(
        {
            "title": "hotel chains",
            "focal_firm": "A",
            "market": {
                "mode": "repertoire",
                "step_days": WEEK,
                "customers": setting.customers,
                "burn_in_steps": YEAR,
                "steps": YEAR,
            },
            "customers": {**customers, **ALIKE} if setting.is_control else customers,
            "firms": {
                name: {**terms, "failure_prob": 0.04, "program": {"earn_rate": 0.08}}
                for name, terms in chains.items()
            },
        }
    )
    return drawn(scenario, setting)


def mean_over_firms(amounts: NDArray[np.int64]) -> float:
    """Return the mean over firms of what their heaviest fifth accounts for, amounts (C, J)."""
    return float(np.mean([top_share(amounts[:, j]) for j in range(amounts.shape[1])]))


def _measure(setting: Setting) -> Measured:
    equal = EQUAL_ACCOUNTS if setting.is_control else {}
    telecom = shipped("telecom_contract", setting, overrides={"market.steps": 12, **equal})
    goods = package_goods(setting, ALIKE if setting.is_control else None)
    amounts = {
        "package_goods": yearly_purchases(goods, setting.seed),
        "hotel": yearly_purchases(hotel(setting), setting.seed),
        "telecom_revenue": yearly_payments(telecom, setting.seed),
    }
    lorenz = {name: concentration_curve(found[:, 0], POINTS) for name, found in amounts.items()}
    return Measured(
        {f"{name}_top_fifth": mean_over_firms(found) for name, found in amounts.items()},
        {
            "curves": {
                "buyers": POINTS.tolist(),
                **{name: curve.tolist() for name, curve in lorenz.items()},
            }
        },
    )


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    for axes, tables, title in zip(
        panels(figure, 2), (series, control), ("Market leader", "Control"), strict=True
    ):
        table = tables["curves"]
        names = ("package_goods", "hotel", "telecom_revenue")
        curves(axes, table["buyers"], [(name.replace("_", " "), table[name]) for name in names])
        axes.axvline(0.2, color=QUIET, linewidth=0.8)
        labeled(axes, title, "share of buyers, heaviest first", "share of sales")


FACT = Fact(
    id="SF11",
    title="Concentration: less than 80/20",
    claim="The heaviest 20 % of a brand's buyers make 50 to 75 % of its sales, not 80 %.",
    source="Sharp & Romaniuk about .6; Kim, Singh & Winer 2017 mean .73 in packaged goods; McCarthy "
    "& Winer .68 without and .59 with subscription (V)",
    kind="E",
    experiment="A year of package goods (as SF08), of ten hotel chains with 8 % programs, and of the "
    "shipped postpaid telecom market; mean over firms.",
    control="Everybody needs equally much, likes the same and forms no habit; in telecom no key "
    "accounts and no growing spend.",
    bands=(
        Band("package_goods_top_fifth", 0.50, 0.80, "package goods: share of purchases by the heaviest fifth of buyers"),
        Band("hotel_top_fifth", 0.50, 0.80, "hotel: share of stays by the heaviest fifth of guests"),
        Band("telecom_revenue_top_fifth", 0.35, 0.65, "telecom: share of revenue from the largest fifth of customers"),
    ),
    measure=_measure,
    draw=_draw,
    quick=Size(customers=6_000, seeds=2),
    remark="How much needs differ is an input (need_shape); that a "
    "brand's buyers are more concentrated than the category's is the model's. In telecom the result "
    "mostly restates the stated share of key accounts (2 % of customers, a quarter of revenue).",
)  # fmt: skip
