"""The market that all engines run, and its numbers as the twins read them.

The twins share the scenario and its conversion to steps with the compiled market; the equations
they write again for themselves, so that `tests/benchmarks` can hold one against the other.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.records import DIMENSIONS
from simulation.scenario.schema import Scenario
from simulation.tables import build_tables

N_STEPS = 104  # two years of weeks, as a sweep of small markets would run them
MEASURES = (
    "customers", "gained", "newcomers", "lost", "exits", "buyers", "purchases", "units", "revenue",
    "variable_cost", "service_cost", "acquisition_cost", "reward_cost", "member_cost",
    "points_earned", "points_redeemed", "points_expired", "members", "enrolled", "failures",
    "experiences", "complaints", "praise", "warnings", "satisfaction", "trust", "bond",
    "promoters", "detractors",
)  # fmt: skip


def benchmark_scenario(n_customers: int, n_steps: int = N_STEPS, without: str = "") -> Scenario:
    """Return the market of the benchmark: weekly purchases from four firms, two with programs.

    Firms differ in price, quality and failures, so that the mechanisms have something to do;
    everything not stated here is the model's default (one purchase a week on average).

    Parameters
    ----------
    n_customers, n_steps : int
        Size and length; there is no burn-in, so every step keeps accounts of every customer.
    without : str
        A mechanism to leave off: `program` or `word of mouth`.
    """
    firms: dict[str, dict[str, Any]] = {
        "Alder": {"share": 0.40, "quality": _level(80.0)},
        "Birch": {"share": 0.30, "price": 1.05, "quality": _level(84.0), "recovery": 0.7},
        "Cedar": {"share": 0.18, "price": 0.95, "quality": _level(70.0), "failure_prob": 0.06},
        "Dogwood": {"share": 0.12},
    }
    customers: dict[str, Any] = {"involvement_sd": 0.3}
    acquaintances = 8
    if without != "program":
        firms["Alder"]["program"] = {"earn_rate": 0.02, "threshold": 0.5, "endowment": 0.1}
        firms["Birch"]["program"] = {"earn_rate": 0.03, "threshold": 1.0, "promoted": 1.0}
    if without == "word of mouth":
        customers |= {"message_positive": 0.0, "message_negative": 0.0}
        acquaintances = 0
    return Scenario.model_validate(
        {
            "title": "benchmark",
            "focal_firm": "Alder",
            "market": {
                "mode": "repertoire",
                "step_days": 7,
                "steps": n_steps,
                "burn_in_steps": 0,
                "activity_window_steps": 8,
                "customers": n_customers,
                "acquaintances": acquaintances,
            },
            "customers": customers,
            "firms": firms,
        }
    )


def _level(points: float) -> dict[str, float]:
    return dict.fromkeys(DIMENSIONS, points)


@dataclass(frozen=True)
class Numbers:
    """A scenario's numbers for a twin: plain floats of customers, one array of each firm term.

    Attributes
    ----------
    behavior : dict[str, float]
        Customer parameters per step.
    terms : dict[str, ndarray]
        Firm terms per step, shape (J,).
    window : int
        Steps within which a buyer counts as a present customer.
    """

    n_customers: int
    n_firms: int
    n_acquaintances: int
    behavior: dict[str, float]
    terms: dict[str, NDArray[np.float64]]
    weights: NDArray[np.float64]
    window: int
    step_months: float
    step_years: float
    fairness_recovery: float
    market_promise: float

    def namespace(self) -> SimpleNamespace:
        """Return the customer parameters as attributes."""
        return SimpleNamespace(**self.behavior)


def twin_numbers(scenario: Scenario) -> Numbers:
    """Return the numbers a twin needs; the twins know one segment and no timed policy."""
    tables = build_tables(scenario)
    behavior = {name: float(tables.behavior[name][-1]) for name in tables.behavior.dtype.names}
    terms = {
        name: np.array(tables.terms[name][0, -1], dtype=float) for name in tables.terms.dtype.names
    }
    settings = tables.settings[0]
    return Numbers(
        n_customers=scenario.market.customers,
        n_firms=tables.n_firms,
        n_acquaintances=scenario.market.acquaintances,
        behavior=behavior,
        terms=terms,
        weights=np.array([behavior[f"dimension_weights_{d}"] for d in DIMENSIONS]),
        window=scenario.market.activity_window_steps,
        step_months=float(settings["step_months"]),
        step_years=float(settings["step_years"]),
        fairness_recovery=float(settings["fairness_recovery"]),
        market_promise=float(settings["market_promise"]),
    )
