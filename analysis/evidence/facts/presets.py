"""Markets that facts share: shipped scenarios with other values, and small ones built in code."""

from collections.abc import Mapping, Sequence

from analysis.evidence.fact import Setting
from analysis.evidence.facts.drawn import drawn
from simulation.market import LoyaltyMarket
from simulation.scenario.loader import load_scenario, scenario_from_document
from simulation.scenario.schema import Scenario

MONTH = 30  # days of a step in contract markets
WEEK = 7  # days of a step in repertoire markets
SHARE_RATIO = 0.8  # each firm has 0.8 of the next larger one's share (assumption: geometric shares)
CYCLE_MONTHS = 48.0  # how long a durable is kept (assumption)
WEEKS_PER_MONTH = 30.0 / 7.0
DESIGN_QUALITY = 76.0  # points; every firm's default
DIMENSIONS = ("R", "A", "T", "E", "Re")

NO_DIFFERENCES: Mapping[str, float] = {
    "taste_sd": 0.0,
    "fit_sd": 0.0,
    "price_sensitivity_cv": 0.0,
    "switching_sd": 0.0,
    "reputation_sd": 0.0,
    "dimension_weight_concentration": 10_000.0,
}
"""Customers who are all alike."""
NO_LEARNING: Mapping[str, float] = {
    "switching_learned": 0.0,
    "bond_gain": 0.0,
    "habit_weight": 0.0,
}
"""Relations that do not grow with time."""
UNFELT: Mapping[str, float] = {
    "satisfaction_weight": 0.0,
    "trust_weight": 0.0,
    "bond_weight": 0.0,
    "review_dissatisfaction": 0.0,
    "review_failure": 0.0,
}
"""Nothing that an experience leaves behind enters a choice."""


def shipped(
    name: str,
    setting: Setting,
    *,
    customers: Mapping[str, object] | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Scenario:
    """Return a shipped scenario at the size of a task.

    Parameters
    ----------
    name : str
        Its name.
    setting : Setting
        The task.
    customers : Mapping[str, object] | None
        Customer parameters that differ, by name.
    overrides : Mapping[str, object] | None
        Anything else that differs, by dotted path.
    """
    changed = {f"customers.{key}": value for key, value in (customers or {}).items()}
    size = {"market.customers": setting.customers}
    scenario = load_scenario(name, {**size, **changed, **(overrides or {})})
    return drawn(scenario, setting)


def geometric_firms(count: int, reach_of_rivals: float = 1.0) -> dict[str, dict[str, float]]:
    """Return firms A, B, ... whose shares fall geometrically; all but the first may be out of reach."""
    weights = [SHARE_RATIO**j for j in range(count)]
    return {
        chr(ord("A") + j): {
            "share": weight / sum(weights),
            "reach": 1.0 if j == 0 else reach_of_rivals,
        }
        for j, weight in enumerate(weights)
    }


def contract_market(
    setting: Setting,
    *,
    firms: Mapping[str, Mapping[str, object]],
    customers: Mapping[str, object],
    steps: int,
    burn_in_steps: int = 36,
    policies: Sequence[Mapping[str, object]] = (),
    acquaintances: int = 8,
) -> Scenario:
    """Return a contract market with monthly steps, normal tastes and no terms.

    Parameters
    ----------
    setting : Setting
        The task.
    firms : Mapping[str, Mapping[str, object]]
        Firms by name; the first one is asked about.
    customers : Mapping[str, object]
        Customer parameters, by name.
    steps, burn_in_steps : int
        Months of the study and before it.
    policies : Sequence[Mapping[str, object]]
        As in a file.
    acquaintances : int
        Others whom a customer hears.
    """
    scenario = scenario_from_document(
        {
            "title": "contract market",
            "focal_firm": next(iter(firms)),
            "market": {
                "mode": "contract",
                "step_days": MONTH,
                "customers": setting.customers,
                "burn_in_steps": burn_in_steps,
                "steps": steps,
                "activity_window_steps": 1,
                "acquaintances": acquaintances,
            },
            "customers": {"taste": "normal", **customers},
            "firms": {name: dict(terms) for name, terms in firms.items()},
            "policies": list(policies),
        }
    )
    return drawn(scenario, setting)


def with_quality(
    firm: str, quality: float, *, start: int = 0, until: int | None = None
) -> dict[str, object]:
    """Return the policy that gives a firm this quality in every dimension, points."""
    raised = {f"quality.{dimension}": quality for dimension in DIMENSIONS}
    return {"firm": firm, "set": raised, "from": start, "until": until, "cost": {}}


def per_cycle() -> dict[str, object]:
    """Return customer parameters of a durable good: a step stands for a cycle of 48 months.

    Everybody chooses freely at its end. What happens with time happens for a cycle's length: a rate
    over 30 days is set so that one step does what 48 months would do.
    """
    weeks = CYCLE_MONTHS * WEEKS_PER_MONTH
    return {
        "review_base": 1.0,
        "exit_rate": 1.0 - (1.0 - 0.006) ** CYCLE_MONTHS,
        "failure_memory_carry": 0.97**CYCLE_MONTHS,
        "bond_decay": 1.0 - (1.0 - 0.004) ** (weeks / WEEKS_PER_MONTH),
        "switching_learning_months": 24.0 / CYCLE_MONTHS,
    }


TELECOM: Mapping[str, object] = {
    "taste_sd": 0.9,
    "satisfaction_weight": 0.8,
    "habit_weight": 0.5,
    "switching_procedural": 1.1,
    "switching_learned": 0.8,
    "switching_relational": 1.0,
    "review_base": 0.04,
    "review_dissatisfaction": 0.30,
    "review_failure": 0.10,
}
"""Postpaid telecom, as in `scenarios/telecom_contract`, to be used without terms."""
PREPAID: Mapping[str, object] = {
    **TELECOM,
    "switching_procedural": 0.2,
    "switching_learned": 0.4,
    "review_base": 0.10,
    "review_dissatisfaction": 0.40,
    "review_failure": 0.12,
}
"""Prepaid telecom: no contract, low switching costs, frequent reviews."""
BANK: Mapping[str, object] = {
    **TELECOM,
    "switching_procedural": 1.0,
    "switching_learned": 1.2,
    "trust_weight": 0.35,
    "review_base": 0.03,
    "review_dissatisfaction": 0.25,
    "review_failure": 0.08,
}
"""Main bank account: rare reviews, switching costs that are learned."""
CARDS: Mapping[str, object] = {
    **PREPAID,
    "switching_learned": 0.0,
}
"""Credit cards: eight much alike offers, hardly any switching costs."""
SERVICES: Mapping[str, Mapping[str, object]] = {
    "prepaid": PREPAID,
    "telecom": TELECOM,
    "bank": BANK,
}
"""Three contract industries, from the least to the most retaining."""
SERVICE_FIRMS: Mapping[str, Mapping[str, float]] = {
    "Alpha": {"share": 0.42},
    "Beta": {"share": 0.28},
    "Delta": {"share": 0.12},
    "Gamma": {"share": 0.18},
}


def ran(scenario: Scenario, seed: int) -> LoyaltyMarket:
    """Return a market run to its end."""
    market = LoyaltyMarket(scenario, rng=seed)
    market.run_model()
    return market
