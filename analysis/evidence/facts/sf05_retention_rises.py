"""SF05: retention rises with tenure because people differ (Fader & Hardie 2007)."""

from typing import TYPE_CHECKING

import numpy as np

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.cohorts import fitted_churn, retention, surviving, yearly
from analysis.evidence.facts.drawing import curves, labeled, panels
from analysis.evidence.facts.presets import (
    NO_DIFFERENCES,
    NO_LEARNING,
    SERVICE_FIRMS,
    SERVICES,
    contract_market,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

YEARS = 8


def _measure(setting: Setting) -> Measured:
    off = {**NO_DIFFERENCES, **NO_LEARNING} if setting.is_control else {}
    ratio, smallest_step, error, polarization = [], [], [], []
    table: dict[str, list[float]] = {"year": [float(year) for year in range(1, YEARS + 1)]}
    for name, behavior in SERVICES.items():
        scenario = contract_market(
            setting,
            firms=SERVICE_FIRMS,
            customers={**behavior, "exit_rate": 0.0, **off},
            steps=12 * YEARS + 1,
            burn_in_steps=0,
        )
        survival = yearly(surviving(scenario, setting.seed))
        kept = retention(survival)
        fit = fitted_churn(survival)
        ratio.append((1.0 - kept[-1]) / (1.0 - kept[1]))
        smallest_step.append(float(np.diff(kept).min()))
        error.append(float(np.abs(fit.survival(YEARS) - survival).max()))
        polarization.append(fit.polarization)
        table[name] = kept.tolist()
        table[f"{name} fitted"] = retention(fit.survival(YEARS)).tolist()
    return Measured(
        {
            "hazard_ratio": max(ratio),
            "smallest_step": min(smallest_step),
            "fit_error": max(error),
            "lowest_polarization": min(polarization),
            "highest_polarization": max(polarization),
        },
        {"retention": table},
    )


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    titles = ("Customers differ", "Control: all alike")
    for axes, tables, title in zip(panels(figure, 2), (series, control), titles, strict=True):
        table = tables["retention"]
        curves(axes, table["year"], [(name, table[name]) for name in SERVICES])
        for name in SERVICES:
            axes.plot(table["year"], table[f"{name} fitted"], color="0.6", linewidth=0.8, zorder=0)
        labeled(axes, f"{title} (gray: fitted)", "year of the contract", "kept in the year, share")
        axes.set_ylim(0.0, 1.02)


FACT = Fact(
    id="SF05",
    title="Retention rises with tenure, because people differ",
    claim="The retention rate of a cohort rises year by year although nobody changes: those likely to "
    "leave are gone first. The shifted beta-geometric fits such curves.",
    source="Fader & Hardie 2007, data of two contractual services (V); their estimates (M)",
    kind="E",
    experiment="Cohorts acquired in month 0 by prepaid telecom, postpaid telecom and banks, followed for eight "
    "years; a shifted beta-geometric fitted to each. The worst of the three counts.",
    control="No lasting differences between people, no learning to use a firm, no bond, no habit.",
    bands=(
        Band("hazard_ratio", 0.0, 0.60, "churn of year 8 over that of year 2, ratio", control=(0.75, 1.5)),
        Band("smallest_step", -0.02, 1.0, "smallest rise of retention from one year to the next, share", is_control_judged=False),
        Band("fit_error", 0.0, 0.02, "largest error of the fitted survival, share of the cohort", is_control_judged=False),
        Band("lowest_polarization", 0.15, 0.45, "1 / (1 + alpha + beta), the lowest of the three"),
        Band("highest_polarization", 0.15, 0.45, "1 / (1 + alpha + beta), the highest of the three"),
    ),
    measure=_measure,
    draw=_draw,
    full=Size(customers=20_000, seeds=5),
    quick=Size(customers=10_000, seeds=3),
    remark="Without differences retention is nearly constant, which is not falling either, and which a "
    "beta-geometric fits as well; so the control is judged by the hazard and the polarization.",
)  # fmt: skip
