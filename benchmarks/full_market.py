"""The benchmark's market with the toolbox switched on, mechanism by mechanism.

`full_scenario` holds exactly what the plain-Mesa twin of `full_mesa.py` knows. Not in it, because
the twin does not know it: contract markets, segments, firms that enter or leave, growing markets
(`late_share`), networks other than the small world, the rule `stop_at_satisfied` for the spending on
quality, the reactions `promo` and `imitate`, and a watch on complaints.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from benchmarks.market import MEASURES, N_STEPS, benchmark_scenario
from simulation.scenario.schema import Scenario

WEEK = 7
FULL_MEASURES = (
    *MEASURES, "concessions", "policy_cost", "fixed_cost", "crowded_out", "tier_1", "tier_2",
    "tier_3", "promoted", "demoted", "key_customers", "coupons_used", "stars_1", "stars_2",
    "stars_3", "stars_4", "stars_5", "cross_bought",
)  # fmt: skip

MECHANISMS: Mapping[str, Mapping[str, Any]] = {
    "promises": {
        "customers": {"promise_trust_loss": 2.0},
        "firms": {"Dogwood": {"promise": 86.0}},
    },
    "features": {
        "customers": {
            "feature_expectation": {"first": 0.5},
            "feature_voiced": {"first": 0.5, "second": 0.3},
            "feature_weight": {"second": 1.5},
        },
        "firms": {
            "Alder": {"features": {"first": 1.0, "second": 0.8}},
            "Birch": {"features": {"first": 0.6}},
        },
    },
    "personalization": {
        "firms": {
            "Birch": {"personalization": {"menu": 0.8}},
            "Cedar": {"personalization": {"menu": 0.2, "co_design": 0.5}},
        },
    },
    "newcomer prices": {
        "customers": {"price_visibility": 0.5},
        "firms": {
            "Alder": {"newcomer_discount": 0.1},
            "Dogwood": {"newcomer_discount": 0.2, "newcomer_purchases": 3},
        },
    },
    "breaches": {
        "policies": [
            {"firm": "Birch", "set": {"breach.privacy": 1.0}, "from": 10, "cost": {}},
            {"firm": "Dogwood", "set": {"breach.terms": 1.0}, "from": 15, "ramp_steps": 3, "cost": {}},
        ],
    },
    "bonds": {
        "customers": {
            "bond_gain_staff": 0.05,
            "bond_transfer": 0.05,
            "responsibility_trust": 0.5,
            "image_weight": 0.4,
            "involvement_forgiveness": 0.5,
        },
        "firms": {
            "Alder": {"belonging": {"recognition": 0.5, "community": 0.6, "culture": 0.5}},
            "Cedar": {"belonging": {"responsibility": 0.8, "image_x": 0.5}},
            "Dogwood": {"belonging": {"image_y": 1.0, "culture": 0.8}},
        },
    },
    "switching costs": {
        "customers": {
            "switching_procedural": 0.4,
            "switching_learned": 0.5,
            "switching_learning_months": 6.0,
            "switching_relational": 1.0,
        },
        "firms": {"Birch": {"structural_lock": 0.4}, "Alder": {"portability": 0.5}},
    },
    "breadth": {
        "customers": {"breadth_max": 3.0, "cross_buying": 0.2},
    },
    "complaints": {
        "customers": {"quick_bonus": 0.3},
        "firms": {
            "Alder": {"complaint_ease": 0.6, "recovery": 0.65, "quick_share": 0.8},
            "Cedar": {"complaint_learning": 0.3},
        },
    },
    "troubles": {
        "firms": {"Birch": {"troubles": {"delivery": 0.03, "product": 0.01}}},
    },
    "tiers": {
        "firms": {
            "Alder": {
                "tiers": {"first": 3.0, "second": 10.0, "third": 25.0, "earn_bonus": 0.5,
                          "quality": 1.0, "cost": 0.02},
            },
            "Birch": {"tiers": {"first": 6.0, "second": 15.0}},
        },
    },
    "deadlines": {
        "firms": {"Birch": {"deadline": {"purchases": 3.0, "months": 2.0, "reward": 0.5}}},
    },
    "cash-back": {
        "firms": {
            "Alder": {"program": {"cash_back": 0.02}},
            "Cedar": {"program": {"cash_back": 0.04, "member_cost": 0.01}},
        },
    },
    "fees": {
        "firms": {"Birch": {"program": {"fee": 0.05}}},
    },
    "gifts": {
        "customers": {"redemption_bond": 2.0, "birthday_bond": 2.0},
        "firms": {"Alder": {"program": {"birthday_gift": 0.2}}},
    },
    "expiry": {
        "firms": {"Alder": {"program": {"expiry_months": 2.0}}, "Birch": {"program": {"breakage": 0.2}}},
    },
    "coupons": {
        "firms": {"Dogwood": {"coupons": {"reach": 0.3, "depth": 0.2}}},
    },
    "contacts": {
        "firms": {
            "Alder": {"contacts": {"email": 3.0, "phone": 0.5}},
            "Cedar": {"contacts": {"text": 20.0, "app": 4.0}},
        },
    },
    "win-back": {
        "firms": {"Cedar": {"winback_discount": 0.15}},
    },
    "key service": {
        "firms": {
            "Birch": {
                "key_service": {"spend": 12.0, "quality": 6.0, "recovery": 0.2, "cost": 0.05,
                                "visibility": 0.8},
            },
        },
    },
    "outside option": {
        "customers": {"outside_utility": 0.5},
    },
    "awareness": {
        "customers": {"consider_max": 3},
        "firms": {
            "Cedar": {"reach": 0.9, "advertising": 1.0},
            "Dogwood": {"awareness": 0.3, "advertising": 0.4},
        },
    },
    "ratings": {
        "customers": {"rating_rate": 0.2},
    },
    "promotions": {
        "customers": {"promotion_salience": 0.3},
        "firms": {"Birch": {"promotion_prob": 0.2, "promotion_depth": 0.15}},
    },
    "staff": {
        "firms": {
            "Alder": {"staff": {"wage": 1.1, "training": 0.5, "load": 1.1}},
            "Dogwood": {"staff": {"culture": 0.5, "coordination": 0.7}},
        },
    },
    "supplier": {
        "firms": {
            "Cedar": {
                "supplier": {"quality": 75.0, "disruption_rate": 0.3, "disruption_months": 0.5,
                             "dual_sourcing": 0.3, "promptness": 0.5, "lead_days": 7,
                             "lot_days": 14, "price_squeeze": 0.2},
            },
        },
    },
    "investment": {
        "firms": {
            "Birch": {
                "investment": {"R": 0.02, "E": 0.03, "lag_months": 2.0, "rule": "worst_dimension"},
            },
        },
    },
    "reactions": {
        "firms": {
            "Alder": {"reaction": {"policy": "price", "budget": 0.05, "share_target": 0.45}},
            "Birch": {"reaction": {"policy": "program", "budget": 0.03, "share_target": 0.6}},
            "Cedar": {"reaction": {"policy": "quality", "budget": 0.04, "share_target": 0.3}},
            "Dogwood": {"reaction": {"policy": "recovery", "budget": 0.01, "share_target": 0.3}},
        },
    },
    "service gaps": {
        "firms": {
            "Alder": {"gap_standards": 2.0, "convenience": 0.5, "fixed_cost": 0.05},
            "Dogwood": {"gap_understanding": 3.0, "discount": 0.03},
        },
    },
}  # fmt: skip
"""Each mechanism's settings, at moderate strength at one or more firms."""


def full_scenario(
    n_customers: int, n_steps: int = N_STEPS, without: Iterable[str] = (), step_days: int = WEEK
) -> Scenario:
    """Return the market of the benchmark with everything switched on that the twin knows.

    Parameters
    ----------
    n_customers, n_steps : int
        Size and length; there is no burn-in.
    without : Iterable[str]
        Mechanisms to leave off, names of `MECHANISMS`.
    step_days : int
        Length of a step; people buy once a step on average, whatever its length, so that long
        steps bring years of anniversaries at little cost.
    """
    plain = benchmark_scenario(n_customers, n_steps)
    stated: dict[str, Any] = plain.model_dump(exclude_unset=True, by_alias=True)
    stated["title"] = "benchmark, everything on"
    stated["policies"] = []
    stated["market"]["step_days"] = step_days
    stated["customers"]["need_rate"] = WEEK / step_days
    left_off = frozenset(without)
    for name, settings in MECHANISMS.items():
        if name in left_off:
            continue
        stated["policies"] += settings.get("policies", [])
        for part in ("customers", "firms"):
            _merge(stated[part], settings.get(part, {}))
    return Scenario.model_validate(stated)


def _merge(into: dict[str, Any], settings: Mapping[str, Any]) -> None:
    """Write settings into nested ones, in place."""
    for name, value in settings.items():
        if isinstance(value, Mapping):
            _merge(into.setdefault(name, {}), value)
        else:
            into[name] = value
