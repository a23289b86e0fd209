"""Runs made by hand: a few numbers, so that every metric can be computed on paper."""

import math
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.metrics.record import FirmRecord
from simulation.ledger import FIRM_MEASURES
from simulation.results import RunResult
from simulation.scenario.loader import scenario_from_document
from simulation.snapshot import UTILITY_TERMS

FIRMS = ["Alpha", "Beta"]
NEAR, ELSE = "near", "everyone else"
SEGMENTS = [NEAR, ELSE]
STEPS = [-1, 0, 1, 2]  # one step of burn-in is kept, then the three steps of the study
BURN_IN = 30

# Alpha's books, segment by segment, in steps -1, 0, 1, 2. What stands in the burn-in is absurdly
# large where a metric must not read it.
ALPHA_NEAR = {
    "customers": [40, 38, 39, 36],
    "base_customers": [40, 36, 35, 33],
    "gained": [900, 2, 3, 0],
    "newcomers": [900, 1, 0, 0],
    "lost": [900, 3, 1, 2],
    "reviews": [900, 5, 4, 3],
    "exits": [900, 1, 1, 1],
    "purchases": [900, 10, 12, 8],
    "revenue": [900.0, 10.0, 12.0, 8.0],
    "variable_cost": [900.0, 4.0, 5.0, 3.0],
    "service_cost": [900.0, 1.0, 1.0, 1.0],
    "acquisition_cost": [900.0, 2.0, 0.0, 0.0],
    "reward_cost": [900.0, 2.0, -1.5, 0.5],
    "member_cost": [900.0, 0.5, 0.0, 0.0],
    "policy_cost": [900.0, 1.0, 0.0, 0.0],
    "fixed_cost": [900.0, 1.0, 0.5, 0.5],
    "points_redeemed": [900.0, 0.0, 1.0, 0.0],
    "satisfaction": [0.0, 2660.0, 2808.0, 2700.0],  # 70, 72 and 75 points a customer
    "trust": [0.0, 1900.0, 1950.0, 1800.0],  # 50 points
    "bond": [0.0, 760.0, 780.0, 720.0],  # 20 points
    "promoters": [0, 10, 10, 10],
    "detractors": [0, 5, 5, 5],
}
ALPHA_ELSE = {
    "customers": [60, 62, 56, 60],
    "base_customers": [60, 58, 53, 52],
    "gained": [900, 4, 2, 5],
    "newcomers": [900, 0, 2, 0],
    "lost": [900, 2, 7, 1],
    "reviews": [900, 10, 8, 5],
    "exits": [900, 0, 1, 0],
    "purchases": [900, 20, 18, 22],
    "revenue": [900.0, 25.0, 20.0, 25.0],
    "variable_cost": [900.0, 10.0, 8.0, 10.0],
    "service_cost": [900.0, 3.0, 2.0, 2.0],
    "acquisition_cost": [900.0, 0.0, 4.0, 0.0],
    "reward_cost": [900.0, 1.0, 1.0, 1.0],
    "member_cost": [900.0, 0.5, 0.5, 0.5],
    "policy_cost": [900.0, 4.0, 0.0, 0.0],
    "fixed_cost": [900.0, 2.0, 2.0, 2.0],
    "points_redeemed": [900.0, 2.0, 0.0, 0.0],
    "satisfaction": [0.0, 3720.0, 3416.0, 3720.0],  # 60, 61 and 62 points
    "trust": [0.0, 3720.0, 3360.0, 3600.0],  # 60 points
    "bond": [0.0, 1240.0, 1120.0, 1200.0],  # 20 points
    "promoters": [0, 20, 20, 20],
    "detractors": [0, 10, 10, 10],
}
BETA_NEAR = {"purchases": [900, 5, 3, 2]}
BETA_ELSE = {"purchases": [900, 15, 20, 15]}
BOOKS = {
    ("Alpha", NEAR): ALPHA_NEAR,
    ("Alpha", ELSE): ALPHA_ELSE,
    ("Beta", NEAR): BETA_NEAR,
    ("Beta", ELSE): BETA_ELSE,
}

# Six people at the end: purchases in the study at Alpha and at Beta, and what Alpha knows of them.
# first_step counts the burn-in of 30 steps: 31 is step 1 of the study.
PEOPLE = pd.DataFrame(
    [
        # segment, at Alpha, at Beta, present at Alpha, and before, first step, paid, cost, exits
        (NEAR, 3, 1, True, True, 3, 9.0, 3.0, 0),
        (NEAR, 0, 2, False, False, -1_000_000, 0.0, 0.0, 0),
        (NEAR, 1, 0, True, True, 20, 6.0, 3.0, 0),
        (ELSE, 2, 2, True, True, 21, 12.0, 3.0, 1),
        (ELSE, 0, 0, False, True, 25, 5.0, 1.0, 0),
        (ELSE, 5, 0, True, False, 31, 6.0, 4.0, 0),
    ],
    columns=[
        "segment",
        "Alpha",
        "Beta",
        "present",
        "before",
        "first_step",
        "paid",
        "cost",
        "exits",
    ],
)
MOVES = [
    (-1, None, "Alpha", 99),  # burn-in: not of the study
    (0, "Alpha", "Alpha", 6),
    (0, "Alpha", "Beta", 2),
    (0, "Beta", "Alpha", 1),
    (0, "Beta", "Beta", 3),
    (1, "Alpha", None, 2),
    (1, None, "Beta", 1),
    (1, None, None, 3),
    (1, "Beta", "Alpha", 1),
    (2, "Alpha", "Alpha", 2),
]
ONLY_ALPHA = 5
"""This person cannot reach Beta."""
LOG_ODDS = {"Alpha": math.log(2.0), "Beta": math.log(3.0)}
NO_MOVES = [(-1, None, "Alpha", 99)]


def document(mode: str = "contract", step_days: int = 30, **market: Any) -> dict[str, Any]:
    """Return the scenario behind the hand-made run: 200 customers, two firms, two segments."""
    return {
        "title": "made by hand",
        "focal_firm": "Alpha",
        "market": {
            "mode": mode, "step_days": step_days, "customers": 200, "burn_in_steps": BURN_IN,
            "steps": 3, "activity_window_steps": 1, "discount_rate": 0.12, **market,
        },
        "segments": {NEAR: {"share": 0.5}},
        "firms": {"Alpha": {"share": 0.6}, "Beta": {"share": 0.4}},
    }  # fmt: skip


def books(filled: dict[tuple[str, str], dict[str, list[Any]]]) -> pd.DataFrame:
    """Return a firm ledger in long form; a measure that is not filled in is 0."""
    rows = [
        {
            "step": step,
            "segment": segment,
            "firm": firm,
            **{measure.name: 0 for measure in FIRM_MEASURES},
            **{name: values[k] for name, values in filled.get((firm, segment), {}).items()},
        }
        for k, step in enumerate(STEPS)
        for segment in SEGMENTS
        for firm in FIRMS
    ]
    return _with_categories(pd.DataFrame(rows))


def people(table: pd.DataFrame) -> pd.DataFrame:
    """Return two snapshots, one row per customer and firm; of the first, only who was there."""
    rows = [
        {
            "step": step,
            "customer": customer,
            "firm": firm,
            "segment": person["segment"],
            "generation": 0 if step < 0 else person["exits"],
            "n_purchases": 77 if step < 0 else person[firm],
            "present": person["before" if step < 0 else "present"] if firm == "Alpha" else False,
            "first_step": person["first_step"],
            "paid": 0.0 if step < 0 else person["paid"],
            "cost": 0.0 if step < 0 else person["cost"],
            # at the end: odds of 2 for Alpha and of 3 for Beta
            **{f"utility_{term}": 9.0 if step < 0 else 0.0 for term in UTILITY_TERMS},
            **(
                {}
                if step < 0
                else {f"utility_{'taste' if firm == 'Alpha' else 'price'}": LOG_ODDS[firm]}
            ),
            "available": firm == "Alpha" or customer != ONLY_ALPHA,
            "considered": firm == "Alpha" or customer != ONLY_ALPHA,
            "leaving_cost": 0.0,
            "price_sensitivity": 2.0 if person["segment"] == NEAR else 4.0,
            "provider": -1,
        }
        for step in (-1, 2)
        for customer, person in table.iterrows()
        for firm in FIRMS
    ]
    return _with_categories(pd.DataFrame(rows))


def moves(table: list[tuple[int, str | None, str | None, int]]) -> pd.DataFrame:
    """Return moves by step; None is the outside option, or nobody yet."""
    frame = pd.DataFrame(table, columns=["step", "origin", "destination", "moves"])
    for name in ("origin", "destination"):
        frame[name] = pd.Categorical(frame[name], categories=FIRMS)
    return frame


def life_table(at_risk: list[int], left: list[int]) -> pd.DataFrame:
    """Return Alpha's life table of 121 months; months that are not given have nobody."""
    months = np.arange(121)
    padded = [(*column, *[0] * (121 - len(column))) for column in (at_risk, left)]
    return pd.DataFrame(
        {
            "firm": pd.Categorical(["Alpha"] * 121, categories=FIRMS),
            "tenure_months": months,
            "at_risk": padded[0],
            "left": padded[1],
            "exited": 0,
        }
    )


def run(
    scenario: dict[str, Any] | None = None,
    filled: dict[tuple[str, str], dict[str, list[Any]]] = BOOKS,
    table: pd.DataFrame = PEOPLE,
    moved: list[tuple[int, str | None, str | None, int]] = MOVES,
    tenure: pd.DataFrame | None = None,
) -> RunResult:
    """Return the hand-made run, or one with parts of it replaced."""
    return RunResult(
        name="by hand",
        scenario=scenario_from_document(scenario or document()),
        seed=1,
        tables={
            "firms": books(filled),
            "market": moves(moved),
            "tenure": life_table([], []) if tenure is None else tenure,
            "customers": people(table),
        },
        wall_seconds=0.0,
    )


def with_table(result: RunResult, name: str, frame: pd.DataFrame) -> RunResult:
    """Return a run with another table in the place of one of its own."""
    return replace(result, tables={**result.tables, name: frame})


@cache
def _by_hand() -> RunResult:
    """Return the hand-made run, made once: nobody writes into it."""
    return run()


def alpha(result: RunResult | None = None, segment: str | None = None) -> FirmRecord:
    """Return Alpha's record."""
    return FirmRecord(_by_hand() if result is None else result, "Alpha", segment)


def _with_categories(frame: pd.DataFrame) -> pd.DataFrame:
    frame["firm"] = pd.Categorical(frame["firm"], categories=FIRMS)
    frame["segment"] = pd.Categorical(frame["segment"], categories=SEGMENTS)
    return frame
